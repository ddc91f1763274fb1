import Foundation
internal import Synchronization

/// How much of long work is done, how fast, and how long it will take: a bar on a terminal, a line now and then for
/// readers of plain text.
final class ThroughputBar: Sendable {
    private let total: Int
    private let title: String
    private let unit: String
    private let console: Console
    private let start = ContinuousClock.now
    private let state: Mutex<(done: Int, shown: ContinuousClock.Instant, region: TerminalRegion?)>

    /// - Parameter unit: what is counted.
    init(total: Int, title: String, unit: String = "inputs", console: Console) {
        self.unit = unit
        self.total = total
        self.title = title
        self.console = console
        state = Mutex((0, .now - .seconds(3600), console.progress.map { TerminalRegion(write: $0) }))
    }

    func add(_ inputs: Int) {
        state.withLock { state in
            state.done += inputs
            let now = ContinuousClock.now
            let pause: Duration = state.region == nil ? .seconds(10) : .milliseconds(100)
            guard now - state.shown > pause || state.done == total else { return }
            state.shown = now
            let (count, rate, left) = texts(state.done, (now - start).inSeconds)
            if let region = state.region {
                let bar = total == 0 ? 1 : Double(state.done) / Double(total)
                let line = Pace.line(
                    bar: bar, count: count, rate: rate, left: left, columns: region.columns - title.count)
                state.region!.draw(["\(title)\(line)"])
            } else {
                console.note?(title + [count, rate, left].filter { !$0.isEmpty }.joined(separator: "  "))
            }
        }
    }

    private func texts(_ done: Int, _ seconds: Double) -> (count: String, rate: String, left: String) {
        let pace = Pace(done: Double(done), total: Double(total), seconds: seconds)
        let rate = seconds > 0 ? "\(Pace.rate(Double(done) / seconds)) \(unit)/s" : ""
        return ("\(pace.percent) %", rate, done < total ? pace.leftText : "")
    }

    func clear() { state.withLock { $0.region?.clear() } }
}
