import Verification

extension HTMLReport {
    /// Operations by checks: a row for each implementation, linking to its operation's section.
    var overview: Markup {
        let titles = ["verdict"] + Check.allCases.map(\.title)
        let columns: [Markup] = titles.map { "<th scope=\"col\"><span>\($0)</span></th>" }
        let rows = record.operations.flatMap { operation in
            operation.implementations.map { row($0, of: operation) }
        }
        return """
            <label class="filter scripted">Filter <input type="search" id="filter" placeholder="operation"/></label>
            <table><thead><tr><th scope="col" class="corner">implementation</th>\(columns)</tr></thead>
            <tbody>\(rows)</tbody></table>
            <p class="legend">\(legend)</p>
            """
    }

    private func row(_ implementation: ImplementationRecord, of operation: OperationRecord) -> Markup {
        let verdict = Check.State(implementation.outcome)
        let isFirst = implementation.name == operation.implementations.first?.name
        let cells = Check.allCases.map { cell($0.title, implementation.state(of: $0, in: operation)) }
        return """
            <tr data-name="\(operation.name)"><th scope="row" class="\(isFirst ? "first" : "further")">\
            <a href="#\(anchor(operation))">\(implementation.name)</a></th>\(cell("verdict", verdict))\(cells)</tr>

            """
    }

    private func cell(_ title: String, _ state: Check.State) -> Markup {
        """
        <td class="\(state.styleClass)" title="\(title): \(state.text)">\
        <span aria-hidden="true">\(state.symbol)</span><span class="spoken">\(state.text)</span></td>
        """
    }

    private var legend: Markup {
        let states = Check.State.allCases.filter { $0 != .stale }
        return states.map { state -> Markup in
            "<span class=\"\(state.styleClass)\">\(state.symbol)</span> \(state.text)"
        }.joined(" &#160; ")
    }
}

extension Check.State {
    var styleClass: String {
        switch self {
        case .passed: "passed"
        case .failed, .stale: "failed"
        case .failedAsExpected: "expected"
        case .notRun: "absent"
        }
    }
}

extension ImplementationRecord.Outcome {
    /// A word in a coloured frame; the word alone says it all.
    var badge: Markup {
        let style =
            switch self {
            case .passed: "passed"
            case .failed, .expectationStale: "failed"
            case .failedAsExpected: "expected"
            }
        return "<span class=\"badge \(style)\">\(text)</span>"
    }
}
