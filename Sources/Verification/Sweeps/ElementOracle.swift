internal import Multiprecision
internal import Oracle
internal import Specifications
internal import Values

/// The judge of single inputs of a sweep: special cases by the table, all else by enclosures whose precision is raised
/// until the verdict is decided.
struct ElementOracle {
    let reference: SweepReference

    /// Inputs that are judged together.
    private static let batch = 256

    /// Judges results for encodings.
    ///
    /// - Returns: one judgement for each, in order; nil for those that nothing can be said of: an infinity that no row
    ///   lists, a derivative that does not exist.
    func judge(_ encodings: [UInt32], _ results: [Float]) throws -> [ElementJudgement?] {
        var judgements: [ElementJudgement?] = []
        judgements.reserveCapacity(encodings.count)
        for start in stride(from: 0, to: encodings.count, by: Self.batch) {
            let end = min(start + Self.batch, encodings.count)
            judgements += try judge(batch: Array(encodings[start..<end]), Array(results[start..<end]))
        }
        return judgements
    }

    private func judge(batch encodings: [UInt32], _ results: [Float]) throws -> [ElementJudgement?] {
        let inputs = HostArray(encodings.map { Float(bitPattern: $0) })
        let subjectCase = Case(id: .anchor(1), inputs: [inputs], attributes: reference.attributes, note: nil)
        let output = HostArray(results)
        switch reference.direction {
        case .forward:
            return try OutputJudge(specification: reference.specification, budget: reference.budget)
                .judge(output, of: subjectCase)
                .map { $0.isUnlisted ? nil : $0 }
        case .gradient:
            var judged = [ElementJudgement?](repeating: nil, count: encodings.count)
            // Derivatives belong to real numbers.
            let finite = encodings.indices.filter { Float(bitPattern: encodings[$0]).isFinite }
            guard !finite.isEmpty else { return judged }
            let x = HostArray(finite.map { Float(bitPattern: encodings[$0]) })
            let ones = HostArray([Float](repeating: 1, count: finite.count))
            let found = try GradientJudge(specification: reference.specification, budget: reference.budget).judge(
                [HostArray(finite.map { results[$0] })],
                of: Case(id: .anchor(1), inputs: [x], attributes: reference.attributes, note: nil),
                cotangents: [ones])
            for judgement in found[0].judgements { judged[finite[judgement.position]] = judgement }
            return judged
        }
    }

    /// The special value that the table states for an input, if it does.
    static func special(_ reference: SweepReference, _ input: Float) -> Specification.SpecialCase.Value? {
        let specification = reference.specification
        let output = specification.outputs[0].name
        let array = HostArray([input])
        guard
            let graph = try? specification.specialsGraph(about: output, [GraphInput(array)], reference.attributes)
        else { return nil }
        let conditions = EnclosureEvaluator(precision: 64, nonfinite: .extended).conditions(graph, [array])
        for (place, row) in specification.specialRows(about: output).enumerated() where conditions[place][0] == .yes {
            return specification.specials[row].value
        }
        return nil
    }

    /// Bounds in binary64 of the results for consecutive encodings; NaN where nothing is known.
    func bounds(first: UInt32, count: Int) throws -> (lower: [Double], upper: [Double]) {
        let x = HostArray((0..<count).map { Float(bitPattern: first + UInt32($0)) })
        let graph = try reference.specification.graph(for: [x], reference.attributes)
        switch reference.direction {
        case .forward:
            guard let found = FastEvaluator().outputs(graph, [x])[0] else {
                return ([Double](repeating: .nan, count: count), [Double](repeating: .nan, count: count))
            }
            return (found.lower, found.upper)
        case .gradient:
            let unknown = [Double](repeating: .nan, count: count)
            return (unknown, unknown)
        }
    }
}
