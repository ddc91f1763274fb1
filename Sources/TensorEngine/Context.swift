/// What goes on around a call of an operation: who records it.
struct Context: Sendable {
    var recordsGradients = true

    /// The captures under way, outermost first; every one of them records.
    var recorders: [Recorder] = []

    @TaskLocal static var current = Context()

    /// Calls `body` in a context changed by `change`.
    static func with<Result>(_ change: (inout Context) -> Void, _ body: () throws -> Result) rethrows -> Result {
        var context = current
        change(&context)
        return try $current.withValue(context, operation: body)
    }

    /// Notes with every capture that saw `tensor` something that it cannot record.
    static func noteUnseen(_ tensor: Tensor, _ note: @autoclosure () -> String) {
        for recorder in current.recorders where recorder.isComputed(tensor.identity) { recorder.note(note()) }
    }
}

/// Calls `body` without recording gradients: its results have no history, whatever they are computed from. Functional
/// gradients inside of it work all the same.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Context.with({ $0.recordsGradients = false }, body)
}
