/// x * y / y, computed as it is written: the demonstration of what a formula loses that mathematics would cancel.
public func multiplyDivide(_ x: Tensor, _ y: Tensor) -> Tensor { x * y / y }

extension Implementation {
    /// x * y / y, two roundings and two chances to leave the range.
    static let multiplyDivide = Implementation(name: "multiplyDivide", specification: "multiplyDivide") { inputs, _ in
        [TensorEngine.multiplyDivide(inputs[0], inputs[1])]
    }
}
