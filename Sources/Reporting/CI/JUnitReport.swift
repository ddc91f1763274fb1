public import Foundation
public import Verification

/// A run as JUnit XML, which dashboards read: a suite for each operation, a test case for each implementation and check.
///
/// Names hold nothing that is measured, so that a dashboard knows a test again in the next run. A check that fails as
/// expected, or in a way that the baseline allows, passes and says so in its output; a check that was not run is skipped. A
/// run that is held to a baseline has a suite for that. The file fails exactly when the run does.
public struct JUnitReport {
    public let record: RunRecord
    private let verdict: BaselineVerdict?
    private let places: FindingPlaces

    /// - Parameter verdict: what a baseline makes of the run, where it is held to one.
    public init(
        _ record: RunRecord, verdict: BaselineVerdict? = nil, places: FindingPlaces = FindingPlaces(folder: "Specs")
    ) {
        self.record = record
        self.verdict = verdict
        self.places = places
    }

    public var data: Data { Data(text.utf8) }

    public var text: String {
        let suites =
            record.operations.map { Suite($0, verdict, file: places.file(of: $0)) }
            + (verdict.map { [Suite(baseline: $0, of: record)] } ?? [])
        let elements = suites.map(markup)
        let document: Markup = """
            <?xml version="1.0" encoding="UTF-8"?>
            <testsuites name="plumbline" tests="\(suites.reduce(0) { $0 + $1.cases.count })" \
            failures="\(suites.reduce(0) { $0 + $1.failures })" errors="0">
            \(elements)</testsuites>

            """
        return document.text
    }

    /// What is said of one operation.
    private struct Suite {
        let name: String
        var file: String?
        let cases: [TestCase]

        init(_ operation: OperationRecord, _ verdict: BaselineVerdict?, file: String) {
            name = operation.name
            self.file = file
            cases = operation.implementations.flatMap { implementation in
                Check.allCases.map { TestCase(implementation, $0, of: operation, verdict) }
                    + (implementation.expectedFailures.isEmpty
                        ? [] : [TestCase(expectationsOf: implementation, verdict)])
            }
        }

        /// What a baseline says besides of findings, implementation by implementation.
        init(baseline verdict: BaselineVerdict, of record: RunRecord) {
            name = "baseline"
            let failures = Dictionary(grouping: verdict.otherFailures, by: \.implementation)
            let present = record.operations.flatMap(\.implementations).map(\.name)
            let gone = failures.keys.filter { !present.contains($0) }.sorted()
            cases = (present + gone).map { TestCase(baselineOf: $0, failures[$0] ?? []) }
        }

        var failures: Int { cases.count { $0.failure != nil } }
        var skipped: Int { cases.count { $0.isSkipped } }
    }

    private struct TestCase {
        let name: String
        var failure: (type: String, message: String, details: String)?
        var isSkipped = false
        var output: String?

        init(
            _ implementation: ImplementationRecord, _ check: Check, of operation: OperationRecord,
            _ verdict: BaselineVerdict?
        ) {
            name = "\(implementation.name): \(check.title)"
            switch implementation.state(of: check, in: operation) {
            case .failed: fail(implementation, check, of: operation, verdict)
            case .failedAsExpected:
                output = "Fails as expected" + (implementation.expectedReason.map { ": because \($0)" } ?? "") + "."
            case .notRun: isSkipped = true
            case .passed, .stale: break
            }
        }

        private mutating func fail(
            _ implementation: ImplementationRecord, _ check: Check, of operation: OperationRecord,
            _ verdict: BaselineVerdict?
        ) {
            let (rows, all) = implementation.evidence(of: check, in: operation)
            // What is allowed is no failure; what is not, and is not listed, stands in the suite of the baseline.
            let findings = all.filter { verdict?.allows($0, of: implementation.name) != true }
            guard verdict == nil || !findings.isEmpty else {
                output = "Allowed by the baseline: " + Set(all.map(\.sort)).sorted().joined(separator: ", ") + "."
                return
            }
            let message = rows.first ?? findings.first?.message ?? "\(name): fails"
            let lines = rows.map { "\(implementation.name): \($0)" } + findings.map(\.lines)
            failure = (
                rows.isEmpty ? findings.first?.kind.title ?? "failure" : "wrong special values", message,
                (lines + [implementation.unlistedText].compactMap(\.self)).joined(separator: "\n")
            )
        }

        /// Whether everything that was expected to fail does.
        init(expectationsOf implementation: ImplementationRecord, _ verdict: BaselineVerdict?) {
            name = "\(implementation.name): expected failures"
            let stale = implementation.findings.filter {
                $0.kind == .staleExpectation && verdict?.allows($0, of: implementation.name) != true
            }
            if let first = stale.first {
                failure = (first.kind.title, first.message, stale.map(\.lines).joined(separator: "\n"))
            }
        }

        init(baselineOf implementation: String, _ failures: [BaselineVerdict.Failure]) {
            name = "\(implementation): as in the baseline"
            if let first = failures.first {
                failure = (
                    first.kind.title, first.text.split(separator: "\n").first.map(String.init) ?? "",
                    failures.map(\.text).joined(separator: "\n")
                )
            }
        }
    }

    private func markup(_ suite: Suite) -> Markup {
        let cases = suite.cases.map { markup($0, of: suite.name) }
        let file: Markup = suite.file.map { " file=\"\($0)\"" } ?? ""
        return """
            <testsuite name="\(suite.name)" tests="\(suite.cases.count)" failures="\(suite.failures)" errors="0" \
            skipped="\(suite.skipped)"\(file)>
            \(cases)</testsuite>

            """
    }

    private func markup(_ test: TestCase, of suite: String) -> Markup {
        var content: Markup = ""
        if let failure = test.failure {
            content = """
                <failure type="\(failure.type)" message="\(failure.message.onOneLine)">\(failure.details)</failure>
                """
        } else if test.isSkipped {
            content = "<skipped message=\"not run\"/>"
        } else if let output = test.output {
            content = "<system-out>\(output)</system-out>"
        }
        return
            "<testcase classname=\"plumbline.\(suite)\" name=\"\(test.name.onOneLine)\">\(content)</testcase>\n"
    }
}

extension ImplementationRecord {
    /// What shows that a check fails: rows of the special-value table that do not hold, and findings.
    fileprivate func evidence(
        of check: Check, in operation: OperationRecord
    ) -> (rows: [String], findings: [FindingRecord]) {
        let own = unexpected.filter { $0.failedCheck == check }
        guard check == .specials else { return ([], own) }
        let failing = operation.specials.filter { $0.failed > 0 }
        let rows = failing.map { row in
            "the special case '\(row.condition) → \(row.value)' does not hold for \(countText(row.failed)) of "
                + counted(row.met, "element")
        }
        // Wrong special values are found among the values.
        let values = Set(failing.map(\.value))
        let wrong = unexpected.filter { finding in
            finding.kind == .forward
                && finding.element.map { $0.ulpsHigh == nil && values.contains($0.expected) } == true
        }
        return (rows, own + wrong)
    }
}

extension FindingRecord {
    /// The message, and below it what shows the finding again.
    fileprivate var lines: String { message + (replay.map { "\n    \($0)" } ?? "") }
}

extension String {
    /// Without line breaks, for what may have only one line.
    var onOneLine: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
