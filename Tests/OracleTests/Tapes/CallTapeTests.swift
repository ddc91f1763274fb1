import Multiprecision
import Testing
import Values

@testable import Oracle
@testable import Specifications

@Suite struct CallTapeTests {
    /// A computation with given numbers, and what each node is in binary64.
    private func tape(
        _ nodes: [OperationGraph.Node], outputs: [Int], inputs: [HostArray], recorded: [HostArray], variable: Int
    ) throws -> CallTape {
        try CallTape(
            OperationGraph(inputs: inputs.map { GraphInput($0) }, nodes: nodes, outputs: outputs, unseen: []),
            recorded: recorded, variable: variable, library: CallLibrary(catalog))
    }

    private static let attributes: Attributes = ["axes": .integers([0]), "keepingDimensions": .bool(false)]

    /// Bounds and intervals, values and derivatives, of every operation on its own.
    @Test func `adjoints between bounds enclose those of intervals`() throws {
        var generator = SeededGenerator(seed: 5)
        var compared = 0
        for specification in catalog.specifications where specification.inputs.allSatisfy({ $0.dtype == nil }) {
            for tuple in specification.shapes where tuple.shapes.allSatisfy({ (1...40).contains($0.elementCount) }) {
                guard let graph = try? specification.graph(shapes: tuple.shapes, attributes: tuple.attributes),
                    let output = graph.outputs.first, let output, !graph.nodes[output].isLogical
                else { continue }
                let inputs = zip(specification.arguments(count: tuple.shapes.count) ?? [], tuple.shapes).map {
                    input, shape in
                    random(max(input.domain.lowerBound, 0.25)...min(input.domain.upperBound, 0.75), shape, &generator)
                }
                let cotangent = random(-1...1, graph.nodes[output].shape, &generator)
                let nodes: [OperationGraph.Node] =
                    inputs.indices.map { .input($0) }
                    + [.call(specification.operation, tuple.attributes, operands: Array(inputs.indices))]
                let single = try tape(
                    nodes, outputs: [inputs.count], inputs: inputs,
                    recorded: inputs + [
                        HostArray([Double](repeating: 0, count: cotangent.count), shape: cotangent.shape)
                    ],
                    variable: inputs.count)
                let adjoints = TapeEvaluation(single, inputs).adjoint([(inputs.count, cotangent)])
                let certified = IntervalTape(single, precision: 128).adjoint(inputs, [(inputs.count, cotangent)])
                let whole = AdjointEvaluator(precision: 128).gradients(
                    graph, inputs,
                    cotangents: [cotangent]
                        + graph.outputs.dropFirst().map {
                            HostArray(
                                [Double](repeating: 0, count: graph.nodes[$0!].shape.elementCount),
                                shape: graph.nodes[$0!].shape)
                        })
                for place in inputs.indices {
                    for position in 0..<inputs[place].count {
                        let expected = certified[place][position]
                        #expect(expected.intersects(whole[place].elements[position]), "\(specification.operation)")
                        guard let bounds = adjoints[place] else {
                            #expect(expected.isZero, "\(specification.operation)")
                            continue
                        }
                        guard !bounds.lower[position].isNaN, !expected.isEmpty else { continue }
                        #expect(
                            expected.intersects(
                                Interval(
                                    lower: BigFloat(bounds.lower[position], precision: 53),
                                    upper: BigFloat(bounds.upper[position], precision: 53))),
                            "\(specification.operation) \(tuple.shapes) \(bounds.lower[position])...\(bounds.upper[position]) \(expected)"
                        )
                        let width = bounds.upper[position] - bounds.lower[position]
                        if width < 1e-6 { compared += 1 }
                    }
                }
            }
        }
        #expect(compared > 1000)
    }

    @Test func `errors grow by condition, and by what budgets allow`() throws {
        // exp(x) - exp(x'): the difference of near numbers inherits the errors of both.
        let x = HostArray([1] as [Float])
        let z = HostArray([1.0001] as [Float])
        let e = HostArray([Float(2.7182817)])
        let tape = try tape(
            [
                .input(0), .input(1), .call("exp", [:], operands: [0]), .call("exp", [:], operands: [1]),
                .call("subtract", [:], operands: [2, 3]),
            ], outputs: [4], inputs: [x, z], recorded: [x, z, e, e, e], variable: 2)
        let errors = TapeEvaluation(tape, [x, z]).errors(ofSubject: "engine")
        #expect(errors[0] == nil)
        let own = try #require(errors[2]).rounding[0]
        #expect((0x1p-24...0x1p-22).contains(own))
        let difference = try #require(errors[4]).rounding[0]
        #expect(difference >= 2 * own && difference <= 2.01 * own + 0x1p-36)
    }

    @Test func `a comparison that rounding may turn adds a jump`() throws {
        let x = HostArray([1] as [Float])
        let truth = HostArray([true])
        let tape = try tape(
            [
                .input(0), .call("exp", [:], operands: [0]), .constant(HostArray([Float(2.7182817)])),
                .call("less", [:], operands: [1, 2]), .call("where", [:], operands: [3, 0, 2]),
            ], outputs: [4], inputs: [x],
            recorded: [x, HostArray([Float(2.7182817)]), HostArray([Float(2.7182817)]), truth, x],
            variable: 1)
        let errors = TapeEvaluation(tape, [x]).errors(ofSubject: "engine")
        #expect(try #require(errors[4]?.jumps?[0]) >= 1.7)
    }

    // MARK: Kinks

    private func one(_ operation: String, _ x: [Float], _ result: [Float], _ attributes: Attributes = [:]) throws
        -> CallTape
    {
        try tape(
            [.input(0), .call(operation, attributes, operands: [0])], outputs: [1], inputs: [HostArray(x)],
            recorded: [HostArray(x), HostArray(result, shape: result.count == x.count ? nil : .scalar)], variable: 1)
    }

    @Test func `at a kink the adjoint is the hull of all slopes`() throws {
        let tape = try one("relu", [0, 1], [0, 1])
        let adjoint = try #require(
            TapeEvaluation(tape, [HostArray([0, 1] as [Float])]).adjoint([(1, HostArray([3, 3] as [Float]))])[0])
        #expect((adjoint.lower, adjoint.upper) == ([0, 3], [3, 3]))
    }

    @Test func `derivatives along a direction are one-sided at kinks`() throws {
        let tape = try one("abs", [0], [0])
        let inputs = [HostArray([0] as [Float])]
        func derivative(_ d: Float, leading: Float? = nil) throws -> Double {
            let moved = IntervalTape(tape, precision: 64).directionalDerivatives(
                inputs, along: [HostArray([d])], leading: leading.map { [HostArray([$0])] }, of: [1])
            return try #require(moved[0]?[0]).lower.toDouble()
        }
        #expect(try derivative(1) == 1)
        #expect(try derivative(-1) == 1)
        #expect(try derivative(1, leading: 1) == 1)
        #expect(try derivative(1, leading: -1) == -1)
    }

    @Test func `of equal maxima the one that moves further wins`() throws {
        let tape = try one("max", [2, 2, 1], [2], Self.attributes)
        let inputs = [HostArray([2, 2, 1] as [Float])]
        func derivative(_ d: [Float], leading: [Float]? = nil) throws -> Double {
            let moved = IntervalTape(tape, precision: 64).directionalDerivatives(
                inputs, along: [HostArray(d)], leading: leading.map { [HostArray($0)] }, of: [1])
            return try #require(moved[0]?[0]).lower.toDouble()
        }
        #expect(try derivative([1, 3, 100]) == 3)
        #expect(try derivative([-1, -3, 100]) == -1)
        #expect(try derivative([1, 3, 100], leading: [1, 0, 0]) == 1)
    }
}

/// An array of random binary64 numbers.
private func random(_ range: ClosedRange<Double>, _ shape: Shape, _ generator: inout SeededGenerator) -> HostArray {
    HostArray((0..<shape.elementCount).map { _ in Double.random(in: range, using: &generator) }, shape: shape)
}
