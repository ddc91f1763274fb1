internal import PropertyTesting
internal import Specifications
internal import Values

// Failures of properties, each at one element of an answer, with the numbers that go into it.

extension PropertyJudge {
    /// A failure of a relation: what the claim reads of the inputs and draws, directly and by way of both answers.
    func localised(
        _ property: Specification.Property, _ related: RelatedCase, _ measure: Measure, _ reproduction: Reproduction?
    ) -> Localisation? {
        guard let element = measure.element, let answers = try? outputs(related.base.inputs, related.base.attributes),
            let changedAnswers = try? outputs(related.changed, related.base.attributes),
            element.output < changedAnswers.count,
            let position = element.position(in: changedAnswers[element.output].shape)
        else { return nil }
        let changed = related.changed(by: property)
        guard
            let graph = try? specification.claimGraph(
                of: property, related.base.inputs.map { GraphInput($0) }, draws: related.draws.map { GraphInput($0) },
                outputs: answers.map { GraphInput($0) }, changedInputs: changed.map { GraphInput($0) },
                changedOutputs: changedAnswers.map { GraphInput($0) }, related.attributes)
        else { return nil }
        var number = 0
        if case .gives(let claims, _) = property.claim {
            number = claims.firstIndex { place(of: $0.output) == element.output } ?? 0
        }
        let found = graph.dependence(ofOutput: number, at: position)
        var rest = found[...]
        func take(_ count: Int) -> [Set<Int>] {
            defer { rest = rest.dropFirst(count) }
            return Array(rest.prefix(count))
        }
        let (inputs, draws, answered, changes) = (
            take(related.base.inputs.count), take(related.draws.count), take(answers.count), take(changed.count)
        )
        var changedAnswered = take(changedAnswers.count)
        // The claim is about this element, whether or not its formula names it.
        if element.output < changedAnswered.count { changedAnswered[element.output].insert(position) }

        var changedCase = related.base
        changedCase.inputs = related.changed
        let base = related.base.union(inputs, answered, answers, specification)
        var changedFound = changedCase.union(
            related.changed.map { _ in [] }, changedAnswered, changedAnswers, specification)
        for (change, positions) in zip(property.changes, changes) {
            if let place = related.base.arguments.firstIndex(where: { $0.name == change.input }) {
                changedFound[place].formUnion(positions)
            }
        }
        let changedNames = Set(property.changes.map(\.input))
        var tensors = related.base.named(related.base.inputs, base)
        tensors += zip(zip(related.drawNames, related.draws), draws).map { ($0.0, $0.1, $1.sorted()) }
        tensors += changedCase.named(related.changed, changedFound, suffix: "'")
            .filter { changedNames.contains(String($0.0.dropLast())) }
        var local = Localisation(element: element, of: tensors)
        local.isWholeInput = tensors.allSatisfy { $0.1.count == $0.2.count }
        let calls = [
            related.base.onlyCall(answered, answers, specification),
            changedCase.onlyCall(changedAnswered, changedAnswers, specification),
        ].compactMap { $0 }
        local.reproduction = calls.isEmpty ? nil : reproduction?(calls)
        return local
    }

    /// A failure of an invariant: what it reads of the inputs, directly and by way of the answers.
    func localised(
        _ invariant: Specification.Condition, _ generated: GeneratedCase, _ measure: Measure,
        _ reproduction: Reproduction?
    ) -> Localisation? {
        guard let element = measure.element, let answers = try? outputs(generated.inputs, generated.attributes),
            let graph = try? specification.graph(
                of: [invariant], generated.inputs.map { GraphInput($0) }, answers: answers.map { GraphInput($0) },
                generated.attributes),
            let node = graph.outputs.first ?? nil, let position = element.position(in: graph.nodes[node].shape)
        else { return nil }
        let found = graph.dependence(ofOutput: 0, at: position)
        let answered = Array(found.dropFirst(generated.inputs.count))
        let all = generated.union(
            Array(found.prefix(generated.inputs.count)), answered, answers, specification)
        var local = Localisation(element: element, of: generated.named(generated.inputs, all))
        local.isWholeInput = zip(generated.inputs, all).allSatisfy { $0.count == $1.count }
        local.reproduction = generated.onlyCall(answered, answers, specification).flatMap { reproduction?([$0]) }
        return local
    }
}

extension GeneratedCase {
    /// Positions of inputs, with those that elements of answers depend on.
    fileprivate func union(
        _ direct: [Set<Int>], _ answered: [Set<Int>], _ answers: [HostArray], _ specification: Specification
    ) -> [Set<Int>] {
        var all = direct
        for (output, positions) in answered.enumerated() {
            for position in positions {
                let element = ElementIndex(answers[output].shape.index(at: position), output: output)
                for (place, found) in (dependence(of: element, specification) ?? []).enumerated() {
                    all[place].formUnion(found)
                }
            }
        }
        return all
    }

    /// The call that gives an element of the answers, where it is one element only.
    fileprivate func onlyCall(
        _ answered: [Set<Int>], _ answers: [HostArray], _ specification: Specification
    ) -> EvaluatedCall? {
        let elements = answered.enumerated().flatMap { output, positions in
            positions.map { ElementIndex(answers[output].shape.index(at: $0), output: output) }
        }
        guard elements.count == 1, let found = dependence(of: elements[0], specification) else { return nil }
        return call(elements[0], found, specification)
    }
}

extension GradientCase {
    /// A failure of a gradient's element: the elements of all outputs that it has a part in, and what these are made of.
    func localised(_ measure: Measure, _ specification: Specification) -> Localisation? {
        guard let element = measure.element, element.output < base.inputs.count,
            let position = element.position(in: base.inputs[element.output].shape),
            let graph = try? specification.graph(for: base.inputs, base.attributes)
        else { return nil }
        var inputs = [Set<Int>](repeating: [], count: base.inputs.count)
        var outputs = [Set<Int>](repeating: [], count: graph.outputs.count)
        for (output, node) in graph.outputs.enumerated() {
            guard let node, graph.nodes[node].shape.elementCount <= 1024 else { return nil }
            for place in 0..<graph.nodes[node].shape.elementCount {
                let found = graph.dependence(ofOutput: output, at: place)
                guard found[element.output].contains(position) else { continue }
                outputs[output].insert(place)
                for (number, positions) in found.enumerated() { inputs[number].formUnion(positions) }
            }
        }
        var tensors = base.named(base.inputs, inputs)
        tensors += zip(cotangents, outputs).map { ("cotangent", $0, $1.sorted()) }
        var local = Localisation(element: element, of: tensors)
        local.element = "the gradient of \(base.arguments[element.output].name), \(local.element),"
        local.isWholeInput = tensors.allSatisfy { $0.1.count == $0.2.count }
        return local
    }
}
