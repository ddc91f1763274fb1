import Verification

extension RunRecord {
    /// The run's result in one sentence: `22 operations, 25 implementations: 23 within budget; 2 fail as expected.`
    var answer: String {
        let all = operations.flatMap(\.implementations)
        func names(_ outcome: ImplementationRecord.Outcome) -> [String] {
            all.filter { $0.outcome == outcome }.map(\.name)
        }
        func clause(_ names: [String], _ verb: String, _ verbs: String) -> String {
            "\(counted(names.count, "implementation")) \(names.count == 1 ? verb : verbs)"
        }
        let (failed, stale, expected) = (names(.failed), names(.expectationStale), names(.failedAsExpected))
        var clauses: [String] = []
        if !failed.isEmpty { clauses.append(clause(failed, "fails", "fail") + " (\(failed.joined(separator: ", ")))") }
        if !stale.isEmpty {
            clauses.append(
                clause(stale, "passes", "pass") + " against expectation (\(stale.joined(separator: ", ")))")
        }
        if clauses.isEmpty, expected.isEmpty {
            clauses.append(all.isEmpty ? "nothing was verified" : "all within budget")
        }
        let passed = names(.passed)
        if clauses.isEmpty, !passed.isEmpty {
            clauses = [
                "\(countText(passed.count)) within budget",
                "\(countText(expected.count)) \(expected.count == 1 ? "fails" : "fail") as expected",
            ]
        } else if !expected.isEmpty {
            clauses.append(clause(expected, "fails", "fail") + " as expected")
        }
        return "\(counted(operations.count, "operation")), \(counted(all.count, "implementation")): "
            + clauses.joined(separator: "; ") + "."
    }
}

extension ImplementationRecord.Outcome {
    /// In words, as badges and tables print it.
    var text: String {
        switch self {
        case .passed: "within budget"
        case .failed: "fails"
        case .failedAsExpected: "fails as expected"
        case .expectationStale: "passes, but was expected to fail"
        }
    }
}

extension CheckRecord {
    /// The largest error in the budget's own metric: `0.501 ulp`, `1.2 omega`; nil when no element has one.
    public var maximumText: String? {
        if budget?.hasSuffix("omega") == true, let maximumOmega { return "\(boundText(maximumOmega)) omega" }
        return maximumULP.map { "\(boundText($0)) ulp" } ?? maximumOmega.map { "\(boundText($0)) omega" }
    }

    /// Verdicts that elements got, best first, with their counts; those of no element are left out.
    var countedVerdicts: [(verdict: Verdict, count: Int)] {
        Verdict.allCases.reversed().compactMap { verdict in
            let count = verdicts[verdict.rawValue] ?? 0
            return count > 0 ? (verdict, count) : nil
        }
    }
}

extension FormulaRecord {
    /// What was proved, as a sentence without its full stop, and what would have been seen.
    var sentence: String {
        if let problem { return "the backward formula could not be read: \(problem)" }
        switch status {
        case .notRun: return "the backward formula was not checked"
        case .failed:
            return "the backward formula is wrong: it is provably not the adjoint at "
                + "\(countText(disagreeing)) of \(counted(elements, "element"))"
        case .passed:
            var text = "the backward formula agrees with the adjoint at \(counted(elements - undecided, "element"))"
            if let detectable {
                let error = detectable > 0 ? "an error of \(orderText(detectable))" : "any error"
                text += "; \(error) would have been seen"
            }
            if undecided > 0 { text += "; \(counted(undecided, "element")) could not be decided" }
            if !unseen.isEmpty {
                text += "; certified for this path only, as capture cannot see \(unseen.joined(separator: ", "))"
            }
            return text
        }
    }
}

extension DifferencesRecord {
    /// Both guards, as a sentence without its full stop.
    var sentence: String {
        func clause(_ points: Int, _ disagreeing: Int, _ excluded: Int, _ whom: String) -> String {
            let left = excluded > 0 ? " (\(countText(excluded)) left out next to kinks and edges)" : ""
            return disagreeing == 0
                ? "\(whom) agree with the adjoint at \(counted(points, "point"))\(left)"
                : "\(whom) contradict the adjoint at \(countText(disagreeing)) of \(counted(points, "point"))\(left)"
        }
        guard status != .notRun else { return "finite differences were not taken" }
        var clauses: [String] = []
        if oraclePoints > 0 {
            clauses.append(clause(oraclePoints, oracleDisagreeing, oracleExcluded, "those in multiple precision"))
        }
        if subjectPoints > 0 {
            clauses.append(
                clause(subjectPoints, subjectDisagreeing, subjectExcluded, "those in the subject's arithmetic"))
        }
        return clauses.isEmpty ? "no point admits a finite difference" : clauses.joined(separator: "; ")
    }
}

extension ImplementationRecord {
    /// What bits did not, or did, depend on.
    var determinismSentence: String {
        var clauses = [determinism.sentence]
        if layouts.cases > 0 {
            clauses.append(
                layouts.differing == 0
                    ? "so did \(counted(layouts.cases, "other layout")) of the inputs in memory"
                    : "\(counted(layouts.differing, "answer")) depended on how inputs lie in memory")
        }
        if positions.cases > 0 {
            clauses.append(
                positions.differing == 0
                    ? "neither place nor length mattered in \(counted(positions.cases, "case"))"
                    : "\(counted(positions.differing, "answer")) depended on place or length")
        }
        return clauses.joined(separator: "; ")
    }
}

extension DeterminismRecord {
    var sentence: String {
        if runs < 2 { return "repeated runs were not compared" }
        return differing == 0
            ? "\(countText(runs)) runs gave the same bits"
            : "\(counted(differing, "case")) changed bits between \(countText(runs)) runs"
    }
}
