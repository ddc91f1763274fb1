internal import CEngineKernels

/// Each element times a sigmoid of straight lines, x min(max(x + 3, 0), 6) / 6.
public func hardSwish(_ x: Tensor) -> Tensor { Operation.hardSwish(x) }

extension Operation {
    /// x min(max(x + 3, 0), 6) / 6, elementwise: 0 up to -3, even at -infinity, and x from 3.
    ///
    /// The derivative is g (2 x + 3) / 6 between -3 and 3. Each of these two belongs to what is beyond it.
    public static let hardSwish: Operation = Operation(name: "hardSwish", shapeRule: sameFloatType) { inputs, _ in
        elementwise("hardSwish", [.float32: engine_hard_swish_f32, .float64: engine_hard_swish_f64], inputs[0])
    } derivative: { call in
        let (x, g) = (call.inputs[0].widened, call.cotangent.widened)
        let inside = select(where: x .< 3, g * (2 * x + 3) / 6, g)
        let zero = Tensor(scalar: 0, dtype: .float64)
        return [select(where: x .<= -3, zero, inside).cast(to: call.inputs[0].dtype)]
    }
}
