import Testing
import Verification

@testable import Reporting

@Suite("Markdown reports")
struct MarkdownReportTests {
    private let text = MarkdownReport(Fixture.record).text

    @Test("It begins with the answer and the overview")
    func beginning() {
        #expect(
            text.hasPrefix(
                """
                # Plumbline stability report

                **3 operations, 4 implementations: 3 within budget; 1 fails as expected.**

                176,905 results of samples were judged against certified references. Errors are counted in ulps, units in \
                the last place:
                """))
        #expect(
            text.contains(
                """
                Subject: engine 0.1.0, which keeps subnormal numbers. Seed 20260101, 256 generated cases for each \
                tuple of shapes. Written by Plumbline 0.1.0.

                <details>
                <summary>1 implementation known to be broken, and shown to be</summary>

                - **[softmax.naive](#softmax)**: For x = \\[-103, -104\\] it answers output\\[0\\] = 1; the real result \
                is 0.731058578....
                """))
        #expect(
            text.contains(
                """
                ## Overview

                | implementation | verdict | values | gradient | formula | finite differences | special values | \
                determinism |
                | --- | --- | --- | --- | --- | --- | --- | --- |
                | [exp](#exp) | within budget | ✓ | ✓ | – | ✓ | ✓ | ✓ |
                | [matmul](#matmul) | within budget | ✓ | – | – | ✓ | – | ✓ |
                | [softmax](#softmax) | within budget | ✓ | ✓ | ✓ | ✓ | ✓ | ✓ |
                | [softmax.naive](#softmax) | fails as expected | fails as expected | fails as expected | ✓ | ✓ | – \
                | ✓ |

                ✓ passes, ✗ fails, – not run.

                ## Limits

                | limit | value | how it was found |
                | --- | --- | --- |
                | smallest subnormal | `0x1p-149 (1.40129846e-45, 0x00000001)` | the float above 0 |

                ## exp

                The exponential function of each element.

                ```text
                y = exp(x)
                ```

                - Elsewhere: ONNX `Exp` (from opset 13), ATen `aten::exp`
                - Budgets: values 0.501 ulp, gradient 0.501 ulp
                - Specification: `exp.yaml` (kind: real)

                ### `exp`: within budget

                """))
    }

    @Test("A check is a row with counts, the largest error rounded up, and the command that replays it")
    func checks() {
        #expect(
            text.contains(
                """
                | check | result | cases | elements | verdicts | largest error of the sample | replay |
                | --- | --- | --- | --- | --- | --- | --- |
                | values | passes | 300 | 8,192 | 8,190 correctly rounded, 2 faithful | 0.501 ulp | \
                `verify replay exp/sweep-7` |
                """))
    }

    @Test("A frontier names both floats in hexadecimal, decimal and bits")
    func frontiers() {
        #expect(
            text.contains(
                """
                | one large logit | – | forward, `y[0]` | `0x1.62e42ep+6 (88.7228317, 0x42B17217)` | \
                `0x1.62e430p+6 (88.7228394, 0x42B17218)` | normal → nan | no: the real result is 1 | \
                `verify replay softmax.naive/probe-1.1@42B17218` |
                """))
    }

    @Test("Expected failures say why and show what comes out of what")
    func expectedFailures() {
        #expect(text.contains("Fails as expected: because exp overflows at 128 ln 2."))
        #expect(
            text.contains(
                """
                | inputs | element | got | real result | verdict | replay |
                | --- | --- | --- | --- | --- | --- |
                | `x = [1000, 0]` | output\\[0\\] | `nan` | `1` | wrong class | `verify replay softmax.naive/anchor-1` |
                | `x = [-103, -104]` | output\\[0\\] | `1` | `0.731058578...` | over budget, **silently wrong** | \
                `verify replay softmax.naive/anchor-2` |
                """))
    }

    @Test("An anchor shows what should come out beside what each implementation answers")
    func anchors() {
        #expect(
            text.contains(
                """
                | inputs | real result | `softmax` | `softmax.naive` | why |
                | --- | --- | --- | --- | --- |
                | `x = [1000, 0]` | `[1, 0]` | `[1, 0]` | `[nan, 0]`<br>**wrong class** | the example of every text on \
                stability |
                """))
    }

    @Test("A frontier that mathematics predicts says so")
    func law() {
        let record = Fixture.record { $0.operations[2].implementations[1].frontiers[0].law = "128 * log(2) = 88.72..." }
        let text = MarkdownReport(record).text
        #expect(text.contains("| no: the real result is 1; predicted: 128 \\* log(2) = 88.72... |"))
    }

    @Test("A proof by formula says what it would have found")
    func formula() {
        #expect(
            text.contains(
                "- Formula: the backward formula agrees with the adjoint at 512 elements; an error of 1e-20 would have "
                    + "been seen.\n"))
    }

    @Test("No number that another machine may not reproduce is printed, and no library")
    func machineIndependence() {
        let other = Fixture.record { record in
            record.subject.libraries = ["openblas": "0.3.99 Zen"]
            record.operations[1].implementations[0].forward.maximumOmega = 1.75
            record.operations[1].implementations[0].forward.maximumULP = 12
            record.operations[1].implementations[0].forward.verdicts = ["faithful": 777]
            record.operations[1].implementations[0].forward.worstReplay = "matmul/generated-1"
            record.operations[1].implementations[0].differences?.subjectPoints = 11
            record.operations[1].implementations[0].worst = [Fixture.silent]
            record.operations[1].implementations[0].frontiers = Fixture.exp.implementations[0].frontiers
        }
        #expect(MarkdownReport(other).text == text)
        #expect(!text.contains("openblas"))
    }

    @Test("A machine-dependent implementation that fails shows what was found")
    func machineDependentFailure() {
        let failing = Fixture.record { record in
            record.operations[1].implementations[0].outcome = .failed
            record.operations[1].implementations[0].forward.status = .failed
            record.operations[1].implementations[0].findings = [Fixture.finding(Fixture.silent, isExpected: false)]
        }
        let text = MarkdownReport(failing).text
        #expect(
            text.contains("- **silently wrong**: over budget at \\[0\\]: got 1, the real result is 0.731058578...."))
        #expect(text.contains("**3 operations, 4 implementations: 1 implementation fails (matmul); 1 implementation"))
    }

    @Test("A run that is too large for a code host to show as prose has a page for each operation")
    func pages() throws {
        let report = MarkdownReport(Fixture.full)
        #expect(report.pages.map(\.path) == ["stability-report.md"])
        let pages = report.pages(limit: 1000)
        let operations = Fixture.full.operations
        #expect(
            pages.map(\.path) == ["stability-report.md"]
                + operations.map { "stability-report-operations/\($0.name).md" })
        // The first page links to each of the others, and to nothing that is not there.
        for operation in operations {
            #expect(pages[0].text.contains("](stability-report-operations/\(operation.name).md)"))
            #expect(!pages[0].text.contains("## \(operation.name)\n"))
        }
        #expect(!pages[0].text.contains("](#"))
        for page in pages.dropFirst() {
            #expect(page.text.hasPrefix("[Plumbline stability report](../stability-report.md)\n\n## "))
            // Nothing is lost by the division, and charts are found from there.
            let section = try #require(page.text.split(separator: "\n\n", maxSplits: 1).last)
            #expect(
                report.text.contains(
                    section.replacing("(../stability-report-charts/", with: "(stability-report-charts/")))
            for link in page.text.matches(of: /\]\(([^)]*charts[^)]*)\)/) {
                #expect(report.charts.contains { "../" + $0.path == link.1 })
            }
        }
        #expect(pages.dropFirst().contains { $0.text.contains("(../stability-report-charts/") })
    }

    @Test("Files are not called after what an operation's name could make of a path, nor twice the same")
    func fileNames() {
        var record = Fixture.record
        record.operations = ["../evil", "Tanh", "tanh", "exp", ""].map { name in
            var operation = record.operations[0]
            operation.name = name
            return operation
        }
        #expect(
            record.operations.map(record.fileName)
                == ["operation1-evil", "operation2-Tanh", "operation3-tanh", "exp", "operation5-"])
    }
}
