public import Specifications
public import Values

/// The cases of an operation: anchors, special values, then generated tensors with hard structure.
///
/// Every case can be made again from its name alone, whatever else a run contains.
public struct Plan: Sendable {
    public let specification: Specification
    public let seed: UInt64
    /// Generated cases for each tuple of shapes.
    public let casesPerTuple: Int

    /// The one floating-point dtype of all inputs; nil for float32, and other dtypes where there are budgets for them.
    public let dtype: DType?

    /// Cases for each tuple of shapes in each further dtype.
    static let typedCases = 4

    /// Cases with special values, which always run.
    static let specialCases = 24

    public init(_ specification: Specification, seed: UInt64, casesPerTuple: Int, dtype: DType? = nil) {
        self.specification = specification
        self.seed = seed
        self.casesPerTuple = casesPerTuple
        self.dtype = dtype
    }

    /// The names of all cases, in the order in which they run.
    public var ids: [CaseID] {
        let anchors = specification.anchors.indices.map { CaseID.anchor($0 + 1) }
        let specials = specification.shapes.isEmpty ? [] : (1...Self.specialCases).map { CaseID.special($0) }
        let seeded = specification.shapes.indices.flatMap { tuple in
            (0..<casesPerTuple).map { CaseID.seeded(tuple: tuple + 1, number: $0 + 1, seed: seed) }
        }
        let others = dtype == nil ? specification.otherDTypes : []
        let typed = others.flatMap { dtype in
            specification.shapes.indices.flatMap { tuple in
                (1...Self.typedCases).map { CaseID.typed(tuple: tuple + 1, dtype, number: $0) }
            }
        }
        return anchors + specials + seeded + typed
    }

    /// The case with a name, or nil when the specification has no such anchor or tuple.
    public func makeCase(_ id: CaseID) -> Case? {
        guard let made = makeFloat32Case(id), dtype == .float64 else { return makeFloat32Case(id) }
        return widened(made)
    }

    /// The case in float64. Some generated numbers get digits that float32 has not; those of anchors stay as they are.
    private func widened(_ made: Case) -> Case {
        var random = SeededGenerator(seed: 0, name: "\(specification.operation)/\(made.id)/float64")
        var isFiner = false
        if case .seeded(_, let number, _) = made.id { isFiner = number % 2 == 0 }
        let inputs = zip(specification.arguments(of: made), made.inputs).map { argument, array in
            guard array.dtype == .float32 else { return array }
            return isFiner
                ? array.converted(to: .float64, within: argument.domain, &random)
                : HostArray((0..<array.count).map(array.double), shape: array.shape)
        }
        return Case(id: made.id, inputs: inputs, attributes: made.attributes, note: made.note)
    }

    private func makeFloat32Case(_ id: CaseID) -> Case? {
        switch id {
        case .anchor(let number):
            guard specification.anchors.indices.contains(number - 1) else { return nil }
            let anchor = specification.anchors[number - 1]
            return Case(
                id: id, inputs: anchor.inputs, attributes: specification.resolved(anchor.attributes), note: anchor.note)
        case .special(let number):
            guard !specification.shapes.isEmpty, number <= Self.specialCases else { return nil }
            var random = SeededGenerator(seed: 0, name: "\(specification.operation)/\(id)")
            let tuple = specification.shapes[(number - 1) % specification.shapes.count]
            return fill(tuple, id, &random) { input, count, _, random in
                // From a sprinkle of special values to nothing but one or two of them, so that rows of every kind
                // appear: any, all, both.
                let share = [0.15, 0.4, 0.7, 1.0][(number - 1) % 4]
                let palette =
                    number % 3 != 0
                    ? Draw.specials
                    : (0..<1 + random.below(2)).map { _ in Draw.specials[random.below(Draw.specials.count)] }
                let base = TensorStructure.moderate.elements(count: count, earlier: nil, &random)
                return base.map { random.unit() < share ? palette[random.below(palette.count)] : $0 }
            }
        case .probe(let number, let size, let bits):
            guard specification.probes.indices.contains(number - 1) else { return nil }
            let family = ProbeFamily(
                specification: specification, probe: specification.probes[number - 1], size: size)
            return Case(
                id: id, inputs: family.inputs(Float(bitPattern: bits)),
                attributes: family.attributes, note: family.probe.name)
        case .layout(let tuple, let layout):
            guard specification.shapes.indices.contains(tuple - 1) else { return nil }
            let base = mixed(tuple, id: id)
            return Case(
                id: id, inputs: base.inputs.suited(to: layout, specification.arguments(of: base)),
                attributes: base.attributes, note: nil)
        case .typed(let tuple, let dtype, let number):
            guard specification.shapes.indices.contains(tuple - 1), specification.otherDTypes.contains(dtype) else {
                return nil
            }
            var random = SeededGenerator(seed: 0, name: "\(specification.operation)/\(id)")
            let structures: [TensorStructure] = [.mixed, .nearOne, .cancelling, .anyExponent]
            let structure = structures[(number - 1) % structures.count]
            let base = fill(specification.shapes[tuple - 1], id, &random) { _, count, earlier, random in
                structure.elements(count: count, earlier: earlier, &random)
            }
            let inputs = zip(specification.arguments(of: base), base.inputs).map { argument, array in
                argument.dtype == nil ? array.converted(to: dtype, within: argument.domain, &random) : array
            }
            return Case(id: id, inputs: inputs, attributes: base.attributes, note: nil)
        case .slices(let tuple):
            guard specification.shapes.indices.contains(tuple - 1) else { return nil }
            return mixed(tuple, id: id)
        case .seeded(let tuple, let number, let seed):
            guard specification.shapes.indices.contains(tuple - 1) else { return nil }
            var random = SeededGenerator(seed: seed, name: "\(specification.operation)/\(id)")
            let structures = TensorStructure.allCases
            let structure = structures[(number - 1) % structures.count]
            return fill(specification.shapes[tuple - 1], id, &random) { input, count, earlier, random in
                structure.elements(count: count, earlier: earlier, &random)
            }
        }
    }

