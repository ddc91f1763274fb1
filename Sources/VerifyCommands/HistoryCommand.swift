internal import ArgumentParser
internal import Reporting
internal import Values
internal import Verification

/// Lists the runs that are remembered.
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List the runs that are remembered, the latest first.",
        discussion: """
            Each is one file, which people can read, copy and delete. Times are in UTC. The first column is what 'verify \
            compare', 'verify report' and 'verify baseline save' take.
            """)

    @OptionGroup var store: StoreOption

    @Option(name: .shortAndLong, parsing: .unconditional, help: "How many to list.")
    var count: Int = 20

    func validate() throws {
        if count < 1 { throw ValidationError("--count must be at least 1, got \(count)") }
    }

    func run() throws { try run(console: .standard) }

    func run(console: Console) throws {
        let runs = try console.reporting { try store.runs.runs }
        guard !runs.isEmpty else {
            console.print(store.runs.emptyText)
            return
        }
        let shown = runs.suffix(count).reversed()
        let rows = shown.map { Self.row($0).map { visible($0) } }
        let header = ["run", "time", "subject", "seed", "cases", "operations", "result"]
        let widths = header.indices.map { column in ([header] + rows).map { $0[column].count }.max()! }
        for row in [header] + rows {
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            console.print(cells.joined(separator: "  ").trimmed)
        }
        console.print("")
        let rest = runs.count - shown.count
        console.print(
            "\(runs.count) \(runs.count == 1 ? "run" : "runs") in \(store.runs.folder)"
                + (rest > 0 ? ", of which \(rest) earlier \(rest == 1 ? "one is" : "ones are") not listed" : ""))
    }

    private static func row(_ run: StoredRun) -> [String] {
        guard let summary = RunSummary(run) else {
            return [run.id, run.time, "–", "–", "–", "–", "the file cannot be read"]
        }
        var result =
            summary.failing.isEmpty
            ? "all within budget" : "\(summary.failing.count) failing: \(list(summary.failing))"
        if !run.isComplete { result = "interrupted; \(result)" }
        if !summary.isReadable {
            result += "; written by a newer version (\(summary.plumbline), schemaVersion \(summary.schemaVersion))"
        }
        return [
            run.id, run.time, summary.subject, summary.seed.map(String.init) ?? "–",
            summary.cases.map(String.init) ?? "–",
            summary.operations.count == 1 ? summary.operations[0] : "\(summary.operations.count)", result,
        ]
    }

    private static func list(_ names: [String]) -> String {
        names.prefix(3).joined(separator: ", ") + (names.count > 3 ? ", ..." : "")
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
