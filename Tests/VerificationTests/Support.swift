import Foundation
import Multiprecision
import Subjects
import Testing
import Values

@testable import Specifications
@testable import Verification

let specificationsFolder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Specs")

/// The repository's own specifications.
let catalog: SpecificationCatalog = {
    do {
        return try SpecificationCatalog(folder: specificationsFolder.path)
    } catch {
        fatalError("the specifications do not load: \(error)")
    }
}()

func specification(_ operation: String) throws -> Specification { try #require(catalog[operation]) }

/// Inputs under a name that says nothing of them.
func inputs(_ arrays: HostArray..., attributes: Attributes = [:]) -> Case {
    Case(id: .anchor(1), inputs: arrays, attributes: attributes, note: nil)
}

extension Plan {
    func cotangents(for id: CaseID, shapes: [Shape]) -> [HostArray] {
        cotangents(for: id, outputs: shapes.map { CotangentShape($0) })
    }

    func basisCotangents(for id: CaseID, shapes: [Shape]) -> [HostArray]? {
        basisCotangents(for: id, outputs: shapes.map { CotangentShape($0) })
    }
}

func budget(_ text: String) throws -> Budget { try Budget(parsing: SourceText(text)) }

/// The enclosure that holds one binary64 and nothing else.
func point(_ value: Double) -> Interval { Interval(value, precision: 200) }

func interval(_ lower: Double, _ upper: Double) -> Interval {
    Interval(lower: BigFloat(lower, precision: 200), upper: BigFloat(upper, precision: 200))
}

/// A subject that answers what it is told to.
struct CannedSubject: Subject {
    var outputs: [HostArray] = []
    var gradients: [HostArray?]?

    let name = "canned"
    let version = "1"
    let libraries: [String: String] = [:]
    var implementations: [SubjectImplementation] {
        catalog.operations.map { SubjectImplementation(name: $0, operation: $0) }
    }

    func outputs(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes
    ) throws -> [HostArray] { outputs }

    func gradients(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes, cotangents: [HostArray]
    ) throws -> [HostArray?]? { gradients }

    func backwardGraph(
        of implementation: String, on inputs: [HostArray], _ attributes: Attributes, cotangents: [HostArray]
    ) throws -> OperationGraph? { nil }
}
