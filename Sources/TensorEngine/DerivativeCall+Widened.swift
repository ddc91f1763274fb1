// What derivatives of elementwise functions are made of.

extension DerivativeCall {
    /// The cotangent of the only input, computed from it and the cotangent of the only output in binary64, and rounded
    /// once to the input's dtype. Slopes of float32 numbers neither overflow nor vanish there, unless exponentially.
    func widened(_ compute: (_ x: Tensor, _ g: Tensor) -> Tensor) -> [Tensor?] {
        [compute(inputs[0].widened, cotangent.widened).cast(to: inputs[0].dtype)]
    }

    /// Zeros for the only input: what the derivative of a step is. They are the result of an operation, as a captured graph
    /// wants them.
    var zeros: [Tensor?] {
        let zero = Tensor(scalar: 0, dtype: inputs[0].dtype)
        return [select(where: inputs[0] .== inputs[0], zero, zero)]
    }
}

/// A cotangent times a slope that may overflow: no cotangent is no gradient, however large the slope.
func product(_ g: Tensor, _ slope: Tensor) -> Tensor {
    // The choice is of the slope, so that the product's own derivative with respect to g remains the slope.
    let isNothing = (g .== 0) .& (abs(slope) .== Double.infinity)
    return g * select(where: isNothing, Tensor(scalar: 1, dtype: slope.dtype), slope)
}

/// A cotangent over a divisor that may vanish: no cotangent is no gradient, however large the slope.
func quotient(_ g: Tensor, _ divisor: Tensor) -> Tensor {
    // The choice is of the divisor, so that the quotient's own derivative with respect to g remains the slope.
    g / select(where: (g .== 0) .& (divisor .== 0), Tensor(scalar: 1, dtype: divisor.dtype), divisor)
}

extension Tensor {
    /// Pi in binary64, as the call of an operation: a captured formula has the number itself, not the nearest float.
    static var pi: Tensor { acos(Tensor(scalar: -1, dtype: .float64)) }

    /// The natural logarithm of a number in binary64, in captured formulas that of no rounded number.
    static func log(of number: Double) -> Tensor { TensorEngine.log(Tensor(scalar: number, dtype: .float64)) }
}
