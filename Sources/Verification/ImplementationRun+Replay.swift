internal import Specifications
internal import Values

// One case again, for `verify replay`.

extension ImplementationRun {
    /// Every element of one case.
    mutating func replay(_ subjectCase: Case) throws -> [ElementRecord] {
        let outputs = try subject.outputs(of: name, on: subjectCase.inputs, subjectCase.attributes)
        let judged = try OutputJudge(
            specification: specification, budget: verifier.budgets(for: name, outputs.first?.dtype ?? .float32).forward
        )
        .judge(outputs, of: subjectCase)
        var records = judged.indices.flatMap { place in
            judged[place].map {
                elementRecord(
                    $0, of: subjectCase, outputs[place].dtype, check: "forward", output: place, input: nil,
                    cotangents: [])
            }
        }
        let dtype = subjectCase.inputs.first { $0.dtype.isFloatingPoint }?.dtype ?? .float32
        guard subjectCase.isFinite, isDifferentiable(subjectCase), gradient != nil,
            let budget = verifier.budgets(for: name, dtype).gradient
        else { return records }
        for cotangents in cotangentSets(subjectCase, outputs) {
            guard
                let gradients = try subject.gradients(
                    of: name, on: subjectCase.inputs, subjectCase.attributes, cotangents: cotangents)
            else { return records }
            let results = try GradientJudge(specification: specification, budget: budget)
                .judge(gradients, of: subjectCase, cotangents: cotangents)
            for (place, result) in results.enumerated() {
                records += result.judgements.map {
                    elementRecord(
                        $0, of: subjectCase, subjectCase.inputs[place].dtype, check: "gradient", input: place,
                        cotangents: cotangents)
                }
            }
        }
        return records
    }

    /// What the checks of one case find that is about no single element: formula, differences, determinism.
    mutating func findings(on id: CaseID) throws -> [FindingRecord] {
        try attempt(id, number: 0)
        return findings.shown.filter { $0.element == nil }
    }
}
