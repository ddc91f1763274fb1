internal import Multiprecision
internal import Oracle
public import Specifications
public import Values

/// Evaluates the definition of an operation on numbers, one result of a few numbers at a time, and rounds each real result
/// once: in any format and any of five directions, with the proof that it is rounded as the real number would be.
///
/// Bounds in binary64 decide most results of the narrower formats. What they leave open goes to intervals of rising
/// precision, as does what is no real number: special values come from the specification's table. Nothing is guessed: a
/// result that the highest precision leaves open is undecided.
///
/// The operation must be elementwise, with numbers as inputs and one number as output.
public struct CorrectlyRoundedCalculator: Sendable {
    /// Bounds in binary64 of the only output of a graph.
    typealias Tier = @Sendable (ExpressionGraph, [HostArray]) -> (lower: [Double], upper: [Double])?

    public let specification: Specification
    public let format: FloatFormat
    public let directions: [RoundingDirection]
    private let attributes: Attributes
    private let question: Question
    /// The first tier; nil for none, so that everything comes from intervals.
    private let tier: Tier?

    /// - Parameters:
    ///   - attributes: what is not given has its default.
    ///   - format: of the results, and so of the inputs that make sense.
    /// - Throws: `CheckError` when the operation is not one of numbers.
    public init(
        _ specification: Specification, attributes: Attributes = [:], format: FloatFormat = .binary32,
        directions: [RoundingDirection] = [.nearest]
    ) throws {
        try self.init(
            specification, attributes: attributes, format: format, directions: directions,
            tier: { graph, inputs in
                FastEvaluator().outputs(graph, inputs)[0].map { ($0.lower, $0.upper) }
            })
    }

    init(
        _ specification: Specification, attributes: Attributes = [:], format: FloatFormat,
        directions: [RoundingDirection], tier: Tier?
    ) throws {
        self.specification = specification
        self.attributes = specification.resolved(attributes)
        self.format = format
        self.directions = directions
        self.tier = tier
        question = Question(directions)
        try Self.check(specification, self.attributes)
    }

    /// How many numbers a result is computed from.
    public var arity: Int { specification.inputs.count }

    /// The results of many inputs, in order.
    ///
    /// - Parameter inputs: for each input of the specification its values, as many as of all others.
    /// - Throws: `SpecificationError` when a formula of the specification does not hold together.
    public func answers(_ inputs: [[Double]]) throws -> [Answer] {
        let count = inputs[0].count
        guard count > 0 else { return [] }
        var answers: [Answer?]
        if let tier {
            let arrays = inputs.map { HostArray($0) }
            answers = try settled(by: tier, arrays, count)
        } else {
            answers = [Answer?](repeating: nil, count: count)
        }
        var pending = answers.indices.filter { answers[$0] == nil }
        for precision in Precision.ladder where !pending.isEmpty {
            let isLast = precision == Precision.cap
            let subset = inputs.map { column in HostArray(pending.map { column[$0] }) }
            let subsetCase = Case(id: .anchor(1), inputs: subset, attributes: attributes, note: nil)
            let graph = try specification.graph(for: subset, attributes)
            let evaluation = CaseEvaluation(specification: specification, graph: graph, subjectCase: subsetCase)
            let round = try evaluation.output(0).values(at: precision, of: .float64)
            // Where the highest precision leaves an end in doubt, whether it is reached may be known.
            let open = isLast ? OpenEnclosureEvaluator(precision: precision).outputs(graph, subset)[0] : nil
            for (place, position) in pending.enumerated() {
                answers[position] = try answer(
                    place, round, open: open?[place], precision: precision, isLast: isLast)
            }
            pending = pending.filter { answers[$0] == nil }
        }
        return answers.map { $0! }
    }

    /// What the first tier decides.
    private func settled(by tier: Tier, _ inputs: [HostArray], _ count: Int) throws -> [Answer?] {
        let none = [Answer?](repeating: nil, count: count)
        guard let bounds = tier(try specification.graph(for: inputs, attributes), inputs) else { return none }
        var conditions: [[Certainty]] = []
        if !specification.specials.isEmpty {
            let graph = try specification.specialsGraph(
                about: specification.outputs[0].name, inputs.map { GraphInput($0) }, attributes)
            conditions = FastEvaluator().conditions(graph, inputs)
        }
        var isPlain = [Bool](repeating: true, count: count)
        for row in conditions {
            for position in 0..<count where row[position] != .no { isPlain[position] = false }
        }
        return (0..<count).map { position in
            isPlain[position] ? format.answer(bounds.lower[position], bounds.upper[position], question) : nil
        }
    }

