internal import CEngineKernels

// Comparisons, element by element, with broadcasting, in the dtype where the operands meet. NaN is equal to nothing and
// neither less nor greater than anything.

extension Operation {
    /// a == b
    public static let equal = comparison(
        "equal", [.float32: engine_equal_f32, .float64: engine_equal_f64, .int64: engine_equal_i64])

    /// a != b
    public static let notEqual = comparison(
        "notEqual", [.float32: engine_not_equal_f32, .float64: engine_not_equal_f64, .int64: engine_not_equal_i64])

    /// a < b
    public static let less = comparison(
        "less", [.float32: engine_less_f32, .float64: engine_less_f64, .int64: engine_less_i64])

    /// a <= b
    public static let lessOrEqual = comparison(
        "lessOrEqual",
        [.float32: engine_less_or_equal_f32, .float64: engine_less_or_equal_f64, .int64: engine_less_or_equal_i64])

    /// a > b
    public static let greater = comparison(
        "greater", [.float32: engine_greater_f32, .float64: engine_greater_f64, .int64: engine_greater_i64])

    /// a >= b
    public static let greaterOrEqual = comparison(
        "greaterOrEqual",
        [
            .float32: engine_greater_or_equal_f32, .float64: engine_greater_or_equal_f64,
            .int64: engine_greater_or_equal_i64,
        ])

    private static func comparison(_ name: String, _ loops: [DType: engine_binary]) -> Operation {
        let rule = broadcasting(Set(loops.keys))
        return Operation(name: name) { types, attributes throws(OperandError) in
            [TensorType(.bool, try rule(types, attributes)[0].shape)]
        } kernel: { inputs, _ in
            elementwise(name, loops, inputs, to: .bool)
        }
    }
}

extension Tensor {
    /// - Precondition: the shapes broadcast.
    public static func .== (left: Tensor, right: some TensorOperand) -> Tensor { combine(.equal, left, right) }

    /// - Precondition: the shapes broadcast.
    public static func .!= (left: Tensor, right: some TensorOperand) -> Tensor { combine(.notEqual, left, right) }

    /// - Precondition: the shapes broadcast.
    public static func .< (left: Tensor, right: some TensorOperand) -> Tensor { combine(.less, left, right) }

    /// - Precondition: the shapes broadcast.
    public static func .<= (left: Tensor, right: some TensorOperand) -> Tensor { combine(.lessOrEqual, left, right) }

    /// - Precondition: the shapes broadcast.
    public static func .> (left: Tensor, right: some TensorOperand) -> Tensor { combine(.greater, left, right) }

    /// - Precondition: the shapes broadcast.
    public static func .>= (left: Tensor, right: some TensorOperand) -> Tensor { combine(.greaterOrEqual, left, right) }
}
