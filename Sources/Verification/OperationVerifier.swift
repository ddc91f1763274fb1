internal import Specifications
internal import Values

/// All checks of one operation, for all of the subject's implementations of it.
struct OperationVerifier {
    let specification: Specification
    let catalog: SpecificationCatalog
    let subject: any Subject
    let plan: Plan
    let replaySuffix: String
    let defects: [SubjectDefect]
    let unlistedHandler: (@Sendable () -> Void)?

    init(_ specification: Specification, of verifier: Verifier) {
        self.specification = specification
        catalog = verifier.catalog
        subject = CheckedSubject(specification: specification, subject: verifier.subject)
        plan = Plan(
            specification, seed: verifier.seed, casesPerTuple: verifier.casesPerTuple,
            dtype: verifier.subject.floatingPointDType)
        replaySuffix = verifier.replaySuffix
        defects = verifier.defects
        unlistedHandler = verifier.unlistedHandler
    }

    /// The subject's implementations of the operation, the default one first.
    private var implementations: [String] {
        let names = subject.implementations.filter { $0.operation == specification.operation }.map(\.name)
        return names.sorted {
            ($0 == specification.operation ? 0 : 1, $0) < ($1 == specification.operation ? 0 : 1, $1)
        }
    }

    /// What an implementation is held to for outputs of a dtype; what is not stated apart is as for float32.
    func budgets(for implementation: String, _ dtype: DType = .float32) -> BudgetPair {
        // Readers make sure that there is a default for float32.
        specification.budgets(for: implementation, of: subject.name, dtype)
            ?? specification.budgets(for: implementation, of: subject.name, .float32)!
    }

    /// What cotangents for the outputs of a case must fit.
    func cotangentShapes(of outputs: [HostArray], for subjectCase: Case) -> [CotangentShape] {
        let names = (try? specification.graph(for: subjectCase.inputs, subjectCase.attributes).outputNames) ?? []
        return outputs.enumerated().map { place, output in
            let stated = names.indices.contains(place) ? specification.output(named: names[place]) : nil
            return CotangentShape(
                output.shape, isDifferentiable: output.dtype.isFloatingPoint && (stated?.isDifferentiable ?? true))
        }
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
            forwardBudget: budgets(for: specification.operation).forward.text,
            gradientBudget: budgets(for: specification.operation).gradient?.text, specials: rows,
            anchors: try anchorRecords(),
            implementations: records)
    }

    /// What every implementation makes of the anchors that are small enough to print.
    private func anchorRecords() throws -> [AnchorRecord] {
        var records: [AnchorRecord] = []
        for number in specification.anchors.indices {
            guard let anchor = plan.makeCase(.anchor(number + 1)),
                anchor.inputs.allSatisfy({ $0.count <= TensorRecord.limit })
            else { continue }
            var truth: [String] = []
            var answers: [AnswerRecord] = []
            for name in implementations {
                let budget = budgets(for: name).forward
                let judge = OutputJudge(specification: specification, budget: budget)
                guard
                    let outputs = try? subject.outputs(of: name, on: anchor.inputs, anchor.attributes),
                    let output = outputs.first, outputs.allSatisfy({ $0.count <= TensorRecord.limit }),
                    let judged = try? judge.judge(outputs, of: anchor).flatMap({ $0 })
                else { continue }
                truth = judged.map(\.expectedText)
                let isPublished = !(specification.note(on: name)?.isMachineDependent ?? false)
                answers.append(
                    AnswerRecord(
                        implementation: name,
                        outputs: isPublished ? outputs.flatMap { TensorRecord(name: "", $0).elements } : [],
                        verdict: judged.map(\.verdict).min() ?? .correctlyRounded,
                        isSilentlyWrong: judged.contains { $0.isSilentlyWrong(budget: budget) },
                        gradients: isPublished && outputs.count == 1 ? gradients(of: name, at: anchor, output) : [],
                        replay: "verify replay \(shellQuoted("\(name)/\(anchor.id)"))\(replaySuffix)"))
            }
            records.append(
                AnchorRecord(
                    id: "\(anchor.id)", note: anchor.note,
                    inputs: zip(specification.arguments(of: anchor), anchor.inputs).map {
                        TensorRecord(name: $0.name, $1)
                    },
                    attributes: anchor.attributes, truth: truth, answers: answers))
        }
        return records
    }

    /// The gradients of a single output, by input, for the record of an anchor.
    private func gradients(of name: String, at anchor: Case, _ output: HostArray) -> [TensorRecord] {
        guard output.count == 1, anchor.isFinite, budgets(for: name).gradient != nil else { return [] }
        let cotangents = plan.cotangents(for: anchor.id, outputs: cotangentShapes(of: [output], for: anchor))
        let gradients = try? subject.gradients(
            of: name, on: anchor.inputs, anchor.attributes, cotangents: cotangents)
        guard let gradients = gradients ?? nil else { return [] }
        return zip(specification.arguments(of: anchor), gradients).compactMap { input, gradient in
            gradient.map { TensorRecord(name: input.name, $0) }
        }
    }

    func findings(_ implementation: String, _ id: CaseID) throws -> [FindingRecord] {
        var run = ImplementationRun(verifier: self, name: implementation)
        return try run.findings(on: id)
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
