internal import COracleKernels
internal import Multiprecision
internal import Specifications

/// Sine, cosine, tangent and the derivatives of these, of arguments so large that floats are no longer close together
/// against the period: above 2^24 neighbours are several radians apart, and no polynomial spans them.
///
/// The argument is reduced exactly in the loop itself, by multiplication with the bits of 2/pi that matter for the binade.
public struct WaveFunction: Sendable {
    let function: Int32
    let sign: Double

    /// The wave that a formula is; nil when it is none.
    public init?(_ formula: ScalarFormula) {
        var place = formula.output
        var sign = 1.0
        if case .unary(.negate, let inner) = formula.nodes[place] {
            place = inner
            sign = -1
        }
        func isVariable(_ place: Int) -> Bool { formula.nodes[place] == .variable }
        switch formula.nodes[place] {
        case .unary(.sin, let x) where isVariable(x): function = Int32(oracle_wave_sine)
        case .unary(.cos, let x) where isVariable(x): function = Int32(oracle_wave_cosine)
        case .unary(.tan, let x) where isVariable(x): function = Int32(oracle_wave_tangent)
        case .binary(.divide, let one, let square) where formula.isOne(one):
            guard case .power(let cosine, exponent: 2) = formula.nodes[square],
                case .unary(.cos, let x) = formula.nodes[cosine], isVariable(x)
            else { return nil }
            function = Int32(oracle_wave_secant_squared)
        default: return nil
        }
        self.sign = sign
    }

    /// The model of a block of finite floats; nil below 64, or 4 for functions with poles, where polynomials are better.
    public func model(of block: EncodingBlock) -> WaveModel? {
        let field = Int(block.first >> 23 & 0xFF)
        let hasPoles = function == Int32(oracle_wave_tangent) || function == Int32(oracle_wave_secant_squared)
        guard field >= 127 + (hasPoles ? 2 : 6), !block.isNonfinite else { return nil }
        let isOdd = function == Int32(oracle_wave_sine) || function == Int32(oracle_wave_tangent)
        let mantissa = Double(block.first & 0x7F_FFFF | 0x80_0000)
        return WaveModel(
            function: function, sign: block.isNegative && isOdd ? -sign : sign,
            parts: Self.parts(exponent: field - 150),
            turn: Self.turn(exponent: field - 150), first: mantissa, count: block.count)
    }

    /// Cosine and sine of 8 2^e, to the nearest.
    static func turn(exponent: Int) -> [Double] {
        let angle = Interval(BigFloat(8, precision: 64).scaled(byPowerOf2: exponent), precision: 200)
        return [angle.cos().midpoint.toDouble(), angle.sin().midpoint.toDouble()]
    }

    /// 2^e (2 / pi) modulo 4 in three parts, as the loop needs them.
    static func parts(exponent: Int) -> [Double] {
        // 2 / pi to 2^-230, of which at most 128 bits are before the point.
        let precision = 420
        let turns = Interval(2, precision: precision) / Interval.pi(precision: precision)
        let scaled = turns.lower.scaled(byPowerOf2: exponent)
        let quarters = scaled.scaled(byPowerOf2: -2).floor().scaled(byPowerOf2: 2)
        var rest = BigFloat.subtract(scaled, quarters, precision: precision, rounding: .nearest)
        var parts: [Double] = []
        for bits in [26, 54] {
            let part = rest.scaled(byPowerOf2: bits).floor().scaled(byPowerOf2: -bits)
            parts.append(part.toDouble())
            rest = BigFloat.subtract(rest, part, precision: precision, rounding: .nearest)
        }
        return parts + [rest.toDouble()]
    }
}

/// A wave on a block of encodings.
public struct WaveModel: Sendable {
    let function: Int32
    let sign: Double
    let parts: [Double]
    /// Cosine and sine of eight times the distance of neighbours.
    let turn: [Double]
    let first: Double
    let count: Int

    /// All numbers that the model is made of.
    public var numbers: [Double] { [Double(function), sign, first] + parts + turn }
}
