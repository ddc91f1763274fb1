internal import Multiprecision
internal import Oracle
internal import Specifications
internal import Values

/// A captured computation taken apart: each step carried out again in the subject's arithmetic, beside the exact values.
///
/// * The **local** error of a step is that of its result against its own definition on the very numbers that it was given.
/// * The **inherited** error is how far that definition's real result lies from the exact value, which the real function of
///   the inputs has at this step: it was there before.
/// * What the rest makes of it is tried, not estimated: everything after the step is evaluated exactly, from the numbers that
///   the subject has after it. The error that the final result then has grows from step to step up to the one that is
///   found; the step at which it grows most is to blame. This holds for overflow as for cancellation.
struct StepAnalysis {
    private(set) var steps: [Explanation.Step] = []
    private(set) var blame: Int?
    private(set) var remarks: [String] = []

    private let captured: OperationGraph
    private let arrays: [HostArray]
    private let subject: any Subject
    private let catalog: SpecificationCatalog
    /// The results of each node as the subject computes them.
    private var values: [[HostArray]] = []

    private static let precision = 512
    /// Larger computations would take too long, and nobody would read them.
    private static let mostSteps = 48
    private static let mostElements = 4096

    private var evaluator: EnclosureEvaluator {
        EnclosureEvaluator(precision: Self.precision, nonfinite: .extended)
    }

    /// - Parameters:
    ///   - arrays: the inputs of the graph.
    ///   - names: what the inputs are called.
    ///   - result: what the result is called.
    ///   - output: the output of the graph and the element of it that are explained.
    ///   - answer: what the subject answered.
    /// - Throws: `UntranslatableGraph`, `SpecificationError` or `CheckError` for a computation that cannot be taken apart.
    init(
        _ captured: OperationGraph, arrays: [HostArray], names: [String], result: String, output: Int, position: Int,
        answer: HostArray, subject: any Subject, catalog: SpecificationCatalog
    ) throws {
        self.captured = captured
        self.arrays = arrays
        self.subject = subject
        self.catalog = catalog
        guard captured.outputs.indices.contains(output), let end = captured.outputs[output] else {
            throw CheckError("the result does not depend on the inputs, so there are no steps")
        }
        let calls = captured.nodes.indices.filter { if case .call = captured.nodes[$0] { true } else { false } }
        if calls.count == 1 {
            remarks.append("the computation is one step, and the subject does not show what happens inside")
        }
        guard calls.count <= Self.mostSteps else {
            throw CheckError("the computation has \(calls.count) steps, too many to take apart")
        }
        try compute()
        guard values.joined().allSatisfy({ $0.count <= Self.mostElements }) else {
            throw CheckError("the tensors are too large to take the computation apart; try a smaller case")
        }
        try settle(end: end, calls: calls, answer: answer)
        try analyse(
            calls.filter { $0 <= end }, StepNames(captured, inputs: names, result: result, end: end), end, position)
    }

    // MARK: The subject's numbers

    private mutating func compute() throws {
        for node in captured.nodes {
            switch node {
            case .input(let place): values.append([arrays[place]])
            case .constant(let array): values.append([array])
            case .result(let position, let call): values.append([values[call][position]])
            case .call(let name, let attributes, let operands):
                values.append(try subject.outputs(of: name, on: operands.map { values[$0][0] }, attributes))
            }
        }
    }

    /// The answer itself stands at the end: of a computation of one step because that step may be another implementation
    /// than the default one, elsewhere after a check that the steps give the same bits.
    private mutating func settle(end: Int, calls: [Int], answer: HostArray) throws {
        guard values[end][0] != answer else { return }
        guard values[end][0].shape == answer.shape else {
            throw CheckError("the steps give a result of another shape")
        }
        if calls.count == 1 {
            values[end][0] = answer
        } else if !Self.areSame(values[end][0], answer) {
            remarks.append("carried out one by one, the steps give other bits than the subject's answer")
        }
    }

    /// The same bits, but for those of NaN.
    private static func areSame(_ a: HostArray, _ b: HostArray) -> Bool {
        a.dtype == b.dtype
            && (0..<a.count).allSatisfy {
                a.bits(at: $0) == b.bits(at: $0) || a.double(at: $0).isNaN && b.double(at: $0).isNaN
            }
    }

    // MARK: Steps

