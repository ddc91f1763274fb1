internal import Multiprecision
public import Oracle
public import Specifications
public import Values

/// What a sweep compares results with: the values of a function of one number, or its derivatives.
public struct SweepReference: Sendable {
    public enum Direction: String, Sendable, Codable { case forward, gradient }

    public let specification: Specification
    public let attributes: Attributes
    public let direction: Direction
    /// What results are allowed.
    public let budget: Budget
    /// The definition, or its derivative; nil when the language of sweeps cannot say it, so that every input is judged by
    /// itself.
    public let formula: ScalarFormula?
    /// The definition itself, where `formula` is its derivative.
    let values: ScalarFormula?
    /// The definition, whose domain the derivative's formula does not show; nil where it has values everywhere.
    let domain: ScalarFormula?
    /// What specification text and attributes say, the same on every machine.
    public let definition: String

    /// - Throws: `SweepError` for a specification that is about anything but one real number.
    public init(
        _ specification: Specification, attributes: Attributes = [:], direction: Direction, budget: Budget
    ) throws {
        self.specification = specification
        self.attributes = specification.resolved(attributes)
        self.direction = direction
        self.budget = budget
        let name = specification.operation
        guard specification.inputs.count == 1, !specification.inputs[0].isVariadic else {
            throw SweepError(
                "\(name) is a function of \(specification.inputs.count) inputs; a sweep is over all floats of one")
        }
        guard specification.inputs[0].dtype == nil || specification.inputs[0].dtype == .float32 else {
            throw SweepError("\(name) takes \(specification.inputs[0].dtype!) values; a sweep is over all float32")
        }
        if direction == .gradient, !specification.inputs[0].isDifferentiable {
            throw SweepError("\(name) has no gradient that is checked")
        }
        // The same formula must hold element by element: two elements are computed as two.
        let graph = try specification.graph(shapes: [Shape([2])], attributes: self.attributes)
        guard graph.outputs.count == 1, let output = graph.outputs[0], graph.nodes[output].shape == Shape([2]),
            !graph.nodes[output].isLogical
        else {
            throw SweepError("\(name) is no function that gives one number for each: a sweep cannot be made of it")
        }
        let scalar = try specification.graph(shapes: [Shape([1])], attributes: self.attributes)
        let values = graph.isElementwise ? ScalarFormula(scalar) : nil
        guard values != nil || graph.isElementwise else {
            throw SweepError("\(name) combines elements; a sweep is over functions of one number")
        }
        formula = direction == .forward ? values : values?.derivative()
        self.values = direction == .gradient ? values : nil
        domain = direction == .gradient && values?.isEverywhereDefined == false ? values : nil
        var text = specification.definition.source.text
        for (name, value) in self.attributes.sorted(by: { $0.key < $1.key }) { text += "\n\(name) = \(value)" }
        definition = "\(direction.rawValue) \(text)"
    }

    var inputName: String { specification.inputs[0].name }
}

/// Why a sweep cannot be made, in one line.
public struct SweepError: Error, Hashable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

extension ExpressionGraph {
    /// Whether every element of the result depends on the element in its place alone.
    var isElementwise: Bool {
        nodes.allSatisfy { node in
            if case .reduce = node.operation { return false }
            return node.operands.allSatisfy { operand in
                let count = node.shape.elementCount
                return nodes[operand.node].shape.elementCount == 1
                    || (0..<count).allSatisfy { operand.map[$0] == $0 }
            }
        }
    }
}

/// The formulas that say where the definition does not decide, on whole blocks. For one thread.
final class SweepExceptions {
    /// What an exception says of a block.
    enum Answer {
        /// No exception concerns the block.
        case none
        /// The results must be this special value, by row.
        case value(Specification.SpecialCase.Value)
        /// Every element is a case of its own.
        case elements
        /// Nothing says what is right.
        case unjudged
        /// An exception concerns a part of the block.
        case split
    }

    private let reference: SweepReference
    /// Conditions of the special-value table, in order; nil where one cannot be told on blocks.
    private let rows: [(condition: BlockCondition?, row: Int)]
    /// Conditions of kinks with the conventional gradient, for a cotangent of 1.
    private let kinks: [(condition: BlockCondition?, isIdle: Bool)]

    init(_ reference: SweepReference) throws {
        self.reference = reference
        let specification = reference.specification
        let inputs = [GraphInput(shape: Shape([1]))]
        let output = specification.outputs[0].name
        let places = specification.specialRows(about: output)
        var rows: [(condition: BlockCondition?, row: Int)] = []
        if !places.isEmpty {
            let graph = try specification.specialsGraph(about: output, inputs, reference.attributes)
            for (position, row) in places.enumerated() {
                rows.append((ScalarFormula(graph, output: position).map { BlockCondition($0) }, row))
            }
        }
        self.rows = rows
        var kinks: [(condition: BlockCondition?, isIdle: Bool)] = []
        if reference.direction == .gradient, !specification.kinks.isEmpty {
            let graph = try specification.kinksGraph(
                specification.kinks, argument: 0, inputs, reference.attributes)
            for place in specification.kinks.indices {
                // With the cotangent 1, formulas of kinks are formulas of the input alone.
                let condition = ScalarFormula(graph, output: 2 * place, fixed: [1: 1])
                let gradient = ScalarFormula(graph, output: 2 * place + 1, fixed: [1: 1])
                // A convention that says what the derivative beside it is makes no difference.
                let isIdle = gradient?.text == reference.formula?.text && gradient != nil
                kinks.append((condition.map { BlockCondition($0) }, isIdle))
            }
        }
        self.kinks = kinks
    }

    /// What the exceptions say of a block of finite floats.
    ///
    /// - Parameter zerosAreModelled: whether zeros that rows state are what the block's model gives there.
    func callAsFunction(_ block: EncodingBlock, zerosAreModelled: Bool = false) -> Answer {
        for (condition, row) in rows {
            switch condition?(block) ?? .unknown {
            case .no: continue
            case .unknown:
                if zerosAreModelled, reference.specification.specials[row].value == .zero(negative: nil) { continue }
                // A zero or a limit, on whatever part of the block, has the definition's derivative.
                if reference.direction == .gradient {
                    switch reference.specification.specials[row].value {
                    case .nan, .infinity: break
                    case .zero, .limit: continue
                    }
                }
                return block.count > 1 ? .split : .elements
            case .yes:
                let value = reference.specification.specials[row].value
                if reference.direction == .gradient {
                    // Where there is no number, there is no derivative; other values are those of the definition.
                    switch value {
                    case .nan, .infinity: return .unjudged
                    case .zero, .limit: continue
                    }
                }
                // A value by continuity is for elements to tell.
                if value == .limit { return .elements }
                if case .zero(.some) = value, block.count < SweepPlan.smallestBlock { return .elements }
                return .value(value)
            }
        }
        for (condition, isIdle) in kinks where !isIdle {
            switch condition?(block) ?? .unknown {
            case .no: continue
            case .unknown: return block.count > 1 ? .split : .elements
            case .yes: return .elements
            }
        }
        return .none
    }
}
