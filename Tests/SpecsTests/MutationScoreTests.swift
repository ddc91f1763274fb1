import Foundation
import Specifications
import Subjects
import Testing
import Verification

@testable import TensorEngine

/// Mistakes planted by the hundred, in definitions, kernels and derivatives, and how many of them the product notices.
///
/// Mutants are generated from whatever specifications and sources there are, and chosen by hashes of their names, so that
/// adding an operation adds mutants and changes none. A survivor is a hole in the product unless it is equivalent to what
/// it was made from; `Survivors` lists those with the reason, and an excuse that is not needed fails.
@Suite("Mutation score", .serialized)
struct MutationScoreTests {
    /// Mutants of each definition, of each kernel source, and of all derivatives.
    private static let perDefinition = 2
    private static let perSource = 12
    private static let derivatives = 40
    /// Mutants of definitions of each kind, at least, where there are so many.
    private static let perKind = 4

    private struct Outcome: Sendable {
        let mutant: Mutant
        let isCaught: Bool
    }

    @Test("Every planted mistake is caught, or known to make no difference")
    func score() async throws {
        var outcomes = try await specificationMutants()
        outcomes += try await kernelMutants()
        outcomes += await derivativeMutants()
        var table: [String: (caught: Int, all: Int)] = [:]
        var missed: [Mutant] = []
        var excused: Set<String> = []
        for outcome in outcomes {
            table[outcome.mutant.kind, default: (0, 0)].all += 1
            if outcome.isCaught {
                table[outcome.mutant.kind]!.caught += 1
            } else if Survivors.reasons[outcome.mutant.name] != nil {
                excused.insert(outcome.mutant.name)
            } else {
                missed.append(outcome.mutant)
            }
        }
        let caught = outcomes.filter(\.isCaught).count
        print(
            "mutation score: \(caught) of \(outcomes.count) caught, \(excused.count) equivalent, \(missed.count) missed"
        )
        for (kind, counts) in table.sorted(by: { $0.key < $1.key }) {
            print("  \(kind): \(counts.caught) of \(counts.all)")
        }
        for mutant in missed { print("  missed: \(mutant.name)") }
        #expect(outcomes.count >= 100)
        #expect(Set(SpecificationMutants.kinds).subtracting(table.keys) == [], "kinds of mistakes that nobody planted")
        #expect(missed.map(\.name) == [])
        #expect(Set(Survivors.reasons.keys).subtracting(excused) == [], "excuses that are not needed")
    }

    // MARK: Planting

    private func specificationMutants() async throws -> [Outcome] {
        let folder = packageRoot.appendingPathComponent("Specs")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        let implemented = Set(EngineSubject().implementations.map(\.name))
        var candidates: [SpecificationMutants.Candidate] = []
        var others: [SpecificationMutants.Candidate] = []
        for file in files.sorted() where file != "multiplyDivide.yaml" {
            let all = try SpecificationMutants.candidates(of: folder.appendingPathComponent(file))
            candidates += all.prefix(Self.perDefinition)
            others += all.dropFirst(Self.perDefinition)
        }
        // Kinds that chance left out, or nearly, get some more.
        for kind in SpecificationMutants.kinds {
            let count = candidates.filter { $0.mutant.kind == kind }.count
            candidates += others.filter { $0.mutant.kind == kind }.prefix(max(0, Self.perKind - count))
        }
        return await inParallel(candidates) { candidate in
            let operation = candidate.specification.operation
            let others = catalog.specifications.filter { $0.operation != operation }
            let mutated = SpecificationCatalog(others + [candidate.specification])
            guard implemented.contains(operation) else {
                let checks = ReferenceChecks(mutated)
                do {
                    try checks.check(operation)
                } catch {
                    return Outcome(mutant: candidate.mutant, isCaught: true)
                }
                return Outcome(mutant: candidate.mutant, isCaught: !checks.mismatches.isEmpty)
            }
            return Outcome(mutant: candidate.mutant, isCaught: await fails(operation, EngineSubject(), mutated))
        }
    }

    private func kernelMutants() async throws -> [Outcome] {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mutants-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var candidates: [KernelMutants.Candidate] = []
        let sources = [
            "elementwise.c", "elementary.c", "activations.c", "comparisons.c", "reductions.c", "softmax.c", "moments.c",
        ]
        for source in sources {
            candidates += try KernelMutants.candidates(of: source).prefix(Self.perSource)
        }
        return try await inParallel(candidates) { candidate -> Outcome? in
            guard let kernels = try Kernels(compiling: candidate, in: folder) else { return nil }
            let table = Self.table(replacing: kernels.operation(candidate.operation))
            return Outcome(
                mutant: candidate.mutant,
                isCaught: await fails(candidate.operation, EngineSubject(table: table), catalog))
        }.compactMap { $0 }
    }

    private func derivativeMutants() async -> [Outcome] {
        let candidates = DerivativeMutants.candidates().sorted {
            stableHash($0.mutant.name) < stableHash($1.mutant.name)
        }.prefix(Self.derivatives)
        return await inParallel(Array(candidates)) { candidate in
            let table = Self.table(replacing: candidate.operation)
            return Outcome(
                mutant: candidate.mutant,
                isCaught: await fails(candidate.operation.name, EngineSubject(table: table), catalog))
        }
    }

    // MARK: Catching

    private static func table(replacing operation: TensorEngine.Operation) -> OperationTable {
        OperationTable(OperationTable.standard.operations.map { $0.name == operation.name ? operation : $0 })
    }

    /// Whether the verification of an operation's default implementation fails.
    private func fails(_ operation: String, _ subject: EngineSubject, _ catalog: SpecificationCatalog) async -> Bool {
        // Probes look for frontiers, which takes longest and is not what these mistakes need.
        let verifier = Verifier(catalog: catalog, subject: subject, casesPerTuple: 12)
        guard let record = try? await verifier.run([operation], jobs: 1) else { return true }
        let implementation = record.operations[0].implementations.first { $0.name == operation }
        return implementation?.outcome.failsRun ?? true
    }

    /// Two at a time, results in order.
    private func inParallel<Element: Sendable, Result: Sendable>(
        _ elements: [Element], _ body: @escaping @Sendable (Element) async throws -> Result
    ) async rethrows -> [Result] {
        try await withThrowingTaskGroup(of: (Int, Result).self) { group in
            var results = [Result?](repeating: nil, count: elements.count)
            var next = 0
            func start() {
                guard next < elements.count else { return }
                let place = next
                next += 1
                group.addTask { (place, try await body(elements[place])) }
            }
            start()
            start()
            while let (place, result) = try await group.next() {
                results[place] = result
                start()
            }
            return results.map { $0! }
        }
    }
}
