// Arithmetic with NumPy's broadcasting. Operands of different dtypes meet in `DType.promoted(with:)`; Swift numbers
// take the tensor's dtype (see `TensorScalar`).

extension Tensor {
    /// - Precondition: the shapes broadcast.
    public static func + (left: Tensor, right: Tensor) -> Tensor { combine(.add, left, right) }

    /// - Precondition: the shapes broadcast.
    public static func - (left: Tensor, right: Tensor) -> Tensor { combine(.subtract, left, right) }

    /// - Precondition: the shapes broadcast.
    public static func * (left: Tensor, right: Tensor) -> Tensor { combine(.multiply, left, right) }

    /// - Precondition: the shapes broadcast, and at least one operand is of a floating-point dtype.
    public static func / (left: Tensor, right: Tensor) -> Tensor { combine(.divide, left, right) }

    public static prefix func - (operand: Tensor) -> Tensor {
        Operation.negate(operand.cast(to: operand.dtype.arithmetic))
    }

    private static func combine(_ operation: Operation, _ left: Tensor, _ right: Tensor) -> Tensor {
        let dtype = left.dtype.promoted(with: right.dtype).arithmetic
        return operation(left.cast(to: dtype), right.cast(to: dtype))
    }
}

extension Tensor {
    public static func + (left: Tensor, right: some TensorScalar) -> Tensor { left + right.tensor(beside: left.dtype) }
    public static func + (left: some TensorScalar, right: Tensor) -> Tensor { left.tensor(beside: right.dtype) + right }
    public static func - (left: Tensor, right: some TensorScalar) -> Tensor { left - right.tensor(beside: left.dtype) }
    public static func - (left: some TensorScalar, right: Tensor) -> Tensor { left.tensor(beside: right.dtype) - right }
    public static func * (left: Tensor, right: some TensorScalar) -> Tensor { left * right.tensor(beside: left.dtype) }
    public static func * (left: some TensorScalar, right: Tensor) -> Tensor { left.tensor(beside: right.dtype) * right }
    public static func / (left: Tensor, right: some TensorScalar) -> Tensor { left / right.tensor(beside: left.dtype) }
    public static func / (left: some TensorScalar, right: Tensor) -> Tensor { left.tensor(beside: right.dtype) / right }
}

// Compound assignment computes a new value; other copies of the left side keep theirs. It is not for leaves: a leaf
// that requires gradients would silently stop being one.
extension Tensor {
    public static func += (left: inout Tensor, right: Tensor) { left.assign { $0 + right } }
    public static func -= (left: inout Tensor, right: Tensor) { left.assign { $0 - right } }
    public static func *= (left: inout Tensor, right: Tensor) { left.assign { $0 * right } }
    public static func /= (left: inout Tensor, right: Tensor) { left.assign { $0 / right } }
    public static func += (left: inout Tensor, right: some TensorScalar) { left.assign { $0 + right } }
    public static func -= (left: inout Tensor, right: some TensorScalar) { left.assign { $0 - right } }
    public static func *= (left: inout Tensor, right: some TensorScalar) { left.assign { $0 * right } }
    public static func /= (left: inout Tensor, right: some TensorScalar) { left.assign { $0 / right } }

    private mutating func assign(_ change: (Tensor) -> Tensor) {
        if isLeaf {
            trap(
                "compound assignment would mutate a \(type) leaf that requires gradients; assign a new leaf instead: "
                    + "w = (w.detached() - step).requiringGrad()")
        }
        self = change(self)
    }
}
