import Synchronization

/// What goes on around a call of an operation: who records it.
struct Context: Sendable {
    var recordsGradients = true

    /// The captures under way, outermost first; every one of them records.
    var recorders: [Recorder] = []

    /// Where mistakes of derivatives are noted instead of ending the process; nil outside `collectingMistakes`.
    var mistakes: MistakeLog?

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

/// Mistakes that derivatives made, in order.
final class MistakeLog: Sendable {
    private let mistakes = Mutex<[String]>([])

    func note(_ mistake: String) { mistakes.withLock { $0.append(mistake) } }

    var all: [String] { mistakes.withLock { $0 } }
}

/// Calls `body`, in which a derivative that returns a cotangent of the wrong type does not trap: the cotangent is
/// dropped and the mistake listed. For those who verify derivatives, and must outlive wrong ones.
public func collectingMistakes<Result>(_ body: () throws -> Result) rethrows -> (result: Result, mistakes: [String]) {
    let log = MistakeLog()
    let result = try Context.with({ $0.mistakes = log }, body)
    return (result, log.all)
}

/// Calls `body` without recording gradients: its results have no history, whatever they are computed from. Functional
/// gradients inside of it work all the same.
public func withoutGradients<Result>(_ body: () throws -> Result) rethrows -> Result {
    try Context.with({ $0.recordsGradients = false }, body)
}
