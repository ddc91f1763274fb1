internal import TensorEngine

extension BackwardMutant {
    // MARK: Constants that are rounded

    /// Derivatives with constants that float32 does not hold. They are right when the constant is rounded to nearest, and
    /// wrong when it is a few units in the last place beside that.
    static var rounded: [BackwardMutant] {
        constants.flatMap { constant in
            ["off by three units in the last place", "off by 1 + 1e-5"].map { change in
                BackwardMutant(
                    "a constant " + change, of: constant.operation, at: [constant.x],
                    right: { constant.apply($0, Float(constant.value)) },
                    wrong: { inputs in
                        let nearest = Float(constant.value)
                        return constant.apply(
                            inputs,
                            change == "off by 1 + 1e-5" ? nearest * (1 + 1e-5) : nearest + 3 * nearest.ulp)
                    })
            }
        }
    }

    /// A function with a derivative of its own, and the constant in that.
    private struct Constant: Sendable {
        let operation: String
        let value: Double
        let x: Tensor
        let function: @Sendable (Tensor) -> Tensor
        let derivative: @Sendable (DerivativeCall, Float) -> Tensor

        func apply(_ inputs: [Tensor], _ value: Float) -> [Tensor] {
            withDerivative(inputs, of: { [function($0[0])] }) { call in [derivative(call, value)] }
        }
    }

    private static var constants: [Constant] {
        let x = sample(3, 4, seed: 91)
        let positive = sample(3, 4, seed: 92, from: 0.5, to: 2)
        return [
            Constant(operation: "log10", value: 2.302585092994046, x: positive, function: { log10($0) }) {
                call, log10 in
                call.cotangent / (call.inputs[0] * log10)
            },
            Constant(operation: "exp2", value: 0.6931471805599453, x: x, function: { exp2($0) }) { call, log2 in
                call.cotangent * call.outputs[0] * log2
            },
            Constant(operation: "mean of 3", value: 1.0 / 3, x: x, function: { $0.mean(axis: 0) }) { call, third in
                (call.cotangent * third).expanded(to: [3, 4])
            },
            Constant(operation: "tenth", value: 0.1, x: x, function: { $0 / 10 }) { call, tenth in
                call.cotangent * tenth
            },
            Constant(
                operation: "scale", value: 1 / 10.0.squareRoot(), x: x, function: { $0 / 10.0.squareRoot() },
                derivative: { call, scale in call.cotangent * scale }),
            Constant(
                operation: "sine of degrees", value: 0.017453292519943295, x: 90 * x,
                function: { sin($0 * 0.017453292519943295) },
                derivative: { call, degree in
                    call.cotangent * cos(call.inputs[0] * 0.017453292519943295) * degree
                }),
            Constant(operation: "gelu", value: 0.3989422804014327, x: x, function: { gelu($0) }) { call, density in
                let x = call.inputs[0]
                let slope = 0.5 * (1 + erf(x * 0.7071067811865476)) + x * exp(-(x * x) / 2) * density
                return call.cotangent * slope
            },
        ]
    }

    // MARK: Where a derivative is nearly nothing

    static var saturated: [BackwardMutant] {
        let last: Attributes = ["axis": .integer(-1)]
        return [
            BackwardMutant("wrong where it saturates", .softmax, at: [[1000, 0, -1000]], last) { right in
                right.values.map { $0.map { 1.5 * $0 } }
            },
            BackwardMutant("wrong where it saturates", .logSoftmax, at: [[1000, 0, -1000]], last) { right in
                right.values.map { $0.map { 1.5 * $0 } }
            },
            BackwardMutant("wrong where it saturates", .sigmoid, at: [[100, -100, 20]]) { right in
                right.values.map { $0.map { 1.5 * $0 } }
            },
        ]
    }

    /// Functions that are constant, though no operation in them is.
    static var constant: [BackwardMutant] {
        let x = sample(2, 3, seed: 93)
        let positive = sample(2, 3, seed: 94, from: 0.5, to: 2)
        func constant(
            _ operation: String, at x: Tensor, _ function: @escaping @Sendable (Tensor) -> Tensor
        ) -> BackwardMutant {
            BackwardMutant(
                "constant as a whole", of: operation, at: [x], expected: .vacuous, right: nil,
                wrong: { [function($0[0])] })
        }
        return [
            constant("softmax", at: x) { softmax($0).sum(.all) },
            constant("sine and cosine", at: x) { square(sin($0)) + square(cos($0)) },
            constant("quotient", at: positive) { $0 / $0 },
            constant("log of exp", at: x) { log(exp($0)) - $0 },
            constant("log softmax", at: x) { exp(logSoftmax($0)).sum(.all) },
            constant("deviations", at: x) { ($0 - $0.mean(.all)).sum(.all) },
            constant("softmax at a tie", at: [5, 5, 5]) { softmax($0).sum(.all) },
        ]
    }

    // MARK: Behind kinks

    /// What lies between the one-sided derivatives of the whole, and is wrong where there is no kink.
    static var behindKinks: [BackwardMutant] {
        let zeros: Tensor = [0, 0, 0]
        return [
            BackwardMutant(
                "behind a kink", of: "sin", at: [zeros], right: { [sin(relu($0[0]) + $0[0])] },
                wrong: { inputs in
                    withDerivative([relu(inputs[0]) + inputs[0]], of: { [sin($0[0])] }) { call in
                        [1.3 * call.cotangent * cos(call.inputs[0])]
                    }
                }),
            BackwardMutant(
                "behind a kink", of: "sine of abs", at: [zeros], right: { [sin(abs($0[0]) + 0.5 * $0[0])] },
                wrong: { inputs in
                    withDerivative([abs(inputs[0]) + 0.5 * inputs[0]], of: { [sin($0[0])] }) { call in
                        [-call.cotangent * cos(call.inputs[0])]
                    }
                }),
        ]
    }
}
