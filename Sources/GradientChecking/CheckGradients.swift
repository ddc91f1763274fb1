public import TensorEngine

// The gradients of any function of tensors, against mathematics. No tolerance is asked for: the formula of the backward
// pass is compared in exact arithmetic, and its rounding with a bound of its own.

/// Checks the gradients of a function with respect to all its arguments.
///
/// Arguments that are not floating-point (labels, masks, indices) are held constant. The function is run several times,
/// and should compute the same each time.
///
/// - Throws: `GradientCheckError` when there is nothing that could be checked, `CatalogError` or `SpecificationError` when
///   the specifications of operations cannot be read.
public func gradientReport(
    of function: @escaping ([Tensor]) -> [Tensor], at inputs: [Tensor], options: GradientCheckOptions = .init()
) throws -> GradientReport {
    try GradientChecker(function: function, inputs: inputs, options: options).report()
}

/// Checks the gradient of a function of one tensor.
public func gradientReport(
    of function: @escaping (Tensor) -> Tensor, at x: Tensor, options: GradientCheckOptions = .init()
) throws -> GradientReport {
    try gradientReport(of: { [function($0[0])] }, at: [x], options: options)
}

/// Checks the gradients of a function of two tensors.
public func gradientReport(
    of function: @escaping (Tensor, Tensor) -> Tensor, at a: Tensor, _ b: Tensor,
    options: GradientCheckOptions = .init()
) throws -> GradientReport {
    try gradientReport(of: { [function($0[0], $0[1])] }, at: [a, b], options: options)
}

/// Checks the gradients of a function of three tensors.
public func gradientReport(
    of function: @escaping (Tensor, Tensor, Tensor) -> Tensor, at a: Tensor, _ b: Tensor, _ c: Tensor,
    options: GradientCheckOptions = .init()
) throws -> GradientReport {
    try gradientReport(of: { [function($0[0], $0[1], $0[2])] }, at: [a, b, c], options: options)
}

/// Checks the gradients of a function of four tensors.
public func gradientReport(
    of function: @escaping (Tensor, Tensor, Tensor, Tensor) -> Tensor, at a: Tensor, _ b: Tensor, _ c: Tensor,
    _ d: Tensor,
    options: GradientCheckOptions = .init()
) throws -> GradientReport {
    try gradientReport(of: { [function($0[0], $0[1], $0[2], $0[3])] }, at: [a, b, c, d], options: options)
}

/// Why gradients cannot be checked.
public struct GradientCheckError: Error, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
