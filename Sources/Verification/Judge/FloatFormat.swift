internal import Multiprecision
internal import Values

/// A binary floating-point format with infinities and subnormals, as IEEE 754 has them: precision p and the exponents of
/// its normal numbers. Its numbers are held as binary64, of which every format here is a part.
public struct FloatFormat: Sendable, Hashable {
    /// As dtypes are spelled: `float32`, `bfloat16`.
    public let name: String
    /// The bits of a significand, the leading one included.
    public let precision: Int
    public let minimumExponent: Int
    public let maximumExponent: Int

    public static let binary16 = FloatFormat(
        name: "float16", precision: 11, minimumExponent: -14, maximumExponent: 15)
    /// The upper half of a binary32.
    public static let bfloat16 = FloatFormat(
        name: "bfloat16", precision: 8, minimumExponent: -126, maximumExponent: 127)
    public static let binary32 = FloatFormat(
        name: "float32", precision: 24, minimumExponent: -126, maximumExponent: 127)
    public static let binary64 = FloatFormat(
        name: "float64", precision: 53, minimumExponent: -1022, maximumExponent: 1023)

    public static let all: [FloatFormat] = [.binary16, .bfloat16, .binary32, .binary64]

    /// The format of a dtype that rounds, or nil.
    init?(_ dtype: DType) {
        switch dtype {
        case .float32: self = .binary32
        case .float64: self = .binary64
        case .int64, .bool: return nil
        }
    }

    private init(name: String, precision: Int, minimumExponent: Int, maximumExponent: Int) {
        self.name = name
        self.precision = precision
        self.minimumExponent = minimumExponent
        self.maximumExponent = maximumExponent
    }

    /// The exponent of ulp(r): min(max(e, emin), emax) - p + 1 with 2^e <= |r| < 2^(e+1) (Muller, On the definition
    /// of ulp(x), 2005, with the exponents of the format as floor and ceiling).
    func ulpExponent(of real: BigFloat) -> Int {
        let exponent =
            real.isZero ? minimumExponent : real.isInfinite ? maximumExponent : real.exponent
        return min(max(exponent, minimumExponent), maximumExponent) - precision + 1
    }

    /// The largest finite number.
    var largest: Double { Double(sign: .plus, exponent: maximumExponent, significand: 2 - quantum(-precision + 1)) }

    /// The smallest number above 0.
    var smallest: Double { quantum(minimumExponent - precision + 1) }

    /// What an infinite result counts as when its error is measured: 2^(emax + 1).
    func overflowValue(negative: Bool) -> BigFloat {
        BigFloat(negative ? -1 : 1, precision: 2).scaled(byPowerOf2: maximumExponent + 1)
    }
}

// MARK: Rounding

extension FloatFormat {
    /// A number rounded to the format, as a binary64, which holds it exactly. What underflows is a zero of the number's
    /// sign.
    func rounded(_ real: BigFloat, _ rounding: Rounding) -> Double {
        switch precision {
        case 24: return Double(real.toFloat(rounding: rounding))
        case 53: return real.toDouble(rounding: rounding)
        default: break
        }
        guard real.isFinite, !real.isZero else { return real.toDouble() }
        // Below the normal numbers there are fewer bits, and below the smallest number none.
        let bits = min(precision, real.exponent - minimumExponent + precision)
        let isNegative = real.signbit
        guard bits >= 1 else {
            let half = BigFloat(smallest / 2, precision: 53)
            let isAway =
                switch rounding {
                case .nearest: BigFloat.abs(real) > half
                case .up: !isNegative
                case .down: isNegative
                case .towardZero: false
                }
            return isNegative ? -(isAway ? smallest : 0) : isAway ? smallest : 0
        }
        let value = real.rounded(toPrecision: bits, rounding: rounding).toDouble()
        return value.magnitude <= largest ? value : overflow(negative: isNegative, rounding)
    }

    /// A binary64 number rounded to nearest, without multiple precision.
    @inline(__always)
    func rounded(_ value: Double) -> Double {
        switch precision {
        case 24: return Double(Float(value))
        case 53: return value
        default: break
        }
        guard value.isFinite, value != 0 else { return value }
        let unit = quantum(max(Int(value.exponent), minimumExponent) - precision + 1)
        let rounded = (value / unit).rounded(.toNearestOrEven) * unit
        return rounded.magnitude <= largest ? rounded : overflow(negative: value < 0, .nearest)
    }

    /// What a number too large becomes.
    func overflow(negative: Bool, _ rounding: Rounding) -> Double {
        let stays =
            switch rounding {
            case .nearest: false
            case .towardZero: true
            case .up: negative
            case .down: !negative
            }
        let size = stays ? largest : .infinity
        return negative ? -size : size
    }

