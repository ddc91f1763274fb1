import Dispatch
internal import Values

/// Runs a property of generated inputs on this thread, and returns what was found.
///
///     let report = runProperty("exp is monotone", .zip(.float32, .float32), settings) { x, y in
///         Measure(holds: !(x <= y) || exp(x) <= exp(y))
///     }
///
/// The simplest input comes first, then the sweep of edge values, then a search; failures are simplified. The same name,
/// seed and settings give the same cases.
///
/// - Parameters:
///   - name: what the property says. The seed derives from it.
///   - localise: which part of an input a failure is about, if the property can tell. Without it, the engine finds out for
///     comparisons of tensors by `ulps`.
///   - property: measures one input, or throws. Must depend on nothing but its input.
public func runProperty<Value>(
    _ name: String, _ generator: Generator<Value>, _ settings: PropertySettings = PropertySettings(),
    localise: ((Value, Measure) -> Localisation?)? = nil, _ property: (Value) throws -> Measure
) -> PropertyReport {
    withoutActuallyEscaping(property) { property in
        let budget = settings.budget
        let box = FocusBox()
        let judge = { (value: Value) -> Verdict in
            do { return Verdict(try box.focused { try property(value) }, budget) } catch { return Verdict(error) }
        }
        return makeRun(name, generator, settings, localise: localise, focus: box, judge: judge).run()
    }
}

/// The same on several threads, `settings.jobs` of them. What is found does not depend on how many.
public func runPropertyInParallel<Value>(
    _ name: String, _ generator: Generator<Value>, _ settings: PropertySettings = PropertySettings(),
    localise: ((Value, Measure) -> Localisation?)? = nil, _ property: @escaping @Sendable (Value) throws -> Measure
) -> PropertyReport {
    let budget = settings.budget
    let box = FocusBox()
    let judge = { @Sendable (value: Value) -> Verdict in
        do { return Verdict(try box.focused { try property(value) }, budget) } catch { return Verdict(error) }
    }
    guard settings.jobs > 1 else {
        return makeRun(name, generator, settings, localise: localise, focus: box, judge: judge).run()
    }
    let jobs = settings.jobs
    let limit = settings.maximumChoices
    return makeRun(name, generator, settings, localise: localise, focus: box, judge: judge) { cases, journal in
        let verdicts = Results(count: cases.count)
        let slots = UncheckedBox((0..<jobs).map { journal?.slot($0) })
        DispatchQueue.concurrentPerform(iterations: min(jobs, cases.count)) { job in
            for place in stride(from: job, to: cases.count, by: jobs) {
                slots.value[job]?.beginJudging(cases[place])
                let source = Source(
                    replay: Replay(choices: cases[place]), then: .nothing, limit: limit, random: RandomNumbers(seed: 0))
                do {
                    verdicts[place] = judge(try source.draw(generator))
                } catch {
                    verdicts[place] = Verdict(error)
                }
                slots.value[job]?.end()
            }
        }
        return verdicts.all
    }.run()
}

/// What threads share without touching the same part of it.
private struct UncheckedBox<Content>: @unchecked Sendable {
    let value: Content
    init(_ value: Content) { self.value = value }
}

/// Verdicts that threads write side by side.
private final class Results: @unchecked Sendable {
    private let storage: UnsafeMutableBufferPointer<Verdict>

    init(count: Int) {
        storage = .allocate(capacity: count)
        storage.initialize(repeating: .rejected)
    }

    deinit { storage.deinitialize().deallocate() }

    subscript(place: Int) -> Verdict {
        get { storage[place] }
        set { storage[place] = newValue }
    }

    var all: [Verdict] { Array(storage) }
}

