internal import COracleKernels
internal import Multiprecision

/// What a real function is on a block of encodings, as far as a sweep needs to know it.
public struct BlockModel: Sendable {
    public let block: EncodingBlock
    public let kind: Kind

    public enum Kind: Sendable {
        /// A polynomial with a proven bound.
        case polynomial(Polynomial)
        /// Every result rounds to this number: the real one is beyond all floats, or is the number.
        case constant(Float)
        /// Nothing that is faster than evaluating elements one by one, or in arrays.
        case elements
        /// The function has no value here.
        case undefined
    }

    /// The polynomial `high + (low + tau (a[1] + tau (a[2] + ...)))` in tau = (x - centre) / reach, which runs from -1 to 1
    /// over the block, within `error` of the function, evaluated in binary64 with fused multiply-adds (DESIGN section 6).
    public struct Polynomial: Sendable {
        public let high: Double
        public let low: Double
        /// Coefficients of tau, tau^2, ...
        public let coefficients: [Double]
        /// The bound before the last addition is rounded.
        public let error: Double
        /// The bound of the rounded sum.
        public let roundedError: Double
        /// Bounds of the function's magnitude on the block.
        public let magnitude: ClosedRange<Double>
        /// Whether the function grows (1) or falls (-1) all over the block in the order of encodings; 0 where that is not
        /// known.
        public let direction: Int
        /// What the function is besides, next to zero.
        public internal(set) var line: LineThroughZero? = nil
    }
}

/// Makes models of a formula. For one thread.
public final class BlockModeler {
    private let plain: BlockEvaluator
    /// A formula that takes the other's place next to zero, where that one's terms cancel.
    private let nearZero: NearZero?
    /// What the block at hand is modelled by in place of the formula; nil for the formula as written.
    private var substitute: NearZero?
    private let formula: ScalarFormula
    /// What the formula is next to zero, for positive and for negative numbers.
    private lazy var lines = [false, true].map { LineThroughZero(formula, isNegative: $0) }
    /// How many blocks were evaluated, for measurements.
    public private(set) var attempts = 0

    /// The bound to reach, in ulps of the smallest result on the block.
    static let target = 0x1p-24

    private static let precisions = [96, 192, 384]

    private struct NearZero {
        let evaluator: BlockEvaluator
        /// The floats up to this magnitude.
        let reach: Float
        /// How far it may be from the other, relatively.
        let error: Double
    }

    private var evaluator: BlockEvaluator { substitute?.evaluator ?? plain }

    /// - Parameters:
    ///   - isDerivative: whether the formula is a derivative, which has no value at a kink.
    ///   - values: the formula that it is the derivative of.
    public init(_ formula: ScalarFormula, isDerivative: Bool = false, of values: ScalarFormula? = nil) {
        self.formula = formula
        plain = BlockEvaluator(formula, precision: Self.precisions[0], separatingTies: isDerivative)
        nearZero =
            isDerivative && values?.isSinc ?? false
            ? NearZero(
                evaluator: BlockEvaluator(.sincSlopeNearZero, precision: Self.precisions[0]), reach: 0.25,
                error: 0x1p-80) : nil
    }

    /// The result of one attempt.
    public enum Attempt {
        case model(BlockModel)
        /// The block must be halved: the bound is too weak, or the formula is made of pieces.
        case split
    }

    /// Tries to make a model of a whole block of finite floats.
    public func attempt(_ block: EncodingBlock) -> Attempt {
        substitute = nearZero.flatMap { Float(bitPattern: block.last & 0x7FFF_FFFF) <= $0.reach ? $0 : nil }
        for precision in Self.precisions {
            evaluator.use(precision: precision)
            switch attempt(block, freezing: false) ?? attempt(block, freezing: true) {
            case .done(let attempt): return attempt
            case .imprecise: continue
            case nil: return .split
            }
        }
        return .split
    }

    private enum Step {
        case done(Attempt)
        /// A higher precision would help.
        case imprecise
    }

    /// One attempt at the evaluator's precision; nil when freezing may help.
    private func attempt(_ block: EncodingBlock, freezing: Bool) -> Step? {
        attempts += 1
        switch evaluator.evaluate(block, freezing: freezing) {
        case .divided, .partial: return .done(.split)
        case .undefined: return .done(.model(BlockModel(block: block, kind: .undefined)))
        case .values(let centre, let range):
            if substitute == nil, let constant = Self.constant(range) {
                return .done(.model(BlockModel(block: block, kind: constant)))
            }
            switch polynomial(centre, range, isFrozen: freezing) {
            case .accepted(var polynomial):
                if LineThroughZero.isWanted(block) { polynomial.line = lines[block.isNegative ? 1 : 0] }
                return .done(.model(BlockModel(block: block, kind: .polynomial(polynomial))))
            case .tooCoarse: return !freezing && evaluator.canFreeze ? nil : .done(.split)
            case .imprecise: return .imprecise
            case .unknown: return nil
            }
        }
    }

