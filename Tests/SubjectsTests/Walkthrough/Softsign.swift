// What ARCHITECTURE.md tells to write as Sources/TensorEngine/Operations/Softsign.swift, below the import that only a
// file outside of the engine needs. A test holds the two together.
@testable import TensorEngine

/// x / (1 + |x|) of each element: a sigmoid without exponentials, from -1 to 1.
public func softsign(_ x: Tensor) -> Tensor { Operation.softsign(x) }

extension Operation {
    /// x / (1 + |x|), elementwise, computed in binary64 and rounded once. The derivative is g / (1 + |x|)^2.
    public static let softsign: Operation = Operation(name: "softsign", shapeRule: sameFloatType) { inputs, _ in
        let x = inputs[0].widened
        let quotient = x / (1 + TensorEngine.abs(x))
        // Infinity over infinity is NaN, but the function has limits there.
        let limits = select(where: x .> 0, Tensor(scalar: 1, dtype: .float64), Tensor(scalar: -1, dtype: .float64))
        return [select(where: TensorEngine.abs(x) .== Double.infinity, limits, quotient).cast(to: inputs[0].dtype)]
    } derivative: { call in
        let size = 1 + TensorEngine.abs(call.inputs[0].widened)
        return [(call.cotangent.widened / (size * size)).cast(to: call.inputs[0].dtype)]
    }
}
