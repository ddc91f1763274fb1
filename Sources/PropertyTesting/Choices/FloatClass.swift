/// What kind of number an encoding is: the classes whose coverage a run states.
///
/// Classes overlap where numbers are several things: 2^24 is a power of two and a large integer.
public enum FloatClass: Int, Sendable, CaseIterable, Hashable {
    case positiveZero, negativeZero
    case leastSubnormal, subnormal, greatestSubnormal
    case leastNormal, tiny, small, nearOne, moderate, large, huge, greatestFinite
    case powerOfTwo, besidePowerOfTwo
    case integer, halfInteger, integerOnly, oddSignificand, fewBits
    case negative
    case positiveInfinity, negativeInfinity, quietNaN, signallingNaN, payloadNaN

    /// The class in words, as reports print it.
    public var text: String {
        switch self {
        case .positiveZero: "+0"
        case .negativeZero: "-0"
        case .leastSubnormal: "least subnormal"
        case .subnormal: "subnormal"
        case .greatestSubnormal: "greatest subnormal"
        case .leastNormal: "least normal"
        case .tiny: "exponent in the lowest quarter"
        case .small: "exponent in the second quarter"
        case .nearOne: "between 1/2 and 2"
        case .moderate: "exponent in the third quarter"
        case .large: "exponent in the highest quarter"
        case .huge: "highest binade"
        case .greatestFinite: "greatest finite"
        case .powerOfTwo: "power of two"
        case .besidePowerOfTwo: "beside a power of two"
        case .integer: "integer"
        case .halfInteger: "half-integer"
        case .integerOnly: "too large for fractions"
        case .oddSignificand: "odd significand"
        case .fewBits: "significand of few bits"
        case .negative: "negative"
        case .positiveInfinity: "+inf"
        case .negativeInfinity: "-inf"
        case .quietNaN: "quiet NaN"
        case .signallingNaN: "signalling NaN"
        case .payloadNaN: "NaN with a payload or a sign"
        }
    }
}

/// A set of classes of floats.
public struct FloatClasses: OptionSet, Sendable, Hashable {
    public var rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    init(_ single: FloatClass) { rawValue = 1 << UInt32(single.rawValue) }

    public func contains(_ single: FloatClass) -> Bool { contains(FloatClasses(single)) }

    /// The classes in the order of their declaration.
    public var classes: [FloatClass] { FloatClass.allCases.filter { contains($0) } }
}

extension FloatFormat {
    /// All classes that an encoding belongs to.
    public func classes(_ bits: UInt64) -> FloatClasses {
        let size = magnitude(bits)
        let isNegative = isNegative(bits)
        var result: UInt32 = 0
        func add(_ single: FloatClass) { result |= 1 << UInt32(single.rawValue) }
        if size >= infinity {
            if size == infinity {
                add(isNegative ? .negativeInfinity : .positiveInfinity)
            } else {
                add(size & (1 << UInt64(significandBits - 1)) != 0 ? .quietNaN : .signallingNaN)
                if isNegative || size & (significandMask >> 1) != 0 { add(.payloadNaN) }
            }
            return FloatClasses(rawValue: result)
        }
        if isNegative { add(.negative) }
        if size == 0 {
            add(isNegative ? .negativeZero : .positiveZero)
            return FloatClasses(rawValue: result)
        }
        let significand = size & significandMask
        let exponent = Int(size >> UInt64(significandBits)) - bias
        if significand & 1 != 0 { add(.oddSignificand) }
        if size < leastNormal {
            add(.subnormal)
            if size == 1 { add(.leastSubnormal) }
            if size == leastNormal - 1 { add(.greatestSubnormal) }
            return FloatClasses(rawValue: result)
        }
        if size == leastNormal { add(.leastNormal) }
        if size == greatestFinite { add(.greatestFinite) }
        if exponent == bias { add(.huge) }
        if exponent == 0 || exponent == -1 { add(.nearOne) }
        add(exponent < -bias / 2 ? .tiny : exponent < 0 ? .small : exponent <= bias / 2 ? .moderate : .large)
        if significand == 0 { add(.powerOfTwo) } else if significand.nonzeroBitCount <= 3 { add(.fewBits) }
        if significand == 1 || significand == significandMask { add(.besidePowerOfTwo) }
        // The bits behind the binary point.
        let fractionBits = significandBits - exponent
        if fractionBits <= 0 {
            add(.integer)
            if fractionBits < 0 { add(.integerOnly) }
        } else if fractionBits <= significandBits + 1 {
            let full = significand | leastNormal
            let lowest = full.trailingZeroBitCount
            if lowest >= fractionBits { add(.integer) } else if lowest == fractionBits - 1 { add(.halfInteger) }
        }
        return FloatClasses(rawValue: result)
    }
}
