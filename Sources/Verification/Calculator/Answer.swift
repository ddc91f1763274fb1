/// A certified result of the calculator: the real result of one input, rounded.
public struct Answer: Sendable {
    public enum Kind: Sendable, Hashable {
        /// The real result is no float, nor halfway between two.
        case inexact
        /// The real result is a float.
        case exact
        /// The real result is exactly halfway between two floats.
        case tie
        /// The real result is beyond 2^(emax + 1), which is where the exponents end.
        case overflow
        /// No real number: a row of the special-value table decides, which is not rounded.
        case special
        /// Nothing decides: there is no real number, and no row of the special-value table.
        case undefined
    }

    public var kind: Kind
    /// How far the real result is from the middle of two floats, in ulps; nil when it is one or it is no number.
    public var tieDistance: Distance?
    /// How far it is from a float.
    public var floatDistance: Distance?
    /// The precision that decided, in bits: 53 for bounds in binary64.
    public var precision: Int
    /// What there is to say in words: where an undecided result lies, or which special case it is.
    public var note: String?
    private var values = SIMD8<Double>(repeating: .nan)
    private var decided: UInt8 = 0

    init(_ kind: Kind, precision: Int, note: String? = nil) {
        self.kind = kind
        self.precision = precision
        self.note = note
    }

    /// The same value in every direction.
    init(_ kind: Kind, value: Double, precision: Int, note: String? = nil) {
        self.init(kind, precision: precision, note: note)
        values = SIMD8(repeating: value)
        decided = .max
    }

    /// The result in a direction, a number of the format; nil when it could not be decided.
    public internal(set) subscript(direction: RoundingDirection) -> Double? {
        @inline(__always) get {
            decided & 1 << UInt8(direction.place) == 0 ? nil : values[direction.place]
        }
        set {
            values[direction.place] = newValue ?? .nan
            let bit: UInt8 = 1 << UInt8(direction.place)
            decided = newValue == nil ? decided & ~bit : decided | bit
        }
    }
}
