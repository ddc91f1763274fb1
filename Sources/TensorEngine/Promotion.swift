// What dtype an expression of mixed dtypes has.

extension DType {
    /// The dtype in which two operands meet: the later of bool < int64 < float32 < float64.
    ///
    /// |         | bool    | int64   | float32 | float64 |
    /// |---------|---------|---------|---------|---------|
    /// | bool    | bool    | int64   | float32 | float64 |
    /// | int64   | int64   | int64   | float32 | float64 |
    /// | float32 | float32 | float32 | float32 | float64 |
    /// | float64 | float64 | float64 | float64 | float64 |
    ///
    /// An int64 that is not a float32 rounds when it meets one.
    public func promoted(with other: DType) -> DType {
        let order: [DType] = [.bool, .int64, .float32, .float64]
        return order.last { $0 == self || $0 == other } ?? self
    }

    /// The dtype in which a value of this dtype takes part in arithmetic: booleans count as the integers 0 and 1.
    var arithmetic: DType { self == .bool ? .int64 : self }
}

/// A Swift number beside a tensor: it takes the tensor's dtype, except that a fraction beside integers or booleans
/// makes float32.
public protocol TensorScalar: Sendable {
    /// The tensor that this number is in an expression with a tensor of a dtype.
    func tensor(beside dtype: DType) -> Tensor
}

extension Int: TensorScalar {
    public func tensor(beside dtype: DType) -> Tensor {
        dtype.isFloatingPoint
            ? Tensor(scalar: Double(self), dtype: dtype) : Tensor([Int64(self)], shape: .scalar)
    }
}

extension Double: TensorScalar {
    public func tensor(beside dtype: DType) -> Tensor {
        Tensor(scalar: self, dtype: dtype.isFloatingPoint ? dtype : .float32)
    }
}

extension Float: TensorScalar {
    public func tensor(beside dtype: DType) -> Tensor { Double(self).tensor(beside: dtype) }
}
