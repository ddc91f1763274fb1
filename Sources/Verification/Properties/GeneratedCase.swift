internal import PropertyTesting
internal import Specifications
internal import Values

/// Inputs of an operation that a property is tried at, made from its specification: shapes that it takes, numbers of its
/// domains, its anchors and their neighbours.
struct GeneratedCase: Sendable {
    var arguments: [Specification.Input]
    var inputs: [HostArray]
    var attributes: Attributes
}

extension Generator where Value == GeneratedCase {
    /// Finite inputs of an operation.
    ///
    /// Shapes are those that the specification lists, with extents of any size up to those listed where the definition
    /// takes them; so shrinking finds small ones.
    static func inputs(of specification: Specification) -> Generator {
        let tuples = specification.generatedTuples
        let anchors = specification.anchorsByInput
        return Generator { source in
            let tuple = try source.draw(.element(of: tuples))
            let shapes = try resized(tuple, specification, source)
            let attributes = specification.resolved(tuple.attributes)
            let arguments = specification.arguments(count: shapes.count)!
            let inputs = try arguments.indices.map { place -> HostArray in
                let argument = arguments[place]
                let shape = shapes[place]
                switch argument.dtype {
                case .bool:
                    return HostArray(try (0..<shape.elementCount).map { _ in try source.draw(.bool) }, shape: shape)
                case .int64:
                    guard
                        let domain = try? specification.integerDomain(ofArgument: place, shapes: shapes, attributes)
                    else { try source.reject() }
                    return HostArray(
                        try (0..<shape.elementCount).map { _ in
                            let value = try source.draw(.integer(in: domain))
                            if argument.excluded.contains(value) { try source.reject() }
                            return Int64(value)
                        }, shape: shape)
                default:
                    let base = argument.name.prefix { $0 != "[" }
                    return try source.draw(
                        .tensor(
                            shape: shape,
                            .float32(argument.domain.floats, anchors: anchors[String(base)] ?? [])))
                }
            }
            return GeneratedCase(arguments: arguments, inputs: inputs, attributes: attributes)
        }
    }

    /// The shapes of a tuple, or the same with other extents: equal ones stay equal.
    private static func resized(
        _ tuple: Specification.ShapeTuple, _ specification: Specification, _ source: Source
    ) throws -> [Shape] {
        let extents = Set(tuple.shapes.flatMap(\.extents)).filter { $0 > 1 }.sorted()
        var sizes: [Int: Int] = [:]
        for extent in extents { sizes[extent] = try source.draw(.integer(in: 1...Swift.min(extent, 12))) }
        guard sizes.contains(where: { $0 != $1 }) else { return tuple.shapes }
        let shapes = tuple.shapes.map { Shape($0.extents.map { sizes[$0] ?? $0 }) }
        let resized = Specification.ShapeTuple(
            shapes: shapes, attributes: tuple.attributes, position: tuple.position)
        return (try? specification.outputShapes(of: resized)) != nil ? shapes : tuple.shapes
    }
}

extension ClosedRange<Double> {
    /// The float32 numbers of a domain.
    ///
    /// - Precondition: there is one.
    var floats: ClosedRange<Float> {
        var least = Float(lowerBound)
        var greatest = Float(upperBound)
        if Double(least) < lowerBound { least = least.nextUp }
        if Double(greatest) > upperBound { greatest = greatest.nextDown }
        return Swift.max(least, -.greatestFiniteMagnitude)...Swift.min(greatest, .greatestFiniteMagnitude)
    }
}

extension Specification {
    /// Shapes that cases are made of: those listed without the largest, or those of anchors.
    fileprivate var generatedTuples: [ShapeTuple] {
        let most = 256
        let listed = shapes.filter { $0.shapes.allSatisfy { $0.elementCount <= most } }
        if !listed.isEmpty { return listed }
        if !shapes.isEmpty { return shapes }
        return anchors.map {
            ShapeTuple(shapes: $0.inputs.map(\.shape), attributes: $0.attributes, position: $0.position)
        }
    }

    /// The finite numbers of anchors, by input.
    fileprivate var anchorsByInput: [String: [Float]] {
        var found: [String: Set<Float>] = [:]
        for anchor in anchors {
            for (argument, input) in zip(arguments(count: anchor.inputs.count) ?? [], anchor.inputs)
            where argument.dtype == nil {
                for position in 0..<Swift.min(input.count, 64) {
                    let value = Float(input.double(at: position))
                    if value.isFinite { found[String(argument.name.prefix { $0 != "[" }), default: []].insert(value) }
                }
            }
        }
        return found.mapValues { $0.sorted() }
    }
}