    private mutating func analyse(_ calls: [Int], _ names: StepNames, _ end: Int, _ position: Int) throws {
        let everything = OperationGraph(
            inputs: captured.inputs, nodes: captured.nodes, outputs: captured.nodes.indices.map { $0 }, unseen: [])
        let exact = evaluator.outputs(try catalog.expressionGraph(of: everything), arrays)
        guard let final = exact[end]?[position], !final.isEmpty, let format = FloatFormat(values[end][0].dtype) else {
            remarks.append("there is no real result to compare steps with")
            return
        }
        var places: [Int] = []
        for call in calls {
            guard case .call(_, _, let operands) = captured.nodes[call],
                let own = FloatFormat(values[call][0].dtype), let reals = exact[call]
            else { continue }
            let inputs = operands.map { values[$0][0] }
            let graph = try self.graph(of: call, inputs)
            let onGiven = evaluator.outputs(graph, inputs)[0]
            let shown = try place(call, end, position, reals)
            let value = values[call][0].double(at: shown)
            var step = Explanation.Step(
                text: names.text(of: call), index: values[call][0].shape.index(at: shown),
                value: FloatRecord(values[call][0], at: shown),
                exact: reals[shown].isEmpty ? nil : ElementJudgement.text(of: reals[shown]), precision: own.precision)
            if let given = onGiven?[shown] {
                step.localError = Self.error(value, given, own)
                step.inheritedError = Self.error(given, reals[shown], own)
            }
            step.keptBits = Self.keptBits(value, reals[shown], own)
            step.event = Self.event(value, onGiven?[shown], own)
            step.condition = condition(graph, inputs, shown, onGiven?[shown])
            step.cancelledBits = names.isSum(call) ? step.condition.map { max(0, Int(log2(of: $0).rounded())) } : nil
            step.resultError = try resultError(after: call, end, position, final, format)
            steps.append(step)
            places.append(call)
        }
        findBlame(value: values[end][0].double(at: position))
    }

    /// One step alone, as a formula of its operands.
    private func graph(of call: Int, _ operands: [HostArray]) throws -> ExpressionGraph {
        guard case .call(let name, let attributes, _) = captured.nodes[call] else { preconditionFailure("no call") }
        let inputs = operands.indices.map { OperationGraph.Node.input($0) }
        return try catalog.expressionGraph(
            of: OperationGraph(
                inputs: operands.map { GraphInput($0) },
                nodes: inputs + [.call(name, attributes, operands: Array(operands.indices))],
                outputs: [operands.count], unseen: []))
    }

    /// The element to show of a step's result: the one at the same place as the one that is explained, unless another has
    /// left the range of floats, or does most of what goes wrong. Where shapes differ, the one that does most.
    private func place(_ call: Int, _ end: Int, _ position: Int, _ reals: [Interval]) throws -> Int {
        let array = values[call][0]
        guard let format = FloatFormat(array.dtype), array.count > 1 else { return 0 }
        let isSame = array.shape == values[end][0].shape
        let weights = try effects(call, end, position, reals) ?? []
        func badness(_ place: Int) -> Double {
            let value = array.double(at: place)
            guard !reals[place].isEmpty, reals[place].isBounded else { return 0 }
            return Self.error(value, reals[place], format) ?? .infinity
        }
        let worst =
            weights.contains { $0 > 0 }
            ? weights.indices.max { weights[$0] < weights[$1] }!
            : (0..<array.count).max { badness($0) < badness($1) } ?? 0
        guard isSame else { return worst }
        if weights.contains(where: { $0 > 0 }) { return weights[position] >= weights[worst] / 10 ? position : worst }
        if array.double(at: position).isFinite || badness(position) == .infinity { return position }
        return badness(worst) <= badness(position) ? position : worst
    }

    /// How much the errors of each element of a step's result move the final result, to first order: how far the element is
    /// from its exact value, times the slope of the rest at the exact values. Nil where some value has left the range of
    /// floats, or the rest has no slope.
    private func effects(_ call: Int, _ end: Int, _ position: Int, _ reals: [Interval]) throws -> [Double]? {
        let array = values[call][0]
        guard array.dtype.isFloatingPoint, array.isFinite, reals.allSatisfy({ !$0.isEmpty && $0.isBounded }) else {
            return nil
        }
        let distances = reals.indices.map { place in
            let distance = (Interval(array.double(at: place), precision: Self.precision) - reals[place]).abs()
            return distance.upper.toDouble()
        }
        guard call != end else { return distances.indices.map { $0 == position ? distances[$0] : 0 } }
        let exact = reals.map { $0.midpoint.toDouble() }
        let hasOthers = captured.nodes.contains { if case .result(_, call) = $0 { true } else { false } }
        guard exact.allSatisfy(\.isFinite), !hasOthers else { return nil }
        let number = captured.inputs.count
        let nodes = captured.nodes.enumerated().map { place, node -> OperationGraph.Node in
            place == call ? .input(number) : node
        }
        let rest = OperationGraph(
            inputs: captured.inputs + [GraphInput(HostArray(exact, shape: array.shape))], nodes: nodes,
            outputs: [end], unseen: [])
        let graph = try catalog.expressionGraph(of: rest)
        guard let node = graph.outputs[0], !graph.nodes[node].isLogical else { return nil }
        let cotangent = HostArray(
            (0..<graph.nodes[node].shape.elementCount).map { $0 == position ? Float(1) : 0 },
            shape: graph.nodes[node].shape)
        let slopes = AdjointEvaluator(precision: 256)
            .gradients(graph, arrays + [HostArray(exact, shape: array.shape)], cotangents: [cotangent])[number].elements
        return zip(slopes, distances).map { slope, distance in
            guard !slope.isEmpty, distance > 0 else { return 0 }
            return slope.isBounded ? slope.magnitudeUpperBound.toDouble() * distance : .infinity
        }
    }

