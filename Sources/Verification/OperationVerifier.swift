internal import Specifications
internal import Values

/// All checks of one operation, for all of the subject's implementations of it.
struct OperationVerifier {
    let specification: Specification
    let catalog: SpecificationCatalog
    let subject: any Subject
    let plan: Plan
    let budgets: BudgetPair

    init(
        specification: Specification, catalog: SpecificationCatalog, subject: any Subject, seed: UInt64,
        casesPerTuple: Int
    ) {
        self.specification = specification
        self.catalog = catalog
        self.subject = subject
        plan = Plan(specification, seed: seed, casesPerTuple: casesPerTuple)
        budgets = specification.budgets(for: subject.name, .float32)!
    }

    /// The subject's implementations of the operation, the default one first.
    private var implementations: [String] {
        let names = subject.implementations.filter { $0.operation == specification.operation }.map(\.name)
        return names.sorted { ($0 == specification.operation ? 0 : 1, $0) < ($1 == specification.operation ? 0 : 1, $1) }
    }

    func verify() throws -> OperationRecord {
        var rows = specification.specials.map { special in
            let parts = special.text.components(separatedBy: " → ")
            return SpecialRecord(
                condition: special.condition.source.text, value: parts.last!, reason: special.reason, met: 0, failed: 0)
        }
        var records: [ImplementationRecord] = []
        for name in implementations {
            var run = ImplementationRun(verifier: self, name: name)
            records.append(try run.run())
            if name == specification.operation || implementations.count == 1 {
                for row in rows.indices {
                    rows[row].met = run.rowsMet[row]
                    rows[row].failed = run.rowsFailed[row]
                }
            }
        }
        return OperationRecord(
            name: specification.operation, summary: specification.summary, kind: specification.kind.rawValue,
            file: specification.fileName, definition: specification.definition.source.text.trimmed,
            inputs: specification.inputs.map(\.name), attributes: specification.attributes.map(\.name),
            names: specification.names.map {
                ForeignNameRecord(catalogue: $0.catalogue, name: $0.name, opset: $0.opset)
            },
            forwardBudget: budgets.forward.text, gradientBudget: budgets.gradient?.text, specials: rows,
            implementations: records)
    }

    func replay(_ implementation: String, _ id: CaseID) throws -> [ElementRecord]? {
        guard let subjectCase = plan.makeCase(id) else { return nil }
        var run = ImplementationRun(verifier: self, name: implementation)
        return try run.replay(subjectCase)
    }
}

extension Specification {
    /// The file's name without folders.
    var fileName: String { String(file.split(separator: "/").last ?? "") }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    fileprivate func components(separatedBy separator: String) -> [String] {
        split(separator: separator, omittingEmptySubsequences: false).map(String.init)
    }
}
