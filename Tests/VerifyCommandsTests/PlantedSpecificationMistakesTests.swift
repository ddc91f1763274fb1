import Subjects
import TensorEngine
import Testing
import Verification

/// The other side can be wrong as well: definitions, tables of special values, expectations.
@Suite("Mistakes planted in specifications are caught")
struct PlantedSpecificationMistakesTests {
    static let engineBudgets = "engine: { float32: { forward: 0.501 ulp, gradient: 0.501 ulp } }"

    @Test("A definition that is off by a thousandth contradicts values, formula and finite differences")
    func scaledDefinition() async throws {
        let specs = try TemporaryFolder.specs(changing: "exp", ["y = exp(x)": "y = 1.001 * exp(x)"])
        let run = try await PlantedRun(of: "exp", EngineSubject(.exp), specs: specs.path, cases: 12)
        #expect(run.status == 1)
        #expect(run.kinds == [.forward, .gradient, .formula, .differences])
        #expect(run.findings.contains("exp: silently wrong (over budget): y[0] is 1 (0x3F800000), expected 1.001"))
        #expect(run.findings.contains("exp: central differences of the subject's own outputs give "))
        let differences = try #require(run.implementation("exp")?.differences)
        #expect(differences.oraclePoints > 0)
        #expect(differences.oracleDisagreeing == 0)
        #expect(differences.subjectDisagreeing > 0)
    }

    @Test("With budgets too wide to notice, the engine's own backward formula contradicts the definition")
    func looseBudgets() async throws {
        let specs = try TemporaryFolder.specs(
            changing: "exp",
            [
                "y = exp(x)": "y = 1.001 * exp(x)",
                Self.engineBudgets: "engine: { float32: { forward: 20000 ulp, gradient: 20000 ulp, because: a test } }",
            ])
        let run = try await PlantedRun(of: "exp", EngineSubject(.exp), specs: specs.path)
        #expect(run.status == 1)
        #expect(run.kinds == [.formula])
        #expect(run.findings.contains("exp: wrong formula: the backward pass computes dx[0] = "))
    }

    @Test("A definition with a term too many is seen")
    func addedTerm() async throws {
        let specs = try TemporaryFolder.specs(changing: "exp", ["y = exp(x)": "y = exp(x) + x"])
        let run = try await PlantedRun(of: "exp", EngineSubject(.exp), specs: specs.path)
        #expect(run.status == 1)
        #expect(
            run.findings.contains("exp: silently wrong (over budget): y[2] is 2.71828175 (0x402DF854), expected 3.71"))
    }

    @Test("A budget below what the engine keeps is seen")
    func tightBudget() async throws {
        let specs = try TemporaryFolder.specs(
            changing: "matmul", ["forward: n omega, gradient: n omega": "forward: 0.001 omega, gradient: n omega"])
        let run = try await PlantedRun(of: "matmul", EngineSubject(.matmul), specs: specs.path)
        #expect(run.status == 1)
        #expect(run.findings.contains("matmul: over budget: y"))
        #expect(run.kinds == [.forward])
    }

    @Test("A special case that no row lists is reported")
    func unlistedSpecial() async throws {
        let specs = try TemporaryFolder.specs(changing: "exp", ["  - { when: isnan(x), then: nan }\n": ""])
        let run = try await PlantedRun(of: "exp", EngineSubject(.exp), specs: specs.path)
        #expect(run.status == 1)
        #expect(run.kinds == [.unlistedSpecial])
        #expect(
            run.findings.contains(/exp: wrong class: .*\(0x7FC00000\), expected a special case that no row lists, at x/)
        )
    }

    @Test("A pole that no row lists is reported, although the formula has a limit there")
    func unlistedPole() async throws {
        let specs = try TemporaryFolder.specs(changing: "log", ["  - { when: x == 0, then: -inf }\n": ""])
        let run = try await PlantedRun(of: "log", EngineSubject(.log), specs: specs.path)
        #expect(run.status == 1)
        #expect(run.kinds == [.unlistedSpecial])
        #expect(
            run.findings.contains(
                /log: wrong class: .* is -inf \(0xFF800000\), expected a special case that no row lists/))
    }

    @Test("A row that no case meets is stale")
    func unmetRow() async throws {
        let specs = try TemporaryFolder.specs(
            changing: "exp",
            [
                "  - { when: isnan(x), then: nan }\n":
                    "  - { when: isnan(x), then: nan }\n  - { when: x == 0.3, then: +0 }\n"
            ])
        let run = try await PlantedRun(of: "exp", EngineSubject(.exp), specs: specs.path)
        #expect(run.status == 1)
        #expect(run.kinds == [.stale])
        #expect(
            run.findings
                == "exp: no case meets the special case 'x == 0.3 → +0'; add an anchor that does, or delete the row")
    }

    @Test("A row that is wrong is contradicted by the engine")
    func wrongRow() async throws {
        let specs = try TemporaryFolder.specs(
            changing: "exp", ["{ when: x == -inf, then: +0 }": "{ when: x == -inf, then: -0 }"])
        let run = try await PlantedRun(of: "exp", EngineSubject(.exp), specs: specs.path)
        #expect(run.status == 1)
        #expect(
            run.findings.contains(
                "exp: wrong class: y[2] is 0 (0x00000000), expected -0, at x = [nan (0x7FC00000), inf (0x7F800000), -inf (0xFF800000)]"
            ))
        #expect(run.record.operations[0].specials[2].failed > 0)
    }

    @Test("An expected failure that no longer fails is stale")
    func staleExpectation() async throws {
        let specs = try TemporaryFolder.specsWithSmallProbes()
        let cured = Implementation(name: "softmax.naive", specification: "softmax") { apply(.softmax, $0, $1) }
        let run = try await PlantedRun(of: "softmax", EngineSubject(.softmax, others: [cured]), specs: specs.path)
        #expect(run.status == 1)
        #expect(run.implementation("softmax")?.outcome == .passed)
        #expect(run.implementation("softmax.naive")?.outcome == .expectationStale)
        #expect(
            run.findings == """
                softmax.naive: expected to fail its forward check, but passes; delete the expectation in softmax.yaml
                softmax.naive: expected to fail its gradient check, but passes; delete the expectation in softmax.yaml
                """)
    }

    @Test("A failure that is expected does not hide one that is not")
    func unexpectedBesideExpected() async throws {
        let specs = try TemporaryFolder.specs(
            changing: "softmax",
            ["sizes: [1, 2, 1000, 50257]": "sizes: [1, 2]", "fails: [forward, gradient]": "fails: [gradient]"])
        let subject = EngineSubject(
            .softmax, others: [OperationTable.standard.implementation(named: "softmax.naive")!])
        let run = try await PlantedRun(of: "softmax", subject, specs: specs.path)
        #expect(run.status == 1)
        #expect(run.implementation("softmax.naive")?.outcome == .failed)
        #expect(run.findings.contains("softmax.naive: wrong class: y[0] is nan"))
        #expect(!run.findings.contains(": dx["))
    }
}
