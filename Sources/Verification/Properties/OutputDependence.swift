internal import Multiprecision
internal import Oracle
internal import PropertyTesting
public import Specifications
public import Values

// Which numbers an element of an output is made of. A definition says so by itself: its graph reads each operand through
// an index map.

extension ExpressionGraph {
    /// The elements of each input that an element of an output is made of, by their positions.
    func dependence(ofOutput output: Int, at position: Int) -> [Set<Int>] {
        var found = [Set<Int>](repeating: [], count: inputs.count)
        var seen: [Int: Set<Int>] = [:]
        var open: [(node: Int, position: Int)] = []
        func visit(_ node: Int, _ position: Int) {
            if seen[node, default: []].insert(position).inserted { open.append((node, position)) }
        }
        if let node = outputs[output] { visit(node, position) }
        while let (number, position) = open.popLast() {
            let node = nodes[number]
            switch node.operation {
            case .input(let place): found[place].insert(position)
            case .reduce(_, let count):
                for operand in node.operands {
                    for term in 0..<count {
                        if let source = operand.map[position * count + term] { visit(operand.node, source) }
                    }
                }
            default:
                for operand in node.operands {
                    if let source = operand.map[position] { visit(operand.node, source) }
                }
            }
        }
        return found
    }
}

/// Numbers that a definition may be evaluated at, to see what one element should be: a failure cut down to what it
/// depends on.
public struct EvaluatedCall: Sendable {
    public let specification: Specification
    /// Inputs with their names, each as text that `Specification.tensors` reads.
    public let inputs: [(name: String, text: String)]
    public let attributes: Attributes
}

/// Puts a failure into a command or code; nil where there is none.
public typealias Reproduction = @Sendable ([EvaluatedCall]) -> String?

extension GeneratedCase {
    /// What an element of an output depends on, input by input; nil for an element that there is not.
    func dependence(of element: ElementIndex, _ specification: Specification) -> [Set<Int>]? {
        guard let graph = try? specification.graph(for: inputs, attributes), element.output < graph.outputs.count,
            let node = graph.outputs[element.output],
            let position = element.position(in: graph.nodes[node].shape)
        else { return nil }
        return graph.dependence(ofOutput: element.output, at: position)
    }

    /// A failure at an element of an output.
    func localised(
        _ measure: Measure, _ specification: Specification, _ reproduction: Reproduction?
    ) -> Localisation? {
        guard let element = measure.element, let found = dependence(of: element, specification) else { return nil }
        var local = Localisation(element: element, of: named(inputs, found))
        local.isWholeInput = zip(inputs, found).allSatisfy { $0.count == $1.count }
        local.reproduction = call(element, found, specification).flatMap { reproduction?([$0]) }
        return local
    }

    func named(_ tensors: [HostArray], _ found: [Set<Int>], suffix: String = "") -> [(String, HostArray, [Int])] {
        zip(zip(arguments, tensors), found).map { ($0.0.name + suffix, $0.1, $1.sorted()) }
    }

    /// The inputs without what an element does not depend on, if the definition then gives the same number; all of them
    /// if not. Nil for many numbers.
    func call(_ element: ElementIndex, _ found: [Set<Int>], _ specification: Specification) -> EvaluatedCall? {
        guard !arguments.contains(where: { $0.name.contains("[") }) else { return nil }
        func call(_ tensors: [HostArray]) -> EvaluatedCall? {
            guard tensors.reduce(0, { $0 + $1.count }) <= 64 else { return nil }
            return EvaluatedCall(
                specification: specification, inputs: zip(arguments, tensors).map { ($0.name, $1.nestedText) },
                attributes: attributes)
        }
        let parts = zip(inputs, found).map { $1.isEmpty ? $0 : $0.part($1) }
        guard let whole = value(of: inputs, at: element, specification),
            parts.map(\.shape) != inputs.map(\.shape),
            let graph = try? specification.graph(for: parts, attributes), element.output < graph.outputs.count,
            let node = graph.outputs[element.output]
        else { return call(inputs) }
        let shape = graph.nodes[node].shape
        let isSame = (0..<shape.elementCount).contains {
            value(of: parts, at: ElementIndex(shape.index(at: $0), output: element.output), specification) == whole
        }
        return call(isSame ? parts : inputs)
    }

    /// What an element should be, as text.
    private func value(of tensors: [HostArray], at element: ElementIndex, _ specification: Specification) -> String? {
        guard let graph = try? specification.graph(for: tensors, attributes),
            let node = graph.outputs[element.output], let position = element.position(in: graph.nodes[node].shape),
            let reals = EnclosureEvaluator(precision: 128, nonfinite: .extended).outputs(graph, tensors)[element.output]
        else { return nil }
        return ElementJudgement.text(of: reals[position])
    }
}

extension ElementIndex {
    /// The row-major position in a shape; nil where the shape has no such element.
    func position(in shape: Shape) -> Int? {
        guard index.count == shape.rank, zip(index, shape.extents).allSatisfy({ $0 >= 0 && $0 < $1 }) else {
            return nil
        }
        return zip(index, shape.rowMajorStrides).reduce(0) { $0 + $1.0 * $1.1 }
    }
}

extension HostArray {
    /// The elements at all indices that some positions have, along each axis.
    fileprivate func part(_ positions: Set<Int>) -> HostArray {
        var indices = [Set<Int>](repeating: [], count: shape.rank)
        for position in positions {
            for (axis, index) in shape.index(at: position).enumerated() { indices[axis].insert(index) }
        }
        let kept = (0..<count).filter { position in
            zip(shape.index(at: position), indices).allSatisfy { $1.contains($0) }
        }
        return gathered(kept, shape: Shape(indices.map(\.count)))
    }

    /// The elements as nested lists, floats exactly: `[[1, 0x1.8p-3], [2, nan]]`.
    fileprivate var nestedText: String {
        func text(_ position: Int) -> String {
            let value = double(at: position)
            if dtype == .bool || dtype == .int64 { return self.text(at: position) }
            if value.isNaN || value.isInfinite { return self.text(at: position) }
            if value == value.rounded(), value.magnitude < 1e6, value != 0 || value.sign == .plus {
                return "\(Int(value))"
            }
            return Float(value).hexText
        }
        func list(_ axis: Int, _ start: Int) -> String {
            if axis == shape.rank { return text(start) }
            let stride = shape.rowMajorStrides[axis]
            return "[" + (0..<shape[axis]).map { list(axis + 1, start + $0 * stride) }.joined(separator: ", ") + "]"
        }
        return list(0, 0)
    }
}
