internal import Foundation

/// JSON for people as well as programs: what fits on a line stands on one, and all else has a line for each member.
///
/// A run of all operations takes four fifths of the bytes that it takes with every number on a line of its own, and a change
/// in a record is a change of few lines.
struct JSONLayout {
    /// How long a line may be, in bytes, its key aside.
    private static let width = 116

    private let bytes: [UInt8]
    /// Of the containers in the order in which they begin: where they end, and how long they are on one line.
    private var spans: [(end: Int, width: Int)] = []

    /// - Parameter compact: valid JSON without any space between its parts.
    init(_ compact: Data) {
        bytes = Array(compact)
        var open: [(number: Int, width: Int)] = []
        var width = 0
        var position = 0
        while position < bytes.count {
            let byte = bytes[position]
            if Self.opens(byte) {
                open.append((spans.count, width))
                spans.append((0, 0))
            }
            let next = byte == UInt8(ascii: "\"") ? end(ofStringAt: position) : position + 1
            width += next - position + (Self.separates(byte) ? 1 : 0)
            position = next
            if Self.closes(byte), let (number, start) = open.popLast() {
                spans[number] = (position, width - start)
            }
        }
    }

    /// The text, ending with a line break.
    var data: Data {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count * 5 / 4)
        var (position, depth, number) = (0, 0, 0)
        func breakLine() {
            result.append(UInt8(ascii: "\n"))
            result.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
        }
        /// Everything up to the end of a container that stays on its line; zero where none does.
        var lineEnd = 0
        while position < bytes.count {
            let byte = bytes[position]
            let isOnLine = position < lineEnd
            if Self.closes(byte), !isOnLine {
                depth -= 1
                breakLine()
            }
            let next = byte == UInt8(ascii: "\"") ? end(ofStringAt: position) : position + 1
            result.append(contentsOf: bytes[position..<next])
            if Self.opens(byte) {
                let span = spans[number]
                number += 1
                if !isOnLine {
                    if span.width + 2 * depth <= Self.width {
                        lineEnd = span.end
                    } else {
                        depth += 1
                        breakLine()
                    }
                }
            } else if byte == UInt8(ascii: ":") || byte == UInt8(ascii: ",") && isOnLine {
                result.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: ",") {
                breakLine()
            }
            position = next
        }
        result.append(UInt8(ascii: "\n"))
        return Data(result)
    }

    /// The position after the string that begins somewhere.
    private func end(ofStringAt start: Int) -> Int {
        var position = start + 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(position + 1, bytes.count)
    }

    private static func opens(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") }
    private static func closes(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") }
    private static func separates(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ":") || byte == UInt8(ascii: ",") }
}
