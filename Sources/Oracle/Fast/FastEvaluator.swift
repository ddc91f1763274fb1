internal import COracleKernels
public import Multiprecision
public import Specifications
public import Values

/// Evaluates a definition between bounds in binary64: a first answer, dozens of times faster than `EnclosureEvaluator`,
/// that decides most roundings to binary32. What it leaves unknown is for a higher tier to tell.
///
/// Every bound is proved: arithmetic rounds outward (`Bounds`), sums are exact (`ExactSum`), exponential and logarithm have
/// kernels of their own with the proof beside them, and all other functions go through `Interval`, element by element.
public struct FastEvaluator: Sendable {
    public init() {}

    /// The bounds of an output's elements, in row-major order; NaN where nothing is known.
    ///
    /// A real result is at least `lower` and at most `upper`, of which either may be infinite. Twice the same infinity is
    /// that infinity.
    public struct Enclosures: Sendable {
        public let lower: [Double]
        public let upper: [Double]
    }

    /// The outputs of a graph that are numbers. Zeros for an output that nothing computes have no shape and are nil, and so
    /// are conditions. Inputs that are not finite are unknown.
    public func outputs(_ graph: ExpressionGraph, _ inputs: [HostArray]) -> [Enclosures?] {
        let values = evaluate(graph, inputs)
        return graph.outputs.map { output in
            output.flatMap {
                guard case .real(let array) = values[$0] else { return nil }
                return Enclosures(lower: array.lower, upper: array.upper)
            }
        }
    }

    /// The truth values of the outputs of a graph of conditions.
    public func conditions(_ graph: ExpressionGraph, _ inputs: [HostArray]) -> [[Certainty]] {
        let values = evaluate(graph, inputs)
        return graph.outputs.map { $0.map { values[$0].logical } ?? [] }
    }
}

extension FastEvaluator {
    private func evaluate(_ graph: ExpressionGraph, _ inputs: [HostArray]) -> [FastValue] {
        let isLogical = graph.inputs.map { graph.nodes[$0].isLogical }
        return evaluate(graph, zip(inputs, isLogical).map { Self.given($0, isLogical: $1) })
    }

    /// The values of all nodes, from those of the inputs.
    func evaluate(_ graph: ExpressionGraph, _ inputs: [FastValue]) -> [FastValue] {
        var values: [FastValue] = []
        values.reserveCapacity(graph.nodes.count)
        for node in graph.nodes { values.append(evaluate(node, in: graph, values, inputs)) }
        return values
    }

    private func evaluate(
        _ node: ExpressionGraph.Node, in graph: ExpressionGraph, _ values: [FastValue], _ inputs: [FastValue]
    ) -> FastValue {
        let count = node.shape.elementCount
        func real(_ place: Int) -> FastArray {
            let operand = node.operands[place]
            return values[operand.node].real.read(operand.map, count: count)
        }
        func logical(_ place: Int) -> [Certainty] {
            Self.truths(values[node.operands[place].node].logical, node.operands[place].map, count)
        }
        switch node.operation {
        case .input(let place): return inputs[place]
        case .number(let number):
            let bounds = Self.bounds(number)
            return .real(FastArray.make(count) { _ in bounds })
        case .tensor(let array): return Self.given(array, isLogical: node.isLogical)
        case .power(let exponent): return .real(Self.power(real(0), exponent))
        case .reduce(let function, let length):
            guard function == .any || function == .all else {
                return .real(reduce(function, node.operands[0], in: graph, values, length: length, count: count))
            }
            let operand = node.operands[0]
            let x = Self.truths(values[operand.node].logical, operand.map, count * length)
            return .logical(
                (0..<count).map { row in
                    x[row * length..<(row + 1) * length].reduce(function == .all ? .yes : .no) {
                        Self.combine(function, $0, $1)
                    }
                })
        case .elementwise(.identity):
            if node.isLogical { return .logical(logical(0)) }
            return .real(real(0))
        case .elementwise(.select):
            let condition = logical(0)
            if node.isLogical {
                let (a, b) = (logical(1), logical(2))
                return .logical(
                    (0..<count).map { i in
                        switch condition[i] {
                        case .yes: a[i]
                        case .no: b[i]
                        case .unknown: a[i] == b[i] ? a[i] : .unknown
                        }
                    })
            }
            let a = real(1)
            let b = real(2)
            return .real(
                FastArray.make(count) { i in
                    switch condition[i] {
                    case .yes: a[i]
                    case .no: b[i]
                    case .unknown: .unknown
                    }
                })
        case .elementwise(.signbit):
            let isGiven = if case .input = graph.nodes[node.operands[0].node].operation { true } else { false }
            let x = real(0)
            return .logical((0..<count).map { Self.signbit(x[$0], isGiven: isGiven) })
        case .elementwise(let function) where function.isLogical:
            return .logical(Self.test(function, count, real, logical))
        case .elementwise(let function):
            return .real(function.arity == 2 ? Self.binary(function, real(0), real(1)) : Self.unary(function, real(0)))
        }
    }

