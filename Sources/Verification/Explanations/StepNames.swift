internal import Specifications
internal import Values

/// What the steps of a captured computation are called: `t1 = exp(x)`, `y = divide(t1, t2)`.
struct StepNames {
    private let captured: OperationGraph
    private var names: [String] = []

    /// - Parameters:
    ///   - inputs: what the inputs are called.
    ///   - result: what the node `end` is called.
    init(_ captured: OperationGraph, inputs: [String], result: String, end: Int) {
        self.captured = captured
        var count = 0
        for (place, node) in captured.nodes.enumerated() {
            switch node {
            case .input(let number): names.append(inputs.indices.contains(number) ? inputs[number] : "input \(number)")
            case .constant(let array): names.append(Self.text(array))
            case .result(let position, let call): names.append("\(names[call])[\(position)]")
            case .call:
                count += place == end ? 0 : 1
                names.append(place == end ? result : "t\(count)")
            }
        }
    }

    func text(of call: Int) -> String {
        guard case .call(let operation, let attributes, let operands) = captured.nodes[call] else { return names[call] }
        let settings = attributes.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
        return "\(names[call]) = \(operation)(\((operands.map { names[$0] } + settings).joined(separator: ", ")))"
    }

    /// Whether the step adds or subtracts numbers, which can cancel.
    func isSum(_ call: Int) -> Bool {
        guard case .call(let operation, _, _) = captured.nodes[call] else { return false }
        return ["add", "subtract", "sum", "mean", "matmul", "cumsum"].contains(operation)
    }

    /// A number as it is, several in brackets.
    private static func text(_ array: HostArray) -> String {
        guard array.count != 1 else { return array.text(at: 0) }
        return "[" + (0..<min(3, array.count)).map { array.text(at: $0) }.joined(separator: ", ")
            + (array.count > 3 ? ", ...]" : "]")
    }
}
