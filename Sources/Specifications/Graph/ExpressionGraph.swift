public import Values

/// A definition that has met concrete shapes and attributes: a list of nodes in which operands come before their
/// users, for evaluators to walk.
///
/// Every node is one of four things, and each operand is read through an index map, so that broadcasting, indexing,
/// permutation and padding need no nodes of their own:
///
/// * an input or a constant;
/// * elementwise: `out[i] = f(a[mapA[i]], b[mapB[i]], ...)`;
/// * a reduction: `out[i] = f over j < n of a[map[i * n + j]]`.
///
/// The mathematics of an operation is written once, as data; evaluators differ only in their arithmetic.
public struct ExpressionGraph: Sendable {
    public struct Node: Sendable {
        public let operation: NodeOperation
        public let operands: [Operand]
        public let shape: Shape
        /// Whether the elements are truth values.
        public let isLogical: Bool
    }

    public struct Operand: Sendable {
        public let node: Int
        public let map: IndexMap
    }

    public internal(set) var nodes: [Node] = []
    /// The nodes of the inputs, in the order in which they were declared.
    public internal(set) var inputs: [Int] = []
    /// The nodes of the outputs; nil for an output that is identically zero by construction.
    public internal(set) var outputs: [Int?] = []
    /// What the definition calls the outputs; members of a list are `y[0]`, `y[1]`. Empty for outputs without names.
    public internal(set) var outputNames: [String] = []
    /// What the inputs hold, in the order of `inputs`. Gradients do not flow into integers and truth values.
    public internal(set) var inputKinds: [InputKind] = []

    public init() {}
}

extension ExpressionGraph {
    /// What an input holds.
    public enum InputKind: Sendable, Hashable {
        case real, integer, logical
    }
}

public enum NodeOperation: Sendable, Hashable {
    /// The tensor at a place of the list of inputs.
    case input(Int)
    /// A number that every element equals.
    case number(ExactNumber)
    /// A tensor whose values are part of the formula: constants that engine code captured, indices as numbers, and
    /// truth values that depend on positions alone.
    case tensor(HostArray)
    case elementwise(ElementwiseFunction)
    /// An integer power.
    case power(Int)
    /// A reduction of `count` consecutive elements of the mapped operand.
    case reduce(ReductionFunction, count: Int)
}

/// A real number that no float need represent.
public enum ExactNumber: Sendable, Hashable {
    /// Decimal or C hexadecimal digits.
    case digits(String)
    case pi
    /// Extended reals, for special cases: +inf and "no number".
    case infinity
    case nan
}

/// Where each element of a result comes from.
public enum IndexMap: Sendable, Hashable {
    /// Element i from element i.
    case identity
    /// Every element from element 0.
    case scalar
    /// Element i from element table[i]; -1 stands for no element, whose value is 0.
    case table([Int32])

    public static let hole: Int32 = -1

    /// The source of element `position`, or nil for a hole.
    @inlinable
    public subscript(position: Int) -> Int? {
        switch self {
        case .identity: position
        case .scalar: 0
        case .table(let table): table[position] < 0 ? nil : Int(table[position])
        }
    }
}
