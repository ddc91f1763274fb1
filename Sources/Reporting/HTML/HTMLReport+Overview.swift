import Verification

extension HTMLReport {
    /// Operations by checks: a row for each implementation, linking to its operation's section.
    var overview: Markup {
        let columns: [Markup] = Check.allCases.map { "<th scope=\"col\"><span>\($0.title)</span></th>" }
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
        let isFirst = implementation.name == operation.implementations.first?.name
        let cells: [Markup] = Check.allCases.map { check in
            let state = implementation.state(of: check, in: operation)
            return """
                <td class="\(state.styleClass)" title="\(check.title): \(state.text)">\
                <span aria-hidden="true">\(state.symbol)</span><span class="spoken">\(state.text)</span></td>
                """
        }
        return """
            <tr data-name="\(operation.name)"><th scope="row" class="\(isFirst ? "first" : "further")">\
            <a href="#\(anchor(operation))">\(implementation.name)</a></th>\(cells)</tr>

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
