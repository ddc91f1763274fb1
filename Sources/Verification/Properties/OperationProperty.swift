public import PropertyTesting
public import Specifications
internal import Values

/// Something that must hold of an operation's answers, tried at generated inputs: an invariant of its specification, a
/// metamorphic relation, or what follows from its form.
public struct OperationProperty: Sendable {
    public let operation: String
    public let implementation: String
    /// One phrase: `ignores a constant shift`.
    public let name: String
    /// What is claimed, as a formula or in words.
    public let claim: String
    /// Whether the implementation is known to fail forward checks, which properties see, too.
    public let isExpectedToFail: Bool

    let judge: PropertyJudge
    let subject: Kind

    enum Kind: Sendable {
        case relation(Specification.Property)
        case invariant(Specification.Condition)
        case tiling
    }

    /// Tries the property.
    ///
    /// - Parameters:
    ///   - settings: the budget is the property's own, whatever they say.
    ///   - reproduction: puts calls that a failure comes down to into words.
    public func run(
        _ settings: PropertySettings = PropertySettings(), reproduction: Reproduction? = nil
    ) -> PropertyReport {
        var settings = settings
        settings.inputNames = ["case"]
        let judge = judge
        switch subject {
        case .relation(let property):
            switch property.claim {
            case .holds: settings.budget = .exact
            case .gives(_, let budget):
                settings.budget = budget.metric == .exact ? .exact : .ulps(budget.limit(terms: 1))
            }
            return runPropertyInParallel(
                title, .cases(of: property, judge.specification), settings,
                localise: { judge.localised(property, $0, $1, reproduction) },
                { try judge.measure(property, $0) })
        case .invariant(let condition):
            settings.budget = .exact
            return runPropertyInParallel(
                title, .inputs(of: judge.specification), settings,
                localise: { judge.localised(condition, $0, $1, reproduction) },
                { try judge.measure(condition, $0) })
        case .tiling:
            settings.budget = .exact
            return runPropertyInParallel(
                title, .broadcastInputs(of: judge.specification), settings,
                localise: { $0.inputs.localised($1, judge.specification, reproduction) },
                { try judge.measureTiling($0.inputs, to: $0.shape) })
        }
    }

    /// The specification's file, as it was named to the reader.
    public var file: String { judge.specification.file }

    /// The name under which the property is run, and from which its seed derives.
    public var title: String { "\(implementation): \(name)" }
}

extension OperationProperty {
    /// The properties of an implementation of an operation.
    public static func all(
        of specification: Specification, implementation: String, subject: any Subject
    ) -> [OperationProperty] {
        let judge = PropertyJudge(specification: specification, subject: subject, implementation: implementation)
        let isExpected = specification.note(on: implementation)?.expectedFailures.contains(.forward) ?? false
        func made(_ name: String, _ claim: String, _ kind: Kind) -> OperationProperty {
            OperationProperty(
                operation: specification.operation, implementation: implementation, name: name, claim: claim,
                isExpectedToFail: isExpected, judge: judge, subject: kind)
        }
        var properties = specification.properties.map { made($0.name, $0.text, .relation($0)) }
        properties += specification.invariants.map { invariant in
            made(
                invariant.reason ?? invariant.formula.source.text, invariant.formula.source.text, .invariant(invariant))
        }
        if specification.broadcasts {
            properties.append(
                made("broadcasts as if tiled", "broadcast tensors give the bits that tiled ones give", .tiling))
        }
        return properties
    }
}

/// Inputs whose shapes broadcast, and the shape that they broadcast to.
struct BroadcastCase: Sendable, InputDescribable {
    let inputs: GeneratedCase
    let shape: Shape

    var inputDescription: String { inputs.inputDescription }
}

extension Generator where Value == BroadcastCase {
    static func broadcastInputs(of specification: Specification) -> Generator {
        let arguments = specification.inputs
        return Generator { source in
            let shapes = try source.draw(.broadcastableShapes(arguments.count))
            let inputs = try Swift.zip(arguments, shapes.shapes).map { argument, shape -> HostArray in
                if argument.dtype == .bool {
                    return HostArray(try (0..<shape.elementCount).map { _ in try source.draw(.bool) }, shape: shape)
                }
                return try source.draw(.tensor(shape: shape, .float32(argument.domain.floats)))
            }
            return BroadcastCase(
                inputs: GeneratedCase(
                    arguments: arguments, inputs: inputs, attributes: specification.resolved([:])),
                shape: shapes.result)
        }
    }
}

extension Specification {
    /// Whether the operation takes several tensors and broadcasts them, element by element.
    fileprivate var broadcasts: Bool {
        guard inputs.count > 1, attributes.allSatisfy({ $0.defaultValue != nil }),
            inputs.allSatisfy({ !$0.isVariadic && ($0.dtype == nil || $0.dtype == .bool) })
        else { return false }
        // Fused operations are written as formulas that broadcast, and take tensors of one shape.
        guard shapes.contains(where: { Set($0.shapes).count > 1 }) else { return false }
        let shapes = inputs.indices.map { $0 == 0 ? Shape([2, 1]) : Shape([$0 == 1 ? 3 : 1]) }
        let tensors = zip(inputs, shapes).map { input, shape in
            input.dtype == .bool
                ? GraphInput(HostArray([Bool](repeating: false, count: shape.elementCount), shape: shape))
                : GraphInput(shape: shape)
        }
        guard let graph = try? graph(tensors, [:]), graph.outputs.count == 1, let output = graph.outputs[0] else {
            return false
        }
        return graph.nodes[output].shape == Shape([2, 3])
            && !graph.nodes.contains { if case .reduce = $0.operation { true } else { false } }
    }
}
