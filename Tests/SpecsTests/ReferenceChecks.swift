import Foundation
import Multiprecision
import Specifications
import Values

@testable import Oracle

/// Definitions of operations that no engine need have, against sums written out loop by loop in multiple precision:
/// what the language says of indices, padding, groups, integers and states is what the textbook says.
final class ReferenceChecks {
    /// The specifications that are checked, the repository's own or one with a mistake planted.
    private let catalog: SpecificationCatalog
    /// What differs from the references, in order.
    private(set) var mismatches: [String] = []

    init(_ catalog: SpecificationCatalog) { self.catalog = catalog }

    /// The operations that have a reference.
    static let operations = [
        "attention", "averagePool2d", "batchNorm", "bilinear", "conv2d", "cumsum", "dropout", "maxPool2d", "topk",
    ]

    /// Compares an operation's definition with its reference.
    ///
    /// - Throws: `SpecificationError` for a definition that does not fit the inputs.
    func check(_ operation: String) throws {
        switch operation {
        case "conv2d": for window in Self.convolutions { try checkConvolution(window) }
        case "maxPool2d", "averagePool2d":
            for window in Self.pools { try checkPools(window, operation) }
            if operation == "averagePool2d" { try checkPaddedMean() }
        case "batchNorm": for shape in [[4, 3], [5, 2, 3], [2, 3, 2, 2]] { try checkBatchNorm(shape) }
        case "cumsum": try checkCumulativeSum()
        case "bilinear": try checkBilinear()
        case "attention": for isCausal in [false, true] { try checkAttention(isCausal: isCausal) }
        case "dropout": try checkDropout()
        case "topk": try checkTopk()
        default: preconditionFailure("there is no reference for '\(operation)'")
        }
    }

    private static let precision = 320

    /// A tensor of the reference: intervals under a shape, read by whole indices.
    private struct Reference {
        let shape: [Int]
        var elements: [Interval]

        init(_ array: HostArray) {
            shape = array.shape.extents
            elements = (0..<array.count).map { Interval(array.double(at: $0), precision: ReferenceChecks.precision) }
        }

        /// The element, or nil beyond the tensor.
        subscript(_ index: Int...) -> Interval? {
            var position = 0
            for (place, extent) in zip(index, shape) {
                guard (0..<extent).contains(place) else { return nil }
                position = position * extent + place
            }
            return elements[position]
        }
    }

    private static func number(_ value: Int) -> Interval { Interval(value, precision: precision) }

    private static func number(_ value: Double) -> Interval { Interval(value, precision: precision) }

    private static func sum(_ terms: [Interval]) -> Interval { terms.reduce(number(0), +) }

    /// Tensors of small numbers, none of them special.
    private func tensors(_ shapes: [Int]..., seed: UInt64 = 1) -> [HostArray] {
        var generator = SeededGenerator(seed: seed)
        return shapes.map { extents in
            let shape = Shape(extents)
            return HostArray(
                (0..<shape.elementCount).map { _ in Float.random(in: -4...4, using: &generator) }, shape: shape)
        }
    }

    /// All outputs of a specification of the repository.
    private func outputs(
        _ operation: String, _ inputs: [HostArray], _ attributes: Attributes = [:]
    ) throws -> [(shape: Shape, elements: [Interval])] {
        let graph = try catalog[operation]!.graph(for: inputs, attributes)
        let values = EnclosureEvaluator(precision: Self.precision).outputs(graph, inputs)
        return zip(graph.outputs, values).map { (graph.nodes[$0!].shape, $1 ?? []) }
    }

    private func expect(
        _ output: (shape: Shape, elements: [Interval]), _ shape: [Int], _ expected: [Interval],
        _ what: String = #function
    ) {
        guard output.shape.extents == shape, output.elements.count == expected.count else {
            mismatches.append("\(what): shape \(output.shape) instead of \(shape)")
            return
        }
        for (position, (real, reference)) in zip(output.elements, expected).enumerated() {
            let isNarrow = real.isZero && reference.isZero || real.hull(reference).widthUpperBound < 0x1p-200
            if real.isEmpty || !real.isTotal || !real.intersects(reference) || !isNarrow {
                mismatches.append("\(what): element \(position)")
            }
        }
    }

    // MARK: Convolution and pooling

    private struct Window {
        var x = [2, 4, 6, 5]
        var w = [4, 4, 3, 2]
        var stride = [1, 1]
        var padding = [0, 0]
        var dilation = [1, 1]
        var groups = 1

        var attributes: Attributes {
            [
                "stride": .integers(stride), "padding": .integers(padding), "dilation": .integers(dilation),
                "groups": .integer(groups),
            ]
        }

        /// The number of places of the window along an axis of the image.
        func places(_ axis: Int) -> Int {
            var count = 0
            var first = -padding[axis]
            while first + dilation[axis] * (w[axis + 2] - 1) < x[axis + 2] + padding[axis] {
                count += 1
                first += stride[axis]
            }
            return count
        }
    }

