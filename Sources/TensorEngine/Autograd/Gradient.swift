// Gradients of functions with one scalar result. They nest: the gradient of a function that takes gradients has second
// derivatives.

/// The value of a function and its gradient.
///
/// - Precondition: the function's result has one element.
public func valueWithGradient(
    at x: Tensor, of function: (Tensor) -> Tensor
) -> (value: Tensor, gradient: Tensor) {
    let (value, gradients) = valueWithGradients(at: [x]) { function($0[0]) }
    return (value, gradients[0])
}

/// The value of a function and its gradient with respect to both arguments.
///
/// - Precondition: the function's result has one element.
public func valueWithGradient(
    at x: Tensor, _ y: Tensor, of function: (Tensor, Tensor) -> Tensor
) -> (value: Tensor, gradient: (Tensor, Tensor)) {
    let (value, gradients) = valueWithGradients(at: [x, y]) { function($0[0], $0[1]) }
    return (value, (gradients[0], gradients[1]))
}

/// The value of a function and its gradient with respect to all three arguments.
///
/// - Precondition: the function's result has one element.
public func valueWithGradient(
    at x: Tensor, _ y: Tensor, _ z: Tensor, of function: (Tensor, Tensor, Tensor) -> Tensor
) -> (value: Tensor, gradient: (Tensor, Tensor, Tensor)) {
    let (value, gradients) = valueWithGradients(at: [x, y, z]) { function($0[0], $0[1], $0[2]) }
    return (value, (gradients[0], gradients[1], gradients[2]))
}

/// The gradient of a function: the shape of `x`, zeros where the result does not depend on it.
///
///     let slope = gradient(at: x) { x in softmax(x)[0] }
///
/// - Precondition: the function's result has one element.
public func gradient(at x: Tensor, of function: (Tensor) -> Tensor) -> Tensor {
    valueWithGradient(at: x, of: function).gradient
}

/// The gradient of a function with respect to both arguments.
///
/// - Precondition: the function's result has one element.
public func gradient(at x: Tensor, _ y: Tensor, of function: (Tensor, Tensor) -> Tensor) -> (Tensor, Tensor) {
    valueWithGradient(at: x, y, of: function).gradient
}

/// The gradient of a function with respect to all three arguments.
///
/// - Precondition: the function's result has one element.
public func gradient(
    at x: Tensor, _ y: Tensor, _ z: Tensor, of function: (Tensor, Tensor, Tensor) -> Tensor
) -> (Tensor, Tensor, Tensor) {
    valueWithGradient(at: x, y, z, of: function).gradient
}

private func valueWithGradients(
    at inputs: [Tensor], of function: ([Tensor]) -> Tensor
) -> (Tensor, [Tensor]) {
    let (values, pull) = pullback(at: inputs) { [function($0)] }
    let value = values[0]
    if value.elementCount != 1 || !value.dtype.isFloatingPoint {
        trap("a gradient needs a function with a scalar result, got \(value.type); use pullback(at:of:)")
    }
    let gradients = pull([.ones(value.shape, dtype: value.dtype)])
    return (value, zip(inputs, gradients).map { $1 ?? .zeros($0.shape, dtype: $0.dtype) })
}
