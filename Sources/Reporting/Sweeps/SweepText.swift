public import Verification

/// A sweep as the terminal shows it: the result in a sentence, then counts, the worst input, a row for each class of
/// inputs, what else was found, and last what the proof is about and where it was made.
///
/// The text depends on the certificate alone.
public struct SweepText {
    public let certificate: SweepCertificate

    public init(_ certificate: SweepCertificate) { self.certificate = certificate }

    /// Without line breaks. No text from outside can move the cursor: control characters become U+FFFD.
    public var lines: [String] {
        var lines = [certificate.answer, ""]
        lines += facts(certificate.counts.map { ($0.name, countText($0.count), $0.note) }, alignRight: true)
        if !certificate.worstFacts.isEmpty {
            lines.append("")
            lines += facts(certificate.worstFacts.map { ($0.name, $0.value, nil) })
        }
        lines.append("")
        lines += table(SweepRow.header, certificate.regionRows.map(\.cells))
        lines.append("")
        lines += facts(
            certificate.statements.map { ("\($0.symbol) \($0.title)", $0.sentence, nil) })
        lines.append("")
        lines += facts(certificate.definitionFacts.map { ($0.name, $0.value, nil) })
        if !certificate.environmentFacts.isEmpty {
            lines.append("")
            lines += facts(certificate.environmentFacts.map { ($0.name, $0.value, nil) })
        }
        return lines.map(Self.printable)
    }

    /// Names and values in columns.
    private func facts(_ facts: [(name: String, value: String, note: String?)], alignRight: Bool = false) -> [String] {
        let names = facts.map(\.name.count).max() ?? 0
        let values = facts.map(\.value.count).max() ?? 0
        return facts.map { name, value, note in
            let value = alignRight ? String(repeating: " ", count: values - value.count) + value : value
            let line = "\(name)\(String(repeating: " ", count: names - name.count))  \(value)"
            return note.map { "\(line)  (\($0))" } ?? line
        }
    }

    /// Columns of numbers stand to the right, the first and the last to the left.
    private func table(_ header: [String], _ rows: [[String]]) -> [String] {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { cells in
            cells.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 || column == cells.count - 1 ? cell + space : space + cell
            }.joined(separator: "  ").trimmingBlankEnd
        }
    }

    private static func printable(_ line: String) -> String {
        String(
            String.UnicodeScalarView(
                line.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
                    default: scalar
                    }
                }))
    }
}
