internal import ArgumentParser
internal import Subjects
internal import Verification

/// Names the operations that can be checked.
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the operations and their implementations.")

    @OptionGroup var specs: SpecsOption

    func run() throws {
        let console = Console.standard
        let catalog = try console.reporting { try specs.catalog() }
        let verifier = Verifier(catalog: catalog, subject: EngineSubject())
        let width = verifier.operations.map(\.count).max() ?? 0
        for operation in verifier.operations {
            let padding = String(repeating: " ", count: width - operation.count)
            console.print("\(operation)\(padding)  \(catalog[operation]!.summary)")
            let others = verifier.subject.implementations.filter { $0.operation == operation && $0.name != operation }
            for other in others.map(\.name).sorted() {
                console.print("\(String(repeating: " ", count: width))    \(other)")
            }
        }
    }
}
