public import Foundation
public import Verification

/// A run as JUnit XML, which dashboards read: a suite for each operation, a test case for each implementation and check.
///
/// Names hold nothing that is measured, so that a dashboard knows a test again in the next run. A check that fails as
/// expected passes and says so in its output; a check that was not run is skipped. The file fails exactly when the run does.
public struct JUnitReport {
    public let record: RunRecord
    private let places: FindingPlaces

    public init(_ record: RunRecord, places: FindingPlaces = FindingPlaces(folder: "Specs")) {
        self.record = record
        self.places = places
    }

    public var data: Data { Data(text.utf8) }

    public var text: String {
        let suites = record.operations.map(Suite.init)
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
        let operation: OperationRecord
        let cases: [TestCase]

        init(_ operation: OperationRecord) {
            self.operation = operation
            cases = operation.implementations.flatMap { implementation in
                Check.allCases.map { TestCase(implementation, $0, of: operation) }
                    + (implementation.expectedFailures.isEmpty ? [] : [TestCase(expectationsOf: implementation)])
            }
        }

        var failures: Int { cases.count { $0.failure != nil } }
        var skipped: Int { cases.count { $0.isSkipped } }
    }

    private struct TestCase {
        let name: String
        var failure: (type: String, message: String, details: String)?
        var isSkipped = false
        var output: String?

        init(_ implementation: ImplementationRecord, _ check: Check, of operation: OperationRecord) {
            name = "\(implementation.name): \(check.title)"
            let findings = implementation.findings.filter { !$0.isExpected && $0.failedCheck == check }
            switch implementation.state(of: check, in: operation) {
            case .failed:
                let first = findings.first
                failure = (
                    first?.kind.title ?? "failure", first?.message ?? "\(name): fails",
                    findings.map(\.lines).joined(separator: "\n")
                )
            case .failedAsExpected:
                output = "Fails as expected" + (implementation.expectedReason.map { ": because \($0)" } ?? "") + "."
            case .notRun: isSkipped = true
            case .passed, .stale: break
            }
        }

        /// Whether everything that was expected to fail does.
        init(expectationsOf implementation: ImplementationRecord) {
            name = "\(implementation.name): expected failures"
            let stale = implementation.findings.filter { $0.kind == .staleExpectation }
            if let first = stale.first {
                failure = (first.kind.title, first.message, stale.map(\.lines).joined(separator: "\n"))
            }
        }
    }

    private func markup(_ suite: Suite) -> Markup {
        let cases = suite.cases.map { markup($0, of: suite.operation) }
        return """
            <testsuite name="\(suite.operation.name)" tests="\(suite.cases.count)" failures="\(suite.failures)" errors="0" \
            skipped="\(suite.skipped)" file="\(places.file(of: suite.operation))">
            \(cases)</testsuite>

            """
    }

    private func markup(_ test: TestCase, of operation: OperationRecord) -> Markup {
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
            "<testcase classname=\"plumbline.\(operation.name)\" name=\"\(test.name.onOneLine)\">\(content)</testcase>\n"
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
