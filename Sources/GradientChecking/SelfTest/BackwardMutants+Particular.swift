internal import TensorEngine

extension BackwardMutant {
    /// Mistakes of particular derivatives: the ones that people make.
    static var particular: [BackwardMutant] {
        elementwise + structural + reducing + atKinks + behindKinks + saturated + constant + composed + rounded
            + outside
            + unstable
    }

    // MARK: Formulas of elements

    private static var elementwise: [BackwardMutant] {
        let x = sample(4, seed: 21)
        let positive = sample(4, seed: 22, from: 0.5, to: 2)
        return [
            BackwardMutant("missing factor", .square, at: [x]) { right in [2 * right.call.cotangent] },
            BackwardMutant("missing constant", .square, at: [x]) { right in
                [right.call.inputs[0] * right.call.cotangent]
            },
            BackwardMutant("square missing", .tanh, at: [x]) { right in
                [right.call.cotangent * (1 - right.call.outputs[0])]
            },
            BackwardMutant("wrong function", .sin, at: [x]) { right in
                [right.call.cotangent * TensorEngine.sin(right.call.inputs[0])]
            },
            BackwardMutant("result in place of input", .sin, at: [x]) { right in
                [right.call.cotangent * TensorEngine.cos(right.call.outputs[0])]
            },
            BackwardMutant("input in place of result", .tanh, at: [x]) { right in
                [right.call.cotangent * (1 - square(right.call.inputs[0]))]
            },
            BackwardMutant("dropped term", .silu, at: [x]) { right in
                [right.call.cotangent * TensorEngine.sigmoid(right.call.inputs[0])]
            },
            BackwardMutant("approximate formula", .gelu, at: [x]) { right in
                // The slope of x sigmoid(1.702 x), which many take for that of x Phi(x).
                let x = right.call.inputs[0]
                let s = TensorEngine.sigmoid(1.702 * x)
                return [right.call.cotangent * (s + 1.702 * x * s * (1 - s))]
            },
            BackwardMutant("epsilon in the denominator", .log, at: [positive]) { right in
                [right.call.cotangent / (right.call.inputs[0] + 1e-6)]
            },
            BackwardMutant("slope beside the point", .exp, at: [x]) { right in
                [right.call.cotangent * TensorEngine.exp(right.call.inputs[0] + 1e-6)]
            },
            BackwardMutant("wrong logarithm", .exp2, at: [x]) { right in
                [right.call.cotangent * right.call.outputs[0]]
            },
            BackwardMutant("operands swapped", .divide, at: [x, positive]) { right in
                [right.values[1], right.values[0]]
            },
            BackwardMutant("operands swapped", .multiply, at: [x, positive]) { right in
                [right.values[1], right.values[0]]
            },
            BackwardMutant("sign of one operand", .subtract, at: [x, positive]) { right in
                [right.values[0], right.call.cotangent]
            },
            BackwardMutant("exponent's gradient for the base", .pow, at: [positive, x]) { right in
                [right.values[1], right.values[1]]
            },
            BackwardMutant("straight through", .clamp, at: [x], ["lower": .real(-0.5), "upper": .real(0.5)]) { right in
                [right.call.cotangent]
            },
            BackwardMutant("straight through", .floor, at: [x]) { right in [right.call.cotangent] },
        ]
    }

    // MARK: Places of elements

    private static var structural: [BackwardMutant] {
        let x = sample(3, 3, seed: 31)
        let cube = sample(2, 3, 4, seed: 32)
        return [
            BackwardMutant("transposed", .matmul, at: [x, sample(3, 3, seed: 33)]) { right in
                [right.values[0]?.transposed(), right.values[1]]
            },
            BackwardMutant("operand not transposed", .matmul, at: [x, sample(3, 3, seed: 33)]) { right in
                [matmul(right.call.cotangent, right.call.inputs[1]), right.values[1]]
            },
            BackwardMutant("factors in the wrong order", .matmul, at: [x, sample(3, 3, seed: 33)]) { right in
                [right.values[0], matmul(right.call.cotangent, right.call.inputs[0].transposed())]
            },
            BackwardMutant("not transposed back", .transpose, at: [x]) { right in [right.call.cotangent] },
            BackwardMutant(
                "permuted the same way again", .permute, at: [sample(2, 2, 2, seed: 34)],
                ["axes": .integers([1, 2, 0])]
            ) {
                right in [right.call.cotangent.permuted([1, 2, 0])]
            },
            BackwardMutant(
                "off by one place", .narrow, at: [cube],
                ["axis": .integer(2), "start": .integer(1), "length": .integer(2)]
            ) { right in
                [concatenate([right.call.cotangent, .zeros([2, 3, 2])], axis: 2)]
            },
            BackwardMutant("pieces swapped", .concatenate, at: [x, sample(3, 3, seed: 35)], ["axis": .integer(0)]) {
                right in
                [right.values[1], right.values[0]]
            },
            BackwardMutant(
                "repeated indices count once", of: "gather", at: [sample(4, seed: 36)],
                right: { [$0[0].selected(axis: 0, Tensor([0, 2, 2, 3] as [Int64], shape: [4]))] },
                wrong: { inputs in
                    withDerivative(
                        inputs, of: { [$0[0].selected(axis: 0, Tensor([0, 2, 2, 3] as [Int64], shape: [4]))] },
                        derivative: { call in
                            // What assigning instead of adding leaves.
                            let g = call.cotangent
                            return [concatenate([g[0..<1], .zeros([1]), g[2..<3], g[3..<4]])]
                        })
                }),
            BackwardMutant(
                "one entry of the Jacobian", of: "matmul", at: [sample(6, 1, seed: 37)],
                right: { [matmul(sample(6, 6, seed: 38), $0[0])] },
                wrong: { inputs in
                    withDerivative(
                        inputs, of: { [matmul(sample(6, 6, seed: 38), $0[0])] },
                        derivative: { call in
                            let bump = (0..<36).map { Float($0 == 15 ? 1 + 1e-4 : 1) }
                            let matrix = sample(6, 6, seed: 38) * Tensor(bump, shape: [6, 6])
                            return [matmul(matrix.transposed(), call.cotangent)]
                        })
                }),
        ]
    }