    /// A bit of everything for a tuple of shapes, whatever the seed.
    private func mixed(_ tuple: Int, id: CaseID) -> Case {
        var random = SeededGenerator(seed: 0, name: "\(specification.operation)/mixed-\(tuple)")
        return fill(specification.shapes[tuple - 1], id, &random) { _, count, earlier, random in
            TensorStructure.mixed.elements(count: count, earlier: earlier, &random)
        }
    }

    private func fill(
        _ tuple: Specification.ShapeTuple, _ id: CaseID, _ random: inout SeededGenerator,
        _ elements: (Specification.Input, Int, [Float]?, inout SeededGenerator) -> [Float]
    ) -> Case {
        var inputs: [HostArray] = []
        let arguments = specification.arguments(count: tuple.shapes.count)!
        for (place, (input, shape)) in zip(arguments, tuple.shapes).enumerated() {
            switch input.dtype {
            case .int64:
                // Readers make sure that there are values where there are elements.
                let domain =
                    (try? specification.integerDomain(
                        ofArgument: place, shapes: tuple.shapes, tuple.attributes)) ?? 0...0
                let drawn = Draw.integers(count: shape.elementCount, in: domain, except: input.excluded, &random)
                inputs.append(HostArray(drawn, shape: shape))
            case .bool:
                let share = [0.5, 0.1, 0.9, 0, 1][random.below(5)]
                let drawn = (0..<shape.elementCount).map { _ in random.unit() < share }
                inputs.append(HostArray(drawn, shape: shape))
            case .float32, .float64, nil:
                let earlier = inputs.first { $0.float32 != nil }?.float32
                let drawn = elements(input, shape.elementCount, earlier, &random)
                inputs.append(HostArray(drawn.map { Self.fold($0, into: input) }, shape: shape))
            }
        }
        return Case(id: id, inputs: inputs, attributes: specification.resolved(tuple.attributes), note: nil)
    }

    /// A value of the domain: the value itself, its negative, or the nearest end.
    static func fold(_ value: Float, into input: Specification.Input) -> Float {
        let domain = input.domain
        if value.isNaN { return input.excludesNaN ? fold(0, into: input) : value }
        if value.isInfinite, !input.isFinite {
            // A domain limits the numbers; infinities are special cases on every side that has numbers.
            return domain.contains(value < 0 ? -.leastNonzeroMagnitude : .leastNonzeroMagnitude) ? value : -value
        }
        if domain.contains(Double(value)) { return value }
        if domain.contains(-Double(value)) { return -value }
        return Double(value) < domain.lowerBound ? Float(domain.lowerBound) : Float(domain.upperBound)
    }