    /// The error of the result when everything up to a call is as the subject has it, and the rest is exact.
    private func resultError(
        after call: Int, _ end: Int, _ position: Int, _ final: Interval, _ format: FloatFormat
    ) throws -> Double? {
        if call == end { return Self.error(values[end][0].double(at: position), final, format) }
        let nodes = captured.nodes.enumerated().map { place, node -> OperationGraph.Node in
            switch node {
            case .call where place <= call: .constant(values[place][0])
            case .result(_, let source) where source <= call: .constant(values[place][0])
            default: node
            }
        }
        let rest = OperationGraph(inputs: captured.inputs, nodes: nodes, outputs: [end], unseen: [])
        guard let reals = evaluator.outputs(try catalog.expressionGraph(of: rest), arrays)[0] else { return nil }
        return Self.error(reals[position], final, format)
    }

    /// The step at which the error of the result grows most; none where the result is as good as any.
    private mutating func findBlame(value: Double) {
        guard value.isNaN || (steps.last?.resultError ?? .infinity) > 1 else { return }
        var before = 0.0
        var growth: [Double] = []
        for step in steps {
            let now = step.resultError ?? .infinity
            growth.append(before == .infinity ? 0 : now - before)
            before = now
        }
        blame = growth.indices.max { growth[$0] < growth[$1] }
    }

    // MARK: Errors

    /// In ulps of the real value, an upper bound; nil where one of them is no number.
    private static func error(_ value: Double, _ real: Interval, _ format: FloatFormat) -> Double? {
        guard !value.isNaN, !real.isEmpty, real.isTotal else { return nil }
        if real.isInfinitePoint { return value == real.lower.toDouble() ? 0 : nil }
        return Judge(format: format, budget: .ulps(0)).judge(value, real, scale: nil, terms: 1).ulps?.upperBound
    }

    /// The same between two enclosures: 0 where nothing tells them apart. A number that was given as an infinity is lost.
    private static func error(_ given: Interval, _ real: Interval, _ format: FloatFormat) -> Double? {
        guard !given.isEmpty, !real.isEmpty, real.isBounded, given.isTotal else { return nil }
        if given.isInfinitePoint { return .infinity }
        if given.intersects(real) { return 0 }
        let distance = (given - real).abs().upper
        return distance.scaled(byPowerOf2: -format.ulpExponent(of: real.magnitudeLowerBound)).toDouble(rounding: .up)
    }

    private static func keptBits(_ value: Double, _ real: Interval, _ format: FloatFormat) -> Int? {
        guard !real.isEmpty, real.isBounded, !real.containsZero else { return nil }
        guard value.isFinite else { return 0 }
        let distance = (Interval(value, precision: precision) - real).abs().upper
        guard !distance.isZero else { return format.precision }
        return min(format.precision, max(0, real.magnitudeLowerBound.exponent - distance.exponent - 1))
    }

    /// What befalls the real result on the numbers that the step was given; nothing new befalls one that was lost before.
    private static func event(_ value: Double, _ real: Interval?, _ format: FloatFormat) -> Explanation.Event? {
        guard let real, !real.isEmpty, real.isBounded else { return nil }
        if value.isNaN { return .notANumber }
        if value.isInfinite { return .overflow }
        if value == 0 { return real.containsZero ? nil : .underflow }
        return value.magnitude < format.quantum(format.minimumExponent) ? .subnormal : nil
    }

    private func condition(
        _ graph: ExpressionGraph, _ operands: [HostArray], _ position: Int, _ real: Interval?
    ) -> Double? {
        guard let real, operands.allSatisfy(\.isFinite), let node = graph.outputs[0], !graph.nodes[node].isLogical
        else { return nil }
        let cotangent = HostArray(
            (0..<graph.nodes[node].shape.elementCount).map { $0 == position ? Float(1) : 0 },
            shape: graph.nodes[node].shape)
        let gradients = AdjointEvaluator(precision: 256).gradients(graph, operands, cotangents: [cotangent])
        return Self.condition(gradients.map(\.elements), operands, of: real)
    }

    /// The sum of |x df/dx| over |f|; nil where there is no such number.
    static func condition(_ gradients: [[Interval]], _ inputs: [HostArray], of real: Interval) -> Double? {
        guard !real.isEmpty, real.isBounded, !real.containsZero else { return nil }
        var sum = Interval(0, precision: 256)
        for (gradient, input) in zip(gradients, inputs) where input.dtype.isFloatingPoint {
            for (position, slope) in gradient.enumerated() {
                guard !slope.isEmpty, slope.isBounded else { return nil }
                sum = sum + (slope * Interval(input.double(at: position), precision: 256)).abs()
            }
        }
        return (sum / real.abs()).upper.toDouble()
    }
}

/// The binary logarithm, as a condition has it: never below that of the smallest number.
private func log2(of value: Double) -> Double {
    guard value > 0, value.isFinite else { return value > 0 ? 1024 : -1074 }
    var (exponent, significand) = (Double(value.exponent), value.significand)
    // Six more bits are more than enough for a whole number.
    var step = 0.5
    for _ in 0..<6 {
        significand *= significand
        if significand >= 2 {
            significand /= 2
            exponent += step
        }
        step /= 2
    }
    return exponent
}
