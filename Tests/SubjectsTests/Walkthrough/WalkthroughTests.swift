import Foundation
import Subjects
import TensorEngine
import Testing
import Verification

@testable import Specifications

/// The walk-through of ARCHITECTURE.md, "Adding an operation", does what it says: its two files and its one line make an
/// operation that is verified.
@Suite("The walk-through for a new operation")
struct WalkthroughTests {
    private let section: String

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("ARCHITECTURE.md"), encoding: .utf8)
        section = try #require(
            text.components(separatedBy: "\n## Adding an operation\n").dropFirst().first?.components(
                separatedBy: "\n## "
            )
            .first)
    }

    /// The fenced blocks in a language, in order.
    private func blocks(_ language: String) -> [String] {
        section.components(separatedBy: "```\(language)\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
    }

    @Test("The engine's file is the one that is compiled here")
    func engineFile() throws {
        let file = try String(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("Softsign.swift"), encoding: .utf8)
        let body = try #require(file.components(separatedBy: "@testable import TensorEngine\n\n").last)
        #expect(blocks("swift") == [body])
    }

    @Test("The line that is added has the form of its neighbours")
    func line() throws {
        #expect(section.contains("\n            .softsign,\n"))
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let table = try String(
            contentsOf: root.appendingPathComponent("Sources/TensorEngine/OperationTable.swift"), encoding: .utf8)
        #expect(table.contains("\n            .softmax,\n"))
    }

    @Test("With both files and the line, the operation is listed, checked and within its budgets")
    func verification() async throws {
        let specification = try Specification(parsing: try #require(blocks("yaml").first), file: "Specs/softsign.yaml")
        var table = OperationTable.standard
        table.add(TensorEngine.Operation.softsign)
        let catalog = SpecificationCatalog(catalog.specifications + [specification])
        let verifier = Verifier(catalog: catalog, subject: EngineSubject(table: table))
        #expect(verifier.operations.contains("softsign"))
        let record = try await verifier.run(["softsign"], jobs: 1)
        let implementation = try #require(record.operations.first?.implementations.first)
        #expect(implementation.outcome == .passed, "\(implementation.findings.map(\.message))")
        #expect(implementation.forward.elements > 1000)
        #expect(implementation.formula?.status == .passed)
    }

    @Test("A wrong derivative in its place is found")
    func plantedMistake() async throws {
        let specification = try Specification(parsing: try #require(blocks("yaml").first), file: "Specs/softsign.yaml")
        var table = OperationTable.standard
        let wrong = TensorEngine.Operation.softsign.variant(
            named: "softsign",
            derivative: { call in
                // The square is missing.
                [call.cotangent / (1 + abs(call.inputs[0]))]
            })
        table.add(wrong)
        let catalog = SpecificationCatalog(catalog.specifications + [specification])
        let record = try await Verifier(catalog: catalog, subject: EngineSubject(table: table)).run(
            ["softsign"], jobs: 1)
        #expect(record.operations.first?.implementations.first?.formula?.status == .failed)
    }
}