    private static let convolutions = [
        Window(),
        Window(padding: [1, 2]),
        Window(stride: [2, 3], padding: [1, 0]),
        Window(padding: [2, 1], dilation: [2, 3]),
        Window(w: [4, 2, 3, 2], groups: 2),
        Window(w: [8, 1, 1, 1], stride: [3, 2], groups: 4),
        Window(x: [1, 6, 9, 4], w: [3, 2, 2, 3], stride: [2, 1], padding: [3, 1], dilation: [3, 1], groups: 3),
    ]

    private func checkConvolution(_ window: Window) throws {
        let inputs = tensors(window.x, window.w, [window.w[0]])
        let (x, w, b) = (Reference(inputs[0]), Reference(inputs[1]), Reference(inputs[2]))
        let (rows, columns) = (window.places(0), window.places(1))
        var expected: [Interval] = []
        for n in 0..<window.x[0] {
            for o in 0..<window.w[0] {
                let group = o / (window.w[0] / window.groups)
                for i in 0..<rows {
                    for j in 0..<columns {
                        var total = b[o]!
                        for c in 0..<window.w[1] {
                            for p in 0..<window.w[2] {
                                for q in 0..<window.w[3] {
                                    let row = i * window.stride[0] + p * window.dilation[0] - window.padding[0]
                                    let column = j * window.stride[1] + q * window.dilation[1] - window.padding[1]
                                    if let element = x[n, group * window.w[1] + c, row, column] {
                                        total = total + element * w[o, c, p, q]!
                                    }
                                }
                            }
                        }
                        expected.append(total)
                    }
                }
            }
        }
        let result = try outputs("conv2d", inputs, window.attributes)
        expect(result[0], [window.x[0], window.w[0], rows, columns], expected)
    }

    private static let pools = [
        Window(x: [2, 2, 5, 4], w: [0, 0, 2, 2], stride: [2, 1]),
        Window(x: [1, 1, 6, 6], w: [0, 0, 3, 2], stride: [1, 2], padding: [1, 1], dilation: [2, 1]),
        Window(x: [1, 2, 5, 6], w: [0, 0, 3, 2], stride: [2, 1], padding: [1, 1]),
        Window(x: [1, 1, 7, 6], w: [0, 0, 4, 4], stride: [3, 2], padding: [2, 2]),
    ]

    private func checkPools(_ window: Window, _ operation: String) throws {
        let inputs = tensors(window.x)
        let x = Reference(inputs[0])
        var attributes = window.attributes.filter { $0.key != "groups" }
        attributes["window"] = .integers(Array(window.w[2...]))
        let shape = [window.x[0], window.x[1], window.places(0), window.places(1)]
        var largest: [Interval] = []
        var indices: [Interval] = []
        var means: [Interval] = []
        for n in 0..<shape[0] {
            for c in 0..<shape[1] {
                for i in 0..<shape[2] {
                    for j in 0..<shape[3] {
                        var seen: [(Interval, Int)] = []
                        for p in 0..<window.w[2] {
                            for q in 0..<window.w[3] {
                                let row = i * window.stride[0] + p * window.dilation[0] - window.padding[0]
                                let column = j * window.stride[1] + q * window.dilation[1] - window.padding[1]
                                if let element = x[n, c, row, column] {
                                    seen.append((element, row * window.x[3] + column))
                                }
                            }
                        }
                        let best = seen.max { $0.0.lower < $1.0.lower }!
                        largest.append(best.0)
                        indices.append(Self.number(best.1))
                        means.append(Self.sum(seen.map(\.0)) / Self.number(seen.count))
                    }
                }
            }
        }
        if operation == "maxPool2d" {
            let pooled = try outputs("maxPool2d", inputs, attributes)
            expect(pooled[0], shape, largest)
            expect(pooled[1], shape, indices)
            return
        }
        guard window.dilation == [1, 1] else { return }
        attributes["dilation"] = nil
        attributes["countsPadding"] = .bool(false)
        expect(try outputs("averagePool2d", inputs, attributes)[0], shape, means)
    }

    private func checkPaddedMean() throws {
        let x = HostArray([Float(1), 2, 3, 4], shape: [1, 1, 2, 2])
        let attributes: Attributes = [
            "window": .integers([2, 2]), "stride": .integers([2, 2]), "padding": .integers([1, 1]),
        ]
        let quarters = try outputs("averagePool2d", [x], attributes)
        expect(quarters[0], [1, 1, 2, 2], [0.25, 0.5, 0.75, 1].map(Self.number))
    }

    // MARK: Normalisation and sums

