public import Values

/// What must be known of an input before a graph can be built: its shape, what it holds and, because they choose
/// elements, the values of integers.
public struct GraphInput: Sendable, Hashable {
    public let shape: Shape
    public let kind: ExpressionGraph.InputKind
    /// The values of an input of integers, in row-major order; empty for others.
    public let integers: [Int]

    /// An input of real numbers.
    public init(shape: Shape) {
        self.init(shape: shape, kind: .real, integers: [])
    }

    init(shape: Shape, kind: ExpressionGraph.InputKind, integers: [Int]) {
        self.shape = shape
        self.kind = kind
        self.integers = integers
    }

    public init(_ array: HostArray) {
        switch array.elements {
        case .float32, .float64: self.init(shape: array.shape)
        case .int64(let values): self.init(shape: array.shape, kind: .integer, integers: values.map { Int($0) })
        case .bool: self.init(shape: array.shape, kind: .logical, integers: [])
        }
    }
}