    /// A kind that needs no coefficients: the function varies by next to nothing, or all results round to one number.
    private static func constant(_ range: Interval) -> BlockModel.Kind? {
        // Results beyond this round to infinity, and all finite numbers are millions of ulps away.
        let overflow = 0x1p+129
        if range.lower >= overflow { return .constant(.infinity) }
        if range.upper <= -overflow { return .constant(-.infinity) }
        guard range.isBounded else { return nil }
        let middle = range.midpoint.toDouble()
        guard abs(middle) < overflow else { return nil }
        let width = max(
            BigFloat.subtract(range.upper, BigFloat(middle, precision: 53), precision: 53, rounding: .up)
                .toDouble(rounding: .up),
            BigFloat.subtract(BigFloat(middle, precision: 53), range.lower, precision: 53, rounding: .up)
                .toDouble(rounding: .up), 0)
        let least = range.magnitudeLowerBound.toDouble(rounding: .down)
        guard width <= target * ulp(least) else { return nil }
        // A number that is a float, or half-way between two, to within a bound that is not zero, would leave every rounding
        // open; a function that comes so close without reaching it is left to elements' own enclosures.
        let polynomial = BlockModel.Polynomial(
            high: middle, low: 0, coefficients: [], error: width, roundedError: width,
            magnitude: least...range.magnitudeUpperBound.toDouble(rounding: .up), direction: 0)
        return .polynomial(polynomial)
    }

    public static func ulp(_ magnitude: Double) -> Double {
        let exponent = magnitude < 0x1p-126 ? -126 : min(Int(magnitude.exponent), 127)
        return Double(sign: .plus, exponent: exponent - 23, significand: 1)
    }

    private enum Bound {
        case accepted(BlockModel.Polynomial)
        /// The remainder, or a coefficient's uncertainty, is too large for the block's width.
        case tooCoarse
        /// More digits in the constant term would help.
        case imprecise
        /// Coefficients are not known.
        case unknown
    }

    /// The bound of notes on sweeps: with P_k the sum of |a_j| over j >= k, the error of evaluation is at most
    /// R + sum e_k + 2^-53 (sum over k >= 1 of P_k + |low|), where e_k are the radii at the centre and R bounds the last
    /// coefficient over the block; tau is at most 1.
    private func polynomial(_ centre: Interval, _ range: Interval, isFrozen: Bool) -> Bound {
        let a = evaluator.coefficients
        let remainder = a[BallSeries.count - 1].magnitude
        guard remainder.isFinite else { return .unknown }
        let high = centre.midpoint.toDouble()
        guard high.isFinite else { return .tooCoarse }
        let rest = centre - Interval(high, precision: centre.precision)
        let low = rest.midpoint.toDouble()
        let rest2 = rest - Interval(low, precision: centre.precision)
        let constantError = rest2.magnitudeUpperBound.toDouble(rounding: .up)

        var degree = BallSeries.count - 2
        var variation = 0.0
        var radii = 0.0
        for k in 1...degree {
            variation += a[k].middle.magnitude
            radii += a[k].centre
        }
        guard variation.isFinite, radii.isFinite else { return .unknown }
        variation *= 1 + 0x1p-40
        // Two lower bounds of the magnitude, of which either may be the better one.
        let byPolynomial = high.magnitude - low.magnitude - variation - radii - remainder
        let byInterval = range.magnitudeLowerBound.toDouble(rounding: .down)
        let least = max(byPolynomial * (1 - 0x1p-40), byInterval, 0)
        let greatest = min(
            (high.magnitude + variation + radii + remainder) * (1 + 0x1p-40),
            range.magnitudeUpperBound.toDouble(rounding: .up))
        let allowed = Self.target * Self.ulp(least)
        if constantError > allowed / 8 {
            return remainder > allowed / 2 ? .tooCoarse : .imprecise
        }
        // Powers that make no difference are left out.
        var dropped = remainder
        while degree > 0, dropped + a[degree].magnitude <= allowed * 0x1p-6 {
            dropped += a[degree].magnitude
            degree -= 1
        }
        var error = dropped + constantError
        var tail = 0.0
        var evaluation = low.magnitude
        for k in stride(from: degree, to: 0, by: -1) {
            error += a[k].centre
            tail += a[k].middle.magnitude
            evaluation += tail
        }
        // The difference y - high, which is exact for results nearby, is rounded by as much as the polynomial's value.
        evaluation += 3 * (tail + low.magnitude) + greatest * 0x1p-20
        if let substitute { error += greatest * substitute.error }
        error = (error + evaluation * 0x1p-53) * (1 + 0x1p-40) + 0x1p-1060
        guard error <= allowed else { return .tooCoarse }
        // The first coefficient's ball holds the derivative, times the reach, at every point of the block.
        let direction = !isFrozen && a[1].middle.magnitude > a[1].block ? (a[1].middle > 0 ? 1 : -1) : 0
        return .accepted(
            BlockModel.Polynomial(
                high: high, low: low, coefficients: degree > 0 ? (1...degree).map { a[$0].middle } : [], error: error,
                roundedError: (error + greatest * 0x1p-53) * (1 + 0x1p-40), magnitude: least...greatest,
                direction: direction))
    }
}
