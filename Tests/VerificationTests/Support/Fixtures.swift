import Foundation
import Specifications
import Values

@testable import Verification

/// The package's own specifications.
enum Repository {
    static let specs = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Specs").path

    static let catalog: SpecificationCatalog = {
        do { return try SpecificationCatalog(folder: specs) } catch { fatalError("\(error)") }
    }()
}

extension Specification {
    /// A specification of one input x of any shape, for formulas that no operation of the package has.
    static func unary(_ definition: String, more: String = "", budget: String = "1 ulp") throws -> Specification {
        try Specification(
            parsing: """
                operation: made
                summary: Made for a test.
                kind: real
                inputs:
                  x: {}
                definition: \(definition)
                shapes:
                  - { x: [1] }
                \(more)
                budgets:
                  default: { float32: { forward: \(budget), gradient: \(budget) } }
                """, file: "made.yaml")
    }
}

extension Case {
    /// A case of float32 vectors.
    static func vectors(_ inputs: [Float]..., attributes: Attributes = [:]) -> Case {
        Case(id: .anchor(1), inputs: inputs.map { HostArray($0) }, attributes: attributes, note: nil)
    }
}
