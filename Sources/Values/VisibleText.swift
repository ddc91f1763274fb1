/// Text as a terminal may be given it: what it would obey instead of show (control characters, and those that turn the
/// direction of writing) is spelled out: `\u{1B}`.
///
/// - Parameter keepsLines: whether line breaks and tabs stay what they are.
public func visible(_ text: String, keepsLines: Bool = false) -> String {
    func isKept(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.isInvisible || keepsLines && (scalar == "\n" || scalar == "\t")
    }
    if text.unicodeScalars.allSatisfy(isKept) { return text }
    var result = ""
    for scalar in text.unicodeScalars {
        if isKept(scalar) {
            result.unicodeScalars.append(scalar)
        } else {
            result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        }
    }
    return result
}

extension Unicode.Scalar {
    /// Whether it is an order to a terminal, or to whatever sets the text, and no sign: control characters, separators of
    /// lines, and the marks of the bidirectional algorithm (Unicode Standard Annex 9).
    var isInvisible: Bool {
        switch value {
        case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }
}
