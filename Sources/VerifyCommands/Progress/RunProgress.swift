import Dispatch
import Foundation
internal import Reporting
internal import Synchronization
internal import Verification

/// A run of many operations as it happens.
///
/// On a terminal a live table: how much is done, how fast, how long it will take, the operations under way and those that
/// were done last. For readers of plain text, and where much is to be said, a line for each operation when it is done. It also
/// keeps what has been found, which is all there is when the run is interrupted.
final class RunProgress: Sendable {
    private struct State {
        var finished: [OperationRecord] = []
        var running: [(operation: String, since: ContinuousClock.Instant)] = []
        /// The rows of the operations that were done last, the last one at the end.
        var recent: [String] = []
        /// What was expected of those that are done, and what they took, in seconds.
        var done = (expected: 0.0, took: 0.0)
        var waiting: [String: Double]
        var elements = 0
        var region: TerminalRegion?
        var noted: ContinuousClock.Instant
    }

    private let total: Int
    private let expected: [String: Double]
    private let jobs: Int
    private let console: Console
    private let start = ContinuousClock.now
    private let state: Mutex<State>
    /// Made and cancelled, and otherwise left alone.
    private nonisolated(unsafe) let timer: (any DispatchSourceTimer)?

    /// Operations under way that are shown, and rows of those that are done.
    private static let mostRunning = 4
    private static let mostRecent = 5

    /// - Parameters:
    ///   - expected: how many seconds of a processor each operation probably takes.
    ///   - jobs: how many are under way at the same time.
    init(expected: [String: Double], jobs: Int, console: Console) {
        total = expected.count
        self.expected = expected
        self.jobs = jobs
        self.console = console
        state = Mutex(
            State(
                waiting: expected, region: console.progress.map { TerminalRegion(write: $0) }, noted: .now))
        guard console.progress != nil else {
            timer = nil
            return
        }
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "progress"))
        self.timer = timer
        timer.schedule(deadline: .now(), repeating: .milliseconds(200))
        timer.setEventHandler { [weak self] in self?.draw() }
        timer.resume()
    }

    deinit { timer?.cancel() }

    func note(_ event: Verifier.Event) {
        switch event {
        case .started(let operation):
            state.withLock {
                $0.running.append((operation, .now))
                $0.waiting[operation] = nil
            }
        case .finished(let record, let done):
            let line = state.withLock { state in
                let place = state.running.firstIndex { $0.operation == record.name }
                let time = place.map { ContinuousClock.now - state.running.remove(at: $0).since }
                state.finished.append(record)
                state.done.expected += expected[record.name] ?? 0
                state.done.took += time?.inSeconds ?? 0
                state.elements += record.elementCount
                let row = Self.row(record, time?.inSeconds)
                state.recent = (state.recent + [row]).suffix(Self.mostRecent)
                return self.line(row, done, &state)
            }
            if let line { console.note?(line) }
        }
    }

    /// The line to print for an operation that is done; nil for none.
    private func line(_ row: String, _ done: Int, _ state: inout State) -> String? {
        guard console.verbosity != .quiet, state.region == nil else { return nil }
        if console.verbosity == .verbose { return "\(done)/\(total)  \(row)" }
        // Where nobody watches, one line now and then is enough.
        guard ContinuousClock.now - state.noted > .seconds(10) || done == total else { return nil }
        state.noted = .now
        let (_, rate, left) = pace(state)
        return ["\(done)/\(total) operations", rate, left].filter { !$0.isEmpty }.joined(separator: "  ")
    }

    /// What has been found so far.
    var finished: [OperationRecord] { state.withLock { $0.finished } }

    /// Takes the live table away.
    func clear() {
        timer?.cancel()
        state.withLock {
            $0.region?.clear(); $0.region = nil
        }
    }

    // MARK: Drawing

    private func draw() {
        state.withLock { state in
            guard let region = state.region else { return }
            let (share, rate, left) = pace(state)
            var lines = [
                Pace.line(
                    bar: share, count: "\(state.finished.count)/\(total)", rate: rate,
                    left: left, columns: region.columns)
            ]
            lines += state.recent
            for (operation, since) in state.running.prefix(Self.mostRunning) {
                lines.append("… \(Self.padded(operation, 22)) \(Pace.text((ContinuousClock.now - since).inSeconds))")
            }
            state.region!.draw(lines)
        }
    }

    private func pace(_ state: State) -> (share: Double, rate: String, left: String) {
        let now = ContinuousClock.now
        let seconds = (now - start).inSeconds
        let running = state.running.map { (expected[$0.operation] ?? 0, (now - $0.since).inSeconds) }
        let estimate = RunEstimate(
            waiting: Array(state.waiting.values), running: running, finished: state.done, jobs: min(jobs, total))
        let rate = seconds > 0.05 ? "\(Pace.rate(Double(state.elements) / seconds)) elements/s" : ""
        let left = state.finished.count < total ? "about \(Pace.text(estimate.left)) left" : ""
        return (estimate.share, rate, left)
    }

    /// `✓ softmax  0.501 ulp  0.5 ulp  12,345 elements, 0.8 s`
    private static func row(_ record: OperationRecord, _ seconds: Double?) -> String {
        let outcomes = record.implementations.map(\.outcome)
        let sign = outcomes.contains(where: \.failsRun) ? "✗" : "✓"
        let first = record.implementations.first
        let errors = [first?.forward, first?.gradient].map { $0?.maximumText ?? "–" }
        return "\(sign) \(padded(record.name, 22)) \(padded(errors[0], 12)) \(padded(errors[1], 12)) "
            + "\(record.elementCount) elements" + (seconds.map { ", \(Pace.text($0))" } ?? "")
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}

extension OperationRecord {
    /// Elements that were judged.
    fileprivate var elementCount: Int {
        implementations.reduce(0) { $0 + $1.forward.elements + ($1.gradient?.elements ?? 0) }
    }
}
