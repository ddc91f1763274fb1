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

/// The same, appended to ASCII text.
public func appendDecimal(_ value: Double, digits: Int, to text: inout [UInt8]) {
    if value.isNaN { return text.append(contentsOf: "nan".utf8) }
    if digits <= 9, appendShortDecimal(value, digits: digits, to: &text) { return }
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
        let length = withVaList([Int32(digits), value]) {
            vsnprintf(buffer.baseAddress!, buffer.count, "%.*g", $0)
        }
        text.append(contentsOf: UnsafeRawBufferPointer(buffer)[..<Int(length)])
    }
}

/// Powers of ten from 10^-60, rounded to nearest.
private let powersOfTen = (-60...60).map { Double("1e\($0)")! }

/// Few digits of a number of ordinary size, without a call of C; false where that cannot tell how they round.
///
/// The number times a power of ten is computed with three roundings at most, so that below 10^9 it is off by less than
/// 10^-6: enough to round it to an integer unless it is that near to a half.
private func appendShortDecimal(_ value: Double, digits: Int, to text: inout [UInt8]) -> Bool {
    let size = value.magnitude
    guard size >= 1e-50, size <= 1e50 else { return false }
    // floor(e log10(2)), which is the decimal exponent or one less.
    var exponent = (Int(size.exponent) * 78_913) >> 18
    let limit = powersOfTen[60 + digits]
    var scaled = size * powersOfTen[60 + digits - 1 - exponent]
    if scaled >= limit {
        exponent += 1
        scaled = size * powersOfTen[60 + digits - 1 - exponent]
    }
    var rounded = scaled.rounded()
    guard ((scaled - rounded).magnitude - 0.5).magnitude > 1e-6 else { return false }
    if rounded >= limit {
        rounded /= 10
        exponent += 1
    }
    var rest = UInt64(rounded)
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 16) { figures in
        for place in (0..<digits).reversed() {
            figures[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        }
        guard rest == 0, figures[0] != UInt8(ascii: "0") else { return false }
        var count = digits
        while count > 1, figures[count - 1] == UInt8(ascii: "0") { count -= 1 }
        if value < 0 { text.append(UInt8(ascii: "-")) }
        if exponent < -4 || exponent >= digits {
            text.append(figures[0])
            if count > 1 {
                text.append(UInt8(ascii: "."))
                text.append(contentsOf: figures[1..<count])
            }
            text.append(UInt8(ascii: "e"))
            text.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            text.append(UInt8(ascii: "0") + UInt8(exponent.magnitude / 10))
            text.append(UInt8(ascii: "0") + UInt8(exponent.magnitude % 10))
        } else if exponent < 0 {
            text.append(contentsOf: "0.".utf8)
            for _ in 0..<(-1 - exponent) { text.append(UInt8(ascii: "0")) }
            text.append(contentsOf: figures[..<count])
        } else {
            for place in 0..<max(count, exponent + 1) {
                if place == exponent + 1 { text.append(UInt8(ascii: ".")) }
                text.append(figures[place])
            }
        }
        return true
    }
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
