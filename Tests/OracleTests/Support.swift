import Foundation
import Multiprecision
import Testing
import Values

@testable import Oracle
@testable import Specifications

/// The repository's own specifications.
let catalog: SpecificationCatalog = {
    let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    do {
        return try SpecificationCatalog(folder: root.appendingPathComponent("Specs").path)
    } catch {
        fatalError("the specifications do not load: \(error)")
    }
}()

/// A definition over inputs `a`, `b`, `c`, as many as there are shapes.
func graph(of definition: String, _ shapes: [Shape], attributes: Attributes = [:]) throws -> ExpressionGraph {
    let names = Array(["a", "b", "c"].prefix(shapes.count))
    let definition = try Definition(
        parsing: SourceText(definition), inputs: names, attributes: Array(attributes.keys))
    var builder = GraphBuilder()
    var inputs = FormulaScope.Names()
    for (name, shape) in zip(names, shapes) { inputs.tensors[name] = builder.addInput(shape: shape) }
    let assigned = try builder.append(definition, inputs: inputs, attributes: attributes)
    for output in definition.outputs { builder.addOutput(assigned.tensors[output.name]!) }
    return builder.graph.pruned()
}

/// The first output of a definition over inputs `a`, `b`, `c`.
func enclosures(
    _ definition: String, _ inputs: HostArray..., precision: Int = 96,
    nonfinite: EnclosureEvaluator.Nonfinite = .empty
) throws -> [Interval] {
    let graph = try graph(of: definition, inputs.map(\.shape))
    return try #require(EnclosureEvaluator(precision: precision, nonfinite: nonfinite).outputs(graph, inputs)[0])
}

/// The first output of a specification of the repository.
func enclosures(
    specification name: String, _ inputs: HostArray..., attributes: Attributes = [:], precision: Int = 96,
    nonfinite: EnclosureEvaluator.Nonfinite = .empty
) throws -> [Interval] {
    let graph = try #require(catalog[name]).graph(shapes: inputs.map(\.shape), attributes: attributes)
    return try #require(EnclosureEvaluator(precision: precision, nonfinite: nonfinite).outputs(graph, inputs)[0])
}

/// A vector of binary64 numbers.
func vector(_ elements: Double...) -> HostArray { HostArray(elements) }

/// Whether an enclosure is narrow and agrees with digits that were computed elsewhere, all of them correct.
func agrees(_ enclosure: Interval, _ digits: String) -> Bool {
    let expected = Interval(text: digits, precision: 200)!
    let error = (enclosure - expected).magnitudeUpperBound
    let allowed = BigFloat.multiply(
        expected.magnitudeUpperBound, BigFloat(1e-26, precision: 53), precision: 53, rounding: .up)
    return enclosure.isTotal && error <= allowed
}

/// Whether two enclosures of the same number agree and both are narrow, measured against a magnitude near theirs.
func agree(_ a: Interval, _ b: Interval, within width: Double, of scale: BigFloat) -> Bool {
    let allowed = BigFloat.multiply(scale, BigFloat(width, precision: 53), precision: 53, rounding: .up).toDouble()
    return a.isTotal && b.isTotal && a.intersects(b) && a.widthUpperBound <= allowed && b.widthUpperBound <= allowed
}

extension Interval {
    /// The nearest binary64 number of both endpoints.
    var doubles: [Double] { isEmpty ? [] : [lower.toDouble(), upper.toDouble()] }

    /// Whether this is the point `value`.
    func isPoint(_ value: Double) -> Bool { isTotal && lower == value && upper == value }
}

/// A small generator of pseudorandom numbers (splitmix64) that gives the same numbers everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
