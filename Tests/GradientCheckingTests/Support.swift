import GradientChecking
import TensorEngine

/// Numbers that are the same everywhere and not special.
func numbers(_ extents: Int..., seed: UInt64, scale: Float = 1) -> Tensor {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
    let shape = Shape(extents)
    let elements = (0..<shape.elementCount).map { _ -> Float in
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return (Float(state >> 40) * 0x1p-23 - 1) * scale
    }
    return Tensor(elements, shape: shape)
}

extension Operation {
    /// The same operation with the right derivative's cotangents changed.
    func changing(_ name: String, _ change: @escaping @Sendable (Tensor) -> Tensor) -> Operation {
        let right = derivative!
        return variant(named: name, derivative: { call in right(call).map { $0.map(change) } })
    }
}
