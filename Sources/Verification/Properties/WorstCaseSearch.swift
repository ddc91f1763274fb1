internal import Multiprecision
public import PropertyTesting
public import Specifications
internal import Values

/// Looks for the input at which a subject's error is largest, by climbing from generated inputs in steps of ulps.
///
/// Errors are certified: each is measured against enclosures. What is found is a lower bound of the largest error; a
/// sweep proves the largest one of a function of one number.
public struct WorstCaseSearch: Sendable {
    /// Whether values or gradients are searched.
    public enum Direction: String, Sendable { case forward, gradient }

    public let specification: Specification
    public let implementation: String
    public let direction: Direction
    public let budget: Budget
    let subject: any Subject

    public init(
        _ specification: Specification, subject: any Subject, implementation: String, direction: Direction,
        budget: Budget
    ) {
        self.specification = specification
        self.subject = subject
        self.implementation = implementation
        self.direction = direction
        self.budget = budget
    }

    /// What errors are counted in: `ulp`, or `omega` where the budget is in it. Where more is allowed of longer sums, they
    /// are counted in budgets, each in that of its own element.
    public var unit: String {
        dependsOnTerms ? "of the budget" : budget.metric == .omega ? "omega" : "ulp"
    }

    private var dependsOnTerms: Bool { budget.limit(terms: 1) != budget.limit(terms: 1 << 20) }

    /// Searches.
    ///
    /// - Parameters:
    ///   - settings: say for how long. Their budget is replaced; a failure is simplified to the worst input.
    ///   - reproduction: puts a call that a failure comes down to into words.
    /// - Returns: the worst failure, or the largest error within the budget.
    public func run(_ settings: PropertySettings, reproduction: Reproduction? = nil) -> PropertyReport {
        var settings = settings
        settings.budget = MeasureBudget(dependsOnTerms ? 1 : budget.limit(terms: 1), unit: unit)
        settings.goal = .worst
        settings.inputNames = ["case"]
        let search = self
        let title = "\(implementation): the largest \(direction == .forward ? "error" : "error of a gradient")"
        switch direction {
        case .forward:
            return runPropertyInParallel(
                title, .inputs(of: specification), settings,
                localise: { $0.localised($1, search.specification, reproduction) },
                { try search.measure($0) })
        case .gradient:
            return runPropertyInParallel(
                title, .gradientInputs(of: specification), settings,
                localise: { $0.localised($1, search.specification) },
                { try search.measure($0) })
        }
    }

    private func measure(_ generated: GeneratedCase) throws -> Measure {
        let outputs = try subject.outputs(of: implementation, on: generated.inputs, generated.attributes)
        let judged = try OutputJudge(specification: specification, budget: budget)
            .judge(outputs, of: generated.subjectCase)
        return .worst(
            judged.enumerated().map { place, judgements in
                worst(of: judgements, shape: outputs[place].shape, output: place)
            })
    }

    private func measure(_ generated: GradientCase) throws -> Measure {
        let inputs = generated.base.inputs
        guard
            let gradients = try subject.gradients(
                of: implementation, on: inputs, generated.base.attributes, cotangents: generated.cotangents)
        else { throw CheckError("\(implementation) has no gradients") }
        let judged = try GradientJudge(specification: specification, budget: budget)
            .judge(gradients, of: generated.base.subjectCase, cotangents: generated.cotangents)
        return .worst(
            judged.enumerated().map { place, result in
                worst(of: result.judgements, shape: inputs[place].shape, output: place)
            })
    }

    private func worst(of judgements: [ElementJudgement], shape: Shape, output: Int) -> Measure {
        var worst = Measure(0, unit: unit)
        for judgement in judgements {
            var found = Measure(0, unit: unit)
            let isWrong = judgement.verdict == .wrongClass || judgement.verdict == .undecided
            if isWrong, !(judgement.ulps?.upperBound.isFinite ?? false) {
                found = Measure(.infinity, unit: unit, kind: FailureKind(judgement.verdict.text))
            } else if budget.metric == .omega, let omega = judgement.omega {
                found.score = score(omega, judgement)
            } else if let ulps = judgement.ulps {
                found.score = score(ulps.upperBound, judgement)
                if isWrong { found.kind = FailureKind(judgement.verdict.text) }
            } else if judgement.verdict.isFinding {
                found = Measure(.infinity, unit: unit, kind: FailureKind(judgement.verdict.text))
            }
            guard found.score > worst.score else { continue }
            worst = found
            worst.element = ElementIndex(shape.index(at: judgement.position), output: output)
            worst.detail = "got \(Float(judgement.output).fullText), expected \(judgement.expectedText)"
        }
        return worst
    }
}

extension WorstCaseSearch {
    private func score(_ error: Double, _ judgement: ElementJudgement) -> Double {
        dependsOnTerms && error > 0 ? error / budget.limit(terms: judgement.terms) : error
    }
}

/// Finite inputs, and cotangents of the outputs.
struct GradientCase: Sendable, InputDescribable {
    let base: GeneratedCase
    let cotangents: [HostArray]

    var inputDescription: String {
        (base.lines + cotangents.map { "cotangent = \($0.inputDescription)" }).joined(separator: "\n")
    }
}

extension Generator where Value == GradientCase {
    static func gradientInputs(of specification: Specification) -> Generator {
        Generator { source in
            let base = try source.draw(.inputs(of: specification))
            let graph = try specification.graph(for: base.inputs, base.attributes)
            let cotangents = try graph.outputs.map { output in
                try source.draw(.tensor(shape: graph.nodes[output!].shape, .float32(-2...2, values: .normal)))
            }
            return GradientCase(base: base, cotangents: cotangents)
        }
    }
}

extension GeneratedCase {
    /// The inputs as a case, which no plan has.
    var subjectCase: Case { Case(id: .anchor(1), inputs: inputs, attributes: attributes, note: nil) }
}
