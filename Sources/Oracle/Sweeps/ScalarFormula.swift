internal import Multiprecision
public import Specifications
internal import Values

/// A formula of one real variable, as a graph without shapes: what sweeps evaluate on whole blocks of inputs.
///
/// It is made by constructors that know identities of real numbers (`ScalarFormula+Identities`), so that what a
/// specification writes as `1 + erf(x)` is evaluated as `erfc(-x)`, which interval arithmetic can enclose in the tail.
/// Every identity holds exactly wherever its left side is defined.
public struct ScalarFormula: Sendable {
    /// A step of the computation; operands are places of earlier nodes.
    enum Node: Sendable, Hashable {
        case variable
        case number(ExactNumber)
        case unary(ElementwiseFunction, Int)
        case binary(ElementwiseFunction, Int, Int)
        case power(Int, exponent: Int)
        /// One of two numbers, by a condition.
        case select(Int, Int, Int)
        /// A comparison or class of numbers, or a combination of conditions.
        case test(ElementwiseFunction, [Int])
    }

    private(set) var nodes: [Node] = []
    /// Whether a node's value depends on the variable.
    private(set) var isVariable: [Bool] = []
    private var places: [Node: Int] = [:]
    /// Whether identities must not lose sight of where a formula has no value: 0 log(x) is no number for negative x.
    var keepsDomain = true
    /// The node of the result.
    internal(set) public var output = 0

    /// A formula that is the variable itself.
    init() { output = append(.variable) }

    /// The formula of an output of a graph.
    ///
    /// - Parameter fixed: the values of inputs that do not vary, by their places.
    /// - Returns: nil when the graph is no function of one real number, or uses what is no elementwise function of it
    ///   (a reduction over several elements).
    public init?(_ graph: ExpressionGraph, output place: Int = 0, fixed: [Int: Int] = [:]) {
        guard graph.inputs.count == 1 + fixed.count, graph.inputKinds.allSatisfy({ $0 == .real }),
            let wanted = graph.outputs[place], graph.nodes.allSatisfy({ $0.shape.elementCount == 1 })
        else { return nil }
        self.init()
        var translated: [Int] = []
        for node in graph.nodes {
            var operands: [Int] = []
            for operand in node.operands {
                // A hole in padding is 0.
                let isHole = operand.map[0] == nil
                operands.append(isHole ? number(.digits("0")) : translated[operand.node])
            }
            guard let here = append(node, operands, fixed) else { return nil }
            translated.append(here)
        }
        output = translated[wanted]
    }

    private mutating func append(
        _ node: ExpressionGraph.Node, _ operands: [Int], _ fixed: [Int: Int]
    ) -> Int? {
        switch node.operation {
        case .input(let place):
            if let value = fixed[place] { return number(value) }
            return node.isLogical ? nil : append(.variable)
        case .number(let value): return number(value)
        case .tensor(let array):
            guard array.dtype != .bool else { return nil }
            let value = array.double(at: 0)
            if value.isNaN { return number(.nan) }
            if value.isInfinite { return value > 0 ? number(.infinity) : negated(number(.infinity)) }
            return number(.digits(value.hexText))
        case .power(let exponent): return power(operands[0], exponent)
        case .reduce(let function, let count):
            // Of one element, every reduction is the element.
            return count == 1 && function != .any && function != .all ? operands[0] : nil
        case .elementwise(.identity): return operands[0]
        case .elementwise(.select):
            return node.isLogical ? nil : select(operands[0], operands[1], operands[2])
        case .elementwise(let function) where function.isLogical: return append(.test(function, operands))
        case .elementwise(let function):
            return operands.count == 1
                ? unary(function, operands[0]) : binary(function, operands[0], operands[1])
        }
    }

    /// A node, or the one that is already there.
    mutating func append(_ node: Node) -> Int {
        if let place = places[node] { return place }
        let operands = Self.operands(of: node)
        nodes.append(node)
        isVariable.append(node == .variable || operands.contains { isVariable[$0] })
        places[node] = nodes.count - 1
        return nodes.count - 1
    }

    /// Whether no node of the formula, where it is needed for the result, jumps or has a kink.
    public var isSmooth: Bool {
        needed.allSatisfy {
            switch nodes[$0] {
            case .select, .test, .unary(.abs, _), .unary(.floor, _), .unary(.ceil, _), .unary(.round, _),
                .unary(.trunc, _), .unary(.sign, _), .binary(.maximum, _, _), .binary(.minimum, _, _):
                false
            default: true
            }
        }
    }

