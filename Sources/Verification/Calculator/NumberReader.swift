internal import Multiprecision
internal import Values

/// Reads numbers as people write them, into a format.
///
/// Decimals (`88.7`, `-1e-45`) and hexadecimal numbers (`0x1.8p+3`, `0x10`) are rounded to nearest; `inf`, `-inf` and `nan`
/// are what they say. Bits are `bits:42B17217`, or exactly as many hexadecimal digits as the format has, without sign, point
/// and exponent: `0x42b17217` is a binary32 and `0x3c00` a binary16.
struct NumberReader {
    let format: FloatFormat

    struct Number {
        let value: Double
        /// Whether the text says what the value is: it is the same real number, and no encoding.
        let isPlain: Bool
    }

    /// The number that ASCII text writes; nil when it is none.
    func number(_ text: UnsafeBufferPointer<UInt8>) -> Number? { decimal(text) ?? any(text) }

    // MARK: Short decimals

    private static let powers: [Double] = (0...22).reduce(into: []) { powers, _ in
        powers.append((powers.last ?? 0.1) * 10)
    }

    /// A decimal of at most 2^53 and a power of ten of at most 10^22: one operation on binary64 numbers rounds it
    /// (Clinger, How to read floating point numbers accurately, PLDI 1990). Nil for all others.
    private func decimal(_ text: UnsafeBufferPointer<UInt8>) -> Number? {
        var place = 0
        var isNegative = false
        if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            isNegative = first == UInt8(ascii: "-")
            place = 1
        }
        var digits: UInt64 = 0
        var exponent = 0
        var count = 0
        var hasPoint = false
        scan: while place < text.count {
            switch text[place] {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                digits = digits * 10 + UInt64(text[place] - UInt8(ascii: "0"))
                count += 1
                if hasPoint { exponent -= 1 }
                guard count <= 18 else { return nil }
            case UInt8(ascii: ".") where !hasPoint: hasPoint = true
            default: break scan
            }
            place += 1
        }
        guard count > 0 else { return nil }
        if place < text.count {
            guard text[place] | 0x20 == UInt8(ascii: "e") else { return nil }
            place += 1
            var isSmall = false
            if place < text.count, text[place] == UInt8(ascii: "-") || text[place] == UInt8(ascii: "+") {
                isSmall = text[place] == UInt8(ascii: "-")
                place += 1
            }
            guard place < text.count, text.count - place <= 3 else { return nil }
            var power = 0
            while place < text.count {
                guard text[place] >= UInt8(ascii: "0"), text[place] <= UInt8(ascii: "9") else { return nil }
                power = power * 10 + Int(text[place] - UInt8(ascii: "0"))
                place += 1
            }
            exponent += isSmall ? -power : power
        }
        guard digits <= 1 << 53, exponent.magnitude <= 22 else { return nil }
        let whole = Double(digits)
        let power = Self.powers[Int(exponent.magnitude)]
        let size = exponent < 0 ? whole / power : whole * power
        let rest = exponent < 0 ? (-whole).addingProduct(size, power) : (-size).addingProduct(whole, power)
        let value = format.rounded(size)
        // A second rounding is one of the number itself only where its neighbourhood rounds alike.
        if rest != 0, format.precision < 53, format.rounded(size.nextDown) != format.rounded(size.nextUp) { return nil }
        return Number(value: isNegative ? -value : value, isPlain: rest == 0 && value == size)
    }

    // MARK: Everything else

    private func any(_ bytes: UnsafeBufferPointer<UInt8>) -> Number? {
        let text = String(decoding: bytes, as: UTF8.self)
        if text.hasPrefix("bits:") {
            let digits = text.utf8.dropFirst(5)
            return digits.count <= format.width / 4 ? bits(digits) : nil
        }
        if text.hasPrefix("0x") || text.hasPrefix("0X"), text.utf8.count == format.width / 4 + 2,
            let number = bits(text.utf8.dropFirst(2))
        {
            return number
        }
        // Between two neighbours of far more bits than the format has all numbers round alike, unless they are one.
        let wide = 128
        guard let lower = BigFloat(text: text, precision: wide, rounding: .down),
            let upper = BigFloat(text: text, precision: wide, rounding: .up)
        else { return nil }
        if lower.isNaN { return Number(value: .nan, isPlain: true) }
        guard lower != upper else {
            let value = format.rounded(lower, .nearest)
            return Number(value: value, isPlain: lower == value)
        }
        let between =
            lower.isInfinite || upper.isInfinite
            ? lower
            : BigFloat.add(lower, upper, precision: wide + 2, rounding: .nearest).scaled(byPowerOf2: -1)
        return Number(
            value: between.isZero || between.isInfinite
                ? format.rounded(lower.signbit ? lower : upper, .nearest) : format.rounded(between, .nearest),
            isPlain: false)
    }

    private func bits(_ digits: Substring.UTF8View) -> Number? {
        guard !digits.isEmpty, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let bits = UInt64(Substring(digits), radix: 16)
        else { return nil }
        return Number(value: format.value(bits: bits), isPlain: false)
    }
}
