// Arithmetic with NumPy's broadcasting. Operands of different dtypes meet in `DType.promoted(with:)`; Swift numbers and
// literals take the tensor's dtype (see `SwiftNumbers`).
//
// There is deliberately no operator of two `Tensor` parameters: Swift would prefer it for `x * 0.1`, and the literal
// would be rounded to float32 before it meets a float64 tensor.

extension Tensor {
    /// - Precondition: the shapes broadcast.
    public static func + (left: Tensor, right: some TensorOperand) -> Tensor { combine(.add, left, right) }

    /// - Precondition: the shapes broadcast.
    public static func + (left: some SwiftNumbers, right: Tensor) -> Tensor { combine(.add, left, right) }

    /// - Precondition: the shapes broadcast.
    public static func - (left: Tensor, right: some TensorOperand) -> Tensor { combine(.subtract, left, right) }

    /// - Precondition: the shapes broadcast.
    public static func - (left: some SwiftNumbers, right: Tensor) -> Tensor { combine(.subtract, left, right) }

    /// - Precondition: the shapes broadcast.
    public static func * (left: Tensor, right: some TensorOperand) -> Tensor { combine(.multiply, left, right) }

    /// - Precondition: the shapes broadcast.
    public static func * (left: some SwiftNumbers, right: Tensor) -> Tensor { combine(.multiply, left, right) }

    /// - Precondition: the shapes broadcast, and at least one operand is of a floating-point dtype.
    public static func / (left: Tensor, right: some TensorOperand) -> Tensor { combine(.divide, left, right) }

    /// - Precondition: the shapes broadcast, and at least one operand is of a floating-point dtype.
    public static func / (left: some SwiftNumbers, right: Tensor) -> Tensor { combine(.divide, left, right) }

    /// The elements negated; booleans count as integers.
    public static prefix func - (operand: Tensor) -> Tensor {
        Operation.negate(operand.cast(to: operand.dtype.arithmetic))
    }

    /// An operation of two tensors in the dtype where they meet.
    static func combine(_ operation: Operation, _ left: Tensor, _ right: some TensorOperand) -> Tensor {
        let right = right.tensor(beside: left.dtype)
        let dtype = left.dtype.promoted(with: right.dtype).arithmetic
        return operation(left.cast(to: dtype), right.cast(to: dtype))
    }

    static func combine(_ operation: Operation, _ left: some SwiftNumbers, _ right: Tensor) -> Tensor {
        combine(operation, left.tensor(beside: right.dtype), right)
    }
}

// Compound assignment computes a new value; other copies of the left side keep theirs. It is not for leaves: a leaf
// that requires gradients would silently stop being one.
extension Tensor {
    public static func += (left: inout Tensor, right: some TensorOperand) { left.assign(left + right) }
    public static func -= (left: inout Tensor, right: some TensorOperand) { left.assign(left - right) }
    public static func *= (left: inout Tensor, right: some TensorOperand) { left.assign(left * right) }
    public static func /= (left: inout Tensor, right: some TensorOperand) { left.assign(left / right) }

    private mutating func assign(_ result: Tensor) {
        if isLeaf {
            trap(
                "compound assignment would mutate a \(type) leaf that requires gradients; assign a new leaf instead: "
                    + "w = (w.detached() - step).requiringGrad()")
        }
        self = result
    }
}
