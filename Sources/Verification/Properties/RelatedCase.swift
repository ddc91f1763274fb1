internal import Multiprecision
internal import Oracle
internal import PropertyTesting
internal import Specifications
internal import Values

/// Inputs, what was drawn besides, and the changed inputs: one case of a metamorphic relation.
struct RelatedCase: Sendable {
    var base: GeneratedCase
    /// The draws that are tensors, in the order of the property.
    var draws: [HostArray]
    /// Integers and permutations that were drawn, by name.
    var choices: Attributes
    /// All inputs, some of them changed.
    var changed: [HostArray]
    let drawNames: [String]
    let changedNames: Set<String>

    /// The attributes of the operation, and what formulas of the property know besides.
    var attributes: Attributes { base.attributes.merging(choices) { $1 } }

    /// The changed inputs, in the order of the property.
    func changed(by property: Specification.Property) -> [HostArray] {
        property.changes.map { change in changed[base.arguments.firstIndex { $0.name == change.input }!] }
    }
}

extension Generator where Value == RelatedCase {
    /// Cases of a property whose changed inputs floats can hold exactly, inside the domain.
    ///
    /// A sum of two floats is rarely a float. Where a change is not exact, the numbers are rounded to multiples of one
    /// power of two, 2^-21 of the largest, of which sums and differences are exact; where it is not exact then either,
    /// the case does not count.
    static func cases(of property: Specification.Property, _ specification: Specification) -> Generator {
        Generator { source in
            let base = try source.draw(.inputs(of: specification))
            do {
                try specification.check(property, fits: base.inputs.map { GraphInput($0) }, base.attributes)
            } catch {
                // Shapes that its formulas do not take.
                try source.reject()
            }
            var made = RelatedCase(
                base: base, draws: [], choices: [:], changed: base.inputs,
                drawNames: specification.tensorDraws(of: property).map(\.name),
                changedNames: Set(property.changes.map(\.input)))
            for draw in property.draws { try made.add(draw, specification, source) }
            if try made.change(by: property, specification) { return made }
            made.roundToCommonMultiples()
            guard try made.change(by: property, specification) else { try source.reject() }
            return made
        }
    }
}

extension RelatedCase {
    fileprivate mutating func add(
        _ draw: Specification.Draw, _ specification: Specification, _ source: Source
    ) throws {
        func input(_ name: String) throws -> HostArray {
            guard let place = base.arguments.firstIndex(where: { $0.name == name }) else { try source.reject() }
            return base.inputs[place]
        }
        switch draw.kind {
        case .number(let domain):
            draws.append(HostArray([try source.draw(.float32(domain.floats))], shape: .scalar))
        case .like(let name, let domain):
            draws.append(try source.draw(.tensor(shape: try input(name).shape, .float32(domain.floats))))
        case .above(let name):
            let array = try input(name)
            let domain = base.arguments.first { $0.name == name }!.domain.floats
            draws.append(
                HostArray(
                    try (0..<array.count).map { position in
                        let value = Float(array.double(at: position))
                        let room = Int64(domain.upperBound.ordinal) - Int64(value.ordinal)
                        guard room > 0 else { return value }
                        let steps = try source.draw(.integer(in: 0...room))
                        return Float(ordinal: Int32(Int64(value.ordinal) + steps))
                    }, shape: array.shape))
        case .integer(let range): choices[draw.name] = .integer(try source.draw(.integer(in: range)))
        case .permutation(let size):
            let count = try specification.permutationSize(
                size, shapes: base.inputs.map(\.shape), base.attributes)
            choices[draw.name] = .integers(try source.draw(.permutation(count: count)))
        }
    }

    /// Sets the changed inputs; false where floats of the domain cannot hold them.
    fileprivate mutating func change(
        by property: Specification.Property, _ specification: Specification
    ) throws -> Bool {
        changed = base.inputs
        let graph = try specification.changeGraph(
            of: property, base.inputs.map { GraphInput($0) }, draws: draws.map { GraphInput($0) }, attributes)
        // Enough for sums of any two floats, and products.
        let values = EnclosureEvaluator(precision: 320).outputs(graph, base.inputs + draws)
        for (number, change) in property.changes.enumerated() {
            let place = base.arguments.firstIndex { $0.name == change.input }!
            guard let intervals = values[number] else { return false }
            var floats: [Float] = []
            floats.reserveCapacity(intervals.count)
            for interval in intervals {
                guard interval.isPoint, interval.isTotal, !interval.isInfinitePoint else { return false }
                let value = interval.lower.toDouble(rounding: .nearest)
                guard interval.isEqual(to: Interval(value, precision: 64)) == .yes, Double(Float(value)) == value,
                    base.arguments[place].domain.contains(value), value.magnitude <= 0x1.fffffep+127
                else { return false }
                floats.append(Float(value))
            }
            changed[place] = HostArray(floats, shape: graph.nodes[graph.outputs[number]!].shape)
        }
        return true
    }

    /// Rounds the inputs that are changed, and the draws, to multiples of one power of two.
    fileprivate mutating func roundToCommonMultiples() {
        let places = base.arguments.indices.filter { changedNames.contains(base.arguments[$0].name) }
        let largest = (places.map { base.inputs[$0] } + draws).reduce(0.0) { most, array in
            (0..<array.count).reduce(most) { max($0, array.double(at: $1).magnitude) }
        }
        guard largest > 0 else { return }
        let unit = max(Double(sign: .plus, exponent: largest.exponent - 21, significand: 1), 0x1p-149)
        func rounded(_ array: HostArray, _ domain: ClosedRange<Float>?) -> HostArray {
            guard array.dtype == .float32 else { return array }
            return HostArray(
                (0..<array.count).map { position in
                    let value = array.double(at: position)
                    let multiple = Float((value / unit).rounded() * unit)
                    // A zero keeps its sign; a number that leaves its domain stays as it was.
                    return domain?.contains(multiple) ?? true ? multiple : Float(value)
                }, shape: array.shape)
        }
        for place in places { base.inputs[place] = rounded(base.inputs[place], base.arguments[place].domain.floats) }
        draws = draws.map { rounded($0, nil) }
    }
}

extension RelatedCase: InputDescribable {
    var inputDescription: String {
        var lines = base.lines
        lines += zip(drawNames, draws).map { "\($0) = \($1.inputDescription)" }
        lines += choices.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
        for (argument, array) in zip(base.arguments, changed) where changedNames.contains(argument.name) {
            lines.append("\(argument.name)' = \(array.inputDescription)")
        }
        return lines.joined(separator: "\n")
    }
}

extension GeneratedCase: InputDescribable {
    var inputDescription: String { lines.joined(separator: "\n") }

    var lines: [String] {
        zip(arguments, inputs).map { "\($0.name) = \($1.inputDescription)" }
            + attributes.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
    }
}
