import Specifications
import Subjects
import Testing
import Values

@testable import Verification

extension Case {
    /// Equal bit for bit.
    fileprivate func isSame(as other: Case?) -> Bool {
        id == other?.id && inputs == other?.inputs && attributes == other?.attributes && note == other?.note
    }
}

@Suite("Plans")
struct PlanTests {
    private func plan(_ operation: String, seed: UInt64 = 0, cases: Int = 12) throws -> Plan {
        Plan(try specification(operation), seed: seed, casesPerTuple: cases)
    }

    @Test("Anchors come first, then special values, then generated cases")
    func order() throws {
        let negate = try specification("negate")
        let ids = Plan(negate, seed: 5, casesPerTuple: 2).ids
        let anchors = negate.anchors.indices.map { CaseID.anchor($0 + 1) }
        let specials = (1...24).map { CaseID.special($0) }
        let seeded = negate.shapes.indices.flatMap { tuple in
            (1...2).map { CaseID.seeded(tuple: tuple + 1, number: $0, seed: 5) }
        }
        let typed = [DType.float64, .int64].flatMap { dtype in
            negate.shapes.indices.flatMap { tuple in
                (1...4).map { CaseID.typed(tuple: tuple + 1, dtype, number: $0) }
            }
        }
        #expect(ids == anchors + specials + seeded + typed)
    }

    @Test("A case made again from its name alone is the first one, bit for bit", arguments: catalog.operations)
    func replays(operation: String) throws {
        let plan = try plan(operation, seed: 7)
        // Neither the number of cases nor the seed of another plan matter: the name holds all that does.
        let other = try self.plan(operation, seed: 8, cases: 1)
        for id in plan.ids {
            let made = try #require(plan.makeCase(id))
            let named = try #require(CaseID("\(id)"))
            #expect(made.isSame(as: plan.makeCase(named)))
            #expect(made.isSame(as: other.makeCase(named)))
        }
    }

