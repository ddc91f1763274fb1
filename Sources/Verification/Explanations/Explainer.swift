internal import Multiprecision
internal import Oracle
internal import Specifications
internal import Values

/// Finds out why an implementation answers a case as it does.
struct Explainer {
    let verifier: OperationVerifier
    let id: FindingID

    private var specification: Specification { verifier.specification }
    private var subject: any Subject { verifier.subject }
    private var name: String { id.implementation }

    /// Frontiers of larger families take long to find, and say the same.
    private static let largestFamily = 64

    /// An element that could be the one in question.
    private struct Candidate {
        let element: ElementRecord
        let message: String
        let badness: (Int, Double)
        let position: Int
        /// The output, or the input that a gradient belongs to.
        let place: Int
        let cotangents: [HostArray]
        let array: HostArray
    }

    func explain() throws -> Explanation {
        var explanation = Explanation(
            id: id.text, implementation: name, messages: [],
            definition: specification.definition.source.text.trimmingBlanks)
        explanation.reason = specification.note(on: name)?.reason
        explanation.stableForm = specification.note(on: name)?.stableForm
        guard let caseID = id.caseID else {
            try explainRecord(&explanation)
            return explanation
        }
        guard let subjectCase = verifier.plan.makeCase(caseID) else {
            throw CheckError("\(name) has no case '\(caseID)'")
        }
        var run = ImplementationRun(verifier: verifier, name: name)
        explanation.replay = run.replayCommand(caseID)
        let found = try run.findings(on: caseID).filter { id.topic == nil || $0.topic == id.topic }
        let candidates: [Candidate]
        do {
            candidates = try self.candidates(run, subjectCase)
        } catch let error as CancellationError {
            throw error
        } catch {
            // The subject does not answer, which is what the findings say.
            guard !found.isEmpty else { throw error }
            explanation.messages = found.map(\.message)
            return explanation
        }
        guard let chosen = try choose(candidates, found: !found.isEmpty) else {
            explanation.messages = found.map(\.message)
            explanation.frontiers = try frontiers(isGradient: false)
            return explanation
        }
        explanation.messages = chosen.element.verdict.isFinding || found.isEmpty ? [chosen.message] : []
        explanation.messages += found.map(\.message)
        explanation.element = chosen.element
        let isGradient = chosen.element.check == "gradient"
        explanation.budget = (isGradient ? run.budgets.gradient : run.budgets.forward)?.text
        try addSteps(to: &explanation, chosen, subjectCase, run)
        explanation.frontiers = try frontiers(isGradient: isGradient)
        explanation.other = try other(than: chosen, subjectCase)
        return explanation
    }

    /// Findings about no case: the run's own words.
    private func explainRecord(_ explanation: inout Explanation) throws {
        // A misspelt case is told without a run of all cases; what these begin with is about no case.
        let isAboutNone = ["special-row-", "kink-row-", "stale-", "defect-"].contains {
            id.check?.hasPrefix($0) == true
        }
        if let text = id.check, !isAboutNone, let meant = suggestion(for: text, among: caseNames) {
            throw CheckError("\(name) has no finding or case '\(text)'; did you mean '\(meant)'?")
        }
        var run = ImplementationRun(verifier: verifier, name: name)
        let record = try run.run()
        let found = record.findings.filter { $0.id == id.text || $0.topic == id.check }
        guard !found.isEmpty else {
            let text = id.check ?? id.text
            let known = record.findings.map { String($0.id.dropFirst(name.count + 1)) }
            throw CheckError(
                "\(name) has no finding '\(text)'"
                    + (suggestion(for: text, among: known).map { "; did you mean '\($0)'?" }
                        ?? "; 'verify all --operation \(specification.operation)' lists those that it has"))
        }
        explanation.messages = found.map(\.message)
        explanation.frontiers = Self.sorted(record.frontiers)
    }

    /// Cases as they are named, without the probes', of which there are as many as floats.
    private var caseNames: [String] { verifier.plan.ids.map(\.description) }

    // MARK: The element

