public import Verification

/// The compact end of a run: a line for each implementation, then the answer.
///
///     implementation  verdict            values       gradient    formula  note
///     exp             within budget      0.501 ulp    0.501 ulp   ✓
///     softmax.naive   fails as expected  1.2e+07 ulp  inf ulp     –        3 silently wrong; expected because ...
///
/// Columns are padded by characters; colour never changes the text.
public struct TerminalTable: CustomStringConvertible {
    public let record: RunRecord
    private let useColour: Bool

    /// - Parameter useColour: whether verdicts carry ANSI colours; ask the terminal, not this type.
    public init(record: RunRecord, useColour: Bool) {
        self.record = record
        self.useColour = useColour
    }

    /// Every line ends with a line break.
    public var description: String {
        let rows = record.operations.flatMap { operation in
            operation.implementations.map { ($0.outcome, cells($0, of: operation)) }
        }
        let header = ["implementation", "verdict", "values", "gradient", "formula", "note"]
        let widths = header.indices.map { column in ([header] + rows.map(\.1)).map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { outcome, cells in line(cells, widths, colour: colour(outcome)) }
        return line(header, widths, colour: nil) + lines.joined() + "\n" + record.answer + "\n"
    }

    private func cells(_ implementation: ImplementationRecord, of operation: OperationRecord) -> [String] {
        let formula = implementation.state(of: .formula, in: operation)
        return [
            implementation.name, implementation.outcome.text, Self.error(implementation.forward),
            implementation.gradient.map(Self.error) ?? "–", formula.symbol, note(on: implementation),
        ].map { $0.filter { !$0.isNewline } }
    }

    private static func error(_ check: CheckRecord) -> String {
        check.status == .notRun ? "–" : check.maximumText ?? (check.status == .passed ? "exact" : "✗")
    }

    private func note(on implementation: ImplementationRecord) -> String {
        var notes: [String] = []
        let silent = implementation.forward.silentlyWrong + (implementation.gradient?.silentlyWrong ?? 0)
        if silent > 0 { notes.append("\(countText(silent)) silently wrong") }
        switch implementation.outcome {
        case .passed: break
        case .failed: notes += implementation.findings.first { !$0.isExpected }.map { [$0.message] } ?? []
        case .failedAsExpected: notes += implementation.expectedReason.map { ["expected: \($0)"] } ?? []
        case .expectationStale: notes.append("remove the expectation from the specification")
        }
        if implementation.isMachineDependent { notes.append("machine-dependent") }
        return notes.joined(separator: "; ")
    }

    private func line(_ cells: [String], _ widths: [Int], colour: Int?) -> String {
        var text = ""
        for (column, (cell, width)) in zip(cells, widths).enumerated() {
            let isVerdict = column == 1
            text += isVerdict ? paint(cell, colour) : cell
            text += String(repeating: " ", count: width - cell.count + 2)
        }
        return text.trimmingBlankEnd + "\n"
    }

    private func paint(_ text: String, _ colour: Int?) -> String {
        guard useColour, let colour else { return text }
        return "\u{1B}[\(colour)m\(text)\u{1B}[0m"
    }

    /// Green, red, yellow.
    private func colour(_ outcome: ImplementationRecord.Outcome) -> Int {
        switch outcome {
        case .passed: 32
        case .failed, .expectationStale: 31
        case .failedAsExpected: 33
        }
    }
}
