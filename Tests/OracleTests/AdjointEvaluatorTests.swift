import Multiprecision
import Testing
import Values

@testable import Oracle
@testable import Specifications

@Suite struct AdjointEvaluatorTests {
    private let precision = 160

    /// One call of an operation: shapes of the inputs with attributes.
    private struct Call {
        let specification: Specification
        let shapes: [Shape]
        let attributes: Attributes

        var graph: ExpressionGraph { get throws { try specification.graph(shapes: shapes, attributes: attributes) } }

        /// Random inputs of the domain, no two elements alike.
        func inputs(_ generator: inout SeededGenerator) -> [HostArray] {
            zip(specification.arguments(count: shapes.count) ?? [], shapes).map { input, shape in
                let range = max(input.domain.lowerBound, -3)...min(input.domain.upperBound, 3)
                let isForPositive = ["log", "sqrt", "pow"].contains(specification.operation)
                return random(isForPositive ? 0.1...3 : range, shape, &generator)
            }
        }
    }

    private static func calls() -> [Call] {
        let calls = catalog.specifications.filter { $0.inputs.allSatisfy { $0.dtype == nil } }.flatMap {
            specification in
            specification.shapes.map { tuple in
                Call(
                    specification: specification, shapes: tuple.shapes,
                    attributes: tuple.attributes)
            }
        }
        // Conditions have no derivatives.
        return calls.filter { call in
            guard let graph = try? call.graph else { return true }
            return !graph.nodes[graph.outputs[0]!].isLogical
        }
    }

    /// Whether there is a real number everywhere: the mean of nothing has none, and no derivative.
    private func hasValues(_ graph: ExpressionGraph, _ inputs: [HostArray]) -> Bool {
        let values = EnclosureEvaluator(precision: 96).outputs(graph, inputs)[0] ?? []
        return inputs.contains { $0.count > 0 } && values.allSatisfy { !$0.isEmpty && $0.isTotal }
    }

    // MARK: Against other ways to the same derivative

