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
    }

    /// The gradient of one output element with respect to one input.
    public struct Derivative: Sendable, Equatable {
        public let input: String
        /// The position of the output element, in row-major order.
        public let output: Int
        /// One for each element of the input.
        public let elements: [Value]
        /// Positions at which the two sides of a kink have different derivatives; the elements show the first side.
        public let kinks: [Int]
    }

    public let specification: Specification
    private let subjectCase: Case

    /// - Parameters:
    ///   - inputs: one tensor an input, in the specification's order.
    ///   - attributes: what is not given has its default.
    /// - Throws: `SpecificationError` when the shapes do not fit the definition, `CheckError` for another number of
    ///   inputs.
    public init(_ specification: Specification, inputs: [HostArray], attributes: Attributes = [:]) throws {
        self.specification = specification
        guard inputs.count == specification.inputs.count else {
            throw CheckError(
                "\(specification.operation) takes \(specification.inputs.count) inputs, got \(inputs.count)")
        }
        subjectCase = Case(
            id: .anchor(1), inputs: inputs, attributes: specification.resolved(attributes), note: nil)
        _ = try specification.graph(shapes: inputs.map(\.shape), attributes: attributes)
    }

    /// The shape of the output.
    public func shape() throws -> Shape {
        let graph = try specification.graph(
            shapes: subjectCase.inputs.map(\.shape), attributes: subjectCase.attributes)
        return graph.nodes[graph.outputs[0]!].shape
    }

    /// The values of the output, special values by the specification's table.
    public func values() throws -> [Value] {
        let shape = try shape()
        // An answer that is wrong everywhere makes the judge say everywhere what is right.
        let noAnswer = HostArray([Float](repeating: .nan, count: shape.elementCount), shape: shape)
        let budget: Budget = specification.kind == .exact ? .exact : .ulps(0)
        return try OutputJudge(specification: specification, budget: budget).judge(noAnswer, of: subjectCase)
            .map { Value(text: $0.expectedText, nearest: $0.nearest.map(Float.init)) }
    }

    /// The binary32 nearest to each element of the output, nil where there is none or where it could not be decided: what
    /// `values` says, without the digits, and so without intervals where bounds in binary64 decide.
    public func nearest() throws -> [Float?] {
        let graph = try specification.graph(
            shapes: subjectCase.inputs.map(\.shape), attributes: subjectCase.attributes)
        let count = graph.nodes[graph.outputs[0]!].shape.elementCount
        let tier = try FastTier(specification, graph, subjectCase, format: .binary32, budget: .ulps(0))
        let decided = (0..<count).map { tier.nearest(at: $0).map(Float.init) }
        guard decided.contains(where: { $0 == nil }) else { return decided }
        return zip(decided, try values()).map { $0 ?? $1.nearest }
    }

    /// The verdict on each element of somebody's output, held to a budget.
    ///
    /// - Throws: `CheckError` when the output does not have the shape that the definition gives.
    public func verdicts(on output: HostArray, budget: Budget) throws -> [Verdict] {
        try OutputJudge(specification: specification, budget: budget)
            .judge(output, of: subjectCase, below: .unlimited).map(\.verdict)
    }

    /// The rows of the Jacobian: the gradient of every output element with respect to every input that has one.
    ///
    /// Empty when an input is not finite: derivatives belong to real numbers.
    public func derivatives() throws -> [Derivative] {
        guard subjectCase.isFinite else { return [] }
        let graph = try specification.graph(
            shapes: subjectCase.inputs.map(\.shape), attributes: subjectCase.attributes)
        let shape = try shape()
        var result: [Derivative] = []
        for output in 0..<shape.elementCount {
            let cotangent = HostArray((0..<shape.elementCount).map { $0 == output ? Float(1) : 0 }, shape: shape)
            var found = specification.inputs.map { _ in [Int: Value]() }
            var kinks = specification.inputs.map { _ in [Int]() }
            for precision in Precision.ladder {
                let first = AdjointEvaluator(precision: precision)
                    .gradients(graph, subjectCase.inputs, cotangents: [cotangent])
                let last = AdjointEvaluator(precision: precision, policy: .last)
                    .gradients(graph, subjectCase.inputs, cotangents: [cotangent])
                for place in specification.inputs.indices {
                    for position in first[place].elements.indices where found[place][position] == nil {
                        let real = first[place].elements[position]
                        let isKink = !real.isEmpty && !real.intersects(last[place].elements[position])
                        let isNarrow = real.isEmpty || real.isZero || real.relativeWidthUpperBound < 0x1p-60
                        guard isNarrow || precision == Precision.cap else { continue }
                        found[place][position] = Self.value(real)
                        if isKink { kinks[place].append(position) }
                    }
                }
            }
            for (place, input) in specification.inputs.enumerated() where input.isDifferentiable {
                result.append(
                    Derivative(
                        input: input.name, output: output,
                        elements: (0..<subjectCase.inputs[place].count).map { found[place][$0]! },
                        kinks: kinks[place]))
            }
        }
        return result
    }

    private static func value(_ real: Interval) -> Value {
        guard !real.isEmpty, real.isTotal else { return Value(text: "no real value", nearest: nil) }
        let low = real.lower.toFloat(rounding: .nearest)
        return Value(
            text: ElementJudgement.text(of: real),
            nearest: low == real.upper.toFloat(rounding: .nearest) ? low : nil)
    }
}