/// The same for a property that waits. Its body runs where the caller runs, one case after the other.
public func runProperty<Value: Sendable>(
    _ name: String, _ generator: Generator<Value>, _ settings: PropertySettings = PropertySettings(),
    localise: (@Sendable (Value, Measure) -> Localisation?)? = nil, isolation: isolated (any Actor)? = #isolation,
    _ property: (Value) async throws -> Measure
) async -> PropertyReport {
    // The engine runs on a thread of its own and asks for one verdict at a time.
    let questions = Questions<Value>()
    let budget = settings.budget
    let report = ReportBox()
    let box = FocusBox()
    DispatchQueue(label: "property").async {
        let run = makeRun(name, generator, settings, localise: localise, focus: box, judge: { questions.ask($0) })
        report.value = run.run()
        questions.end()
    }
    while let value = await questions.next() {
        // A trap in the property is the case's, as long as the property has not moved to another thread.
        Journal.takeOver(from: questions.thread)
        let verdict: Verdict
        do {
            // One side waits for the other, so the box is nobody else's now.
            let measure =
                if let focus = box.focus {
                    try await ElementFocus.$current.withValue(focus) { try await property(value) }
                } else {
                    try await property(value)
                }
            verdict = Verdict(measure, budget)
        } catch {
            verdict = Verdict(error)
        }
        questions.answer(verdict)
    }
    return report.value!
}

private final class ReportBox: @unchecked Sendable {
    var value: PropertyReport?
}

/// Values on their way from the engine's thread to the property, and verdicts on their way back. One side always waits
/// for the other, so that neither a value nor a verdict is ever touched by both.
private final class Questions<Value>: @unchecked Sendable {
    private let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
    private let answered = DispatchSemaphore(value: 0)
    private var value: Value?
    private var verdict: Verdict?
    /// The engine's.
    private(set) var thread: UInt64 = 0

    func ask(_ value: Value) -> Verdict {
        self.value = value
        thread = Journal.currentThread
        continuation.yield()
        answered.wait()
        return verdict!
    }

    func end() { continuation.finish() }

    func next(isolation: isolated (any Actor)? = #isolation) async -> Value? {
        var iterator = stream.makeAsyncIterator()
        guard await iterator.next(isolation: isolation) != nil else { return nil }
        defer { value = nil }
        return value
    }

    func answer(_ verdict: Verdict) {
        self.verdict = verdict
        answered.signal()
    }
}

private func makeRun<Value>(
    _ name: String, _ generator: Generator<Value>, _ settings: PropertySettings,
    localise: ((Value, Measure) -> Localisation?)?, focus: FocusBox, judge: @escaping (Value) -> Verdict,
    parallel: (([[RecordedChoice]], Journal?) -> [Verdict])? = nil
) -> PropertyRun<Value> {
    var health: [HealthFinding] = []
    var journal: Journal?
    if let folder = settings.journalFolder {
        do {
            journal = try Journal(
                folder: folder, name: name, identity: settings.journalIdentity ?? Journal.programIdentity,
                slots: parallel == nil ? 1 : settings.jobs)
        } catch {
            if case .failed(let problem) = error {
                health.append(HealthFinding(kind: .unwritableFile, text: "\(problem)"))
            }
        }
    }
    var regressions: Regressions?
    if let path = settings.regressionFile {
        do {
            regressions = Regressions(try RegressionFile(path))
        } catch {
            health.append(HealthFinding(kind: .unreadableRegressions, text: "\(error)"))
        }
    }
    let runner = CaseRunner(
        generator: generator, seed: RandomNumbers.seed(text: settings.seed ?? name), limit: settings.maximumChoices,
        journal: journal, judge: judge, judgeInParallel: parallel.map { parallel in { parallel($0, journal) } })
    return PropertyRun(
        name: name, settings: settings, runner: runner, regressions: regressions, health: health,
        describe: { describeParts($0, settings.inputNames) }, localise: localise, focus: focus)
}

/// The parts of an input with their names: those of a tuple one by one.
private func describeParts(_ value: Any, _ names: [String]) -> [InputPart] {
    let mirror = Mirror(reflecting: value)
    let parts = mirror.displayStyle == .tuple ? mirror.children.map(\.value) : [value]
    return parts.enumerated().map { place, part in
        InputPart(name: inputPartName(place, of: parts.count, names), text: inputDescription(part))
    }
}

/// What a part of an input is called: as its names say; where they name the whole tuple, as Swift calls its elements.
func inputPartName(_ place: Int, of count: Int, _ names: [String]) -> String {
    if names.count == 1, count > 1 { return "\(names[0]).\(place)" }
    if place < names.count { return names[place] }
    return count == 1 ? "input" : "input \(place + 1)"
}
