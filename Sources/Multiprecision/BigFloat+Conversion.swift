internal import CMPFR

/// To and from binary64, binary32 and text.
extension BigFloat {
    /// The binary64 number that one rounding gives, subnormals and overflow included: with `.nearest`, half the smallest
    /// subnormal is 0, and numbers from `2^1024 - 2^970` up are infinite.
    public func toDouble(rounding: Rounding = .nearest) -> Double { withRaw { cmpfr_get_double($0, rounding.mode) } }

    /// The binary32 number that one rounding gives, subnormals and overflow included: with `.nearest`, `2^-150` is 0, and
    /// numbers from `2^128 - 2^103` up are infinite.
    public func toFloat(rounding: Rounding = .nearest) -> Float { withRaw { cmpfr_get_float($0, rounding.mode) } }

    /// The number that `text` writes, rounded once.
    ///
    /// Understands what C's `strtod` does, in any locale: decimal (`-1.5e-3`), hexadecimal (`0x1.8p-4`), `inf`,
    /// `infinity` and `nan` in any case. Gives nil for everything else, including blanks before or after.
    public init?(text: String, precision: Int, rounding: Rounding = .nearest) {
        guard Self.isNumber(text) else { return nil }
        var isComplete = false
        let rounded = Self.make(precision: precision) { result in
            text.withCString { start in
                var end: UnsafeMutablePointer<CChar>?
                let ternary = mpfr_strtofr(result, start, &end, 0, rounding.mode)
                isComplete = end.map { $0.pointee == 0 && UnsafePointer($0) != start } ?? false
                return ternary
            }
        }
        guard isComplete else { return nil }
        self = rounded.value
    }

    /// MPFR's own notation is wider than C's (`@inf@`, `0b101`, `1@5`), so what is not C's is turned away first.
    private static func isNumber(_ text: String) -> Bool {
        var digits = text.lowercased()[...]
        if digits.hasPrefix("-") || digits.hasPrefix("+") { digits = digits.dropFirst() }
        if ["inf", "infinity", "nan"].contains(digits) { return true }
        let alphabet = digits.hasPrefix("0x") ? "0123456789abcdef.xp+-" : "0123456789.e+-"
        return digits.first.map { "0123456789.".contains($0) } ?? false && digits.allSatisfy(alphabet.contains)
    }

    /// Scientific notation with `digits` significant decimal digits, such as `2.0611536e-09`; `inf`, `-inf` and `nan`.
    ///
    /// - Precondition: `digits` is at least 1.
    public func text(digits: Int, rounding: Rounding = .nearest) -> String {
        precondition(digits >= 1, "a number is written with at least 1 digit, not \(digits)")
        // Sign, point, `e`, the exponent's sign and up to 19 digits, and the terminating zero.
        return String(unsafeUninitializedCapacity: digits + 32) { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                withRaw {
                    Int(cmpfr_format(characters.baseAddress, characters.count, Int32(digits - 1), rounding.mode, $0))
                }
            }
        }
    }
}

extension BigFloat: CustomStringConvertible {
    /// Enough decimal digits to tell this number from every other one of its precision.
    public var description: String { text(digits: Int((Double(precision) * 0.30103).rounded(.up)) + 1) }
}
