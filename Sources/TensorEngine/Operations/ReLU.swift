internal import CEngineKernels

/// The positive part of each element: x where x > 0, else 0. NaN stays.
public func relu(_ x: Tensor) -> Tensor { Operation.relu(x) }

extension Operation {
    /// max(x, 0), elementwise. At 0, between the slopes 0 and 1, the derivative is 0.
    public static let relu: Operation = Operation(name: "relu", shapeRule: sameFloatType) { inputs, _ in
        elementwise("relu", [.float32: engine_relu_f32, .float64: engine_relu_f64], inputs[0])
    } derivative: { call in
        [select(where: call.inputs[0] .> 0, call.cotangent, Tensor(scalar: 0, dtype: call.cotangent.dtype))]
    }
}
