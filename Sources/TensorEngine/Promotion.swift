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

/// What can stand beside a tensor in arithmetic: another tensor, or a `SwiftNumbers`.
public protocol TensorOperand: Sendable {
    /// The tensor that this operand is in an expression with a tensor of a dtype.
    func tensor(beside dtype: DType) -> Tensor
}

/// Swift numbers and nested arrays of them beside a tensor: they take the tensor's dtype, except that fractions beside
/// integers or booleans make float32, and integers beside booleans int64.
///
/// Literals in expressions with tensors are these. As tensor literals they would round to float32 first.
public protocol SwiftNumbers: TensorOperand {}

extension Tensor: TensorOperand {
    public func tensor(beside dtype: DType) -> Tensor { self }
}

extension Int: SwiftNumbers {
    public func tensor(beside dtype: DType) -> Tensor {
        dtype.isFloatingPoint
            ? Tensor(scalar: Double(self), dtype: dtype) : Tensor([Int64(self)], shape: .scalar)
    }
}

extension Double: SwiftNumbers {
    public func tensor(beside dtype: DType) -> Tensor {
        Tensor(scalar: self, dtype: dtype.isFloatingPoint ? dtype : .float32)
    }
}

extension Float: SwiftNumbers {
    public func tensor(beside dtype: DType) -> Tensor { Double(self).tensor(beside: dtype) }
}

extension Array: TensorOperand, SwiftNumbers where Element: SwiftNumbers {
    /// - Precondition: nested arrays have the same shape.
    public func tensor(beside dtype: DType) -> Tensor {
        let rows = map { $0.tensor(beside: dtype) }
        guard let first = rows.first else { return .zeros([0], dtype: dtype) }
        var result = Tensor.zeros(Shape([count] + first.shape.extents), dtype: first.dtype)
        for (index, row) in rows.enumerated() {
            if row.shape != first.shape {
                trap("the rows of an array differ in shape: \(first.shape) and \(row.shape)")
            }
            result[index] = row
        }
        return result
    }
}
