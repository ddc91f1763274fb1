// Gradients in the manner of a tape: leaves require them, results remember how they were computed, and `backward()`
// adds to the leaves' gradients.
//
//     var w = Tensor([1, 2, 3]).requiringGrad()
//     let loss = (w * x).sum(.all)
//     loss.backward()
//     w = (w.detached() - 0.1 * w.grad!).requiringGrad()

extension Tensor {
    /// The same value as a new leaf, cut off from any history.
    ///
    /// - Precondition: the tensor is floating-point.
    public func requiringGrad() -> Tensor {
        if !dtype.isFloatingPoint { trap("only floating-point tensors can require gradients, got \(type)") }
        return with(.leaf)
    }

    /// Whether gradients flow to or through this tensor. Setting it makes a leaf, or an ordinary tensor of one.
    ///
    /// - Precondition: it is not set to false for a result of operations: use `detached()`.
    public var requiresGrad: Bool {
        get { history != nil }
        set {
            if newValue == requiresGrad { return }
            if newValue {
                self = requiringGrad()
            } else if isLeaf {
                history = nil
            } else {
                trap("requiresGrad of a \(type) result cannot be switched off; use detached()")
            }
        }
    }

    /// Whether this tensor was told to require gradients, as opposed to being computed from such tensors.
    public var isLeaf: Bool { history?.node.isLeaf ?? false }

    /// The gradient collected so far by a leaf (copies share it), nil before the first `backward()`.
    public var grad: Tensor? { isLeaf ? history?.node.gradient.withLock { $0 } : nil }

    /// Forgets the gradient collected so far.
    public func zeroGrad() { if isLeaf { history?.node.gradient.withLock { $0 = nil } } }

    /// The same value without history: gradients stop here.
    public func detached() -> Tensor { withoutHistory() }

    /// Adds the gradient of this tensor to `grad` of every leaf that it was computed from.
    ///
    /// - Parameter cotangent: of this tensor's type; 1 when omitted.
    /// - Precondition: the tensor depends on a leaf, and has one element unless there is a cotangent.
    public func backward(_ cotangent: Tensor? = nil) {
        if history == nil { trap("backward() of a \(type) tensor that does not depend on a leaf") }
        if cotangent == nil && elementCount != 1 {
            trap("backward() needs a scalar, got \(type); pass a cotangent of that shape")
        }
        let seed = cotangent?.withoutHistory() ?? .ones(shape, dtype: dtype)
        if seed.type != type { trap("the cotangent \(seed.type) does not match the tensor \(type)") }
        withoutGradients {
            var pass = Backpropagation(from: [self], isWanted: \.isLeaf)
            let targets = pass.targets
            let found = pass.run([self], cotangents: [seed])
            for leaf in targets {
                guard let gradient = found[leaf] else { continue }
                leaf.gradient.withLock { $0 = ($0.map { $0 + gradient } ?? gradient).withoutHistory() }
            }
        }
    }
}
