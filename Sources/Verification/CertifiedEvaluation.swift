internal import Multiprecision
internal import Oracle
public import Specifications
public import Values

/// The certified values and derivatives of a definition at given inputs, without any subject: what `verify evaluate`
/// and `verify check` print.
public struct CertifiedEvaluation: Sendable {
    /// A real number as far as it is known, and the float nearest to it.
    public struct Value: Sendable, Equatable {
        /// All digits that are known, 17 at most, or a special value: `0.7310585786300049`, `nan`.
        public let text: String
        /// The binary32 nearest to the real number; nil when it is no number or could not be decided.
        public let nearest: Float?
        /// What is proved of a real number: `exactly`, or two decimals between which it lies. Nil for special values.
        public let enclosure: String?

        init(special text: String, nearest: Float?) {
            self.text = text
            self.nearest = nearest
            enclosure = nil
        }

        init(_ real: Interval, nearest: Float?) {
            text = ElementJudgement.text(of: real)
            self.nearest = nearest
            if real.isEmpty {
                enclosure = nil
            } else if real.isPoint {
                enclosure = "exactly"
            } else {
                let low = ElementJudgement.plain(real.lower.text(digits: 17, rounding: .down))
                let high = ElementJudgement.plain(real.upper.text(digits: 17, rounding: .up))
                enclosure = "in [\(low), \(high)]"
            }
        }
    }

    /// The gradient of one output element with respect to one input.
    public struct Derivative: Sendable, Equatable {
        public let input: String
        public let outputName: String
        /// The position of the output element, in row-major order.
        public let output: Int
        /// One for each element of the input.
        public let elements: [Value]
        /// Positions at which the two sides of a kink have different derivatives; the elements show the first side.
        public let kinks: [Int]
    }

    public let specification: Specification
    private let subjectCase: Case
    private let graph: ExpressionGraph

    /// - Parameters:
    ///   - inputs: one tensor an input, in the specification's order.
    ///   - attributes: what is not given has its default.
    /// - Throws: `SpecificationError` when the shapes do not fit the definition, `CheckError` for another number of
    ///   inputs, or an integer outside its domain.
    public init(_ specification: Specification, inputs: [HostArray], attributes: Attributes = [:]) throws {
        self.specification = specification
        guard specification.arguments(count: inputs.count) != nil else {
            throw CheckError(
                "\(specification.operation) takes \(specification.inputs.count) inputs, got \(inputs.count)")
        }
        if let stray = try specification.integerOutsideDomain(inputs, attributes) {
            throw CheckError("\(specification.operation): \(stray)")
        }
        subjectCase = Case(
            id: .anchor(1), inputs: inputs, attributes: specification.resolved(attributes), note: nil)
        graph = try specification.graph(for: inputs, attributes)
    }

    /// The inputs at which the definition is evaluated.
    public var inputs: [HostArray] { subjectCase.inputs }

    /// One of the outputs: what it is called and its shape.
    public struct Output: Sendable {
        public let name: String
        public let shape: Shape
        /// Whether it has derivatives.
        public let isDifferentiable: Bool
    }

    public var outputs: [Output] {
        zip(graph.outputNames, graph.outputs).map { name, node in
            let stated = specification.output(named: name)
            return Output(
                name: name, shape: graph.nodes[node!].shape,
                isDifferentiable: stated.isDifferentiable && !graph.nodes[node!].isLogical)
        }
    }

    /// The shape of the first output.
    public func shape() throws -> Shape { outputs[0].shape }

    /// The values of the outputs, special values by the specification's table.
    public func allValues() throws -> [[Value]] {
        // An answer that is wrong everywhere makes the judge say everywhere what is right.
        let answers = outputs.map { output in
            let stated = specification.output(named: output.name)
            return stated.dtype == .int64
                ? HostArray([Int64](repeating: .min, count: output.shape.elementCount), shape: output.shape)
                : HostArray([Float](repeating: .nan, count: output.shape.elementCount), shape: output.shape)
        }
        let budget: Budget = specification.kind == .real || specification.kind == .givenDraws ? .ulps(0) : .exact
        let judgements = try OutputJudge(specification: specification, budget: budget, usesRelation: false)
            .judge(answers, of: subjectCase)
        return judgements.enumerated().map { output, elements in
            let sharper = sharpened(elements, of: output)
            return elements.enumerated().map { position, element in
                let nearest = element.nearest.map(Float.init)
                guard element.special == nil, let real = sharper[position] ?? element.real else {
                    return Value(special: element.expectedText, nearest: nearest)
                }
                // Where bits are moved, so is the sign of a zero.
                if specification.kind == .exact, real.isZero, real.lower.signbit {
                    return Value(special: "-0", nearest: -0.0)
                }
                return Value(real, nearest: nearest)
            }
        }
    }

