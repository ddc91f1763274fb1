internal import Multiprecision
internal import Values

/// A binary floating-point format: precision p and the exponents of its normal numbers.
struct FloatFormat: Sendable {
    let dtype: DType
    let precision: Int
    let minimumExponent: Int
    let maximumExponent: Int

    static let binary32 = FloatFormat(dtype: .float32, precision: 24, minimumExponent: -126, maximumExponent: 127)
    static let binary64 = FloatFormat(dtype: .float64, precision: 53, minimumExponent: -1022, maximumExponent: 1023)

    /// The format of a dtype that rounds, or nil.
    init?(_ dtype: DType) {
        switch dtype {
        case .float32: self = .binary32
        case .float64: self = .binary64
        case .int64, .bool: return nil
        }
    }

    private init(dtype: DType, precision: Int, minimumExponent: Int, maximumExponent: Int) {
        self.dtype = dtype
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

    /// A number rounded to the format, as a binary64, which holds it exactly.
    func rounded(_ real: BigFloat, _ rounding: Rounding) -> Double {
        dtype == .float32 ? Double(real.toFloat(rounding: rounding)) : real.toDouble(rounding: rounding)
    }

    /// The largest finite number.
    var largest: Double {
        dtype == .float32 ? Double(Float.greatestFiniteMagnitude) : .greatestFiniteMagnitude
    }

    /// What an infinite result counts as when its error is measured: 2^(emax + 1).
    func overflowValue(negative: Bool) -> BigFloat {
        BigFloat(negative ? -1 : 1, precision: 2).scaled(byPowerOf2: maximumExponent + 1)
    }
}
