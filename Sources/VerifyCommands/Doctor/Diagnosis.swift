/// What a look at the machine found.
struct Diagnosis {
    enum State {
        /// Only a fact.
        case fact
        case good
        /// Something is missing that some commands or tests need.
        case optional
        /// Something is wrong that results depend on.
        case bad

        var sign: String {
            switch self {
            case .fact: " "
            case .good: "✓"
            case .optional: "–"
            case .bad: "✗"
            }
        }
    }

    struct Line {
        let state: State
        let name: String
        let text: String
        /// The command that gets what is missing, or what puts right what is wrong.
        var remedy: String?
    }

    struct Section {
        let title: String
        let lines: [Line]
    }

    let sections: [Section]

    var isHealthy: Bool { !sections.contains { $0.lines.contains { $0.state == .bad } } }

    var text: [String] {
        let width = sections.flatMap(\.lines).map(\.name.count).max() ?? 0
        return sections.flatMap { section in
            [section.title]
                + section.lines.flatMap { line in
                    let name = line.name + String(repeating: " ", count: width - line.name.count)
                    return ["  \(line.state.sign) \(name)  \(line.text)"]
                        + (line.remedy.map {
                            [
                                String(repeating: " ", count: width + 6)
                                    + (line.state == .bad ? "put it right: " : "get it: ") + $0
                            ]
                        } ?? [])
                } + [""]
        } + [
            isHealthy
                ? missing == 0
                    ? "Everything is there."
                    : "Everything that results depend on is there; \(missing) optional tools are not."
                : "Something is wrong that results depend on: see the lines with ✗."
        ]
    }

    private var missing: Int { sections.flatMap(\.lines).filter { $0.state == .optional }.count }
}