    /// Whether the result has jumps between whole numbers, of which a block may hold any number.
    public var hasSteps: Bool {
        needed.contains {
            switch nodes[$0] {
            case .unary(.floor, let u), .unary(.ceil, let u), .unary(.round, let u), .unary(.trunc, let u):
                isVariable[u]
            default: false
            }
        }
    }

    /// The nodes that the result needs, in order.
    var needed: [Int] { needed(for: output) }

    private func needed(for place: Int) -> [Int] {
        var isNeeded = [Bool](repeating: false, count: place + 1)
        isNeeded[place] = true
        for place in isNeeded.indices.reversed() where isNeeded[place] {
            for operand in operands(of: place) { isNeeded[operand] = true }
        }
        return isNeeded.indices.filter { isNeeded[$0] }
    }

    private func operands(of place: Int) -> [Int] { Self.operands(of: nodes[place]) }

    private static func operands(of node: Node) -> [Int] {
        switch node {
        case .variable, .number: []
        case .unary(_, let a), .power(let a, _): [a]
        case .binary(_, let a, let b): [a, b]
        case .select(let condition, let a, let b): [condition, a, b]
        case .test(_, let operands): operands
        }
    }

    /// Whether the formula has a value for every finite float, as far as that can be seen from the functions in it.
    public var isEverywhereDefined: Bool { isEverywhereDefined(output) }

    func isEverywhereDefined(_ place: Int) -> Bool {
        needed(for: place).allSatisfy {
            switch nodes[$0] {
            case .variable, .select, .test: true
            case .number(let number): number != .nan && number != .infinity
            case .power(_, let exponent): exponent >= 0
            case .unary(let function, let u):
                switch function {
                // No float is a multiple of pi/2 but zero.
                case .tan: nodes[u] == .variable
                case .negate, .abs, .exp, .expm1, .exp2, .sin, .cos, .atan, .sinh, .cosh, .tanh, .asinh, .erf, .erfc,
                    .cbrt,
                    .floor, .ceil, .round, .trunc, .sign:
                    true
                default: false
                }
            case .binary(let function, let a, let b):
                switch function {
                case .add, .subtract, .multiply, .maximum, .minimum: true
                case .divide: isNonzeroNumber(b) && a != b
                default: false
                }
            }
        }
    }

    private func isNonzeroNumber(_ place: Int) -> Bool {
        switch nodes[place] {
        case .number(.digits(let digits)): (Double(digits) ?? 0) != 0
        case .number(.pi): true
        default: false
        }
    }

    /// The formula in a notation of its own, the same on every machine: what certificates call the definition.
    ///
    /// Nodes that several others share are written out every time, unless that makes the text long; then they have names.
    public var text: String {
        let all = needed
        var lengths: [Int: Int] = [:]
        for place in all { lengths[place] = operands(of: place).reduce(8) { min($0 + lengths[$1]!, 1 << 20) } }
        guard lengths[output]! > 1 << 14 else { return text(of: output) { text(of: $0) } }
        let names = Dictionary(uniqueKeysWithValues: all.enumerated().map { ($1, "n\($0)") })
        return all.map { "\(names[$0]!) = \(text(of: $0) { names[$0]! })" }.joined(separator: "; ")
    }

    private func text(of place: Int) -> String { text(of: place) { text(of: $0) } }

    private func text(of place: Int, _ text: (Int) -> String) -> String {
        switch nodes[place] {
        case .variable: "x"
        case .number(.digits(let digits)): digits
        case .number(.pi): "pi"
        case .number(.infinity): "inf"
        case .number(.nan): "nan"
        case .unary(let function, let a): "\(function.rawValue)(\(text(a)))"
        case .binary(let function, let a, let b): "\(function.rawValue)(\(text(a)), \(text(b)))"
        case .power(let a, let exponent): "power(\(text(a)), \(exponent))"
        case .select(let condition, let a, let b):
            "where(\(text(condition)), \(text(a)), \(text(b)))"
        case .test(let function, let operands):
            "\(function.rawValue)(\(operands.map { text($0) }.joined(separator: ", ")))"
        }
    }
}