    private func candidates(_ run: ImplementationRun, _ subjectCase: Case) throws -> [Candidate] {
        let outputs = try subject.outputs(of: name, on: subjectCase.inputs, subjectCase.attributes)
        let budget = verifier.budgets(for: name, outputs.first?.dtype ?? .float32).forward
        let judged = try OutputJudge(specification: specification, budget: budget).judge(outputs, of: subjectCase)
        var found = judged.enumerated().flatMap { place, judgements in
            judgements.map { judgement in
                let element = run.elementRecord(
                    judgement, of: subjectCase, outputs[place].dtype, check: "forward", output: place, input: nil,
                    cotangents: [])
                return Candidate(
                    element: element, message: run.message(judgement, element),
                    badness: judgement.badness(budget.metric), position: judgement.position, place: place,
                    cotangents: [], array: outputs[place])
            }
        }
        let dtype = subjectCase.inputs.first { $0.dtype.isFloatingPoint }?.dtype ?? .float32
        guard subjectCase.isFinite, run.isDifferentiable(subjectCase), run.gradient != nil,
            let budget = verifier.budgets(for: name, dtype).gradient
        else { return found }
        for cotangents in run.cotangentSets(subjectCase, outputs) {
            guard
                let gradients = try subject.gradients(
                    of: name, on: subjectCase.inputs, subjectCase.attributes, cotangents: cotangents)
            else { return found }
            let results = try GradientJudge(specification: specification, budget: budget)
                .judge(gradients, of: subjectCase, cotangents: cotangents)
            for (place, result) in results.enumerated() {
                found += result.judgements.map { judgement in
                    let element = run.elementRecord(
                        judgement, of: subjectCase, subjectCase.inputs[place].dtype, check: "gradient", input: place,
                        cotangents: cotangents)
                    return Candidate(
                        element: element, message: run.message(judgement, element),
                        badness: judgement.badness(budget.metric), position: judgement.position, place: place,
                        cotangents: cotangents, array: gradients[place]!)
                }
            }
        }
        return found
    }

    /// The worst of the elements that the identifier names. Findings about no single element are explained by the worst
    /// value.
    ///
    /// - Throws: `CheckError` where it names a check or an element that does not exist.
    private func choose(_ candidates: [Candidate], found: Bool) throws -> Candidate? {
        let checks = candidates.reduce(into: [String]()) { names, candidate in
            for name in Self.checks(of: candidate.element) where !names.contains(name) { names.append(name) }
        }
        if let topic = id.topic, !found, !candidates.isEmpty, !checks.contains(topic) {
            let hint = suggestion(for: topic, among: checks).map { "; did you mean '\($0)'?" }
            // What reports call them, without other names for the same.
            let names = checks.filter { $0 == "forward" || $0.hasPrefix("forward-") || $0.hasPrefix("gradient-") }
            throw CheckError(
                "case \(id.caseID!) of \(name) has no check '\(topic)'"
                    + (hint ?? "; it has \(names.map { "'\($0)'" }.joined(separator: ", "))"))
        }
        func matches(_ candidate: Candidate) -> Bool {
            guard let topic = id.topic else { return true }
            if let index = id.index, index != candidate.element.index { return false }
            return Self.checks(of: candidate.element).contains(checks.contains(topic) ? topic : "forward")
        }
        let chosen = candidates.filter(matches)
        guard !chosen.isEmpty || found || candidates.isEmpty || id.check == nil else {
            throw CheckError("case \(id.caseID!) of \(name) has no element '\(id.check!)'")
        }
        return chosen.max { $0.badness < $1.badness }
    }

    /// The checks that an element is shown for.
    private static func checks(of element: ElementRecord) -> [String] {
        guard element.check == "gradient" else {
            return ["forward", "frontier-forward", "differences-subject", "differences-oracle"]
                + (element.output.map { ["forward-\($0)"] } ?? [])
        }
        let input = element.input.map { ["gradient-\($0)", "formula-\($0)"] } ?? []
        return ["gradient", "formula", "frontier-gradient"] + input
    }

    // MARK: Steps

