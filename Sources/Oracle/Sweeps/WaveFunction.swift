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
    ///
    /// - Parameter values: the formula that the other one is the derivative of, if it is one.
    public init?(_ formula: ScalarFormula, derivativeOf values: ScalarFormula? = nil) {
        if (values ?? formula).isSinc {
            function = Int32(values == nil ? oracle_wave_sinc : oracle_wave_sinc_slope)
            sign = 1
            return
        }
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

    /// Whether there is a model of a block: not below 64, or 4 for functions with poles, where polynomials are better, and
    /// of finite floats only.
    public func covers(_ block: EncodingBlock) -> Bool {
        let hasPoles = function == Int32(oracle_wave_tangent) || function == Int32(oracle_wave_secant_squared)
        return block.first >> 23 & 0xFF >= 127 + (hasPoles ? 2 : 6) && !block.isNonfinite
    }

    /// The model of a block; nil for one that it does not cover.
    public func model(of block: EncodingBlock) -> WaveModel? {
        guard covers(block) else { return nil }
        let field = Int(block.first >> 23 & 0xFF)
        let isOdd = [oracle_wave_sine, oracle_wave_tangent, oracle_wave_sinc_slope].contains { Int32($0) == function }
        let unit = Double(sign: .plus, exponent: field - 150, significand: 1)
        let mantissa = Double(block.first & 0x7F_FFFF | 0x80_0000)
        return WaveModel(
            function: function, sign: block.isNegative && isOdd ? -sign : sign,
            parts: isOfPi ? Self.partsOfPi(exponent: field - 150) : Self.parts(exponent: field - 150),
            turn: Self.turn(exponent: field - 150, isOfPi: isOfPi), unit: isOfPi ? unit : 0,
            divisor: isOfPi ? (Interval.pi(precision: 100) * Interval(unit, precision: 100)).midpoint.toDouble() : 0,
            first: mantissa, count: block.count)
    }

    /// Whether the function is 0 at all whole numbers but 0, and the model knows it there.
    public var vanishesAtIntegers: Bool { function == Int32(oracle_wave_sinc) }

    /// The one value that the function has for all floats of a block: sin(pi x) is 0 for whole numbers.
    public func constant(on block: EncodingBlock) -> Float? {
        function == Int32(oracle_wave_sinc) && !block.isNonfinite && block.spacing >= 1 ? 0 : nil
    }

    /// Whether the arguments of sine and cosine are multiples of pi.
    private var isOfPi: Bool { function == Int32(oracle_wave_sinc) || function == Int32(oracle_wave_sinc_slope) }

    /// 2^(e + 1) modulo 4: the argument pi x in quarters of a turn is 2 x.
    private static func partsOfPi(exponent: Int) -> [Double] {
        [exponent >= 1 ? 0 : Double(sign: .plus, exponent: exponent + 1, significand: 1), 0, 0]
    }

    /// Cosine and sine of 8 2^e, or 8 pi 2^e, to the nearest.
    static func turn(exponent: Int, isOfPi: Bool) -> [Double] {
        // Whole turns make no difference.
        if isOfPi, exponent >= -2 { return [1, 0] }
        let steps = Interval(BigFloat(8, precision: 64).scaled(byPowerOf2: exponent), precision: 200)
        let angle = isOfPi ? steps * Interval.pi(precision: 200) : steps
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

extension ScalarFormula {
    /// Whether this is sin(pi x) / (pi x), with any value at 0.
    var isSinc: Bool {
        var place = output
        if case .select(let condition, _, let elsewhere) = nodes[place],
            case .test(.equal, let sides) = nodes[condition], sides.count == 2,
            (nodes[sides[0]] == .variable && isZero(sides[1])) || (nodes[sides[1]] == .variable && isZero(sides[0]))
        {
            place = elsewhere
        }
        guard case .binary(.divide, let sine, let argument) = nodes[place],
            case .unary(.sin, argument) = nodes[sine], case .binary(.multiply, let a, let b) = nodes[argument]
        else { return false }
        let factors = [nodes[a], nodes[b]]
        return factors.contains(.variable) && factors.contains(.number(.pi))
    }

    /// The slope of sin(pi x) / (pi x) as far as 1/4 from zero: its power series to the term in x^21,
    ///
    ///     -pi^2 x / 3 (1 - (pi x)^2 / 10 + ...), the sum over k of (-1)^k 2 k pi^(2 k) x^(2 k - 1) / (2 k + 1)!.
    ///
    /// What is left out alternates and shrinks: it is less than its first term, 2^-85 of the slope at 1/4. As written, the
    /// slope is the difference of two numbers that agree in all digits there.
    static let sincSlopeNearZero: ScalarFormula = {
        var formula = ScalarFormula()
        let x = formula.append(.variable)
        let square = formula.power(formula.binary(.multiply, formula.number(.pi), x), 2)
        let last = 11
        // From one term to the next, a factor of -(pi x)^2 (k + 1) / (k (2 k + 2) (2 k + 3)).
        var series = formula.number(1)
        for k in (1..<last).reversed() {
            let ratio = formula.binary(
                .divide, formula.number(k + 1), formula.number(k * (2 * k + 2) * (2 * k + 3)))
            series = formula.binary(
                .subtract, formula.number(1),
                formula.binary(.multiply, formula.binary(.multiply, square, ratio), series))
        }
        let slope = formula.binary(.divide, formula.power(formula.number(.pi), 2), formula.number(3))
        formula.output = formula.negated(formula.binary(.multiply, formula.binary(.multiply, slope, x), series))
        return formula
    }()
}

/// A wave on a block of encodings.
public struct WaveModel: Sendable {
    let function: Int32
    let sign: Double
    let parts: [Double]
    /// Cosine and sine of eight times the distance of neighbours.
    let turn: [Double]
    let unit: Double
    let divisor: Double
    let first: Double
    let count: Int

    /// All numbers that the model is made of.
    public var numbers: [Double] { [Double(function), sign, first, unit, divisor] + parts + turn }
}