    /// The elements of a tensor; of numbers, those that are not zero count as true where truth values are wanted.
    ///
    /// - Parameter isConstant: whether infinities are part of the formula, and not results that are unknown.
    static func given(_ array: HostArray, isLogical: Bool, isConstant: Bool = false) -> FastValue {
        guard isLogical else {
            let elements = FastArray(array)
            guard isConstant, !elements.isPoint else { return .real(elements) }
            return .real(
                .make(array.count) { position in
                    let value = array.double(at: position)
                    return value.isInfinite ? Bounds(point: value) : elements[position]
                })
        }
        return .logical((0..<array.count).map { array.double(at: $0) != 0 ? .yes : .no })
    }

    private static func bounds(_ number: ExactNumber) -> Bounds {
        switch number {
        case .digits(let digits): Bounds(Interval(text: digits, precision: 64)!)
        case .pi: Bounds(Interval.pi(precision: 64))
        case .infinity: Bounds(point: .infinity)
        case .nan: .unknown
        }
    }

    private static func unary(_ function: ElementwiseFunction, _ x: FastArray) -> FastArray {
        switch function {
        case .negate: .map(x) { -$0 }
        case .abs: .map(x) { $0.abs() }
        case .sqrt: .map(x) { $0.squareRoot() }
        case .exp: exp(x)
        case .expm1: .map(x) { $0.through { $0.expm1() } }
        case .log: log(x)
        case .log1p: .map(x) { $0.through { $0.log1p() } }
        case .tanh: .map(x) { $0.through { $0.tanh() } }
        case .sin: .map(x) { $0.through { $0.sin() } }
        case .cos: .map(x) { $0.through { $0.cos() } }
        case .erf: .map(x) { $0.through { $0.erf() } }
        // Steps never fall, and of a binary64 number they are one.
        case .floor: .map(x) { $0.stepped(.down) }
        case .ceil: .map(x) { $0.stepped(.up) }
        case .trunc: .map(x) { $0.stepped(.towardZero) }
        case .round: .map(x) { $0.stepped(.toNearestOrEven) }
        default: .map(x) { $0.through { EnclosureEvaluator(precision: Bounds.intervalPrecision).unary(function, $0) } }
        }
    }

    private static func exp(_ x: FastArray) -> FastArray {
        var (lower, upper) = run(oracle_exp, x)
        for i in 0..<x.count where !x[i].isReal {
            let limit = x[i].isInfinity ? (x[i].lower < 0 ? 0 : .infinity) : Double.nan
            lower[i] = limit
            upper[i] = limit
        }
        return FastArray(lower: lower, upper: upper)
    }

    private static func log(_ x: FastArray) -> FastArray {
        var (lower, upper) = run(oracle_log, x)
        for i in 0..<x.count where lower[i].isNaN {
            let bounds = x[i].through { $0.log() }
            lower[i] = bounds.lower
            upper[i] = bounds.upper
        }
        return FastArray(lower: lower, upper: upper)
    }

    private typealias Kernel = (
        Int, UnsafePointer<Double>, UnsafePointer<Double>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>
    ) -> Void

    private static func run(_ kernel: Kernel, _ x: FastArray) -> (lower: [Double], upper: [Double]) {
        var lower = [Double](repeating: 0, count: x.count)
        var upper = lower
        x.lower.withUnsafeBufferPointer { from in
            x.upper.withUnsafeBufferPointer { to in
                guard let from = from.baseAddress, let to = to.baseAddress else { return }
                kernel(x.count, from, to, &lower, &upper)
            }
        }
        return (lower, upper)
    }

    private static func binary(_ function: ElementwiseFunction, _ a: FastArray, _ b: FastArray) -> FastArray {
        switch function {
        case .add: .map(a, b) { $0 + $1 }
        case .subtract: .map(a, b) { $0 - $1 }
        case .multiply: .map(a, b) { $0 * $1 }
        case .divide: .map(a, b) { $0 / $1 }
        case .maximum: .map(a, b) { .maximum($0, $1) }
        case .minimum: .map(a, b) { .minimum($0, $1) }
        default:
            .map(a, b) {
                $0.through($1) {
                    EnclosureEvaluator(precision: Bounds.intervalPrecision).binary(function, $0, $1)
                }
            }
        }
    }

    private static func power(_ x: FastArray, _ exponent: Int) -> FastArray {
        switch exponent {
        case 0: .map(x) { $0.isReal ? Bounds(point: 1) : .unknown }
        case 1: x
        case 2: .map(x) { $0.square() }
        default: .map(x) { $0.through { $0.power(exponent) } }
        }
    }
}

// MARK: Reductions