    private func addSteps(
        to explanation: inout Explanation, _ chosen: Candidate, _ subjectCase: Case, _ run: ImplementationRun
    ) throws {
        let isGradient = chosen.element.check == "gradient"
        let arrays = subjectCase.inputs + chosen.cotangents
        explanation.condition = condition(chosen, subjectCase)
        let captured =
            isGradient
            ? try subject.backwardGraph(
                of: name, on: subjectCase.inputs, subjectCase.attributes, cotangents: chosen.cotangents)
            : try subject.forwardGraph(of: name, on: subjectCase.inputs, subjectCase.attributes)
        guard let captured else {
            explanation.remarks.append("the subject does not show its steps: to look inside, compute it in an engine")
            return
        }
        let names =
            specification.arguments(of: subjectCase).map(\.name)
            + chosen.cotangents.indices.map { $0 == 0 ? "dy" : "dy\($0 + 1)" }
        do {
            let analysis = try StepAnalysis(
                captured, arrays: arrays, names: names,
                result: isGradient
                    ? "d\(chosen.element.input ?? "x")" : chosen.element.output ?? specification.outputs[0].name,
                output: chosen.place, position: chosen.position, answer: chosen.array,
                subject: (subject as? CheckedSubject)?.subject ?? subject,
                catalog: verifier.catalog)
            explanation.steps = analysis.steps
            explanation.blame = analysis.blame
            explanation.remarks += analysis.remarks
        } catch let error as UntranslatableGraph {
            explanation.remarks.append("the steps have no formula: \(error)")
        } catch let error as CheckError {
            explanation.remarks.append(error.description)
        }
        if !captured.unseen.isEmpty {
            explanation.remarks.append(
                "for this path only: capture cannot see \(Set(captured.unseen).sorted().joined(separator: ", "))")
        }
    }

    /// The sum of |x df/dx| over all inputs, over |f|, for a value; of gradients nothing is said.
    private func condition(_ chosen: Candidate, _ subjectCase: Case) -> Double? {
        guard chosen.element.check == "forward", subjectCase.isFinite,
            let graph = try? specification.graph(for: subjectCase.inputs, subjectCase.attributes),
            graph.outputs.indices.contains(chosen.place), let node = graph.outputs[chosen.place],
            !graph.nodes[node].isLogical, chosen.array.dtype.isFloatingPoint
        else { return nil }
        let cotangents = graph.outputs.indices.map { place in
            HostArray(
                (0..<graph.nodes[graph.outputs[place]!].shape.elementCount).map {
                    place == chosen.place && $0 == chosen.position ? Float(1) : 0
                }, shape: graph.nodes[graph.outputs[place]!].shape)
        }
        let gradients = AdjointEvaluator(precision: 256).gradients(graph, subjectCase.inputs, cotangents: cotangents)
        guard let reals = EnclosureEvaluator(precision: 256).outputs(graph, subjectCase.inputs)[chosen.place] else {
            return nil
        }
        return StepAnalysis.condition(
            gradients.map(\.elements), subjectCase.inputs, of: reals[chosen.position])
    }

    // MARK: Surroundings

    private func frontiers(isGradient: Bool) throws -> [FrontierRecord] {
        var prober = FrontierProber(
            specification: specification, subject: subject, budgets: verifier.budgets(for: name),
            replaySuffix: verifier.replaySuffix)
        prober.largestSize = Self.largestFamily
        let found = (try? prober.frontiers(of: name)) ?? []
        return Self.sorted(found.filter { $0.direction == (isGradient ? "gradient" : "forward") })
    }

    /// Breaks of the implementation's own before those of the function.
    private static func sorted(_ frontiers: [FrontierRecord]) -> [FrontierRecord] {
        frontiers.filter { !$0.isInherent } + frontiers.filter(\.isInherent)
    }

    /// What the default implementation answers there.
    private func other(than chosen: Candidate, _ subjectCase: Case) throws -> ElementRecord? {
        let standard = specification.operation
        guard name != standard, subject.implementations.contains(where: { $0.name == standard }),
            chosen.element.check == "forward",
            let elements = try? verifier.replay(standard, subjectCase.id)
        else { return nil }
        return elements.first {
            $0.check == "forward" && $0.index == chosen.element.index && $0.output == chosen.element.output
        }
    }
}

extension Verifier {
    /// Why an implementation answers a case as it does, by the identifier of a finding, or of a case.
    ///
    /// - Throws: `CheckError` for an identifier that names nothing of this subject.
    public func explain(_ id: FindingID) throws -> Explanation {
        guard let described = subject.implementations.first(where: { $0.name == id.implementation }),
            let specification = catalog[described.operation]
        else { throw CheckError("there is no implementation '\(id.implementation)'") }
        return try Explainer(verifier: OperationVerifier(specification, of: self), id: id).explain()
    }
}

extension String {
    fileprivate var trimmingBlanks: String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