    private func checkBatchNorm(_ shape: [Int]) throws {
        let channels = shape[1]
        let inputs =
            tensors(shape, [channels], [channels], [channels]) + [HostArray((0..<channels).map { Float($0 + 1) })]
        let (momentum, epsilon) = (0.25, 0.001)
        let attributes: Attributes = ["momentum": .real(momentum), "epsilon": .real(epsilon)]
        let inner = shape[2...].reduce(1, *)
        let count = shape[0] * inner
        func element(_ n: Int, _ c: Int, _ l: Int) -> Int { (n * channels + c) * inner + l }
        let x = Reference(inputs[0]).elements
        let (weight, bias) = (Reference(inputs[1]), Reference(inputs[2]))
        let (runningMean, runningVariance) = (Reference(inputs[3]), Reference(inputs[4]))
        var normal = x
        var evaluated = x
        var means: [Interval] = []
        var variances: [Interval] = []
        for c in 0..<channels {
            let places = (0..<shape[0]).flatMap { n in (0..<inner).map { element(n, c, $0) } }
            let mean = Self.sum(places.map { x[$0] }) / Self.number(count)
            let squares = Self.sum(places.map { (x[$0] - mean).square() })
            let deviation = (squares / Self.number(count) + Self.number(epsilon)).sqrt()
            let fixed = (runningVariance[c]! + Self.number(epsilon)).sqrt()
            for place in places {
                normal[place] = (x[place] - mean) / deviation * weight[c]! + bias[c]!
                evaluated[place] = (x[place] - runningMean[c]!) / fixed * weight[c]! + bias[c]!
            }
            let (old, new) = (Self.number(1 - momentum), Self.number(momentum))
            means.append(old * runningMean[c]! + new * mean)
            variances.append(old * runningVariance[c]! + new * squares / Self.number(count - 1))
        }
        let training = try outputs("batchNorm", inputs, attributes)
        expect(training[0], shape, normal)
        expect(training[1], [channels], means)
        expect(training[2], [channels], variances)
        let inference = try outputs("batchNorm", inputs, attributes.merging(["training": .bool(false)]) { $1 })
        expect(inference[0], shape, evaluated)
        expect(inference[1], [channels], runningMean.elements)
        expect(inference[2], [channels], runningVariance.elements)
    }

    private func checkCumulativeSum() throws {
        let x = tensors([2, 3, 4])
        let reference = Reference(x[0])
        for (axis, stride) in [(0, 12), (1, 4), (2, 1)] {
            let expected = (0..<24).map { position in
                let place = position / stride % [2, 3, 4][axis]
                return Self.sum((0...place).map { reference.elements[position - $0 * stride] })
            }
            expect(try outputs("cumsum", x, ["axis": .integer(axis)])[0], [2, 3, 4], expected)
        }
    }

    private func checkBilinear() throws {
        let inputs = tensors([2, 3], [4, 3, 2], [2, 2])
        let (x, w, z) = (Reference(inputs[0]), Reference(inputs[1]), Reference(inputs[2]))
        var expected: [Interval] = []
        for n in 0..<2 {
            for o in 0..<4 {
                var total = Self.number(0)
                for i in 0..<3 { for j in 0..<2 { total = total + x[n, i]! * w[o, i, j]! * z[n, j]! } }
                expected.append(total)
            }
        }
        expect(try outputs("bilinear", inputs)[0], [2, 4], expected)
    }

    // MARK: Attention, dropout, topk

    private func checkAttention(isCausal: Bool) throws {
        let inputs = tensors([2, 3, 4], [2, 3, 4], [2, 3, 5])
        let (q, k, v) = (Reference(inputs[0]), Reference(inputs[1]), Reference(inputs[2]))
        var expected: [Interval] = []
        for n in 0..<2 {
            for i in 0..<3 {
                let seen = isCausal ? 0...i : 0...2
                // Not shifted: the scores are small.
                let weights = seen.map { j in
                    (Self.sum((0..<4).map { q[n, i, $0]! * k[n, j, $0]! }) / Self.number(2)).exp()
                }
                for e in 0..<5 {
                    let mixed = Self.sum(zip(weights, seen).map { $0 * v[n, $1, e]! })
                    expected.append(mixed / Self.sum(weights))
                }
            }
        }
        let result = try outputs("attention", inputs, ["causal": .bool(isCausal)])
        expect(result[0], [2, 3, 5], expected)
    }

    private func checkDropout() throws {
        let x = tensors([6])[0]
        let keep = [true, false, false, true, true, false]
        let result = try outputs("dropout", [x, HostArray(keep)], ["rate": .real(0.75)])
        let expected = zip(Reference(x).elements, keep).map { $1 ? $0 * Self.number(4) : Self.number(0) }
        expect(result[0], [6], expected)
    }

    private func checkTopk() throws {
        let x = tensors([3, 6])[0]
        let result = try outputs("topk", [x], ["k": .integer(4)])
        var values: [Interval] = []
        var indices: [Interval] = []
        for row in 0..<3 {
            let elements = (0..<6).map { (x.double(at: row * 6 + $0), $0) }.sorted { $0.0 > $1.0 }.prefix(4)
            values += elements.map { Self.number($0.0) }
            indices += elements.map { Self.number($0.1) }
        }
        expect(result[0], [3, 4], values)
        expect(result[1], [3, 4], indices)
    }
}
