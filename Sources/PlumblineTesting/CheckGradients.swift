public import GradientChecking
public import TensorEngine

/// Checks the gradients of a function of one tensor, and makes the running test fail where they are wrong.
///
///     checkGradients(of: { x in softmax(x, axis: -1) }, at: x)
///
/// No tolerance is asked for: see `gradientReport(of:at:options:)`, which returns the same report to whoever wants to
/// judge it. Messages call arguments what the closure calls them.
///
/// A pass says on standard output what it would have caught. One that rests on less than the formulas of all that is
/// computed, or that has remarks (a branch that was never taken), is a warning of the test.
///
/// - Returns: the report, nil where nothing could be checked (the test has failed then).
@discardableResult
public func checkGradients(
    of function: @escaping (Tensor) -> Tensor, at x: Tensor, options: GradientCheckOptions = .init(),
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column
) -> GradientReport? {
    checkGradients(at: CallSite(fileID, filePath, line, column), 1, options) {
        try gradientReport(of: function, at: x, options: $0)
    }
}

/// The same of two tensors.
@discardableResult
public func checkGradients(
    of function: @escaping (Tensor, Tensor) -> Tensor, at a: Tensor, _ b: Tensor,
    options: GradientCheckOptions = .init(),
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column
) -> GradientReport? {
    checkGradients(at: CallSite(fileID, filePath, line, column), 2, options) {
        try gradientReport(of: function, at: a, b, options: $0)
    }
}

/// The same of three tensors.
@discardableResult
public func checkGradients(
    of function: @escaping (Tensor, Tensor, Tensor) -> Tensor, at a: Tensor, _ b: Tensor, _ c: Tensor,
    options: GradientCheckOptions = .init(),
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column
) -> GradientReport? {
    checkGradients(at: CallSite(fileID, filePath, line, column), 3, options) {
        try gradientReport(of: function, at: a, b, c, options: $0)
    }
}

/// The same of four tensors.
@discardableResult
public func checkGradients(
    of function: @escaping (Tensor, Tensor, Tensor, Tensor) -> Tensor, at a: Tensor, _ b: Tensor, _ c: Tensor,
    _ d: Tensor, options: GradientCheckOptions = .init(),
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column
) -> GradientReport? {
    checkGradients(at: CallSite(fileID, filePath, line, column), 4, options) {
        try gradientReport(of: function, at: a, b, c, d, options: $0)
    }
}

/// The same of any number of tensors, and of a function with several results.
@discardableResult
public func checkGradients(
    of function: @escaping ([Tensor]) -> [Tensor], at inputs: [Tensor], options: GradientCheckOptions = .init(),
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column
) -> GradientReport? {
    checkGradients(at: CallSite(fileID, filePath, line, column), nil, options) {
        try gradientReport(of: function, at: inputs, options: $0)
    }
}

private func checkGradients(
    at site: CallSite, _ count: Int?, _ options: GradientCheckOptions,
    _ report: (GradientCheckOptions) throws -> GradientReport
) -> GradientReport? {
    var options = options
    if options.names.isEmpty, let count {
        options.names = site.closureParameters(of: "checkGradients", count: count)
    }
    do {
        let report = try report(options)
        if !report.isPass {
            TestFramework.fail("\(report)", at: site)
        } else if report.isQualified {
            TestFramework.warn("gradients: \(report)", at: site)
        } else {
            TestFramework.say("gradients: \(report)", at: site)
        }
        return report
    } catch {
        TestFramework.fail("gradients cannot be checked: \(error)", at: site)
        return nil
    }
}

extension GradientReport {
    /// Whether there is more to say of a pass than how much it would have caught.
    fileprivate var isQualified: Bool {
        !notes.isEmpty || extent.unjudged > 0 || [.certifiedForThisPathOnly, .finiteDifferencesOnly].contains(verdict)
    }
}
