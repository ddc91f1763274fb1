extension Tensor {
    /// A tensor of nested literals: `Tensor([[1, 2], [3, 4]])`, `Tensor([0.1, 0.2], dtype: .float64)`. Without a dtype,
    /// numbers make a float32 tensor and booleans a bool one.
    public init(_ literal: TensorLiteral, dtype: DType? = nil) {
        let dtype = dtype ?? literal.defaultDType
        self.init(storage: Storage(copying: .rounding(literal.elements, to: dtype)), shape: literal.shape)
    }

    /// A tensor with the elements of an array, bit for bit.
    public init(_ array: HostArray) {
        self.init(storage: Storage(copying: array.elements), shape: array.shape)
    }

    /// - Precondition: there are as many elements as the shape has.
    public init(_ elements: [Float], shape: Shape) { self.init(HostArray(elements, shape: shape)) }

    /// - Precondition: there are as many elements as the shape has.
    @_disfavoredOverload
    public init(_ elements: [Double], shape: Shape) { self.init(HostArray(elements, shape: shape)) }

    /// - Precondition: there are as many elements as the shape has.
    @_disfavoredOverload
    public init(_ elements: [Int64], shape: Shape) { self.init(HostArray(elements, shape: shape)) }

    /// - Precondition: there are as many elements as the shape has.
    public init(_ elements: [Bool], shape: Shape) { self.init(HostArray(elements, shape: shape)) }

    /// A scalar: shape [], the value rounded to the dtype.
    public init(scalar: Double, dtype: DType) {
        self.init(storage: Storage(copying: .rounding([scalar], to: dtype)), shape: .scalar)
    }

    /// A tensor of zeros (`false` for bool).
    public static func zeros(_ shape: Shape, dtype: DType = .float32) -> Tensor {
        Tensor(storage: Storage(zeros: dtype, count: shape.elementCount), shape: shape)
    }

    /// A tensor of ones (`true` for bool).
    public static func ones(_ shape: Shape, dtype: DType = .float32) -> Tensor { full(shape, 1, dtype: dtype) }

    /// A tensor with one value everywhere, rounded to the dtype.
    public static func full(_ shape: Shape, _ value: Double, dtype: DType = .float32) -> Tensor {
        let values = [Double](repeating: value, count: shape.elementCount)
        return Tensor(storage: Storage(copying: .rounding(values, to: dtype)), shape: shape)
    }

    /// The numbers 0, 1, ... below `count`, of shape [count].
    public static func arange(_ count: Int, dtype: DType = .float32) -> Tensor {
        arange(from: 0, to: Double(count), dtype: dtype)
    }

    /// The numbers `start + i * step` before `end`, each rounded once to binary64 and then to the dtype.
    ///
    /// - Precondition: `step` is not zero.
    public static func arange(from start: Double, to end: Double, by step: Double = 1, dtype: DType = .float32)
        -> Tensor
    {
        let count = Swift.max(0, Int(((end - start) / step).rounded(.up)))
        let values = (0..<count).map { start.addingProduct(Double($0), step) }
        return Tensor(storage: Storage(copying: .rounding(values, to: dtype)), shape: [count])
    }

    /// The identity matrix, of shape [size, size].
    public static func eye(_ size: Int, dtype: DType = .float32) -> Tensor {
        var values = [Double](repeating: 0, count: size * size)
        for row in 0..<size { values[row * (size + 1)] = 1 }
        return Tensor(storage: Storage(copying: .rounding(values, to: dtype)), shape: [size, size])
    }
}

extension HostArray.Elements {
    /// Doubles as elements of a dtype.
    fileprivate static func rounding(_ values: [Double], to dtype: DType) -> Self {
        switch dtype {
        case .float32: .float32(values.map(Float.init))
        case .float64: .float64(values)
        case .int64:
            .int64(
                values.map { Int64(exactly: $0).orTrap("\($0) is not an int64") })
        case .bool: .bool(values.map { $0 != 0 })
        }
    }
}
