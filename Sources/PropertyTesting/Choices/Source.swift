internal import Values

/// Where generators draw from: a sequence of primitive choices, replayed, drawn at random, or the simplest.
///
/// A generator is a function of a source. Each primitive draw appends a choice, so that the sequence of choices stands
/// for the value: replaying it gives the value again, and simplifying it simplifies the value, through `map`, `filter`
/// and whatever else a generator does. A source belongs to one case; it must not be kept.
public final class Source {
    /// What comes after the choices that are replayed.
    enum Continuation { case random, simplest, nothing }

    /// How a draw ends that gives no value.
    enum Stop: Error {
        /// A filter or an assumption turned the case down.
        case rejected
        /// The case has more choices than a case may have, or than are there to be replayed.
        case overrun
    }

    private let replay: Replay
    private let continuation: Continuation
    private let limit: Int
    var random: RandomNumbers

    /// What has been drawn.
    private(set) var choices: [Choice] = []
    private(set) var spans: [Span] = []
    private(set) var tensors: [TensorRecord] = []
    /// The choices of each part of the input, where it is a tuple.
    private(set) var parts: [Range<Int>] = []
    /// The spans that are not closed yet, innermost last.
    private var open: [Int] = []
    /// The next choice to replay.
    private var position = 0
    /// The next choice to replay of each kind, where choices are found by kind.
    private var kindPositions = [Int](repeating: 0, count: 8)
    /// Where the case is in the tree of cases that were drawn before; nil off the tree.
    private var branch: ChoiceTree.Node?
    private let journal: Journal.Slot?

    init(
        replay: Replay = Replay(), then continuation: Continuation, limit: Int = 1 << 20, random: RandomNumbers,
        branch: ChoiceTree.Node? = nil, journal: Journal.Slot? = nil
    ) {
        self.replay = replay
        self.continuation = continuation
        self.limit = limit
        self.random = random
        self.branch = branch
        self.journal = journal
    }

    /// A value of another generator.
    public func draw<Value>(_ generator: Generator<Value>) throws -> Value {
        guard generator.label != 0 else { return try generator.body(self) }
        let span = begin(generator.label)
        let value = try generator.body(self)
        end(span)
        return value
    }

    /// Turns the case down: it does not count, and another one is drawn. For what `filter` cannot say.
    public func reject() throws -> Never { throw Stop.rejected }

    // MARK: Primitive choices

    func integer(_ range: ClosedRange<Int64>, toward target: Int64 = 0) throws -> Int64 {
        try integer(IntegerDomain(range, toward: target))
    }

    func integer(_ domain: IntegerDomain) throws -> Int64 {
        try Int64(bitPattern: choose(.integer(domain)) { $0.integer(of: domain) })
    }

    func integer(_ domain: IntegerDomain, draw: (inout RandomNumbers) -> Int64) throws -> Int64 {
        try Int64(bitPattern: choose(.integer(domain)) { UInt64(bitPattern: draw(&$0)) })
    }

    /// True with a probability of one in a number of draws; false is simpler.
    func chance(_ oneIn: Int) throws -> Bool {
        try choose(.integer(IntegerDomain(0...1))) { $0.chance(oneIn) ? 1 : 0 } == 1
    }

    func float(_ domain: FloatDomain) throws -> UInt64 {
        try choose(.float(domain)) { random in
            // Now and then a float that has to do with one drawn before: x and y equal, opposite, neighbours.
            if !self.choices.isEmpty, random.chance(6) {
                let other = self.choices[random.below(self.choices.count)]
                if case .float(let earlier) = other.domain, earlier.format == domain.format {
                    let bits = random.related(to: other.value, domain.format)
                    if domain.permits(bits) { return bits }
                }
            }
            return random.float(of: domain)
        }
    }

