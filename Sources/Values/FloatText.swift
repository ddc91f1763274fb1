#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

// Text of floats as reports print it: decimal, hexadecimal significand, bits. All three are exact or say enough
// digits to be read back to the same float (9 for binary32, 17 for binary64).

/// A number in C's `%.<digits>g` notation: `88.7228317`, `1.40129846e-45`, `inf`, `nan`, `-0`.
public func decimalText(_ value: Double, digits: Int) -> String {
    if value.isNaN { return "nan" }
    var buffer = [CChar](repeating: 0, count: 64)
    let length = withVaList([Int32(digits), value]) { vsnprintf(&buffer, buffer.count, "%.*g", $0) }
    return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

extension BinaryFloatingPoint where RawSignificand: FixedWidthInteger {
    /// The value with a hexadecimal significand, normalised, as C reads it: `0x1.62e430p+6`, `0x1p-149`, `-0x0p+0`,
    /// `inf`, `nan`. A fraction always has all its digits, so that neighbouring floats line up.
    public var hexText: String {
        let sign = self.sign == .minus ? "-" : ""
        if isNaN { return "nan" }
        if isInfinite { return sign + "inf" }
        if isZero { return sign + "0x0p+0" }
        let digits = (Self.significandBitCount + 3) / 4
        // `significand` is in [1, 2) for subnormals too.
        let fraction = Double(significand.magnitude) - 1
        var bits = UInt64(fraction * 0x1p52) >> UInt64(52 - digits * 4)
        var text = ""
        for _ in 0..<digits {
            text = String(bits & 0xF, radix: 16) + text
            bits >>= 4
        }
        let power = exponent >= 0 ? "+\(exponent)" : "\(exponent)"
        return sign + (fraction == 0 ? "0x1p\(power)" : "0x1.\(text)p\(power)")
    }
}

extension Float {
    /// Nine significant digits, enough to read the same float back: `88.7228317`.
    public var decimalText: String { Values.decimalText(Double(self), digits: 9) }

    /// The encoding as eight hexadecimal digits: `0x42B17217`.
    public var bitsText: String { "0x" + hexadecimal(UInt64(bitPattern), digits: 8) }

    /// Value and bits, as findings print it: `88.7228317 (0x1.62e42ep+6, 0x42B17217)`.
    public var fullText: String { "\(decimalText) (\(hexText), \(bitsText))" }

    /// A float from decimal or hexadecimal text, rounded to nearest, or from its eight bits (`bits:42B17217`); also
    /// `nan`, `inf`, `-inf` and `-0`. Decimals beyond the range are stored as the infinity or zero they round to. Nil
    /// when the text is no number.
    public init?(text: some StringProtocol) {
        if text.hasPrefix("bits:") {
            guard let bits = UInt32(text.dropFirst(5), radix: 16) else { return nil }
            self.init(bitPattern: bits)
        } else {
            self.init(String(text))
        }
    }
}

extension Double {
    /// Seventeen significant digits, enough to read the same double back.
    public var decimalText: String { Values.decimalText(self, digits: 17) }

    /// The encoding as sixteen hexadecimal digits.
    public var bitsText: String { "0x" + hexadecimal(bitPattern, digits: 16) }

    /// Value and bits, as findings print it.
    public var fullText: String { "\(decimalText) (\(hexText), \(bitsText))" }
}

private func hexadecimal(_ value: UInt64, digits: Int) -> String {
    let text = String(value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
}