    @Test func everyAdjointOfTheRepositoryIsTheFirstCoefficientOfTheSeries() throws {
        var generator = SeededGenerator(seed: 2)
        var count = 0
        for call in Self.calls() {
            let graph = try call.graph
            let inputs = call.inputs(&generator)
            guard hasValues(graph, inputs) else { continue }
            let directions = call.shapes.map { random(-1...1, $0, &generator) }
            let cotangents = [random(-1...1, graph.nodes[graph.outputs[0]!].shape, &generator)]
            let (adjoint, scale) = adjointAlong(directions, graph, inputs, cotangents)
            let series = seriesAlong(directions, graph, inputs, cotangents)
            #expect(
                agree(adjoint, series, within: 0x1p-130, of: scale),
                "\(call.specification.operation) \(call.shapes): \(adjoint), \(series)")
            count += 1
        }
        #expect(count > 80)
    }

    @Test func everyAdjointOfTheRepositoryIsNearCentralDifferences() throws {
        var generator = SeededGenerator(seed: 3)
        for call in Self.calls() {
            let graph = try call.graph
            let inputs = call.inputs(&generator)
            guard hasValues(graph, inputs) else { continue }
            let directions = call.shapes.map { random(-1...1, $0, &generator) }
            let cotangents = [random(-1...1, graph.nodes[graph.outputs[0]!].shape, &generator)]
            let (adjoint, scale) = adjointAlong(directions, graph, inputs, cotangents)
            let difference = centralDifference(directions, graph, inputs, cotangents)
            // Truncation leaves the third derivative times h^2 / 6, with h = 2^-80.
            let error = (difference - adjoint).magnitudeUpperBound
            let allowed = BigFloat.multiply(
                BigFloat.max(scale, BigFloat(1, precision: 53)), BigFloat(0x1p-100, precision: 53), precision: 53,
                rounding: .up)
            #expect(error <= allowed, "\(call.specification.operation) \(call.shapes): \(adjoint), \(difference)")
        }
    }

    @Test(arguments: [
        "y = tanh(a)", "y = sin(a) * cos(a)", "y = erf(a)", "y = sqrt(a + 4)", "y = log1p(a + 4)", "y = expm1(a)",
        "y = abs(a)", "y = maximum(a, b)", "y = minimum(a, b)", "y = a ^ 3 - a ^ -2", "y = where(a < b, a * b, b)",
        "y = a / b", "y = min(a, 0) * max(b, 0)", "y = embed(a * b, [1], [2], [9])", "y = a ^ 0",
        "let s = slice(a, [1], [1], [2])\ny = exp(s) * s", "y = sum(k: a[k] * b[k] * k)", "y[i, j] = a[i] / b[j]",
        "y = tanh(100 * a)", "y = sum(broadcast(a, [2, 3]) * b, [0, 1])",
    ])
    func adjointsOfAllFunctionsAreTheFirstCoefficientOfTheSeries(_ definition: String) throws {
        var generator = SeededGenerator(seed: 4)
        let graph = try graph(of: definition, [[3], [3]])
        for _ in 0..<5 {
            let inputs = [random(-2...2, [3], &generator), random(-2...2, [3], &generator)]
            let directions = [random(-1...1, [3], &generator), random(-1...1, [3], &generator)]
            let cotangents = [random(-1...1, graph.nodes[graph.outputs[0]!].shape, &generator)]
            let (adjoint, scale) = adjointAlong(directions, graph, inputs, cotangents)
            let series = seriesAlong(directions, graph, inputs, cotangents)
            if definition == "y = a ^ 0" {
                #expect(adjoint.isZero && series.isZero)
            } else if definition.contains("100") {
                // The series goes through 1 - tanh^2 no more than the adjoint does: both keep their digits.
                #expect(adjoint.relativeWidthUpperBound < 0x1p-130 && series.relativeWidthUpperBound < 0x1p-130)
                #expect(adjoint.intersects(series))
            } else {
                #expect(agree(adjoint, series, within: 0x1p-130, of: scale), "\(adjoint), \(series)")
            }
        }
    }

    @Test func backwardFormulasOfTheRepositoryAreTheAdjoints() throws {
        let (x, g) = (vector(1, 2, -3), vector(0.5, -0.25, 2))
        let written = try enclosures(specification: "softmaxGradient", x, g)
        let adjoint = gradients(try #require(catalog["softmax"]).graph(shapes: [[3]], attributes: [:]), [x], [g])[0]
        #expect(zip(written, adjoint.elements).allSatisfy { $0.intersects($1) })
        let (labels, one) = (vector(0.25, 0.5, 0.25), HostArray([2.0], shape: []))
        let loss = try enclosures(specification: "crossEntropyGradient", x, labels, one)
        let entropy = try #require(catalog["crossEntropy"]).graph(shapes: [[3], [3]], attributes: [:])
        let lossAdjoint = gradients(entropy, [x, labels], [one])[0]
        #expect(zip(loss, lossAdjoint.elements).allSatisfy { $0.intersects($1) })
    }

    @Test(arguments: [
        "dx = y * (b - sum(b * y, 0)) * 1.00001",
        "dx = y * b",
        "dx = y * (sum(b * y, 0) - b)",
        "dx = y * (b - sum(b, 0) / 3)",
    ])
    func aPlantedWrongGradientIsDisjointFromTheAdjoint(_ formula: String) throws {
        let (x, g) = (vector(1, 2, -3), vector(0.5, -0.25, 2))
        let planted = try enclosures("let e = exp(a)\nlet y = e / sum(e, 0)\n\(formula)", x, g)
        let adjoint = gradients(try #require(catalog["softmax"]).graph(shapes: [[3]], attributes: [:]), [x], [g])[0]
        #expect(zip(planted, adjoint.elements).contains { !$0.intersects($1) })
    }

    // MARK: Kinks

    @Test(arguments: [
        ("y = max(a, 0)", [1.0, 0, 0], [0.0, 0, 1]),
        ("y = min(a, 0)", [1, 0, 0], [0, 0, 1]),
        ("y = maximum(a, 3)", [1, 1, 1], [0, 0, 0]),
        ("y = abs(a - 3)", [1, 1, 1], [-1, -1, -1]),
    ])
    func aKinkHasDisjointDerivativesUnderTheTwoPolicies(
        _ definition: String, _ first: [Double], _ last: [Double]
    ) throws {
        let graph = try graph(of: definition, [[3]])
        let shape = graph.nodes[graph.outputs[0]!].shape
        let ones = HostArray([Double](repeating: 1, count: shape.elementCount), shape: shape)
        #expect(
            gradients(graph, [vector(3, 3, 3)], [ones], .first)[0].elements.map(\.doubles) == first.map { [$0, $0] })
        #expect(gradients(graph, [vector(3, 3, 3)], [ones], .last)[0].elements.map(\.doubles) == last.map { [$0, $0] })
    }

    @Test func aKinkInsideADifferentiableFunctionDoesNotShow() throws {
        for name in ["softmax", "logSoftmax"] {
            let graph = try #require(catalog[name]).graph(shapes: [[3]], attributes: [:])
            let first = gradients(graph, [vector(3, 3, 3)], [vector(1, 0, -0.5)], .first)[0].elements
            let last = gradients(graph, [vector(3, 3, 3)], [vector(1, 0, -0.5)], .last)[0].elements
            for (a, b) in zip(first, last) { #expect(a.intersects(b) && a.widthUpperBound < 1e-20) }
        }
    }

    @Test func aTieThatIsNotDecidedGivesBothSlopes() throws {
        let graph = try graph(of: "y = maximum(sqrt(a) * sqrt(a), a)", [[1]])
        let gradient = gradients(graph, [vector(2)], [vector(1)])[0].elements[0]
        #expect(gradient.contains(1))
        #expect(gradient.widthUpperBound < 3)
    }

    // MARK: Edges

    @Test func whatDoesNotMoveTheOutputHasGradientZero() throws {
        let graph = try graph(of: "y = where(a > 0, b, 1) * 2", [[2], [2]])
        let gradient = gradients(graph, [vector(1, -1), vector(5, 5)], [vector(1, 1)])
        #expect(gradient[0].elements.allSatisfy { $0.isZero })
        #expect(gradient[1].elements.map(\.doubles) == [[2, 2], [0, 0]])
        #expect(gradient[1].terms == [1, 0])
    }

    @Test func aCotangentOfZeroTimesAnInfiniteSlopeIsUndecided() throws {
        let root = try graph(of: "y = sqrt(a)", [[2]])
        let gradient = gradients(root, [vector(0, 4)], [vector(0, 1)])[0].elements
        #expect(!gradient[0].isTotal)
        #expect(gradient[1].isPoint(0.25))
        let pole = gradients(root, [vector(0, 4)], [vector(1, 1)])[0].elements[0]
        #expect(!pole.isTotal)
    }

    @Test func scalesAddUpWhatCancels() throws {
        let difference = try graph(of: "y = a * 3 - a", [[2]])
        let gradient = AdjointEvaluator(precision: 96).gradients(
            difference, [vector(1, 2)], cotangents: [vector(1, -1)], withScales: true)[0]
        #expect(gradient.elements.map(\.doubles) == [[2, 2], [-2, -2]])
        #expect(gradient.scales.map(\.doubles) == [[4, 4], [4, 4]])
        #expect(gradient.terms == [2, 2])
        let broadcast = try graph(of: "y = a + b", [[3], []])
        let sum = AdjointEvaluator(precision: 96).gradients(
            broadcast, [vector(1, 2, 3), HostArray([1.0], shape: [])], cotangents: [vector(1, -2, 1)], withScales: true)
        #expect(sum[1].elements[0].isZero)
        #expect(sum[1].scales[0].isPoint(4))
        #expect(sum[1].terms == [3])
        #expect(
            AdjointEvaluator(precision: 96).gradients(
                broadcast, [vector(1, 2, 3), HostArray([1.0], shape: [])], cotangents: [vector(1, 0, 0)])[0].scales
                .isEmpty)
    }

    @Test func emptyTensorsAndEmptyAxesHaveNoGradients() throws {
        let empty = HostArray([Double](), shape: [2, 0])
        let column = HostArray([1.0, 1], shape: [2, 1])
        #expect(gradients(try graph(of: "y = max(a, 1)", [[2, 0]]), [empty], [column])[0].elements.isEmpty)
        #expect(gradients(try graph(of: "y = sum(a, 1)", [[2, 0]]), [empty], [column])[0].elements.isEmpty)
        let product = try #require(catalog["matmul"]).graph(shapes: [[2, 0], [0, 3]], attributes: [:])
        let both = gradients(
            product, [empty, HostArray([Double](), shape: [0, 3])],
            [HostArray([Double](repeating: 1, count: 6), shape: [2, 3])])
        #expect(both.allSatisfy { $0.elements.isEmpty })
    }

    @Test func inputsThatAreNoNumbersHaveNoGradient() throws {
        let gradient = gradients(try graph(of: "y = a * a", [[3]]), [vector(.nan, .infinity, 2)], [vector(1, 1, 1)])
        #expect(gradient[0].elements.map(\.isEmpty) == [true, true, false])
    }

    // MARK: Ways to a derivative

    private func gradients(
        _ graph: ExpressionGraph, _ inputs: [HostArray], _ cotangents: [HostArray], _ policy: KinkPolicy = .first
    ) -> [AdjointEvaluator.Gradient] {
        AdjointEvaluator(precision: precision, policy: policy).gradients(graph, inputs, cotangents: cotangents)
    }

    /// The gradient times the direction, and the sum of the absolute values that go into it.
    private func adjointAlong(
        _ directions: [HostArray], _ graph: ExpressionGraph, _ inputs: [HostArray], _ cotangents: [HostArray]
    ) -> (Interval, scale: BigFloat) {
        let gradients = AdjointEvaluator(precision: precision).gradients(
            graph, inputs, cotangents: cotangents, withScales: true)
        var sum = Interval(0, precision: precision)
        var scale = Interval(0, precision: precision)
        for (gradient, direction) in zip(gradients, directions) {
            for (place, element) in gradient.elements.enumerated() {
                let along = Interval(direction.double(at: place), precision: precision)
                sum = sum + element * along
                scale = scale + gradient.scales[place] * along.abs()
            }
        }
        return (sum, scale.magnitudeUpperBound)
    }

    private func seriesAlong(
        _ directions: [HostArray], _ graph: ExpressionGraph, _ inputs: [HostArray], _ cotangents: [HostArray]
    ) -> Interval {
        let series = SeriesEvaluator(precision: precision, order: 1).outputs(graph, inputs, directions: directions)
        var sum = Interval(0, precision: precision)
        for (place, element) in series[0]!.enumerated() {
            sum = sum + element.coefficients[1] * Interval(cotangents[0].double(at: place), precision: precision)
        }
        return sum
    }

    private func centralDifference(
        _ directions: [HostArray], _ graph: ExpressionGraph, _ inputs: [HostArray], _ cotangents: [HostArray]
    ) -> Interval {
        let evaluator = EnclosureEvaluator(precision: 400)
        func weighted(at step: Double) -> Interval {
            let moved = zip(inputs, directions).map { input, direction in
                zip(evaluator.elements(input), evaluator.elements(direction)).map {
                    $0 + $1 * Interval(step, precision: 400)
                }
            }
            let outputs = evaluator.evaluate(graph, inputs: moved)[graph.outputs[0]!].real
            return zip(outputs, evaluator.elements(cotangents[0]))
                .reduce(Interval(0, precision: 400)) { $0 + $1.0 * $1.1 }
        }
        return (weighted(at: 0x1p-80) - weighted(at: -0x1p-80)) / Interval(0x1p-79, precision: 400)
    }
}

/// An array of random binary64 numbers.
private func random(_ range: ClosedRange<Double>, _ shape: Shape, _ generator: inout SeededGenerator) -> HostArray {
    HostArray((0..<shape.elementCount).map { _ in Double.random(in: range, using: &generator) }, shape: shape)
}
