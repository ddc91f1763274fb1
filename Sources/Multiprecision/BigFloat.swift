internal import CMPFR

/// How a result that does not fit is rounded.
public enum Rounding: Sendable, CaseIterable {
    /// To the closest number, ties to the even significand.
    case nearest
    /// Toward negative infinity: the result is never above the real value.
    case down
    /// Toward positive infinity: the result is never below the real value.
    case up
    /// Toward zero: the result's magnitude is never above the real value's.
    case towardZero

    var mode: mpfr_rnd_t {
        switch self {
        case .nearest: MPFR_RNDN
        case .down: MPFR_RNDD
        case .up: MPFR_RNDU
        case .towardZero: MPFR_RNDZ
        }
    }
}

/// A binary floating-point number with as many significant bits as it was asked to have.
///
/// `value = ± significand · 2^exponent` with a significand of exactly `precision` bits (at least 1), or ±0, ±infinity or
/// NaN. There is one NaN, no payloads, and there are no subnormals: exponents reach about ±2^62, so that
/// overflow and underflow happen only where a result leaves *that* range (`exp(1e38)`).
///
/// Every operation takes the precision of its result and a rounding, and returns the real result of the exact operands,
/// rounded once: what IEEE 754 calls correctly rounded. Special values follow IEEE 754 as well: `0 / 0` is NaN,
/// `log(0)` is negative infinity, the logarithm of a negative number is NaN.
///
/// A `BigFloat` is an immutable value: copies share the digits, which one box owns, and any thread may use any of them.
public struct BigFloat: Sendable {
    typealias Raw = __mpfr_struct

    /// The one owner of a number's C memory.
    struct Handle: ~Copyable, @unchecked Sendable {
        var raw: Raw

        init(precision: Int) {
            precondition(precision >= 1, "a BigFloat has at least 1 bit of precision, not \(precision)")
            raw = Raw()
            cmpfr_init(&raw, precision)
        }

        deinit {
            var raw = raw
            mpfr_clear(&raw)
        }
    }

    /// What copies of a number share.
    final class Box: Sendable {
        let handle: Handle

        init(_ handle: consuming Handle) { self.handle = handle }
    }

    let box: Box

    init(_ box: Box) { self.box = box }

    /// A result with the knowledge whether rounding changed it.
    struct Rounded {
        let value: BigFloat
        let isExact: Bool
    }

    /// Makes a number of `precision` bits, which `compute` fills in. `compute` returns zero when what it stored is exact.
    @inline(__always)
    static func make(precision: Int, _ compute: (UnsafeMutablePointer<Raw>) -> Int32) -> Rounded {
        var handle = Handle(precision: precision)
        let ternary = compute(&handle.raw)
        return Rounded(value: BigFloat(Box(handle)), isExact: ternary == 0)
    }

    /// Lends the C number for the duration of `body`.
    @inline(__always)
    func withRaw<Result>(_ body: (UnsafePointer<Raw>) -> Result) -> Result {
        withExtendedLifetime(box) { withUnsafePointer(to: box.handle.raw, body) }
    }
}

extension BigFloat {
    /// `value`, exact when `precision` is at least 53, and otherwise rounded.
    public init(_ value: Double, precision: Int, rounding: Rounding = .nearest) {
        self = Self.make(precision: precision) { mpfr_set_d($0, value, rounding.mode) }.value
    }

    /// `value`, exact when `precision` is at least 24, and otherwise rounded.
    public init(_ value: Float, precision: Int, rounding: Rounding = .nearest) {
        self = Self.make(precision: precision) { mpfr_set_flt($0, value, rounding.mode) }.value
    }

    /// `value`, exact when `precision` is at least 63, and otherwise rounded.
    public init(_ value: Int, precision: Int, rounding: Rounding = .nearest) {
        self = Self.make(precision: precision) { mpfr_set_si($0, value, rounding.mode) }.value
    }

    /// The circle constant.
    public static func pi(precision: Int, rounding: Rounding) -> BigFloat {
        make(precision: precision) { mpfr_const_pi($0, rounding.mode) }.value
    }

    /// This number with another precision.
    public func rounded(toPrecision precision: Int, rounding: Rounding) -> BigFloat {
        unary(cmpfr_set, precision, rounding)
    }

    static let zero = BigFloat(0, precision: 1)
    static let one = BigFloat(1, precision: 1)
    static let minusOne = BigFloat(-1, precision: 1)
    static let infinity = BigFloat(Double.infinity, precision: 1)
    static let nan = BigFloat(Double.nan, precision: 1)
}