    /// Cotangents for a case's outputs: random, of moderate size, never all equal; 1 for the single output of an
    /// anchor, as texts print it, and the observed element of a probe. Outputs without cotangents get zeros.
    public func cotangents(for id: CaseID, outputs: [CotangentShape]) -> [HostArray] {
        var random = SeededGenerator(seed: 0, name: "\(specification.operation)/\(id)/cotangent")
        return outputs.enumerated().map { place, output in
            let count = output.shape.elementCount
            guard output.isDifferentiable else { return output.zeros }
            if count == 1, case .anchor = id { return HostArray([Float(1)], shape: output.shape) }
            if case .probe(let number, _, _) = id, specification.probes.indices.contains(number - 1) {
                return place == 0
                    ? Self.basis(specification.probes[number - 1].observed, output.shape) : output.zeros
            }
            let elements = (0..<count).map { _ in Float(0.5 + 1.5 * random.unit()) * random.sign() }
            return HostArray(elements, shape: output.shape)
        }
    }

    /// Basis vectors as cotangents, which look at one output element alone, where most of a gradient is tiny; nil for
    /// outputs with less than two elements, and for two of three generated cases.
    public func basisCotangents(for id: CaseID, outputs: [CotangentShape]) -> [HostArray]? {
        let places = outputs.indices.filter { outputs[$0].isDifferentiable && outputs[$0].shape.elementCount > 0 }
        guard places.contains(where: { places.count > 1 || outputs[$0].shape.elementCount > 1 }) else { return nil }
        var random = SeededGenerator(seed: 0, name: "\(specification.operation)/\(id)/basis")
        switch id {
        case .probe: return nil
        case .seeded, .special, .typed, .layout, .slices: guard random.below(3) == 0 else { return nil }
        case .anchor: break
        }
        let chosen = places.count == 1 ? places[0] : places[random.below(places.count)]
        return outputs.enumerated().map { place, output in
            place == chosen
                ? Self.basis(random.below(output.shape.elementCount), output.shape) : output.zeros
        }
    }

    private static func basis(_ place: Int, _ shape: Shape) -> HostArray {
        HostArray((0..<shape.elementCount).map { $0 == place ? Float(1) : 0 }, shape: shape)
    }
}

extension Specification {
    /// The dtypes besides float32 for which there are budgets: inputs are tried in these, too.
    var otherDTypes: [DType] {
        let stated = Set(budgets.values.flatMap(\.keys))
        return DType.allCases.filter { $0 != .float32 && $0 != .bool && stated.contains($0) }
    }
}

extension HostArray {
    /// Numbers of another dtype, near these: float64 with digits that float32 has not, integers of all sizes that can be
    /// added, and a few multiplied, without leaving int64.
    fileprivate func converted(
        to dtype: DType, within domain: ClosedRange<Double>, _ random: inout SeededGenerator
    ) -> HostArray {
        switch dtype {
        case .float64:
            HostArray(
                (0..<count).map { position in
                    let value = double(at: position)
                    let finer = value * (1 + Double(random.below(1 << 20)) * 0x1p-50)
                    return domain.contains(finer) ? finer : value
                }, shape: shape)
        default:
            HostArray(
                (0..<count).map { position in
                    let value = double(at: position)
                    let bounded = max(-0x1p+30, min(0x1p+30, value.isFinite ? value : 0)).rounded()
                    return Int64(domain.contains(bounded) ? bounded : 0)
                }, shape: shape)
        }
    }
}

extension [HostArray] {
    /// Inputs to which a layout makes a difference: with equal slices to be expanded, or equal to be aliased.
    fileprivate func suited(to layout: InputLayout, _ arguments: [Specification.Input]) -> [HostArray] {
        switch layout {
        case .expanded:
            return map { array in
                guard let extent = array.shape.extents.first, extent > 0 else { return array }
                return array.slices([Int](repeating: 0, count: extent))
            }
        case .aliased:
            // One input stands for all others that may hold the same.
            return indices.map { place in
                guard
                    let first = indices.first(where: {
                        self[$0].shape == self[place].shape && self[$0].dtype == self[place].dtype
                    }),
                    arguments[first].domain == arguments[place].domain, arguments[first].integerDomain == nil
                else { return self[place] }
                return self[first]
            }
        default: return self
        }
    }
}

/// What a cotangent must fit: an output's shape, and whether anything flows back from it.
public struct CotangentShape: Sendable {
    public let shape: Shape
    public let isDifferentiable: Bool

    public init(_ shape: Shape, isDifferentiable: Bool = true) {
        self.shape = shape
        self.isDifferentiable = isDifferentiable
    }

    fileprivate var zeros: HostArray { HostArray([Float](repeating: 0, count: shape.elementCount), shape: shape) }
}
