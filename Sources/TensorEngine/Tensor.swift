@_exported public import Values

/// A multi-dimensional array of one dtype, with the semantics of a value.
///
/// A tensor is a strided view of shared storage: slicing, transposing and broadcasting copy nothing. Copies share
/// storage until one of them is mutated (by a subscript's setter), and then the others keep their values.
///
///     let x: Tensor = [[1, 2], [3, 4]]
///     let y = softmax(x * 2 + 1, axis: -1)
///
/// Shapes, dtypes and axes are the programmer's to get right: an operation that cannot be applied stops the process
/// with a message that prints the shapes.
///
/// A tensor may carry a gradient history (see `requiringGrad()` and `gradient(at:of:)`). Copies share it.
public struct Tensor: Sendable {
    var storage: Storage
    var layout: Layout

    /// Names the value for graph capture: copies share it, every operation and mutation makes a new one.
    var identity: ValueIdentity

    /// How this value came to be, if a gradient may flow through it.
    var history: GradientHistory?

    init(storage: Storage, layout: Layout) {
        self.storage = storage
        self.layout = layout
        identity = .next()
    }

    /// A contiguous tensor that owns fresh storage.
    init(storage: Storage, shape: Shape) {
        precondition(storage.count == shape.elementCount)
        self.init(storage: storage, layout: Layout(rowMajor: shape))
    }

    public var shape: Shape { layout.shape }

    public var dtype: DType { storage.dtype }

    /// The distance, in elements of storage, between neighbours along each axis; 0 where an axis is broadcast,
    /// negative where it is reversed.
    public var strides: [Int] { layout.strides }

    /// Whether the elements lie in row-major order without gaps.
    public var isContiguous: Bool { layout.isContiguous }

    /// The number of axes; 0 for a scalar.
    public var rank: Int { shape.rank }

    /// The number of elements.
    public var elementCount: Int { shape.elementCount }

    /// Dtype and shape.
    public var type: TensorType { TensorType(dtype, shape) }
}

/// What is known of a tensor before its elements are: dtype and shape.
public struct TensorType: Sendable, Hashable, CustomStringConvertible {
    public var dtype: DType
    public var shape: Shape

    public init(_ dtype: DType, _ shape: Shape) {
        self.dtype = dtype
        self.shape = shape
    }

    public var description: String { "\(dtype)\(shape)" }
}

/// Stops the process because of a programmer's error. Unlike `preconditionFailure`, the message survives release
/// builds.
func trap(_ message: String) -> Never { fatalError(message) }

extension Optional {
    /// The wrapped value; stops the process where there is none.
    func orTrap(_ message: @autoclosure () -> String) -> Wrapped {
        guard let self else { trap(message()) }
        return self
    }
}