    /// As many floats as a shape has elements, in row-major order, by a rule that relates them to each other. What is
    /// recorded are the floats alone, so that shrinking changes each of them freely.
    func tensor(_ shape: Shape, _ domain: FloatDomain, _ structures: [TensorStructure]) throws -> [UInt64] {
        let start = choices.count
        let count = shape.elementCount
        guard choices.count + count <= limit else { throw Stop.overrun }
        var values: [UInt64] = []
        values.reserveCapacity(count)
        let record = TensorRecord(start: start, shape: shape, format: domain.format)
        let recorded = replay.elements(of: record, number: tensors.count, at: position)
        if let recorded {
            for choice in recorded.choices {
                let permitted = choice.map { ChoiceDomain.float(domain).permits($0) } ?? false
                values.append(permitted ? choice!.value : domain.simplest)
            }
            position = recorded.next
        } else {
            while !replay.isByKind, values.count < count, position < replay.choices.count {
                let next = replay.choices[position]
                values.append(ChoiceDomain.float(domain).permits(next) ? next.value : domain.simplest)
                position += 1
            }
        }
        if values.count < count {
            switch continuation {
            case .nothing: throw Stop.overrun
            case .simplest: values += repeatElement(domain.simplest, count: count - values.count)
            case .random:
                let drawn = random.tensor(shape, domain, random.element(of: structures))
                values += drawn[values.count...]
            }
        }
        for value in values { append(Choice(domain: .float(domain), value: value)) }
        if count > 0 { branch = nil }
        tensors.append(record)
        return values
    }

    private func choose(_ domain: ChoiceDomain, draw: (inout RandomNumbers) -> UInt64) throws -> UInt64 {
        guard choices.count < limit else { throw Stop.overrun }
        var value = domain.simplest
        if replay.isByKind {
            if let place = replay.next(domain.kind, from: kindPositions[Int(domain.kind)]) {
                kindPositions[Int(domain.kind)] = place + 1
                if domain.permits(replay.choices[place]) { value = replay.choices[place].value }
            }
        } else if position < replay.choices.count {
            // A choice that does not fit, because an earlier one led elsewhere, becomes the simplest.
            let recorded = replay.choices[position]
            if domain.permits(recorded) { value = recorded.value }
            position += 1
        } else {
            switch continuation {
            case .nothing: throw Stop.overrun
            case .simplest: break
            case .random:
                value = draw(&random)
                if let branch { value = branch.unexplored(value, of: domain, &random) }
            }
        }
        branch = branch?.child(value, of: domain)
        append(Choice(domain: domain, value: value))
        return value
    }

    private func append(_ choice: Choice) {
        choices.append(choice)
        journal?.append(choice.recorded)
    }

    // MARK: Spans

    /// Whether the tuple that is about to be made is the input itself, whose parts messages name: what is made of a tuple
    /// by `map`, or beside others, has other parts.
    package func beginsInput() -> Bool { open.dropLast().allSatisfy { spans[$0].isFilter } }

    /// A value of a part of a tuple.
    ///
    /// - Parameter isInput: whether the tuple is the input (`beginsInput`).
    package func part<Value>(_ generator: Generator<Value>, ofInput isInput: Bool) throws -> Value {
        let start = choices.count
        let value = try draw(generator)
        if isInput { parts.append(start..<choices.count) }
        return value
    }

    /// - Parameter isFilter: whether the value of what is inside is the value of the whole.
    func begin(_ label: UInt64, isFilter: Bool = false) -> Int {
        spans.append(
            Span(label: label, start: choices.count, end: choices.count, depth: open.count, isFilter: isFilter))
        open.append(spans.count - 1)
        return spans.count - 1
    }

    func end(_ span: Int, isDiscarded: Bool = false) {
        spans[span].end = choices.count
        spans[span].isDiscarded = isDiscarded
        open.removeLast()
        if isDiscarded, let first = parts.first, first.lowerBound >= spans[span].start {
            parts = []
        }
    }
}

/// A stretch of choices that one generator made.
struct Span: Sendable {
    let label: UInt64
    let start: Int
    var end: Int
    let depth: Int
    let isFilter: Bool
    /// Whether a filter turned down what it made, so that it has no part in the value.
    var isDiscarded = false

    var count: Int { end - start }
    var range: Range<Int> { start..<end }
}

/// A stretch of choices that are the elements of one tensor.
struct TensorRecord: Sendable {
    let start: Int
    let shape: Shape
    let format: FloatFormat

    var end: Int { start + shape.elementCount }
}