extension FastEvaluator {
    private func reduce(
        _ function: ReductionFunction, _ operand: ExpressionGraph.Operand, in graph: ExpressionGraph,
        _ values: [FastValue], length: Int, count: Int
    ) -> FastArray {
        let isSum = function == .sum
        guard length > 0 else {
            return .make(count) { _ in isSum ? Bounds(point: 0) : function == .product ? Bounds(point: 1) : .unknown }
        }
        let x = values[operand.node].real
        if isSum, !x.isPoint, let factors = exactFactors(operand.node, in: graph, values) {
            let (a, b) = (
                factors.0.read(operand.map, count: count * length), factors.1.read(operand.map, count: count * length)
            )
            return .make(count) { row in
                Self.slice(a.lower, row, length) { a in
                    Self.slice(b.lower, row, length) { b in
                        var sum = ExactSum()
                        sum.addProducts(a, b)
                        return sum.bounds.map { Bounds($0.lower, $0.upper) } ?? .unknown
                    }
                }
            }
        }
        let terms = x.read(operand.map, count: count * length)
        if isSum {
            return .make(count) { row in
                guard let low = Self.sum(terms.lower, row, length) else { return .unknown }
                guard !terms.isPoint else { return Bounds(low.lower, low.upper) }
                guard let high = Self.sum(terms.upper, row, length) else { return .unknown }
                return Bounds(low.lower, high.upper)
            }
        }
        if function == .product {
            return .make(count) { row in
                (row * length + 1..<(row + 1) * length).reduce(terms[row * length]) { $0 * terms[$1] }
            }
        }
        return .make(count) { row in
            var best = terms[row * length]
            // One element alone is not compared, so its being real is asked here.
            if best.isUnknown { return .unknown }
            for i in row * length + 1..<(row + 1) * length {
                best = function == .max ? .maximum(best, terms[i]) : .minimum(best, terms[i])
            }
            return best
        }
    }

    /// The operands of a product whose factors are all points, read as the product reads them.
    private func exactFactors(
        _ index: Int, in graph: ExpressionGraph, _ values: [FastValue]
    ) -> (FastArray, FastArray)? {
        let node = graph.nodes[index]
        guard case .elementwise(.multiply) = node.operation else { return nil }
        let factors = node.operands.map { values[$0.node].real }
        guard factors[0].isPoint, factors[1].isPoint else { return nil }
        let count = node.shape.elementCount
        return (
            factors[0].read(node.operands[0].map, count: count), factors[1].read(node.operands[1].map, count: count)
        )
    }

    private static func sum(_ terms: [Double], _ row: Int, _ length: Int) -> (lower: Double, upper: Double)? {
        slice(terms, row, length) { row in
            var sum = ExactSum()
            sum.add(row)
            return sum.bounds
        }
    }

    private static func slice<Result>(
        _ elements: [Double], _ row: Int, _ length: Int, _ body: (UnsafeBufferPointer<Double>) -> Result
    ) -> Result {
        elements.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[row * length..<(row + 1) * length])) }
    }
}

// MARK: Conditions

extension FastEvaluator {
    /// The comparisons and classes of numbers, and the logic of truth values.
    private static func test(
        _ function: ElementwiseFunction, _ count: Int, _ real: (Int) -> FastArray, _ logical: (Int) -> [Certainty]
    ) -> [Certainty] {
        func compare(_ answer: (Bounds, Bounds) -> Certainty) -> [Certainty] {
            let (a, b) = (real(0), real(1))
            return (0..<count).map { answer(a[$0], b[$0]) }
        }
        switch function {
        case .and, .or:
            let (a, b) = (logical(0), logical(1))
            return (0..<count).map { combine(function == .and ? .all : .any, a[$0], b[$0]) }
        case .not: return logical(0).map(\.negated)
        case .isnan:
            let x = real(0)
            return (0..<count).map { x[$0].isUnknown ? .unknown : .no }
        case .isinf:
            let x = real(0)
            return (0..<count).map { x[$0].isUnknown ? .unknown : x[$0].isReal ? .no : .yes }
        case .equal: return compare { $0.isEqual(to: $1) }
        case .notEqual: return compare { $0.isEqual(to: $1).negated }
        case .less: return compare { $0.isLess(than: $1) }
        case .lessOrEqual: return compare { $0.isLessOrEqual(to: $1) }
        default: preconditionFailure("'\(function.rawValue)' is no condition")
        }
    }

    /// The sign of a zero is known only of what was given; results may differ from other tiers in it.
    private static func signbit(_ x: Bounds, isGiven: Bool) -> Certainty {
        if x.lower > 0 { return .no }
        if x.upper < 0 { return .yes }
        guard isGiven, x.isPoint else { return .unknown }
        return x.lower.sign == .minus ? .yes : .no
    }

    /// A hole among truth values is false, as it is 0 among numbers.
    private static func truths(_ elements: [Certainty], _ map: IndexMap, _ count: Int) -> [Certainty] {
        if case .identity = map { return elements }
        return (0..<count).map { position in map[position].map { elements[$0] } ?? .no }
    }

    private static func combine(_ function: ReductionFunction, _ a: Certainty, _ b: Certainty) -> Certainty {
        let decisive: Certainty = function == .all ? .no : .yes
        if a == decisive || b == decisive { return decisive }
        return a == .unknown || b == .unknown ? .unknown : decisive.negated
    }
}