    @Test("Seeds make other generated cases, and the same anchors and special values")
    func seeds() throws {
        let first = try plan("add", seed: 1)
        let second = try plan("add", seed: 2)
        #expect(
            first.makeCase(.seeded(tuple: 1, number: 1, seed: 1))!.inputs
                != second.makeCase(.seeded(tuple: 1, number: 1, seed: 2))!.inputs)
        #expect(first.makeCase(.special(3))!.isSame(as: second.makeCase(.special(3))))
        #expect(first.makeCase(.anchor(1))!.isSame(as: second.makeCase(.anchor(1))))
    }

    @Test("What a specification does not have makes no case")
    func missing() throws {
        let plan = try plan("softmax")
        #expect(plan.makeCase(.anchor(1000)) == nil)
        #expect(plan.makeCase(.special(25)) == nil)
        #expect(plan.makeCase(.seeded(tuple: 1000, number: 1, seed: 0)) == nil)
        #expect(plan.makeCase(.probe(number: 1000, size: 1, bits: 0)) == nil)
        #expect(plan.cotangents(for: .probe(number: 1000, size: 1, bits: 0), shapes: [[2]])[0].count == 2)
    }

    @Test("Every case fits its specification, and its numbers lie in the domains", arguments: catalog.operations)
    func domains(operation: String) throws {
        let plan = try plan(operation)
        for id in plan.ids {
            let made = try #require(plan.makeCase(id))
            _ = try plan.specification.graph(for: made.inputs, made.attributes)
            for (place, input) in plan.specification.arguments(of: made).enumerated() {
                let array = made.inputs[place]
                if input.excludesNaN {
                    #expect((0..<array.count).allSatisfy { !array.double(at: $0).isNaN }, "\(id)")
                }
                if case .typed(_, let dtype, _) = id, input.dtype == nil {
                    #expect(array.dtype == dtype)
                    #expect((0..<array.count).allSatisfy { input.domain.contains(array.double(at: $0)) }, "\(id)")
                    continue
                }
                #expect(array.dtype == input.dtype ?? .float32)
                if case .int64(let values) = array.elements, !values.isEmpty {
                    let domain = try #require(
                        try plan.specification.integerDomain(
                            ofArgument: place, shapes: made.inputs.map(\.shape), made.attributes))
                    #expect(values.allSatisfy { domain.contains(Int($0)) }, "\(id)")
                }
                guard let elements = array.float32 else { continue }
                for value in elements where !value.isNaN && (value.isFinite || input.isFinite) {
                    #expect(input.domain.contains(Double(value)), "\(id): \(input.name) holds \(value)")
                }
            }
        }
    }

    @Test("A value outside the domain is reflected, or goes to the nearest end")
    func folding() throws {
        let labels = try specification("crossEntropy").inputs[1]
        #expect(Plan.fold(3, into: labels) == 3)
        #expect(Plan.fold(-3, into: labels) == 3)
        #expect(Plan.fold(.infinity, into: labels) == .greatestFiniteMagnitude)
        #expect(Plan.fold(-.infinity, into: labels) == 0)
        #expect(Plan.fold(.nan, into: labels).isNaN)
        let fitting = try specification("toInteger").inputs[0]
        #expect(Plan.fold(.nan, into: fitting) == 0)
        #expect(Plan.fold(.infinity, into: fitting) == 0x1.fffffep+62)
        let matrix = try specification("matmul").inputs[0]
        #expect(Plan.fold(0x1p+100, into: matrix) == 0x1p+60)
        #expect(Plan.fold(-0x1p+100, into: matrix) == -0x1p+60)
        #expect(Plan.fold(-0x1p+60, into: matrix) == -0x1p+60)
        #expect(Plan.fold(.infinity, into: matrix) == .infinity)
        #expect(Plan.fold(-.infinity, into: matrix) == -.infinity)
    }

    @Test("A probe's case holds the free float")
    func probes() throws {
        let plan = try plan("softmax")
        let bits = Float(3.5).bitPattern
        #expect(plan.makeCase(.probe(number: 1, size: 1, bits: bits))?.inputs == [HostArray([Float(3.5), 0])])
        let equal = try #require(plan.makeCase(.probe(number: 2, size: 4, bits: bits)))
        #expect(equal.inputs == [HostArray([Float](repeating: 3.5, count: 4))])
        #expect(equal.note == "n equal logits")
    }
}

@Suite("Cotangents of a plan")
struct PlanCotangentTests {
    @Test("Cotangents of more than one element are never all equal", arguments: catalog.operations)
    func neverEqual(operation: String) throws {
        for seed in UInt64(0)..<4 {
            let plan = Plan(try specification(operation), seed: seed, casesPerTuple: 12)
            for id in plan.ids {
                let made = try #require(plan.makeCase(id))
                let graph = try plan.specification.graph(for: made.inputs, made.attributes)
                let shapes = graph.outputs.map { graph.nodes[$0!].shape }
                let cotangents = plan.cotangents(for: id, shapes: shapes)
                #expect(cotangents.map(\.shape) == shapes)
                #expect(cotangents == plan.cotangents(for: id, shapes: shapes))
                for cotangent in cotangents where cotangent.count > 1 {
                    let elements = try #require(cotangent.float32)
                    #expect(elements.allSatisfy { $0.isFinite })
                    #expect(Set(elements).count > 1, "\(id)")
                }
            }
        }
    }

    @Test(
        "Every anchor and a third of the generated cases have basis vectors besides, and no cotangent is lost to zeros")
    func basisVectors() throws {
        let plan = Plan(try specification("exp"), seed: 0, casesPerTuple: 12)
        let ids = (1...60).map { CaseID.seeded(tuple: 1, number: $0, seed: 0) }
        for id in ids {
            #expect(plan.cotangents(for: id, shapes: [[8]])[0].float32!.allSatisfy { $0 != 0 })
        }
        let bases = ids.compactMap { plan.basisCotangents(for: $0, shapes: [[8]]) }
        #expect((10...30).contains(bases.count))
        #expect(bases.allSatisfy { $0[0].float32!.sorted() == [0, 0, 0, 0, 0, 0, 0, 1] })
        #expect(plan.basisCotangents(for: .anchor(1), shapes: [[8]]) != nil)
        #expect(plan.basisCotangents(for: .anchor(1), shapes: [[]]) == nil)
    }

