internal import Multiprecision
internal import Oracle
internal import Specifications
internal import Values

/// Judges answers by conditions on inputs and answers, where more than one answer is right or where something must hold
/// besides being near the definition.
struct RelationJudge {
    let specification: Specification

    /// A condition that does not hold for an element of an output, or of which that cannot be told.
    struct Violation {
        let condition: Specification.Condition
        let position: Int
        let isDecided: Bool
    }

    /// Judges outputs by the relation: an element is right when all conditions about its output hold there.
    func judge(
        _ outputs: [HostArray], _ names: [String], of subjectCase: Case
    ) throws -> [[ElementJudgement]] {
        let violations: [Violation]
        do {
            violations = try self.violations(of: specification.relation, outputs, of: subjectCase)
        } catch let error as SpecificationError {
            // Answers of integers choose elements: one beyond the input shows here.
            return outputs.map { output in
                (0..<output.count).map {
                    ElementJudgement(
                        position: $0, output: output.double(at: $0), verdict: .wrongClass, isMisrounded: true,
                        special: "an answer that fits the relation (\(error.message))")
                }
            }
        }
        return zip(outputs, names).map { output, name in
            (0..<output.count).map { position in
                let found = violations.filter { $0.condition.output == name && $0.position == position }
                let worst = found.first(where: \.isDecided) ?? found.first
                return ElementJudgement(
                    position: position, output: output.double(at: position),
                    verdict: worst.map { $0.isDecided ? .overBudget : .undecided } ?? .correctlyRounded,
                    isMisrounded: worst?.isDecided ?? false, isRoundingDecided: worst?.isDecided ?? true,
                    special: worst.map { "an answer with \($0.condition.formula.source.text)" }
                        ?? "an answer that fits the relation")
            }
        }
    }

    /// Where conditions about answers do not hold.
    ///
    /// - Throws: `SpecificationError` for an answer of integers that lies beyond what it indexes.
    func violations(
        of conditions: [Specification.Condition], _ outputs: [HostArray], of subjectCase: Case
    ) throws -> [Violation] {
        guard !conditions.isEmpty else { return [] }
        let graph = try specification.graph(
            of: conditions, subjectCase.inputs.map { GraphInput($0) }, answers: outputs.map { GraphInput($0) },
            subjectCase.attributes)
        var truths: [[Certainty]] = []
        for precision in Precision.ladder {
            truths = EnclosureEvaluator(precision: precision, nonfinite: .extended)
                .conditions(graph, subjectCase.inputs + outputs)
            if !truths.joined().contains(.unknown) { break }
        }
        return zip(conditions, truths).flatMap { condition, elements in
            elements.enumerated().filter { $0.element != .yes }.map {
                Violation(condition: condition, position: $0.offset, isDecided: $0.element == .no)
            }
        }
    }
}
