import Verification

/// What is broken, for the beginning of a report and for the summary of a job.
struct MarkdownBreakages {
    let record: RunRecord
    let layout: MarkdownLayout

    init(_ record: RunRecord, layout: MarkdownLayout) {
        self.record = record
        self.layout = layout
    }

    /// What nobody expected first, then what fails as expected, folded.
    var parts: [String] {
        let all = record.breakages
        let broken = all.filter { !$0.isExpected }
        let expected = all.filter(\.isExpected)
        var parts: [String] = []
        if !broken.isEmpty { parts.append("### What is broken\n\n" + broken.map(item).joined()) }
        if !expected.isEmpty {
            parts.append(
                MarkdownText.details(
                    "\(counted(expected.count, "implementation")) known to be broken, and shown to be",
                    expected.map(item).joined()))
        }
        return parts
    }

    private func item(_ breakage: Breakage) -> String {
        let isMeasured = !breakage.implementation.isMachineDependent || breakage.implementation.outcome.failsRun
        let sentences = [
            breakage.exampleText, isMeasured ? breakage.severityText : nil, isMeasured ? breakage.placeText : nil,
            breakage.remedyText,
        ].compactMap(\.self).filter { !$0.isEmpty }
        let name = layout.link(breakage.implementation.name, breakage.operation, in: record)
        let replay = breakage.example.map { " Replay: \(MarkdownText.code($0.replay))." } ?? ""
        return "- **\(name)**: \(MarkdownText.plain(sentences.joined(separator: " ")))\(replay)\n"
    }
}
