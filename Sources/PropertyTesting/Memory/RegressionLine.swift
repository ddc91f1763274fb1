internal import Values

/// A failure as a line of text, by values: what kind it is, and the numbers of its input in the order in which they were
/// drawn, tensors with type and shape, floats in hexadecimal.
///
///     3f9c02d1a7be | over 2^10 ulp | float32[2,3] 0x1p+0*5 nan:0x7FC00001 | int 3
///
/// The first field is a hash of the rest: it sorts lines into an order in which new ones rarely stand next to each other,
/// so that git merges them, and it shows a line that was changed by hand.
struct RegressionLine: Sendable, Hashable {
    let kind: FailureKind
    let replay: Replay

    var text: String {
        let body = self.body
        return Self.hash(of: body) + " | " + body
    }

    /// What a line holds may not break it.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text.unicodeScalars {
            let isPlain = character != "|" && character != "%" && character.value >= 0x20
            result += isPlain ? String(character) : "%" + String(character.value, radix: 16) + ";"
        }
        return result
    }

    private static func unescaped(_ text: Substring) -> String {
        var result = ""
        var rest = text[...]
        while let percent = rest.firstIndex(of: "%") {
            result += rest[..<percent]
            let end = rest[percent...].firstIndex(of: ";") ?? rest.index(before: rest.endIndex)
            if let value = UInt32(rest[rest.index(after: percent)..<end], radix: 16), let scalar = Unicode.Scalar(value)
            {
                result.unicodeScalars.append(scalar)
            }
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    private static func hash(of body: String) -> String { String(SHA256.hexDigest(of: body.utf8).prefix(12)) }

    private var body: String {
        var fields = [Self.escaped(kind.text)]
        var place = 0
        var tensors = replay.tensors[...]
        while place < replay.choices.count || tensors.first?.start == place {
            if let tensor = tensors.first, tensor.start == place, tensor.end <= replay.choices.count {
                tensors.removeFirst()
                let shape = tensor.shape.extents.map(String.init).joined(separator: ",")
                let values = Self.values(replay.choices[tensor.start..<tensor.end])
                fields.append(([tensor.format.name + "[\(shape)]"] + values).joined(separator: " "))
                place = tensor.end
                continue
            }
            let kind = replay.choices[place].kind
            var end = place + 1
            while end < replay.choices.count, replay.choices[end].kind == kind, tensors.first?.start != end { end += 1 }
            let name = FloatFormat(rawValue: kind)?.name ?? "int"
            fields.append(([name] + Self.values(replay.choices[place..<end])).joined(separator: " "))
            place = end
        }
        return fields.joined(separator: " | ")
    }

    /// Values in words, equal ones behind each other as one with a count.
    private static func values(_ choices: ArraySlice<RecordedChoice>) -> [String] {
        var words: [String] = []
        var place = choices.startIndex
        while place < choices.endIndex {
            var end = place + 1
            while end < choices.endIndex, choices[end] == choices[place] { end += 1 }
            words.append(text(choices[place]) + (end - place > 1 ? "*\(end - place)" : ""))
            place = end
        }
        return words
    }

    private static func text(_ choice: RecordedChoice) -> String {
        guard let format = FloatFormat(rawValue: choice.kind) else { return "\(Int64(bitPattern: choice.value))" }
        if format.isNaN(choice.value) { return "nan:" + format.bitsText(choice.value) }
        return format == .float64 ? Double(bitPattern: choice.value).hexText : Float(format.value(choice.value)).hexText
    }

    init(kind: FailureKind, replay: Replay) {
        self.kind = kind
        self.replay = replay
    }

    /// Reads a line; nil for one that is damaged.
    init?(_ line: String) {
        var fields = line.split(separator: "|", omittingEmptySubsequences: false).map { $0.trimmed }
        guard fields.count >= 2 else { return nil }
        let hash = fields.removeFirst()
        guard Self.hash(of: fields.joined(separator: " | ")) == hash else { return nil }
        kind = FailureKind(Self.unescaped(fields.removeFirst()[...]))
        var replay = Replay()
        for field in fields {
            var words = field.split(separator: " ").map(String.init)
            guard !words.isEmpty else { return nil }
            let head = words.removeFirst().split(separator: "[", maxSplits: 1)
            let format = FloatFormat.allCases.first { $0.name == head[0] }
            guard format != nil || head[0] == "int" else { return nil }
            let start = replay.choices.count
            for word in words {
                guard let values = Self.choices(word, format) else { return nil }
                replay.choices += values
            }
            if head.count == 2 {
                let extents = head[1].dropLast().split(separator: ",").map { Int($0) }
                guard head[1].last == "]", let format, extents.allSatisfy({ $0.map { $0 >= 0 } ?? false }) else {
                    return nil
                }
                let record = TensorRecord(start: start, shape: Shape(extents.map { $0! }), format: format)
                guard record.end == replay.choices.count else { return nil }
                replay.tensors.append(record)
            }
        }
        self.replay = replay
    }

    private static func choices(_ word: String, _ format: FloatFormat?) -> [RecordedChoice]? {
        let parts = word.split(separator: "*")
        guard let first = parts.first, parts.count <= 2, let count = parts.count == 2 ? Int(parts[1]) : 1,
            (1...1 << 24).contains(count)
        else { return nil }
        guard let format else {
            return Int64(first).map { [RecordedChoice](repeating: .integer($0), count: count) }
        }
        let bits: UInt64
        if first.hasPrefix("nan:0x") {
            guard let value = UInt64(first.dropFirst(6), radix: 16), format.isNaN(value) else { return nil }
            bits = value
        } else {
            guard let value = Double(String(first)) else { return nil }
            bits = format.bits(nearest: value)
            // A number that the format does not have was not written by this library.
            guard format.value(bits) == value else { return nil }
        }
        return [RecordedChoice](repeating: .float(bits, format), count: count)
    }
}

extension Replay: Hashable {
    static func == (left: Replay, right: Replay) -> Bool { left.choices == right.choices }
    func hash(into hasher: inout Hasher) { hasher.combine(choices) }
}

extension Substring {
    fileprivate var trimmed: String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

extension FloatFormat {
    /// The format's name in files: `float32`.
    var name: String { "\(self)" }
}
