import Values
public import Verification

/// The compact end of a run: a line for each implementation, then the answer.
///
///     implementation  verdict            values       gradient    formula  note
///     exp             within budget      0.501 ulp    0.501 ulp   ✓
///     softmax.naive   fails as expected  1.2e+07 ulp  inf ulp     –        3 silently wrong; expected because ...
///
/// Columns are padded by characters; colour never changes the text. Where a line would be wider than the terminal, notes stand
/// below their implementations; where even that is too wide, each implementation has lines of its own.
public struct TerminalTable: CustomStringConvertible {
    public let record: RunRecord
    private let useColour: Bool
    private let columns: Int

    /// - Parameters:
    ///   - useColour: whether verdicts carry ANSI colours; ask the terminal, not this type.
    ///   - columns: the characters that a line has room for.
    public init(record: RunRecord, useColour: Bool, columns: Int = .max) {
        self.record = record
        self.useColour = useColour
        self.columns = max(20, columns)
    }

    /// Every line ends with a line break.
    public var description: String {
        let rows = record.operations.flatMap { operation in
            operation.implementations.map { ($0.outcome, cells($0, of: operation)) }
        }
        let header = ["implementation", "verdict", "values", "gradient", "formula", "note"]
        let widths = header.indices.map { column in ([header] + rows.map(\.1)).map { $0[column].count }.max() ?? 0 }
        let ending = "\n" + wrapped(visible(record.answer), indent: 0)
        let all = widths.reduce(0) { $0 + $1 + 2 } - 2
        if all <= columns {
            let lines = rows.map { outcome, cells in line(cells, widths, colour: colour(outcome)) }
            return line(header, widths, colour: nil) + lines.joined() + ending
        }
        if all - widths[5] - 2 <= columns {
            let lines = rows.map { outcome, cells in
                line(Array(cells.prefix(5)), widths, colour: colour(outcome)) + wrapped(cells[5], indent: 4)
            }
            return line(Array(header.prefix(5)), widths, colour: nil) + lines.joined() + ending
        }
        let blocks = rows.map { outcome, cells in
            "\(cells[0]): \(paint(cells[1], colour(outcome)))\n"
                + wrapped("values \(cells[2]), gradient \(cells[3]), formula \(cells[4])", indent: 4)
                + wrapped(cells[5], indent: 4)
        }
        return blocks.joined() + ending
    }

    /// Text in lines that fit, broken between words; nothing for no text.
    private func wrapped(_ text: String, indent: Int) -> String {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, indent + last.count + 1 + word.count <= columns {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines.map { String(repeating: " ", count: indent) + $0 + "\n" }.joined()
    }

    private func cells(_ implementation: ImplementationRecord, of operation: OperationRecord) -> [String] {
        let formula = implementation.state(of: .formula, in: operation)
        return [
            implementation.name, implementation.outcome.text, Self.error(implementation.forward),
            implementation.gradient.map(Self.error) ?? "–", formula.symbol, note(on: implementation),
        ].map { visible($0.filter { !$0.isNewline }) }
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