    /// 2^exponent.
    ///
    /// - Precondition: it is a binary64 number.
    @inline(__always)
    func quantum(_ exponent: Int) -> Double {
        exponent >= -1022
            ? Double(bitPattern: UInt64(exponent + 1023) << 52)
            : Double(bitPattern: 1 << UInt64(exponent + 1074))
    }
}

// MARK: Encoding

extension FloatFormat {
    /// The bits of an encoding: sign, exponent, fraction.
    public var width: Int { precision == 53 ? 64 : precision == 24 ? 32 : 16 }

    /// The bits of the exponent's field.
    private var exponentWidth: Int { width - precision }

    /// The encoding of a number of the format; of NaN, the quiet one with an empty payload.
    public func bits(of value: Double) -> UInt64 {
        let fraction = precision - 1
        let sign: UInt64 = value.sign == .minus && !value.isNaN ? 1 << UInt64(width - 1) : 0
        let exponents = (UInt64(1) << UInt64(exponentWidth)) - 1
        if value.isNaN { return exponents << UInt64(fraction) | 1 << UInt64(fraction - 1) }
        if value.isInfinite { return sign | exponents << UInt64(fraction) }
        if precision == 53 { return value.bitPattern }
        if value.magnitude < quantum(minimumExponent) { return sign | UInt64(value.magnitude / smallest) }
        let place = UInt64(Int(value.exponent) - minimumExponent + 1)
        return sign | place << UInt64(fraction) | value.significandBitPattern >> UInt64(53 - precision)
    }

    /// The number that an encoding stands for; NaN for any NaN.
    public func value(bits: UInt64) -> Double {
        if precision == 53 { return Double(bitPattern: bits) }
        let fraction = bits & ((1 << UInt64(precision - 1)) - 1)
        let exponents = (UInt64(1) << UInt64(exponentWidth)) - 1
        let place = bits >> UInt64(precision - 1) & exponents
        let size: Double
        if place == exponents {
            size = fraction == 0 ? .infinity : .nan
        } else if place == 0 {
            size = Double(fraction) * smallest
        } else {
            size =
                Double(fraction + 1 << UInt64(precision - 1))
                * quantum(Int(place) - 1 + minimumExponent - precision + 1)
        }
        return bits >> UInt64(width - 1) & 1 == 0 ? size : -size
    }
}

// MARK: Text

extension FloatFormat {
    /// The decimal digits that tell every number of the format from its neighbours.
    public var digits: Int { Int((Double(precision) * 0.30103).rounded(.up)) + 1 }

    /// `0x1.8p+3`, with all digits of the fraction unless it is 0.
    public func hexText(of value: Double) -> String {
        var text: [UInt8] = []
        append(hex: value, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The encoding in hexadecimal, `0x3C00`.
    public func bitsText(of value: Double) -> String {
        var text: [UInt8] = []
        append(bits: value, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    public func decimalText(of value: Double) -> String { Values.decimalText(value, digits: digits) }

    func append(bits value: Double, to text: inout [UInt8]) {
        text.append(contentsOf: "0x".utf8)
        Self.append(hexadecimal: bits(of: value), digits: width / 4, alphabet: Self.upperCase, to: &text)
    }

    func append(hex value: Double, to text: inout [UInt8]) {
        if value.isNaN { return text.append(contentsOf: "nan".utf8) }
        if value.sign == .minus { text.append(UInt8(ascii: "-")) }
        if value.isInfinite { return text.append(contentsOf: "inf".utf8) }
        if value == 0 { return text.append(contentsOf: "0x0p+0".utf8) }
        text.append(contentsOf: "0x1".utf8)
        // A binary64 is normal or, as a number of its own format, has its leading bit elsewhere.
        let fraction = value.isNormal ? value.significandBitPattern : value.significand.significandBitPattern
        if fraction != 0 {
            let digits = (precision + 2) / 4
            text.append(UInt8(ascii: "."))
            Self.append(
                hexadecimal: fraction >> UInt64(52 - digits * 4), digits: digits, alphabet: Self.lowerCase, to: &text)
        }
        text.append(UInt8(ascii: "p"))
        let exponent = Int(value.exponent)
        text.append(exponent < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
        Self.append(decimal: exponent.magnitude, to: &text)
    }

    private static let upperCase = Array("0123456789ABCDEF".utf8)
    private static let lowerCase = Array("0123456789abcdef".utf8)

    private static func append(hexadecimal value: UInt64, digits: Int, alphabet: [UInt8], to text: inout [UInt8]) {
        for digit in (0..<digits).reversed() { text.append(alphabet[Int(value >> UInt64(digit * 4) & 15)]) }
    }

    static func append(decimal value: UInt, to text: inout [UInt8]) {
        if value >= 10 { append(decimal: value / 10, to: &text) }
        text.append(UInt8(ascii: "0") + UInt8(value % 10))
    }
}