    // MARK: Sums

    private static var reducing: [BackwardMutant] {
        let x = sample(4, 4, seed: 41)
        let rows: Attributes = ["axes": .integers([1]), "keepingDimensions": .bool(false)]
        let last: Attributes = ["axis": .integer(-1)]
        return [
            BackwardMutant("broadcast not summed", .add, at: [x, sample(4, seed: 42)]) { right in
                [right.values[0], right.call.cotangent[0]]
            },
            BackwardMutant("broadcast averaged", .add, at: [x, sample(4, seed: 42)]) { right in
                [right.values[0], right.values[1].map { $0 / 4 }]
            },
            BackwardMutant("broadcast not summed", .multiply, at: [x, sample(4, seed: 42)]) { right in
                [right.values[0], (right.call.cotangent * right.call.inputs[0])[0]]
            },
            BackwardMutant("wrong axis", .sum, at: [x], rows) { right in
                [right.call.cotangent.reshaped([1, 4]).expanded(to: [4, 4])]
            },
            BackwardMutant("wrong axis", .softmax, at: [x], last) { right in
                [softmaxGradient(right.call.inputs[0], right.call.cotangent, axis: 0)]
            },
            BackwardMutant("wrong divisor", .mean, at: [x], rows) { right in [right.values[0].map { $0 * (4.0 / 3) }] },
            BackwardMutant("divisor forgotten", .mean, at: [x], rows) { right in [right.values[0].map { $0 * 4 }] },
            BackwardMutant("divisor of all elements", .mean, at: [x], rows) { right in [right.values[0].map { $0 / 4 }]
            },
            BackwardMutant("correction forgotten", .`var`, at: [x], rows) { right in
                [right.values[0].map { $0 * (3.0 / 4) }]
            },
            BackwardMutant("mean forgotten", .`var`, at: [x], rows) { right in
                [right.call.inputs[0] * right.call.cotangent.reshaped([4, 1]) * (2.0 / 3)]
            },
            BackwardMutant("dropped term", .softmax, at: [x], last) { right in
                [right.call.outputs[0] * right.call.cotangent]
            },
            BackwardMutant("diagonal only", .softmax, at: [x], last) { right in
                let y = right.call.outputs[0]
                return [right.call.cotangent * y * (1 - y)]
            },
            BackwardMutant("labels forgotten", .crossEntropy, at: [x, softmax(sample(4, 4, seed: 43))], last) { right in
                [softmax(right.call.inputs[0]) * right.call.cotangent.reshaped([4, 1]), right.values[1]]
            },
            BackwardMutant(
                "weights taken to sum to 1", .crossEntropy, at: [x, sample(4, 4, seed: 44, from: 0.5, to: 1)], last
            ) { right in
                let difference = softmax(right.call.inputs[0]) - right.call.inputs[1]
                return [difference * right.call.cotangent.reshaped([4, 1]), right.values[1]]
            },
        ]
    }

    // MARK: Kinks

    private static var atKinks: [BackwardMutant] {
        let rows: Attributes = ["axes": .integers([0]), "keepingDimensions": .bool(false)]
        return [
            BackwardMutant("every tie takes all", .max, at: [[2, 1, 2, 0]], rows) { right in
                let wins = right.call.inputs[0] .== right.call.outputs[0]
                return [select(where: wins, right.call.cotangent, Tensor(scalar: 0, dtype: .float32))]
            },
            BackwardMutant("outside of the subgradient", .relu, at: [[0, 1, -1]]) { right in
                let x = right.call.inputs[0]
                let slope = select(where: x .== 0, Tensor(scalar: 1.5, dtype: .float32), (x .> 0).cast(to: .float32))
                return [right.call.cotangent * slope]
            },
            BackwardMutant("outside of the subgradient", .abs, at: [[0, 1, -1]]) { right in
                let x = right.call.inputs[0]
                let two = Tensor(scalar: 2, dtype: .float32)
                return [right.call.cotangent * select(where: x .== 0, two, TensorEngine.sign(x))]
            },
            BackwardMutant("both operands at a tie", .maximum, at: [[1, 2, 3], [1, 3, 2]]) { right in
                let (a, b) = (right.call.inputs[0], right.call.inputs[1])
                let zero = Tensor(scalar: 0, dtype: .float32)
                return [
                    select(where: a .>= b, right.call.cotangent, zero),
                    select(where: b .>= a, right.call.cotangent, zero),
                ]
            },
            BackwardMutant("the other side", .relu, at: [sample(5, seed: 51)]) { right in
                [select(where: right.call.inputs[0] .<= 0, right.call.cotangent, Tensor(scalar: 0, dtype: .float32))]
            },
            BackwardMutant("conventions that do not add up", of: "bce", at: [[0, 1, -2]], right: nil) { inputs in
                // The derivative at 0 is 1/2 - z; a slope of 0 for both kinks makes it -z.
                let (x, z) = (inputs[0], Tensor([0.25, 1, 0]))
                return [relu(x) - x * z + log1p(exp(-abs(x)))]
            },
            BackwardMutant("conventions that do not add up", of: "relu", at: [[0, 1, -2]], right: nil) { inputs in
                [relu(inputs[0]) - relu(-inputs[0])]
            },
        ]
    }
}
