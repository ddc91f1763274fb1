internal import Synchronization
internal import TensorEngine

extension BackwardMutant {
    // MARK: Compositions

    static var composed: [BackwardMutant] {
        let x = sample(3, 4, seed: 61)
        return [
            BackwardMutant(
                "detached branch", of: "silu", at: [x], right: { [$0[0] * sigmoid($0[0])] },
                wrong: { [$0[0] * sigmoid($0[0].detached())] }),
            BackwardMutant(
                "detached mean", of: "layer norm", at: [x], right: { [normalized($0[0], detachingMean: false)] },
                wrong: { [normalized($0[0], detachingMean: true)] }),
            BackwardMutant(
                "gradient never flows", of: "exp", at: [x], right: { [exp($0[0])] },
                wrong: { [exp($0[0].detached())] }),
            BackwardMutant(
                "one use of two", of: "product", at: [x], right: { [$0[0] * $0[0]] },
                wrong: { inputs in
                    withDerivative(inputs, of: { [$0[0] * $0[0]] }) { call in [call.cotangent * call.inputs[0]] }
                }),
            BackwardMutant(
                "a result without gradient", of: "two results", at: [x],
                right: { [exp($0[0]), sin($0[0])] },
                wrong: { inputs in
                    withDerivative(inputs, of: { [exp($0[0]), sin($0[0])] }) { call in
                        [call.cotangents[0] * exp(call.inputs[0])]
                    }
                }),
            BackwardMutant("second derivative", .softplus, at: [x], order: 2) { right in
                // The first derivative is right; but its own is that of a constant.
                right.values.map { $0.map { $0.detached() + 0 * right.call.cotangent } }
            },
            BackwardMutant(
                "derivative of the derivative", of: "tanh", at: [x], order: 2, right: { [tanh($0[0])] },
                wrong: { inputs in
                    withDerivative(inputs, of: { [tanh($0[0])] }) { call in
                        // The slope is right, and wrongly taken for constant when differentiated again.
                        let slope = 1 - square(tanh(call.inputs[0].detached()))
                        return [call.cotangent * slope]
                    }
                }),
        ]
    }

    private static func normalized(_ x: Tensor, detachingMean: Bool) -> Tensor {
        let mean = x.mean(axis: -1, keepingDimensions: true)
        let deviation = x - (detachingMean ? mean.detached() : mean)
        return deviation * rsqrt(square(deviation).mean(axis: -1, keepingDimensions: true) + 1e-3)
    }

    // MARK: What captures cannot see

    static var outside: [BackwardMutant] {
        let x = sample(3, seed: 71, from: 0.5, to: 2)
        return [
            BackwardMutant(
                "behind a host branch", of: "square", at: [x],
                right: { inputs in withDerivative(inputs, of: { [square($0[0])] }) { branching($0, factor: 2) } },
                wrong: { inputs in withDerivative(inputs, of: { [square($0[0])] }) { branching($0, factor: 2.02) } }),
            BackwardMutant(
                "from numbers of the host", of: "square", at: [x],
                right: { inputs in withDerivative(inputs, of: { [square($0[0])] }) { foreign($0, factor: 2) } },
                wrong: { inputs in withDerivative(inputs, of: { [square($0[0])] }) { foreign($0, factor: 2.02) } }),
            BackwardMutant(
                "in foreign arithmetic", of: "cube", at: [x], right: { [cube(factor: 3)($0[0])] },
                wrong: { [cube(factor: 3.03)($0[0])] }),
            BackwardMutant(
                "lost on the way through the host", of: "exp", at: [x], right: nil,
                wrong: { inputs in
                    // The values pass through the host, where the gradient stays behind.
                    [inputs[0] * Tensor(exp(inputs[0]).hostArray)]
                }),
            BackwardMutant(
                "another answer each time", of: "noise", at: [x], expected: .nonDeterministic, right: nil,
                wrong: { inputs in
                    let count = calls.withLock { count in
                        count += 1
                        return count
                    }
                    return [inputs[0] * (1 + 0.001 * Double(count % 7))]
                }),
            BackwardMutant(
                "locally constant", of: "floor", at: [x], expected: .vacuous, right: nil, wrong: { [floor($0[0])] }),
            BackwardMutant(
                "an argument without effect", of: "multiply", at: [x, x], expected: .vacuous, right: nil,
                wrong: { [$0[0] * $0[0] + 0] }),
        ]
    }

    private static let calls = Mutex(0)

    private static func branching(_ call: DerivativeCall, factor: Double) -> [Tensor?] {
        let x = call.inputs[0]
        return [x[0].item() > 0 ? factor * x * call.cotangent : -factor * x * call.cotangent]
    }

    private static func foreign(_ call: DerivativeCall, factor: Double) -> [Tensor?] {
        let elements = call.inputs[0].hostArray.float32 ?? []
        return [call.cotangent * Tensor(elements.map { $0 * Float(factor) }, shape: call.inputs[0].shape)]
    }

    private static func cube(factor: Double) -> TensorEngine.Operation {
        TensorEngine.Operation(name: "cube", shapeRule: TensorEngine.Operation.sameFloatType) { inputs, _ in
            let elements = inputs[0].hostArray.float32 ?? []
            return [Tensor(elements.map { $0 * $0 * $0 }, shape: inputs[0].shape)]
        } derivative: { call in
            [factor * square(call.inputs[0]) * call.cotangent]
        }
    }

    // MARK: Right formulas, wrong numbers

    static var unstable: [BackwardMutant] {
        [
            BackwardMutant(
                "overflow on the way", of: "sigmoid", at: [[-89, 1, 2]], expected: .unstableFormula, right: nil,
                wrong: { [1 / (1 + exp(-$0[0]))] }),
            BackwardMutant(
                "underflow on the way", of: "log softmax", at: [[0, -104, 2]], expected: .unstableFormula, right: nil,
                wrong: { [log(softmax($0[0]))] }),
            BackwardMutant(
                "cancellation", of: "sinc", at: [[1e-4, 1, 2]], expected: .unstableFormula, right: nil,
                wrong: { [sin($0[0]) / $0[0]] }),
            BackwardMutant(
                "from a rounded result", of: "softmax", at: [[30, 0]], expected: .unstableFormula,
                right: { [softmax($0[0])] },
                wrong: { inputs in
                    withDerivative(inputs, of: { [softmax($0[0])] }) { call in
                        let (y, g) = (call.outputs[0], call.cotangent)
                        return [y * (g - (g * y).sum(axis: -1, keepingDimensions: true))]
                    }
                }),
            BackwardMutant(
                "zero times infinity", of: "where", at: [[0, 1, 4]], right: nil,
                wrong: { inputs in
                    let x = inputs[0]
                    return [select(where: x .> 0, log(x), x)]
                }),
        ]
    }
}