    /// The answer at one precision; nil when a higher one is needed.
    private func answer(
        _ position: Int, _ round: OutputEvaluation.Round, open: OpenEnclosureEvaluator.Enclosure?, precision: Int,
        isLast: Bool
    ) throws -> Answer? {
        for (row, conditions) in zip(round.rows, round.conditions) {
            switch conditions[position] {
            case .no: continue
            case .unknown:
                return isLast
                    ? Answer(
                        .undefined, precision: precision,
                        note: "whether \(specification.specials[row].text) is undecided") : nil
            case .yes:
                return try special(row, position, round, precision: precision, isLast: isLast)
            }
        }
        guard case .real(let elements) = round.values else {
            preconditionFailure("an output of numbers was checked for")
        }
        let real = elements[position]
        if !real.isEmpty && real.isTotal && !real.isInfinitePoint {
            var enclosure = FloatFormat.Enclosure(real: real)
            if let open {
                enclosure = .init(
                    real: open.interval, isOpenBelow: open.isOpenBelow, isOpenAbove: open.isOpenAbove)
            }
            return format.answer(enclosure, question, isLast: isLast)
        }
        if !real.isEmpty && !real.isInfinitePoint && !isLast { return nil }
        if specification.nonfinite == .moved {
            return try limit(nil, position, round, precision: precision, isLast: isLast)
        }
        return Answer(
            .undefined, precision: precision, note: "no real number, and no row of the special-value table says more")
    }

    private func special(
        _ row: Int, _ position: Int, _ round: OutputEvaluation.Round, precision: Int, isLast: Bool
    ) throws -> Answer? {
        let special = specification.specials[row]
        func answer(_ value: Double) -> Answer {
            Answer(.special, value: value, precision: precision, note: special.text)
        }
        switch special.value {
        case .nan: return answer(.nan)
        case .infinity(let negative): return answer(negative ? -.infinity : .infinity)
        case .zero(let negative): return answer(negative ?? false ? -0.0 : 0)
        case .limit: return try limit(row, position, round, precision: precision, isLast: isLast)
        }
    }

    /// By continuity: the definition or a row's own formula on the extended reals.
    private func limit(
        _ row: Int?, _ position: Int, _ round: OutputEvaluation.Round, precision: Int, isLast: Bool
    ) throws -> Answer? {
        let real = try round.limits(row)[position]
        let note = row.map { specification.specials[$0].text } ?? "elements move as they are"
        if real.isEmpty { return Answer(.special, value: .nan, precision: precision, note: note) }
        guard real.isTotal else {
            return isLast ? Answer(.undefined, precision: precision, note: "a limit that does not exist") : nil
        }
        if real.isInfinitePoint {
            return Answer(.special, value: real.lower.toDouble(), precision: precision, note: note)
        }
        return format.answer(.init(real: real), question, isLast: isLast)
    }
}

// MARK: Which operations

extension CorrectlyRoundedCalculator {
    /// - Throws: `CheckError` for an operation that is not elementwise on numbers.
    private static func check(_ specification: Specification, _ attributes: Attributes) throws {
        let operation = specification.operation
        func error(_ reason: String) -> CheckError {
            CheckError(
                "\(operation) \(reason), and this is a calculator of numbers; use 'verify evaluate \(operation)'")
        }
        for input in specification.inputs {
            if input.isVariadic { throw error("takes a list of tensors, '\(input.name)'") }
            if let dtype = input.dtype, !dtype.isFloatingPoint {
                throw error("takes \(dtype == .bool ? "truth values" : "integers"), '\(input.name)'")
            }
        }
        guard !specification.inputs.isEmpty else { throw error("takes no input") }
        guard specification.kind == .real || specification.kind == .exact || specification.kind == .givenDraws else {
            throw error("has more than one right answer")
        }
        let count = 3
        guard
            let graph = try? specification.graph(
                shapes: specification.inputs.map { _ in [count] }, attributes: attributes)
        else { throw error("works on whole tensors") }
        guard graph.outputs.count == 1, let output = graph.outputs[0] else {
            throw error("has \(graph.outputs.count) outputs")
        }
        guard !graph.nodes[output].isLogical else { throw error("answers true or false") }
        guard specification.outputs[0].dtype?.isFloatingPoint ?? true else { throw error("answers with integers") }
        guard graph.nodes[output].shape == [count], graph.nodes.allSatisfy({ isElementwise($0, in: graph, count) })
        else {
            throw error("combines elements of tensors")
        }
    }

    /// Whether every element of a node depends on the elements at its own place and on constants alone.
    private static func isElementwise(
        _ node: ExpressionGraph.Node, in graph: ExpressionGraph, _ count: Int
    ) -> Bool {
        switch node.operation {
        case .reduce, .tensor: return false
        case .input, .number, .elementwise, .power: break
        }
        return node.operands.allSatisfy { operand in
            switch operand.map {
            case .identity: true
            case .scalar: graph.nodes[operand.node].shape.elementCount == 1
            case .table(let table): table.count == count && table.indices.allSatisfy { Int(table[$0]) == $0 }
            }
        }
    }
}
