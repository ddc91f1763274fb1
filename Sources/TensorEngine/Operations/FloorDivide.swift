internal import CEngineKernels

extension Operation {
    /// The quotient of two int64 tensors rounded down, broadcasting. Traps where the divisor is 0.
    public static let floorDivide: Operation = Operation(name: "floorDivide", shapeRule: broadcasting([.int64])) {
        inputs, _ in
        elementwise("floorDivide", [.int64: engine_floor_divide_i64], inputs)
    }
}

extension Tensor {
    /// The quotient of integers rounded down, elementwise: -7 and 2 make -4.
    ///
    /// - Precondition: both are int64 or bool, the shapes broadcast, and no divisor is 0.
    public func floorDivided(by divisor: some TensorOperand) -> Tensor { Tensor.combine(.floorDivide, self, divisor) }
}
