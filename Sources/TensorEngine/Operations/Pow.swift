internal import CEngineKernels

/// x to the power of y, element by element, with broadcasting. As in IEEE 754, pow(x, 0) and pow(1, y) are 1 even for
/// NaN; a negative number has powers with integer exponents only.
///
/// - Precondition: the shapes broadcast.
public func pow(_ x: Tensor, _ y: some TensorOperand) -> Tensor { Tensor.combine(.pow, x, y) }

extension Operation {
    /// x^y, elementwise, broadcasting; for floating-point dtypes. Derivatives y x^(y - 1) and x^y log(x) are computed in
    /// binary64, which holds powers of float32 that float32 does not. An exponent so large that y - 1 rounds to y would give
    /// the power the wrong sign, hence y x^y / x where x is not 0; where it is, x^y log(x) counts as 0.
    public static let pow: Operation = Operation(name: "pow", shapeRule: broadcasting([.float32, .float64])) {
        inputs, _ in
        elementwise("pow", [.float32: engine_pow_f32, .float64: engine_pow_f64], inputs)
    } derivative: { call in
        let (x, y, g) = (call.inputs[0].widened, call.inputs[1].widened, call.cotangent.widened)
        // No cotangent, no gradient, even where the slope is infinite or none. The choice is of the slope, so that the
        // product's own derivative with respect to g remains the slope.
        func product(_ slope: Tensor) -> Tensor {
            let isNothing = (g .== 0) .& .!(TensorEngine.abs(slope) .< Double.infinity)
            return g * select(where: isNothing, Tensor(scalar: 1, dtype: .float64), slope)
        }
        return [
            call.cotangent(ofInput: 0) {
                let power = select(where: x .== 0, TensorEngine.pow(x, y - 1), TensorEngine.pow(x, y) / x)
                // x^0 is 1 for every x. The choice is of the factor of y, so that the slope's own derivative with respect to
                // y remains the power where there is one.
                let isConstant = (y .== 0) .& .!(TensorEngine.abs(power) .< Double.infinity)
                let slope = y * select(where: isConstant, Tensor(scalar: 1, dtype: .float64), power)
                return reduced(product(slope), to: call.inputs[0].shape).cast(to: call.inputs[0].dtype)
            },
            call.cotangent(ofInput: 1) {
                let one = Tensor(scalar: 1, dtype: .float64)
                let logarithm = TensorEngine.log(select(where: x .== 0, one, x))
                return reduced(product(TensorEngine.pow(x, y) * logarithm), to: call.inputs[1].shape)
                    .cast(to: call.inputs[1].dtype)
            },
        ]
    }
}
