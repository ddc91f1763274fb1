import Specifications
import Testing
import Values

@testable import Verification

@Suite("The plan of an operation")
struct PlanTests {
    static let operations = Repository.catalog.operations

    @Test("A case made from its name alone is the one of the run, whatever else the run holds", arguments: operations)
    func caseFromName(operation: String) throws {
        let specification = Repository.catalog[operation]!
        let run = Plan(specification, seed: 42, casesPerTuple: 3)
        let another = Plan(specification, seed: 7, casesPerTuple: 0)
        #expect(!run.ids.isEmpty)
        for id in run.ids {
            let made = try #require(run.makeCase(id))
            let read = try #require(CaseID("\(id)"))
            let alone = try #require(another.makeCase(read))
            #expect(made.inputs == alone.inputs)
            #expect(made.attributes == alone.attributes)
            #expect(made.inputs.count == specification.inputs.count)
        }
    }

    @Test("More cases add to a plan and change none")
    func moreCases() {
        let softmax = Repository.catalog["softmax"]!
        let few = Plan(softmax, seed: 1, casesPerTuple: 2).ids
        let many = Plan(softmax, seed: 1, casesPerTuple: 5).ids
        #expect(Set(few).isSubset(of: many))
        #expect(Set(many).count == many.count)
        #expect(few.filter { if case .seeded = $0 { false } else { true } }.count == 12 + Plan.specialCases)
    }

    @Test("The seed changes generated cases and nothing else")
    func seed() throws {
        let exp = Repository.catalog["exp"]!
        let (one, other) = (Plan(exp, seed: 1, casesPerTuple: 1), Plan(exp, seed: 2, casesPerTuple: 1))
        #expect(one.makeCase(.special(3))?.inputs == other.makeCase(.special(3))?.inputs)
        let first = one.makeCase(.seeded(tuple: 1, number: 1, seed: 1))
        let second = other.makeCase(.seeded(tuple: 1, number: 1, seed: 2))
        #expect(first?.inputs != second?.inputs)
    }

    @Test("A probe's case holds its float, bit for bit")
    func probe() throws {
        let plan = Plan(Repository.catalog["softmax"]!, seed: 0, casesPerTuple: 0)
        let one = try #require(plan.makeCase(.probe(number: 1, size: 1, bits: 0x42B1_7218)))
        #expect(one.inputs == [HostArray([Float(bitPattern: 0x42B1_7218), 0])])
        let many = try #require(plan.makeCase(.probe(number: 2, size: 1000, bits: 0x42B1_7218)))
        #expect(many.inputs[0].shape == [1000])
    }

    @Test("Cases that the specification does not have are nil, and their cotangents no trap")
    func missing() {
        let plan = Plan(Repository.catalog["exp"]!, seed: 0, casesPerTuple: 1)
        let ids: [CaseID] = [
            .anchor(99), .anchor(0), .special(25), .seeded(tuple: 99, number: 1, seed: 0),
            .probe(number: 99, size: 1, bits: 0),
        ]
        for id in ids {
            #expect(plan.makeCase(id) == nil)
            #expect(plan.cotangents(for: id, shapes: [[2]])[0].count == 2)
        }
    }

    @Test("Values outside a domain are folded into it", arguments: [Float(-3), 3, 0.5, .infinity, -.infinity, 0, -0.0])
    func folding(value: Float) throws {
        let specification = try Specification(
            parsing: """
                operation: made
                summary: Made for a test.
                kind: real
                inputs:
                  half: { domain: [0, 0x1.fffffep+127] }
                  unit: { domain: [-1, 1], finite: true }
                definition: y = half * unit
                shapes:
                  - { half: [1], unit: [1] }
                budgets:
                  default: { float32: { forward: 1 ulp } }
                """, file: "made.yaml")
        let (half, unit) = (specification.inputs[0], specification.inputs[1])
        #expect(Plan.fold(value, into: half) == abs(value))
        #expect(Plan.fold(value, into: unit) == max(-1, min(1, value)) || abs(value) > 1)
        #expect(unit.domain.contains(Double(Plan.fold(value, into: unit))))
        #expect(Plan.fold(.nan, into: unit).isNaN)
    }

    @Test("Generated inputs lie in their domains", arguments: operations)
    func domains(operation: String) throws {
        let specification = Repository.catalog[operation]!
        let plan = Plan(specification, seed: 3, casesPerTuple: 12)
        for id in plan.ids {
            let made = try #require(plan.makeCase(id))
            for (input, array) in zip(specification.inputs, made.inputs) {
                let strays = (0..<array.count).filter { position in
                    let value = array.double(at: position)
                    return value.isFinite ? !input.domain.contains(value) : value.isInfinite && input.isFinite
                }
                #expect(strays.isEmpty, "\(operation)/\(id): \(input.name)")
            }
        }
    }

    @Test("Cotangents of more than one element are never all equal", arguments: operations)
    func cotangents(operation: String) throws {
        let specification = Repository.catalog[operation]!
        let plan = Plan(specification, seed: 0, casesPerTuple: 12)
        for id in plan.ids {
            let made = try #require(plan.makeCase(id))
            let graph = try specification.graph(shapes: made.inputs.map(\.shape), attributes: made.attributes)
            let cotangent = plan.cotangents(for: id, shapes: [graph.nodes[graph.outputs[0]!].shape])[0]
            #expect(cotangent.isFinite)
            let basis = plan.basisCotangents(for: id, shapes: [cotangent.shape])?[0]
            #expect(basis == nil || basis?.float32?.filter { $0 != 0 } == [1])
            #expect(cotangent.count < 2 || Set(cotangent.float32!).count > 1, "\(operation)/\(id)")
            #expect(cotangent.count == 0 || cotangent.float32!.contains { $0 != 0 })
        }
    }

    @Test("Anchors and special cases alone reach every row of every table, whatever the seed", arguments: operations)
    func rows(operation: String) throws {
        let specification = Repository.catalog[operation]!
        guard !specification.shapes.isEmpty else { return }
        let plan = Plan(specification, seed: 0, casesPerTuple: 0)
        var met: Set<Int> = []
        for id in plan.ids {
            let made = try #require(plan.makeCase(id))
            let graph = try specification.graph(shapes: made.inputs.map(\.shape), attributes: made.attributes)
            let shape = graph.nodes[graph.outputs[0]!].shape
            let zeros = HostArray([Float](repeating: 0, count: shape.elementCount), shape: shape)
            let judged = try OutputJudge(specification: specification, budget: .ulps(1e300)).judge(zeros, of: made)
            met.formUnion(judged.compactMap(\.row))
        }
        let missed = specification.specials.indices.filter { !met.contains($0) }
        #expect(missed.map { specification.specials[$0].text } == [])
    }
}
