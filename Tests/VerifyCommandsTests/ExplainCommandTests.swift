import ArgumentParser
import Foundation
import Specifications
import Subjects
import TensorEngine
import Testing
import Values
import Verification

@testable import VerifyCommands

/// Why things fail, in words and numbers.
@Suite("verify explain")
struct ExplainCommandTests {
    private func explain(_ finding: String, _ subject: (any Subject)? = nil) throws -> String {
        let lines = RecordedLines()
        let command = try ExplainCommand.parse([finding, "--specs", Repository.specs])
        try command.run(subject: subject, console: lines.console)
        return lines.printed
    }

    @Test("Overflow: the step that leaves the range of floats is to blame, not the one that shows it")
    func overflow() throws {
        let text = try explain("softmax.naive/anchor-1/forward[0]")
        #expect(
            text.hasPrefix(
                "softmax.naive/anchor-1/forward[0]\n\nWhat is found\n  softmax.naive: wrong class: y[0] is nan"))
        #expect(text.contains("→  t1 = exp(x)"))
        #expect(
            text.contains(
                "'t1 = exp(x)' is to blame: the real value 1.970071114017047e+434 is beyond the largest float"))
        #expect(text.contains("y = divide(t1, t2)"))
        #expect(
            text.contains(
                "\nWhat to write instead\n  exp(x - max(x)) / sum(exp(x - max(x)))\n  softmax answers 1 (0x3F800000) here: correctly rounded"
            ))
        #expect(text.contains("last good 0x1.62e42ep+6 (88.7228317, 0x42B17217)"))
        #expect(text.contains("the implementation's own"))
    }

    @Test("Underflow: the bits are lost among the subnormal numbers")
    func underflow() throws {
        let text = try explain("softmax.naive/anchor-2/forward[0]")
        #expect(text.contains("→  t1 = exp(x)"))
        #expect(
            text.contains(
                "is to blame: the real value 1.8521167695179755e-45 is below the normal numbers, where only 1 of 24 bits are left"
            ), "\(text)")
        #expect(text.contains("silently wrong"))
    }

    @Test("Cancellation: the bits that a difference cancels are counted, and its own error is none")
    func cancellation() throws {
        // 1 - cos x, where there is no such operation: as another implementation of one whose definition is the same.
        let catalog = SpecificationCatalog([
            try Specification(
                parsing: """
                    operation: versine
                    summary: One minus the cosine.
                    inputs: { x: {} }
                    definition: y = 1 - cos(x)
                    anchors: [{ x: [0.001, 1] }]
                    budgets: { default: { float32: { forward: 1 ulp } } }
                    """, file: "versine.yaml"),
            try SpecificationCatalog(folder: Repository.specs)["cos"]!,
            try SpecificationCatalog(folder: Repository.specs)["subtract"]!,
        ])
        let subject = EngineSubject(
            .cos, .subtract,
            others: [
                Implementation(name: "versine.naive", specification: "versine") { inputs, _ in
                    [1 - TensorEngine.cos(inputs[0])]
                }
            ])
        let verifier = Verifier(catalog: catalog, subject: subject)
        let explanation = try verifier.explain(FindingID("versine.naive/anchor-1/forward[0]")!)
        #expect(explanation.steps.map(\.text) == ["t1 = cos(x)", "y = subtract(1, t1)"])
        let (first, last) = (explanation.steps[0], explanation.steps[1])
        // The cosine of 0.001 is 1 less 8.4 of the floats below 1; the difference is all that is asked for.
        #expect(first.localError! < 0.51 && first.inheritedError == 0 && first.keptBits! >= 24)
        #expect(last.localError == 0 && last.inheritedError! > 1000)
        #expect((20...22).contains(last.cancelledBits!))
        #expect(last.resultError! > 1000)
        // Everything is lost in the rounding of the cosine: from there on even exact arithmetic gives the wrong result.
        #expect(explanation.blame == 0)
        #expect(explanation.condition! < 2.1 && explanation.condition! > 1.9)
        #expect(explanation.element!.verdict == .overBudget)
        // At 1 nothing cancels, and nothing is to blame.
        let other = try verifier.explain(FindingID("versine.naive/anchor-1/forward[1]")!)
        #expect(other.blame == nil && other.steps[1].cancelledBits! <= 2)
    }

    @Test("A kernel in one step is to blame itself, and a planted mistake has its own error")
    func planted() throws {
        let wrong = TensorEngine.Operation.exp.changing { _, y in y.nextUp.nextUp.nextUp }
        let naive = Implementation(name: "softmax.naive", specification: "softmax") { inputs, _ in
            let exponentials = wrong(inputs[0])
            return [exponentials / exponentials.sum(axis: -1, keepingDimensions: true)]
        }
        let text = try explain(
            "softmax.naive/anchor-6/forward[1]", EngineSubject(wrong, .sum, .divide, .softmax, others: [naive]))
        #expect(text.contains("t1 = exp(x)"))
        let whole = try explain("exp/anchor-1", EngineSubject(wrong))
        #expect(whole.contains("→  y = exp(x)"))
        #expect(whole.contains("'y = exp(x)' is to blame: its own error is 3."))
        #expect(whole.contains("and what comes from before is 0 ulp"))
        #expect(whole.contains("the computation is one step, and the subject does not show what happens inside"))
    }

    @Test("A gradient is explained by the steps of the backward pass")
    func gradient() throws {
        let text = try explain("softplus.naive/anchor-3/gradient-x[0]")
        #expect(text.contains("→  t9 = divide(t8, t5)"), "\(text)")
        #expect(text.contains("t10 = expGradient(t3, t9)"))
        #expect(
            text.contains(
                "'t9 = divide(t8, t5)' is to blame: the real value 2.828796178187372e-39 is below the normal numbers"))
        #expect(text.contains("the specification says why: exp overflows beyond 128 ln 2"))
    }

    @Test("Of a step of another shape the element is shown that moves the result")
    func culprit() throws {
        let text = try explain("crossEntropy.naive/anchor-2")
        // The probability that is 1 instead of 0.99999999794 is what is lost, not the small one, which is right.
        #expect(text.contains("[0] 1 (0x3F800000)"), "\(text)")
        #expect(!text.contains("[1] 2.06115369e-09"))
    }

    @Test("Where nothing is lost, nothing is said to be, and whole numbers have no condition")
    func nothingLost() throws {
        let text = try explain("argmax/anchor-1")
        #expect(!text.contains("lost") && !text.contains("condition"), "\(text)")
        let right = try explain("exp/anchor-1")
        #expect(right.contains("the problem is well-conditioned\n") && !right.contains("lost by the way"), "\(right)")
    }

    @Test("Findings about no element are said in their own words")
    func others() throws {
        let stale = TensorEngine.Operation.exp
        let specs = try TemporaryFolder.specs(
            changing: "exp", ["specials:\n": "specials:\n  - { when: \"x == 12345678\", then: nan }\n"])
        let lines = RecordedLines()
        let command = try ExplainCommand.parse(["exp/special-row-1", "--specs", specs.path])
        try command.run(subject: EngineSubject(stale), console: lines.console)
        #expect(lines.printed.contains("no case meets the special case"))
    }

    @Test("A compiled function shows no steps, which is said")
    func library() throws {
        let ending = try Executable.run(
            "explain", "exp/anchor-1/forward[0]", "--library", "libm.so.6", "--symbol", "expf")
        #expect(ending.status == 0, "\(ending.errors)")
        #expect(ending.output.contains("the subject does not show its steps"))
    }

    @Test(
        "What names no finding is refused, with what was probably meant",
        arguments: [
            (
                "nonsense",
                "'nonsense' names no finding; a finding is IMPLEMENTATION/CASE/CHECK, such as softmax.naive/anchor-2/forward[0]"
            ),
            (
                "sofmax.naive/anchor-1",
                "unknown implementation 'sofmax.naive'; did you mean 'softmax.naive'? ('verify list' names them all)"
            ),
            ("softmax/anchor-99", "softmax has no case 'anchor-99'"),
            (
                "softmax.naive/anchr-1",
                "softmax.naive has no finding or case 'anchr-1'; did you mean 'anchor-1'?"
            ),
            (
                "softmax.naive/anchor-1/backwrd[0]",
                "case anchor-1 of softmax.naive has no check 'backwrd'; it has 'forward', 'gradient-x'"
            ),
            (
                "softmax.naive/anchor-1/gradient-z[0]",
                "case anchor-1 of softmax.naive has no check 'gradient-z'; did you mean 'gradient-x'?"
            ),
            ("softmax/anchor-1/forward[7]", "case anchor-1 of softmax has no element 'forward[7]'"),
            (
                "exp/special-row-99",
                "exp has no finding 'special-row-99'; 'verify all --operation exp' lists those that it has"
            ),
        ])
    func refused(finding: String, message: String) throws {
        let ending = try Executable.run("explain", finding)
        #expect(ending.status == 64)
        #expect(ending.errors == "verify: \(message)\n")
    }
}
