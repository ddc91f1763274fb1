/// A piece of HTML, MathML or SVG in which no text from outside can act as markup.
///
/// What a literal holds is markup as written; what is interpolated into it is text and gets escaped, unless it is
/// markup itself. So the safe way is the short one:
///
///     let cell: Markup = "<td>\(operation.name)</td>"
///
/// All pieces are well-formed XML, which tests rely on: empty elements are closed, attributes quoted.
struct Markup: Hashable, Sendable {
    let text: String

    static let none: Markup = ""

    /// Text of which every character stands for itself, within elements and quoted attributes alike. Control characters
    /// that XML cannot hold become U+FFFD.
    static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case "\t", "\n": result.unicodeScalars.append(scalar)
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    static func + (left: Markup, right: Markup) -> Markup { Markup(raw: left.text + right.text) }

    private init(raw: String) { text = raw }
}

extension Markup: ExpressibleByStringInterpolation {
    init(stringLiteral value: String) { text = value }
    init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    struct Interpolation: StringInterpolationProtocol {
        var text = ""

        init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

        mutating func appendLiteral(_ literal: String) { text += literal }
        mutating func appendInterpolation(_ value: String) { text += Markup.escaped(value) }
        mutating func appendInterpolation(_ value: Int) { text += String(value) }
        mutating func appendInterpolation(_ value: UInt64) { text += String(value) }
        mutating func appendInterpolation(_ markup: Markup) { text += markup.text }
        mutating func appendInterpolation(_ markups: [Markup]) { for markup in markups { text += markup.text } }
    }
}

extension Collection where Element == Markup {
    func joined(_ separator: Markup) -> Markup {
        reduce(nil) { joined, next in joined.map { "\($0)\(separator)\(next)" } ?? next } ?? .none
    }
}
