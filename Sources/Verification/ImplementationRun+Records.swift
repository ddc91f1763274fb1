internal import Specifications
internal import Values

// What the checks found, as records and in words.

extension ImplementationRun {
    mutating func record(frontiers: [FrontierRecord], errorMap: ErrorMapRecord?) -> ImplementationRecord {
        let failed: [Specification.CheckKind: Bool] = [
            .forward: forward.hasFindings, .gradient: gradient?.hasFindings ?? false,
            .formula: formula.disagreeing > 0,
        ]
        for check in note?.expectedFailures ?? [] where !failed[check]! {
            findings.add(
                FindingRecord(
                    id: "\(name)/stale-\(check.rawValue)", kind: .staleExpectation,
                    message:
                        "\(name): expected to fail its \(check.rawValue) check, but passes; delete the expectation in \(specification.fileName)",
                    isExpected: false, replay: nil, element: nil))
        }
        let outcome: ImplementationRecord.Outcome =
            findings.unexpected.contains { $0.kind != .staleExpectation }
            ? .failed
            : !findings.unexpected.isEmpty
                ? .expectationStale : findings.count > 0 ? .failedAsExpected : .passed
        return ImplementationRecord(
            name: name, summary: note?.summary, isMachineDependent: note?.isMachineDependent ?? false,
            expectedFailures: note?.expectedFailures ?? [], expectedReason: note?.reason, instead: note?.stableForm,
            outcome: outcome,
            forward: forward.record(replaying: name), gradient: gradient?.record(replaying: name),
            formula: gradient == nil ? nil : formula, differences: gradient == nil ? nil : differences,
            determinism: determinism, layouts: layouts, positions: positions, frontiers: frontiers,
            worst: worstElements(of: forward) + (gradient.map(worstElements) ?? []),
            findings: fingerprinted(findings.shown),
            findingCount: findings.count, unexpectedCounts: findings.unexpectedCounts,
            profiles: [
                forward.profile?.record(check: "forward", input: profiledInput),
                gradient?.profile?.record(check: "gradient", input: profiledInput),
            ].compactMap { $0 },
            growth: forward.growthRecords, errorMap: errorMap)
    }

    func elementRecord(
        _ judgement: ElementJudgement, of subjectCase: Case, _ dtype: DType, check: String, output: Int = 0,
        input: Int?, cotangents: [HostArray]
    ) -> ElementRecord {
        let outputs = outputShapes(subjectCase)
        let shape = input.map { subjectCase.inputs[$0].shape } ?? (outputs.isEmpty ? .scalar : outputs[output].1)
        func float(_ value: Double) -> FloatRecord { FloatRecord(value, dtype) }
        let budget = check == "forward" ? budgets.forward : gradient!.budget
        let places = places(subjectCase, at: shape.index(at: judgement.position))
        return ElementRecord(
            check: check, verdict: judgement.verdict, caseID: "\(name)/\(subjectCase.id)",
            replay: replayCommand(subjectCase.id),
            inputs: zip(specification.arguments(of: subjectCase), subjectCase.inputs).map {
                TensorRecord(name: $0.name, $1)
            },
            attributes: subjectCase.attributes, index: shape.index(at: judgement.position),
            output: input == nil && outputs.count > 1 ? outputs[output].0 : nil,
            input: input.map { specification.arguments(of: subjectCase)[$0].name }, got: float(judgement.output),
            expected: judgement.expectedText, nearest: judgement.nearest.map(float),
            ulpsLow: judgement.ulps?.lowerBound,
            ulpsHigh: judgement.ulps?.upperBound, omega: judgement.omega,
            isSilentlyWrong: judgement.isSilentlyWrong(budget: budget),
            cotangents: cotangents.enumerated().map { TensorRecord(name: "cotangent \($0.offset + 1)", $0.element) },
            places: places.isEmpty ? nil : places)
    }

    /// The names and shapes of the outputs.
    private func outputShapes(_ subjectCase: Case) -> [(String, Shape)] {
        guard let graph = try? specification.graph(for: subjectCase.inputs, subjectCase.attributes) else { return [] }
        return zip(graph.outputNames, graph.outputs).map { ($0, graph.nodes[$1!].shape) }
    }

    func replayCommand(_ id: CaseID) -> String {
        "verify replay \(shellQuoted("\(name)/\(id)"))\(verifier.replaySuffix)"
    }

    func indexText(_ index: [Int]) -> String { "[" + index.map(String.init).joined(separator: ",") + "]" }

    func inputText(_ subjectCase: Case) -> String {
        zip(specification.arguments(of: subjectCase), subjectCase.inputs).map { input, array in
            let record = TensorRecord(name: input.name, array)
            let elements = record.elements.map { "\($0.decimal) (\($0.bits))" }.joined(separator: ", ")
            return "\(input.name) = [\(elements)\(array.count > TensorRecord.limit ? ", ..." : "")]"
        }.joined(separator: ", ")
    }

    /// One line that names the operation, the verdict, the input's bits and what should have come out.
    func message(
        _ judgement: ElementJudgement, _ element: ElementRecord
    ) -> String {
        let place = element.input.map { "d\($0)" } ?? element.output ?? specification.outputs[0].name
        let verdict = element.isSilentlyWrong ? "silently wrong (\(judgement.verdict.text))" : judgement.verdict.text
        let inputs = element.inputs.map { tensor in
            "\(tensor.name) = ["
                + tensor.elements.map { "\($0.decimal) (\($0.bits))" }.joined(separator: ", ")
                + (tensor.shape.reduce(1, *) > tensor.elements.count ? ", ...]" : "]")
        }
        let own = (element.places ?? []).map { place in
            "\(place.name)\(indexText(place.index)) = \(place.value.decimal) (\(place.value.bits)), "
        }
        let error = judgement.ulps.map { ", off by \(decimalText($0.upperBound, digits: 4)) ulp" } ?? ""
        return
            "\(name): \(verdict): \(place)\(indexText(element.index)) is \(element.got.decimal) (\(element.got.bits)), "
            + "expected \(element.expected)\(error), at \(own.joined())\(inputs.joined(separator: ", "))"
    }

    /// The input elements at the place of a judged element, aligned as broadcasting does, of inputs that are too long to
    /// be printed whole.
    private func places(_ subjectCase: Case, at index: [Int]) -> [PlaceRecord] {
        zip(specification.arguments(of: subjectCase), subjectCase.inputs).compactMap { input, array in
            guard array.count > TensorRecord.limit, array.shape.rank <= index.count else { return nil }
            let aligned = zip(array.shape.extents, index.suffix(array.shape.rank)).map { $0 == 1 ? 0 : $1 }
            guard zip(aligned, array.shape.extents).allSatisfy({ $0 < $1 }) else { return nil }
            let position = zip(aligned, array.shape.rowMajorStrides).reduce(0) { $0 + $1.0 * $1.1 }
            return PlaceRecord(name: input.name, index: aligned, value: FloatRecord(array, at: position))
        }
    }
}
