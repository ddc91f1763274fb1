internal import Specifications
internal import Values

// What answers must not depend on: where inputs lie in memory, where an element stands, how long a tensor is. These
// checks compare bits; that the bits are right is the business of others.

extension ImplementationRun {
    /// Whether bits are promised at all: a vendor's library may choose another order of summation for another layout.
    private var promisesBits: Bool { !(note?.isMachineDependent ?? false) }

    /// The cases of the plan that are about layout and position.
    var layoutCases: [CaseID] {
        guard promisesBits else { return [] }
        let hasLayouts = subject.laidOut(.reversed) != nil
        return specification.shapes.indices.flatMap { tuple in
            [CaseID.slices(tuple: tuple + 1)]
                + (hasLayouts
                    ? InputLayout.allCases.filter { $0 != .contiguous }.map { .layout(tuple: tuple + 1, $0) } : [])
        }
    }

    /// Compares the answers to inputs that lie in one way with those to the same inputs in another.
    mutating func checkLayout(_ subjectCase: Case, _ layout: InputLayout) throws {
        guard let laidOut = subject.laidOut(layout) else { return }
        let other = CheckedSubject(specification: specification, subject: laidOut)
        layouts.cases += 1
        let expected = try subject.outputs(of: name, on: subjectCase.inputs, subjectCase.attributes)
        let outputs = try other.outputs(of: name, on: subjectCase.inputs, subjectCase.attributes)
        let place = "where inputs lay \(layout.rawValue) in memory"
        compare(outputs, expected, "outputs", place, subjectCase, \.layouts)
        guard gradient != nil, subjectCase.isFinite else { return }
        for cotangents in cotangentSets(subjectCase, expected) {
            guard
                let gradients = try subject.gradients(
                    of: name, on: subjectCase.inputs, subjectCase.attributes, cotangents: cotangents),
                let others = try other.gradients(
                    of: name, on: subjectCase.inputs, subjectCase.attributes, cotangents: cotangents)
            else { return }
            compare(others.compactMap { $0 }, gradients.compactMap { $0 }, "gradients", place, subjectCase, \.layouts)
        }
    }

    /// Compares the answers to slices along the first axis, alone and in other places, with those to the whole, for
    /// operations that treat the slices apart.
    mutating func checkSlices(_ subjectCase: Case) throws {
        guard let slices = try SlicedCase(specification, subjectCase) else { return }
        positions.cases += 1
        let expected = try subject.outputs(of: name, on: subjectCase.inputs, subjectCase.attributes)
        for selection in slices.selections {
            let inputs = slices.inputs(selection)
            let outputs = try subject.outputs(of: name, on: inputs, subjectCase.attributes)
            compare(
                outputs, expected.map { $0.slices(selection) }, "outputs", "in other places or alone", subjectCase,
                \.positions)
        }
    }

    private mutating func compare(
        _ answers: [HostArray], _ expected: [HostArray], _ what: String, _ place: String, _ subjectCase: Case,
        _ record: WritableKeyPath<ImplementationRun, InvarianceRecord>
    ) {
        for (answer, right) in zip(answers, expected) where answer != right {
            self[keyPath: record].differing += 1
            let position = (0..<min(answer.count, right.count)).first { answer.bits(at: $0) != right.bits(at: $0) } ?? 0
            let difference =
                answer.count == right.count
                ? "element \(position) is \(answer.fullText(at: position)) instead of \(right.fullText(at: position))"
                : "there are \(answer.count) elements instead of \(right.count)"
            findings.add(
                FindingRecord(
                    id: "\(name)/\(subjectCase.id)/\(what)", kind: .layout,
                    message:
                        "\(name): the same inputs gave other \(what) \(place): \(difference), at \(inputText(subjectCase))",
                    isExpected: false, replay: replayCommand(subjectCase.id), element: nil))
            return
        }
    }
}

/// A case whose first axis only lays independent problems side by side.
struct SlicedCase {
    private let subjectCase: Case
    private let isSliced: [Bool]
    private let count: Int

    /// Nil where the first axis has another meaning, or less than two elements.
    init?(_ specification: Specification, _ subjectCase: Case) throws {
        // A shape among the attributes is that of the whole.
        guard !specification.attributes.contains(where: { $0.kind == .shape }) else { return nil }
        let graph = try specification.graph(for: subjectCase.inputs, subjectCase.attributes)
        guard let first = graph.outputs.first ?? nil, let count = graph.nodes[first].shape.extents.first, count > 1
        else { return nil }
        let rank = graph.nodes[first].shape.rank
        isSliced = subjectCase.inputs.map { $0.shape.rank == rank && $0.shape[0] == count }
        guard isSliced.contains(true), graph.separatesSlices(count, isSliced) else { return nil }
        self.subjectCase = subjectCase
        self.count = count
        // Attributes may hold shapes that fit the whole alone.
        for selection in selections {
            guard
                let part = try? specification.graph(for: inputs(selection), subjectCase.attributes),
                part.outputs.allSatisfy({ part.nodes[$0!].shape.extents.first == selection.count })
            else { return nil }
        }
    }

    /// All slices backwards, some alone, and the first few.
    var selections: [[Int]] {
        let alone = Set([0, 1, 2, 3, 7, 8, 15, 16, count / 2, count - 2, count - 1]).filter { $0 < count }.sorted()
        return [(0..<count).reversed()] + alone.map { [$0] }
            + [3, 5, count - 1].filter { $0 < count && $0 > 0 }.map { Array(0..<$0) }
    }

    func inputs(_ selection: [Int]) -> [HostArray] {
        zip(subjectCase.inputs, isSliced).map { $1 ? $0.slices(selection) : $0 }
    }
}

extension ExpressionGraph {
    /// Whether slice k of every output depends on slices k of the sliced inputs alone, and slices of inputs that are
    /// sliced meet nowhere.
    func separatesSlices(_ count: Int, _ isSliced: [Bool]) -> Bool {
        // For each element of a node: the slice that it depends on, -1 for none and -2 for several.
        var labels: [[Int]] = []
        func join(_ a: Int, _ b: Int) -> Int { a == -1 ? b : b == -1 || a == b ? a : -2 }
        for node in nodes {
            let elements = node.shape.elementCount
            switch node.operation {
            case .input(let place):
                let inner = count > 0 ? max(1, elements / count) : 1
                labels.append((0..<elements).map { isSliced[place] ? $0 / inner : -1 })
            case .reduce(_, let length):
                let operand = node.operands[0]
                labels.append(
                    (0..<elements).map { element in
                        (0..<length).reduce(-1) { label, place in
                            operand.map[element * length + place].map { join(label, labels[operand.node][$0]) } ?? label
                        }
                    })
            default:
                labels.append(
                    (0..<elements).map { element in
                        node.operands.reduce(-1) { label, operand in
                            operand.map[element].map { join(label, labels[operand.node][$0]) } ?? label
                        }
                    })
            }
        }
        return outputs.allSatisfy { output in
            guard let output, nodes[output].shape.extents.first == count else { return false }
            let inner = nodes[output].shape.elementCount / count
            return labels[output].enumerated().allSatisfy { $1 == -1 || inner > 0 && $1 == $0 / inner }
        }
    }
}

extension HostArray {
    /// Some slices along the first axis, in the order given.
    func slices(_ selection: [Int]) -> HostArray {
        var target = shape
        target[0] = selection.count
        let inner = shape[0] > 0 ? count / shape[0] : 0
        return gathered(selection.flatMap { $0 * inner..<($0 + 1) * inner }, shape: target)
    }
}