    /// Enclosures narrow enough to print, of elements that a verdict needs to know less well: one that rounds to 0 is
    /// decided long before its first digit is known.
    private func sharpened(_ elements: [ElementJudgement], of output: Int) -> [Int: Interval] {
        var wide = elements.indices.filter { position in
            guard elements[position].row == nil, let real = elements[position].real, !real.isEmpty else { return false }
            return !Self.isNarrow(real)
        }
        var found: [Int: Interval] = [:]
        for precision in Precision.ladder.dropFirst() where !wide.isEmpty {
            guard let reals = EnclosureEvaluator(precision: precision).outputs(graph, subjectCase.inputs)[output] else {
                break
            }
            for position in wide where !reals[position].isEmpty && reals[position].isTotal {
                found[position] = reals[position]
            }
            wide.removeAll { found[$0].map(Self.isNarrow) ?? false }
        }
        return found
    }

    /// Whether all digits that are printed are known.
    private static func isNarrow(_ real: Interval) -> Bool {
        real.isEmpty || real.isZero || real.relativeWidthUpperBound < 0x1p-60
    }

    /// The values of the first output.
    public func values() throws -> [Value] { try allValues()[0] }

    /// The binary32 nearest to each element of the first output, nil where there is none or where it could not be decided:
    /// what `values` says, without the digits, and so without intervals where bounds in binary64 decide.
    public func nearest() throws -> [Float?] {
        guard
            let tier = try FastTier(
                CaseEvaluation(specification: specification, graph: graph, subjectCase: subjectCase).output(0),
                format: .binary32, budget: .ulps(0))
        else { return try values().map(\.nearest) }
        let decided = (0..<outputs[0].shape.elementCount).map { tier.nearest(at: $0).map(Float.init) }
        guard decided.contains(where: { $0 == nil }) else { return decided }
        return zip(decided, try values()).map { $0 ?? $1.nearest }
    }

    /// The verdict on each element of somebody's only output, held to a budget.
    ///
    /// - Throws: `CheckError` when the output does not have the shape that the definition gives.
    public func verdicts(on output: HostArray, budget: Budget) throws -> [Verdict] {
        try OutputJudge(specification: specification, budget: budget)
            .judge([output], of: subjectCase, below: .unlimited)[0].map(\.verdict)
    }

    /// The rows of the Jacobian: the gradient of every element of every output that has one, with respect to every input
    /// that has one.
    ///
    /// Empty when an input is not finite: derivatives belong to real numbers.
    public func derivatives() throws -> [Derivative] {
        guard subjectCase.isFinite else { return [] }
        return try outputs.enumerated().flatMap { place, output in
            output.isDifferentiable
                ? try (0..<output.shape.elementCount).flatMap { try derivatives(output: place, $0) } : []
        }
    }

    private func derivatives(output: Int, _ element: Int) throws -> [Derivative] {
        let cotangents = outputs.enumerated().map { place, shaped in
            HostArray(
                (0..<shaped.shape.elementCount).map { place == output && $0 == element ? Float(1) : 0 },
                shape: shaped.shape)
        }
        var found = subjectCase.inputs.map { _ in [Int: Value]() }
        var kinks = subjectCase.inputs.map { _ in [Int]() }
        for precision in Precision.ladder {
            let first = AdjointEvaluator(precision: precision)
                .gradients(graph, subjectCase.inputs, cotangents: cotangents)
            let others = KinkPolicy.policies(for: graph).dropFirst().map {
                AdjointEvaluator(precision: precision, policy: $0)
                    .gradients(graph, subjectCase.inputs, cotangents: cotangents)
            }
            for place in subjectCase.inputs.indices {
                for position in first[place].elements.indices where found[place][position] == nil {
                    let real = first[place].elements[position]
                    let isKink =
                        !real.isEmpty && others.contains { !real.intersects($0[place].elements[position]) }
                    guard Self.isNarrow(real) || precision == Precision.cap else { continue }
                    found[place][position] = Self.value(real)
                    if isKink { kinks[place].append(position) }
                }
            }
        }
        return specification.arguments(of: subjectCase).enumerated().compactMap { place, argument in
            guard argument.isDifferentiable else { return nil }
            return Derivative(
                input: argument.name, outputName: outputs[output].name, output: element,
                elements: (0..<subjectCase.inputs[place].count).map { found[place][$0]! }, kinks: kinks[place])
        }
    }

    private static func value(_ real: Interval) -> Value {
        guard !real.isEmpty, real.isTotal else { return Value(special: "no real value", nearest: nil) }
        // A derivative that is exactly 0 has no sign.
        let low = real.isZero ? 0 : real.lower.toFloat(rounding: .nearest)
        return Value(real, nearest: low == real.upper.toFloat(rounding: .nearest) ? low : nil)
    }
}
