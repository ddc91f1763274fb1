import Verification

extension HTMLReport {
    /// Operations by checks: a row for each implementation, linking to its operation's section.
    var overview: Markup {
        let titles = ["verdict"] + Check.allCases.map(\.title) + ["how it is known"]
        let columns: [Markup] = titles.map { "<th scope=\"col\">\($0)</th>" }
        let rows = record.operations.flatMap { operation in
            operation.implementations.map { row($0, of: operation) }
        }
        return """
            <section class="part" id="overview"><h2>Operations and checks</h2>
            <p class="summary">The largest error in ulps of values and gradients, and how every check came out.</p>
            <form class="filters scripted" role="search" aria-label="Filter operations">
            <label>Search <input type="search" id="filter" placeholder="words of a name" autocomplete="off"/></label>
            <label>Verdict <select id="verdict"><option value="">all</option><option value="failed">fails</option>\
            <option value="expected">fails as expected</option><option value="passed">within budget</option></select></label>
            <label>Known by <select id="known"><option value="">all</option><option value="proof">a proof</option>\
            <option value="part">a proof of a part</option><option value="sample">a sample</option></select></label>
            <output id="shown" for="filter verdict known">\(rows.count) of \(rows.count)</output>
            <button type="button" id="everything" hidden="hidden">show everything</button>
            </form>
            <div class="scroll" tabindex="0" role="region" aria-label="Operations by checks">
            <table class="map"><thead><tr><th scope="col">implementation</th>\(columns)</tr></thead>
            <tbody>\(rows)</tbody></table></div>
            <p class="legend">\(legend)</p></section>

            """
    }

    private func row(_ implementation: ImplementationRecord, of operation: OperationRecord) -> Markup {
        let verdict = Check.State(implementation.outcome)
        let isFirst = implementation.name == operation.implementations.first?.name
        let cells = Check.allCases.map { check -> Markup in
            let state = implementation.state(of: check, in: operation)
            switch check {
            case .values: return error(implementation, implementation.forward, "forward", state, check, of: operation)
            case .gradient:
                return error(implementation, implementation.gradient, "gradient", state, check, of: operation)
            default: return cell(state, check)
            }
        }
        let known: (word: String, text: String, title: Markup) =
            switch operation.coverage(of: implementation) {
            case .whole: ("proof", "proof", "")
            case .part(let parts):
                ("part", "proof of a part", " title=\"proven: \(parts.joined(separator: ", "))\"")
            case .none: ("sample", "sample", "")
            }
        return """
            <tr data-name="\(operation.name)" data-verdict="\(verdict.styleClass)" data-known="\(known.word)">\
            <th scope="row" class="\(isFirst ? "first" : "further")">\
            <a href="\(address(operation))">\(implementation.name)</a></th>\
            <td class="\(verdict.styleClass)">\(implementation.outcome.text)</td>\(cells)<td\(known.title)>\(known.text)</td></tr>

            """
    }

    private func cell(_ state: Check.State, _ check: Check) -> Markup {
        "<td class=\"\(state.heat)\" title=\"\(check.title): \(state.text)\" aria-label=\"\(state.text)\">\(state.symbol)</td>"
    }

    /// The largest error, on a ground that says how large it is.
    private func error(
        _ implementation: ImplementationRecord, _ record: CheckRecord?, _ name: String, _ state: Check.State,
        _ check: Check,
        of operation: OperationRecord
    ) -> Markup {
        guard record != nil, state != .notRun else { return cell(state, check) }
        guard let known = operation.knownError(of: implementation, name) else { return cell(state, check) }
        let isOmega = known.unit == "omega"
        let heat = state == .passed ? isOmega ? "heat1" : Self.heat(known.value) : state.heat
        return """
            <td class="\(heat)" title="\(check.title): \(state.text); \(known.provenance)">\(boundText(known.value))\
            \(isOmega ? " ω" : "")<span class="spoken">, \(state.text)</span></td>
            """
    }

    private static func heat(_ error: Double) -> String {
        switch error {
        case ...0.502: "heat0"
        case ...1: "heat1"
        case ...8: "heat2"
        default: "heat3"
        }
    }

    private var legend: Markup {
        let grounds: [(String, String)] = [
            ("heat0", "best possible, up to 0.502 ulp"), ("heat1", "up to 1 ulp"), ("heat2", "up to 8 ulp"),
            ("heat3", "more, within budget"), ("expected", "fails as expected"), ("failed", "fails"),
        ]
        return grounds.map { style, text -> Markup in "<span class=\"key \(style)\">\(text)</span>" }.joined(" ")
            + " ✓ passes, ✗ fails, – not run, ω in units of what rounding the terms of a sum may cost."
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

    /// The ground of a cell of the map.
    fileprivate var heat: String { self == .passed ? "heat0" : styleClass }
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
