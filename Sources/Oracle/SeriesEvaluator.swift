public import Multiprecision
public import Specifications
public import Values

/// Evaluates a definition along a line through its inputs in truncated power series: certified directional
/// derivatives of any order, at a point or over a stretch of the line.
public struct SeriesEvaluator: Sendable {
    public let precision: Int
    /// The highest power of the line's parameter that is kept.
    public let order: Int

    public init(precision: Int, order: Int) {
        self.precision = precision
        self.order = order
    }

    /// The series of each output element in t, where the inputs are `inputs + t * directions`.
    ///
    /// - Parameter radius: 0 for the series at the inputs; otherwise coefficients enclose those at every |t| <= radius.
    public func outputs(
        _ graph: ExpressionGraph, _ inputs: [HostArray], directions: [HostArray], radius: BigFloat? = nil
    ) -> [[TaylorSeries]?] {
        let enclosure = EnclosureEvaluator(precision: precision)
        let stretch = radius.map { Interval(lower: -$0, upper: $0, precision: precision) }
        let lines = zip(inputs, directions).map { input, direction in
            zip(enclosure.elements(input), enclosure.elements(direction)).map { start, slope in
                var series = TaylorSeries(constant: stretch.map { start + $0 * slope } ?? start, order: order)
                if order >= 1 { series.coefficients[1] = slope }
                return series
            }
        }
        let values = evaluate(graph, inputs: lines)
        return graph.numbers(values)
    }
}

extension SeriesEvaluator: GraphArithmetic {
    private var enclosure: EnclosureEvaluator { EnclosureEvaluator(precision: precision) }

    func constant(_ value: Double) -> TaylorSeries {
        TaylorSeries(constant: enclosure.constant(value), order: order)
    }

    func element(_ array: HostArray, _ position: Int) -> TaylorSeries {
        TaylorSeries(constant: enclosure.element(array, position), order: order)
    }

    func number(_ number: ExactNumber) -> TaylorSeries {
        TaylorSeries(constant: enclosure.number(number), order: order)
    }

    func unary(_ function: ElementwiseFunction, _ x: TaylorSeries) -> TaylorSeries {
        switch function {
        case .negate: -x
        case .exp: x.exp()
        case .expm1: x.expm1()
        case .log: x.log()
        case .log1p: x.log1p()
        case .sqrt: x.sqrt()
        case .tanh: x.tanh()
        case .sin: x.sin()
        case .cos: x.cos()
        case .erf: x.erf()
        case .erfc: x.erfc()
        case .exp2: x.exp2()
        case .log2: x.log2()
        case .log10: x.log10()
        case .cbrt: x.cbrt()
        case .tan: x.tan()
        case .asin: x.asin()
        case .acos: x.acos()
        case .atan: x.atan()
        case .sinh: x.sinh()
        case .cosh: x.cosh()
        case .asinh: x.asinh()
        case .acosh: x.acosh()
        case .atanh: x.atanh()
        case .floor, .ceil, .round, .trunc, .sign:
            x.step(
                enclosure.unary(function, x.coefficients[0]), isSteady: function.isSteady(on: x.coefficients[0]))
        case .abs: select(test(.less, x, constant(0)), -x, x)
        default: preconditionFailure("'\(function.rawValue)' is no function of one number")
        }
    }

    func binary(_ function: ElementwiseFunction, _ a: TaylorSeries, _ b: TaylorSeries) -> TaylorSeries {
        switch function {
        case .add: a + b
        case .subtract: a - b
        case .multiply: a * b
        case .divide: a / b
        case .pow: .pow(a, b)
        case .atan2: .atan2(a, b)
        // A tie is a kink of this step, though perhaps not of the whole: either branch will do when both are equal.
        case .maximum: select(test(.less, a, b), b, a)
        case .minimum: select(test(.less, b, a), b, a)
        default: preconditionFailure("'\(function.rawValue)' is no function of two numbers")
        }
    }

    func power(_ x: TaylorSeries, _ exponent: Int) -> TaylorSeries { x.power(exponent) }

    func select(_ condition: Certainty, _ a: TaylorSeries, _ b: TaylorSeries) -> TaylorSeries {
        switch condition {
        case .yes: a
        case .no: b
        case .unknown:
            TaylorSeries(zip(a.coefficients, b.coefficients).map { enclosure.select(.unknown, $0, $1) })
        }
    }

    func test(_ function: ElementwiseFunction, _ a: TaylorSeries, _ b: TaylorSeries?) -> Certainty {
        enclosure.test(function, a.coefficients[0], b?.coefficients[0])
    }
}
