/// Choices as a short text, which a message ends with and `PropertySettings.replay` takes.
///
/// Bytes in base 64 (with - and _, without padding): format, checksum, then runs of equal choices: kind and length of the
/// run, and the value in seven bits a byte.
enum ReplayToken {
    enum Problem: Error { case noToken, damaged }

    static func text(_ choices: [RecordedChoice]) -> String {
        var bytes: [UInt8] = []
        var place = 0
        while place < choices.count {
            let choice = choices[place]
            var length = 1
            while place + length < choices.count, choices[place + length] == choice { length += 1 }
            // Small integers of either sign are short.
            let value =
                choice.kind == 0
                ? choice.value << 1 ^ UInt64(bitPattern: Int64(bitPattern: choice.value) >> 63) : choice.value
            append(UInt64(choice.kind) | UInt64(length - 1) << 3, to: &bytes)
            append(value, to: &bytes)
            place += length
        }
        return base64([1, checksum(bytes)] + bytes)
    }

    static func choices(_ text: String) throws(Problem) -> [RecordedChoice] {
        guard let all = decoded(text), all.count >= 2, all[0] == 1 else { throw .noToken }
        let bytes = Array(all[2...])
        guard all[1] == checksum(bytes) else { throw .damaged }
        var choices: [RecordedChoice] = []
        var place = 0
        while place < bytes.count {
            guard let head = number(bytes, &place), let value = number(bytes, &place), head & 7 <= 4,
                head >> 3 < 1 << 24
            else { throw .damaged }
            let kind = UInt8(head & 7)
            let plain = kind == 0 ? value >> 1 ^ (0 &- (value & 1)) : value
            choices += repeatElement(RecordedChoice(kind: kind, value: plain), count: Int(head >> 3) + 1)
        }
        return choices
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private static func number(_ bytes: [UInt8], _ place: inout Int) -> UInt64? {
        var result: UInt64 = 0
        var shift: UInt64 = 0
        while place < bytes.count, shift < 64 {
            let byte = bytes[place]
            place += 1
            result |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return result }
            shift += 7
        }
        return nil
    }

    private static func checksum(_ bytes: [UInt8]) -> UInt8 {
        var hash: UInt32 = 0x811C_9DC5
        for byte in bytes { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
        return UInt8(truncatingIfNeeded: hash ^ hash >> 8 ^ hash >> 16 ^ hash >> 24)
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static func base64(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = (0..<3).map { start + $0 < bytes.count ? UInt32(bytes[start + $0]) : 0 }
            let bits = group[0] << 16 | group[1] << 8 | group[2]
            for place in 0...min(3, bytes.count - start) {
                text.append(alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func decoded(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for character in text.utf8 {
            guard let value = alphabet.firstIndex(of: character) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }
}
