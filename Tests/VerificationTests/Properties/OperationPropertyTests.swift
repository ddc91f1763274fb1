import PropertyTesting
import Subjects
import Testing
import Values

@testable import Specifications
@testable import Verification

/// The engine, with mistakes planted in what it answers.
private struct MistakenEngine: Subject {
    let engine = EngineSubject()
    let change: @Sendable ([HostArray], HostArray) -> HostArray

    var name: String { engine.name }
    var version: String { engine.version }
    var libraries: [String: String] { engine.libraries }
    var implementations: [SubjectImplementation] { engine.implementations }

    func outputs(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes
    ) throws -> [HostArray] {
        try engine.outputs(of: implementation, on: inputs, attributes).map { change(inputs, $0) }
    }

    func gradients(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes, cotangents: [HostArray]
    ) throws -> [HostArray?]? {
        try engine.gradients(of: implementation, on: inputs, attributes, cotangents: cotangents)
    }

    func backwardGraph(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes, cotangents: [HostArray]
    ) throws -> OperationGraph? { nil }
}

extension HostArray {
    fileprivate func changed(_ change: (Int, Float) -> Float) -> HostArray {
        HostArray((0..<count).map { change($0, Float(double(at: $0))) }, shape: shape)
    }
}

@Suite struct OperationPropertyTests {
    private func property(
        _ operation: String, _ name: String, implementation: String? = nil, of subject: any Subject = EngineSubject()
    ) throws -> OperationProperty {
        let all = OperationProperty.all(
            of: try specification(operation), implementation: implementation ?? operation, subject: subject)
        return try #require(all.first { $0.name == name }, "\(all.map(\.name))")
    }

    private func settings(_ cases: Int = 400) -> PropertySettings {
        var settings = PropertySettings()
        settings.cases = cases
        return settings
    }

    @Test(arguments: [
        ("softmax", "ignores a constant shift"), ("softmax", "moves with its input"), ("tanh", "is odd"),
        ("exp", "never falls"), ("maximum", "broadcasts as if tiled"), ("var", "ignores a constant shift"),
        ("where", "broadcasts as if tiled"),
    ])
    func theEngineKeeps(_ operation: String, _ name: String) throws {
        let report = try property(operation, name).run(settings(150))
        #expect(report.outcome == .passed, "\(report.message ?? "")")
        #expect(report.cases >= 150)
    }

    @Test func theNaiveSoftmaxDoesNotIgnoreAShift() throws {
        let naive = try property("softmax", "ignores a constant shift", implementation: "softmax.naive")
        #expect(naive.isExpectedToFail)
        #expect(naive.run(settings()).outcome == .failed)
    }

    @Test func oneUlpOnOneSideIsNotOdd() throws {
        let engine = MistakenEngine { inputs, y in
            y.changed { inputs[0].double(at: $0) > 0.5 ? $1.nextDown : $1 }
        }
        let report = try property("tanh", "is odd", of: engine).run(settings())
        let failure = try #require(report.failures.first)
        #expect(report.outcome == .failed)
        // The simplest number beyond 1/2, alone.
        #expect(
            failure.simplest.input[0].text.hasPrefix("x = float32[1]\n  [0]  1 (0x1p+0, 0x3F800000)\nx' = "),
            "\(report.message!)")
        #expect(failure.simplest.measure.unit == "ulp" && failure.simplest.measure.score > 0)
    }

    @Test func aFailureComesDownToANumberOfTheInput() throws {
        let engine = MistakenEngine { inputs, y in y.changed { $0 == 2 && $1 > 0.5 ? $1.nextDown : $1 } }
        let report = try property("tanh", "is odd", of: engine).run(settings()) { calls in
            calls.map { $0.inputs.map { "\($0.name)=\($0.text)" }.joined(separator: " ") }.joined(separator: "\n")
        }
        let local = try #require(report.failures.first?.localisation, "\(report.message ?? "")")
        #expect(local.element == "element [2]")
        #expect(local.inputs.map(\.name) == ["x[2]", "x'[2]"])
        let numbers = try #require(local.reproduction?.wholeMatch(of: /x=\[(.+)\]\nx=\[(.+)\]/))
        #expect(Float(numbers.output.1) == Float(numbers.output.2).map { -$0 })
    }

    @Test func anInvariantComesDownToWhatItsAnswerIsMadeOf() throws {
        let engine = MistakenEngine { _, y in y.changed { $0 == 1 && y.count > 1 ? $1 + 2 : $1 } }
        let invariant = try #require(
            OperationProperty.all(of: try specification("sigmoid"), implementation: "sigmoid", subject: engine).first {
                if case .invariant = $0.subject { true } else { false }
            })
        let report = invariant.run(settings()) { calls in calls[0].inputs.map(\.text).joined() }
        let local = try #require(report.failures.first?.localisation, "\(report.message ?? "")")
        #expect(local.inputs.map(\.name) == ["x[1]"])
        #expect(local.reproduction == "[0]")
    }

    @Test func aDipIsNotMonotone() throws {
        let engine = MistakenEngine { inputs, y in
            y.changed { (1...1.5).contains(inputs[0].double(at: $0)) ? $1.nextDown.nextDown.nextDown : $1 }
        }
        #expect(try property("exp", "never falls", of: engine).run(settings(1000)).outcome == .failed)
    }

    @Test func whatLooksAtThePlaceDoesNotMoveWithItsInput() throws {
        let engine = MistakenEngine { inputs, y in y.changed { $0 == 2 ? $1 * 1.0001 : $1 } }
        #expect(try property("softmax", "moves with its input", of: engine).run(settings()).outcome == .failed)
    }

    @Test func aStretchedOperandThatIsReadWronglyIsSeen() throws {
        let engine = MistakenEngine { inputs, y in
            inputs[0].shape == inputs[1].shape ? y : y.changed { $0 == y.count - 1 && $0 > 0 ? $1.nextUp : $1 }
        }
        let report = try property("add", "broadcasts as if tiled", of: engine).run(settings())
        #expect(report.outcome == .failed)
        #expect(report.failures.first?.simplest.measure.detail?.contains("tiled") == true)
    }

    @Test func anInvariantIsAProperty() throws {
        let engine = MistakenEngine { _, y in y.changed { $1 == 1 ? 1.0000001 : $1 } }
        let invariant = try #require(
            OperationProperty.all(of: try specification("tanh"), implementation: "tanh", subject: engine).first {
                if case .invariant = $0.subject { true } else { false }
            })
        let report = invariant.run(settings())
        #expect(report.outcome == .failed && report.failures.first?.kind == .doesNotHold)
    }

    @Test func shiftsAreExactOrNotTried() throws {
        let specification = try specification("softmax")
        let property = try #require(specification.properties.first { $0.name == "ignores a constant shift" })
        var tried = 0
        let report = runProperty("exact shifts", .cases(of: property, specification), settings(300)) { related in
            tried += 1
            let (x, moved) = (related.base.inputs[0], related.changed[0])
            let c = related.draws[0].double(at: 0)
            return Measure(
                holds: (0..<x.count).allSatisfy { moved.double(at: $0) - c == x.double(at: $0) || c == 0 })
        }
        #expect(report.outcome == .passed && tried >= 300, "\(report.message ?? "")")
    }

    @Test func theSameSeedGivesTheSameReport() throws {
        func run(jobs: Int) throws -> PropertyReport {
            var settings = settings(200)
            settings.jobs = jobs
            return try property("softmax", "ignores a constant shift", implementation: "softmax.naive").run(settings)
        }
        let one = try run(jobs: 1)
        #expect(try run(jobs: 1).message == one.message)
        #expect(try run(jobs: 3).message == one.message)
    }
}

