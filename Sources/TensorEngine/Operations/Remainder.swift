internal import CEngineKernels

extension Operation {
    /// What `floorDivide` leaves: the remainder with the sign of the divisor, broadcasting. Traps where the divisor is 0.
    public static let remainder: Operation = Operation(name: "remainder", shapeRule: broadcasting([.int64])) {
        inputs, _ in
        elementwise("remainder", [.int64: engine_remainder_i64], inputs)
    }
}

extension Tensor {
    /// The remainder of integers with the sign of the divisor, elementwise: -7 and 2 leave 1.
    ///
    /// - Precondition: both are int64 or bool, the shapes broadcast, and no divisor is 0.
    public func remainder(dividingBy divisor: some TensorOperand) -> Tensor {
        Tensor.combine(.remainder, self, divisor)
    }
}
