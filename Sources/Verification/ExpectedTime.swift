internal import Oracle
internal import Specifications
internal import Values

extension Verifier {
    /// About how long an operation takes to check, in seconds of one processor: a guess from what its specification says,
    /// made to fit what the engine's operations took.
    ///
    /// Cases that are right are settled by bounds in binary64, so their number hardly counts. What counts is how often
    /// multiple precision is asked, for which functions, and that is for what is wrong most of all: an implementation besides
    /// the default one is there to fail. A probe of a large family evaluates all of it at every step of a bisection.
    public func expectedSeconds(of operation: String) -> Double {
        guard let specification = catalog[operation] else { return 0 }
        let names = subject.implementations.filter { $0.operation == operation }
        let elements = specification.shapes.reduce(0) { sum, tuple in
            sum + tuple.shapes.reduce(0) { $0 + $1.elementCount }
        }
        let functions = specification.elementaryFunctions
        var seconds = 0.3 + 0.0002 * Double(elements) * Double(casesPerTuple) / Double(Self.defaultCases)
        seconds += 0.7 * Double(min(functions.count, 3))
        if functions.contains(where: { $0 == .erf || $0 == .erfc }) { seconds += 3 }
        seconds += Double(max(0, names.count - 1)) * (functions.isEmpty ? 3 : 12)
        let probed = specification.probes.reduce(0) { sum, probe in
            sum + probe.sizes.filter { $0 > 1 }.reduce(0, +)
        }
        return seconds + 0.0003 * Double(probed) * Double(names.count)
    }
}

extension Specification {
    /// The functions of its definition that multiple precision has to work for.
    fileprivate var elementaryFunctions: [ElementwiseFunction] {
        let first =
            shapes.first.map { ($0.shapes, $0.attributes) }
            ?? anchors.first.map { ($0.inputs.map(\.shape), $0.attributes) }
        guard let (shapes, attributes) = first, let graph = try? graph(shapes: shapes, attributes: attributes) else {
            return []
        }
        return graph.nodes.compactMap { node in
            guard case .elementwise(let function) = node.operation else { return nil }
            switch function {
            case .exp, .expm1, .exp2, .log, .log1p, .log2, .log10, .sin, .cos, .tan, .asin, .acos, .atan, .sinh, .cosh,
                .tanh, .asinh, .acosh, .atanh, .erf, .erfc, .pow, .atan2:
                return function
            default: return nil
            }
        }
    }
}