@Suite struct WorstCaseSearchTests {
    private func search(
        _ operation: String, _ implementation: String? = nil, _ direction: WorstCaseSearch.Direction = .forward,
        within budget: Budget, of subject: any Subject = EngineSubject()
    ) throws -> PropertyReport {
        var settings = PropertySettings()
        settings.cases = 400
        return WorstCaseSearch(
            try specification(operation), subject: subject, implementation: implementation ?? operation,
            direction: direction, budget: budget
        ).run(settings)
    }

    @Test func theLargestErrorWithinBudgetIsReported() throws {
        let report = try search("exp", within: .ulps(0.501))
        #expect(report.outcome == .passed)
        let largest = try #require(report.largestPassing)
        #expect(largest.measure.score > 0.49 && largest.measure.score <= 0.501)
        #expect(largest.measure.element != nil)
    }

    @Test func whatIsOverBudgetIsMadeWorse() throws {
        // Wrong by 2^-20 of the result, and more the further x is from 0.
        let engine = MistakenEngine { inputs, y in
            y.changed { $1 * (1 + Float(min(abs(inputs[0].double(at: $0)), 8) * 0x1p-20)) }
        }
        let report = try search("exp", within: .ulps(4), of: engine)
        let failure = try #require(report.failures.first)
        let worst = (failure.worst ?? failure.simplest).measure.score
        #expect(worst > 0.9 * 64, "\(worst)")
    }

    @Test func whatIsOverBudgetComesDownToOneElement() throws {
        let engine = MistakenEngine { inputs, y in
            y.shape.rank == 2 ? y.changed { $0 == y.count - 1 ? $1 * 1.001 : $1 } : y
        }
        var settings = PropertySettings()
        settings.cases = 400
        let specification = try specification("matmul")
        let search = WorstCaseSearch(
            specification, subject: engine, implementation: "matmul", direction: .forward, budget: .ulps(1000))
        let report = search.run(settings) { calls in
            calls[0].inputs.map { "\($0.name)=\($0.text)" }.joined(separator: " ")
        }
        let failure = try #require(report.failures.first)
        let local = try #require(failure.localisation, "\(report.message ?? "")")
        let index = try #require(failure.simplest.measure.element).index
        #expect(local.element == "element \(ElementIndex(index))")
        #expect(local.inputs.count == 2)
        #expect(local.reproduction?.contains("=[[") == true, "\(local.reproduction ?? "")")
    }

    @Test func dependenceIsThatOfTheDefinition() throws {
        let graph = try specification("matmul").graph(shapes: [[3, 5], [5, 7]], attributes: [:])
        let found = graph.dependence(ofOutput: 0, at: 1 * 7 + 2)
        #expect(found[0] == Set(5..<10))
        #expect(found[1] == Set((0..<5).map { $0 * 7 + 2 }))
    }

    @Test func aBudgetThatGrowsWithTheTermsIsThatOfEachElement() throws {
        let budget = try #require(Budget(text: "n omega"))
        let sound = try search("sum", within: budget)
        #expect(sound.outcome == .passed && sound.largestPassing!.measure.score <= 1)
        // 2^-13 of a sum is 2^11 omega of it: far more than n for the vectors here, far less than for a million terms.
        let engine = MistakenEngine { _, y in y.changed { $1 * (1 + 0x1p-13) } }
        #expect(try search("sum", within: budget, of: engine).outcome == .failed)
    }

    @Test func gradientsAreSearchedToo() throws {
        let report = try search("softmax", nil, .gradient, within: .ulps(0.501))
        #expect(report.outcome == .passed && report.largestPassing!.measure.score > 0.4)
        let naive = try search("softmax", "softmax.naive", .gradient, within: .ulps(4))
        #expect(naive.outcome == .failed)
    }
}