    @Test("The gradient of an anchor's single number is with cotangent 1, a probe's that of the observed element")
    func special() throws {
        let plan = Plan(try specification("softmax"), seed: 0, casesPerTuple: 1)
        #expect(plan.cotangents(for: .anchor(1), shapes: [[]]) == [HostArray([Float(1)], shape: [])])
        #expect(
            plan.cotangents(for: .probe(number: 1, size: 1, bits: 0), shapes: [[2]]) == [HostArray([Float(1), 0])])
    }
}

@Suite("Rows of special-value tables")
struct PlanSpecialsTests {
    @Test(
        "The default plan meets every row",
        arguments: catalog.specifications.filter { !$0.specials.isEmpty }.map(\.operation))
    func met(operation: String) throws {
        let specification = try specification(operation)
        let judge = OutputJudge(
            specification: specification,
            budget: specification.budgets(for: operation, of: "engine", .float32)!.forward)
        var unmet = Set(specification.specials.indices)
        for id in Plan(specification, seed: 0, casesPerTuple: Verifier.defaultCases).ids where !unmet.isEmpty {
            let made = try #require(
                Plan(specification, seed: 0, casesPerTuple: Verifier.defaultCases).makeCase(id))
            // Which rows are met does not depend on the answer.
            let graph = try specification.graph(for: made.inputs, made.attributes)
            let answers = zip(graph.outputs, graph.outputNames).map { node, name in
                let shape = graph.nodes[node!].shape
                return specification.output(named: name).dtype == .int64
                    ? HostArray([Int64](repeating: 0, count: shape.elementCount), shape: shape)
                    : HostArray([Float](repeating: 0, count: shape.elementCount), shape: shape)
            }
            for judgement in try judge.judge(answers, of: made).joined() {
                if let row = judgement.row { unmet.remove(row) }
            }
        }
        #expect(unmet.map { specification.specials[$0].text } == [])
    }

    @Test func aPlanForFloat64HasTheCasesOfFloat32WithDigitsOfItsOwn() throws {
        let specification = try specification("exp")
        let plan = Plan(specification, seed: 0, casesPerTuple: 2)
        let wide = Plan(specification, seed: 0, casesPerTuple: 2, dtype: .float64)
        #expect(wide.ids == plan.ids)
        var finer = 0
        for id in plan.ids {
            let narrow = try #require(plan.makeCase(id)).inputs[0]
            let input = try #require(wide.makeCase(id)).inputs[0]
            #expect(input.dtype == .float64 && input.shape == narrow.shape)
            #expect(try #require(wide.makeCase(id)).inputs[0] == input)
            for place in 0..<input.count {
                let value = input.double(at: place)
                if value.isNaN { continue }
                #expect(Float(value) == narrow.float32![place])
                if Double(Float(value)) != value { finer += 1 }
            }
        }
        #expect(finer > 100)
        // A subject that computes in one dtype is not asked for another.
        let typed = try Specification(
            parsing: """
                operation: negative
                summary: An example.
                inputs: { x: {} }
                definition: y = -x
                shapes: [{ x: [3] }]
                budgets: { default: { float32: { forward: 0 ulp }, float64: { forward: 0 ulp } } }
                """, file: "negative.yaml")
        #expect(Plan(typed, seed: 0, casesPerTuple: 1, dtype: .float32).ids.allSatisfy { !"\($0)".hasPrefix("typed") })
        #expect(Plan(typed, seed: 0, casesPerTuple: 1).ids.contains { "\($0)".hasPrefix("typed") })
    }
}
