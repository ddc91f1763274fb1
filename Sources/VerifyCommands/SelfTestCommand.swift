internal import ArgumentParser
internal import GradientChecking
internal import Specifications

/// Gives the gradient checks wrong backward passes, to see whether they find what is wrong.
struct SelfTestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "selftest",
        abstract: "Check the gradient checks: do they find backward passes that are wrong on purpose?",
        discussion: """
            A catalogue of wrong backward passes, each beside the right one. The table says how many of each kind were found \
            and called what they are. Exit status 1 when one survives, or when a right one is refused.
            """)

    @OptionGroup var specs: SpecsOption

    @Flag(name: .long, help: "Print what the check says of every wrong backward pass.")
    var messages = false

    func run() throws { try run(console: .standard) }

    func run(console: Console) throws {
        let catalog = try console.reporting { try specs.catalog() }
        let test = try console.reporting { try GradientSelfTest(catalog: catalog) }
        for line in Self.lines(test, withMessages: messages) { console.print(line) }
        if !test.isPass { throw ExitStatus.findings }
    }

    static func lines(_ test: GradientSelfTest, withMessages: Bool) -> [String] {
        var lines: [String] = []
        if withMessages {
            for outcome in test.outcomes {
                lines.append("\(outcome.kind), in \(outcome.operation):")
                lines += indented(outcome.message)
                lines.append("")
            }
        }
        let kinds = test.kinds
        let heading = "what is wrong"
        let width = kinds.reduce(heading.count) { max($0, $1.kind.count) }
        func row(_ left: String, _ right: String) -> String {
            left + String(repeating: " ", count: width - left.count) + "  " + right
        }
        lines.append(row(heading, "found"))
        for kind in kinds { lines.append(row(kind.kind, "\(kind.killed) of \(kind.total)")) }
        lines.append("")
        let found = test.outcomes.count - test.survivors.count
        lines.append(
            "kill score: \(found) of \(test.outcomes.count) wrong backward passes found, of \(kinds.count) kinds")
        lines.append("false alarms: \(test.refusals.count) of \(test.rightCount) right ones refused")
        for survivor in test.survivors {
            lines.append("")
            lines.append(
                "survived: \(survivor.kind), in \(survivor.operation): expected '\(survivor.expected.rawValue)', the check said"
            )
            lines += indented(survivor.message)
        }
        for refusal in test.refusals {
            lines.append("")
            lines.append("refused, though right: \(refusal.operation)")
            lines += indented(refusal.message)
        }
        return lines
    }

    private static func indented(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { "  " + $0 }
    }
}
