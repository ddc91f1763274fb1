import Dispatch
import Foundation
import Multiprecision
import Oracle
import Specifications
import Values
import Verification

/// Compares the oracle's fast tier with its intervals, on the same inputs in one run:
///
///     swift run -c release benchmarks [folder of specifications]
///     swift run -c release benchmarks sweeps [names of operations]
///     swift run -c release benchmarks gradients
///     swift run -c release benchmarks properties
///
/// Only ratios mean much on another machine.
@main
enum Benchmarks {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        if arguments.first == "sweeps" {
            print(Machine.description)
            return try await SweepBenchmarks.run(
                SpecificationCatalog(folder: "Specs"), operations: Array(arguments.dropFirst()))
        }
        if arguments.first == "gradients" {
            print(Machine.description)
            return try GradientBenchmarks.run()
        }
        if arguments.first == "properties" {
            print(Machine.description)
            return try PropertyBenchmarks.run()
        }
        let catalog = try SpecificationCatalog(folder: arguments.first ?? "Specs")
        print(Machine.description)
        var generator = SplitMix(state: 1)
        let logits = HostArray((0..<50_257).map { _ in Float.random(in: -20...20, using: &generator) })
        let x = HostArray((0..<1_000_000).map { _ in Float.random(in: -1...1, using: &generator) })
        let positive = HostArray(x.float32!.map { Float.ulpOfOne + $0.magnitude })
        let a = HostArray(
            (0..<1_000_000).map { _ in Double.random(in: -1...1, using: &generator) }, shape: [1, 1_000_000])
        let b = HostArray(
            (0..<1_000_000).map { _ in Double.random(in: -1...1, using: &generator) }, shape: [1_000_000, 1])

        let comparisons = [
            try evaluation(of: "softmax", in: catalog, [logits], "softmax of 50,257 float32 logits, enclosed"),
            try certification(of: "softmax", in: catalog, [logits], "softmax of 50,257 float32 logits, certified"),
            try evaluation(
                of: "sum", in: catalog, [x], attributes: ["axes": .integers([0])], "sum of 1,000,000 float32, enclosed"),
            try certification(
                of: "sum", in: catalog, [x], attributes: ["axes": .integers([0])],
                "sum of 1,000,000 float32, certified"),
            try evaluation(of: "exp", in: catalog, [x], "exp of 1,000,000 float32, enclosed"),
            try evaluation(of: "log", in: catalog, [positive], "log of 1,000,000 float32, enclosed"),
            try evaluation(of: "matmul", in: catalog, [a, b], "product of vectors of 1,000,000 float64, enclosed"),
            accumulation(x.float32!.map(Double.init), "sum of 1,000,000 numbers, exactly"),
            accumulation(
                a.float64!, times: b.float64!, "sum of 1,000,000 products, exactly"),
        ]
        print(try calculation(catalog))
        for comparison in comparisons { comparison.lines.forEach { print($0) } }
    }

    /// Enclosures of a definition whose graph is at hand.
    private static func evaluation(
        of operation: String, in catalog: SpecificationCatalog, _ inputs: [HostArray], attributes: Attributes = [:],
        _ name: String
    ) throws -> Comparison {
        let graph = try catalog[operation]!.graph(shapes: inputs.map(\.shape), attributes: attributes)
        return Comparison(name, repetitions: 7) {
            let bounds = FastEvaluator().outputs(graph, inputs)[0]!
            return bounds.lower.last! + bounds.upper.last!
        } slow: {
            let enclosures = EnclosureEvaluator(precision: 96).outputs(graph, inputs)[0]!
            return enclosures.last!.lower.toDouble()
        }
    }

    /// The nearest floats with all that belongs to them: graphs, special cases, the tier above where it is needed.
    private static func certification(
        of operation: String, in catalog: SpecificationCatalog, _ inputs: [HostArray], attributes: Attributes = [:],
        _ name: String
    ) throws -> Comparison {
        let evaluation = try CertifiedEvaluation(catalog[operation]!, inputs: inputs, attributes: attributes)
        return try Comparison(name, repetitions: 7) {
            let nearest = try evaluation.nearest()
            precondition(nearest.allSatisfy { $0 != nil }, "every element is decided")
            return Double(nearest.last!!)
        } slow: {
            Double(try evaluation.values().last!.nearest!)
        }
    }

    /// How long the calculator takes for a million lines, as `verify oracle exp` reads and writes them, on all cores.
    private static func calculation(_ catalog: SpecificationCatalog) throws -> String {
        var generator = SplitMix(state: 2)
        let threads = ProcessInfo.processInfo.activeProcessorCount
        let texts = (0..<threads).map { _ in
            Array(
                (0..<1_000_000 / threads).map { _ in "\(Float.random(in: -100...88, using: &generator))\n" }.joined()
                    .utf8)
        }
        let calculator = LineCalculator(try CorrectlyRoundedCalculator(catalog["exp"]!))
        let clock = ContinuousClock()
        var seconds: [Double] = []
        for _ in 0..<5 {
            let duration = clock.measure {
                DispatchQueue.concurrentPerform(iterations: threads) { place in
                    do {
                        let answers = try texts[place].withUnsafeBufferPointer { try calculator.answers(to: $0) }
                        precondition(answers.problems.isEmpty, "every line is a number")
                    } catch {
                        preconditionFailure("exp is a function of one number: \(error)")
                    }
                }
            }
            seconds.append(duration / .seconds(1))
        }
        seconds.sort()
        func text(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
        return "1,000,000 lines of exp through the calculator, \(threads) threads\n"
            + "  \(text(seconds[2])) s (\(text(seconds[0])) to \(text(seconds[4]))), "
            + "\(Int(1 / seconds[2] * 1_000)) thousand lines a second"
    }

    /// Sums without a definition around them, against the same in multiple precision.
    private static func accumulation(_ terms: [Double], times factors: [Double]? = nil, _ name: String) -> Comparison {
        Comparison(name, repetitions: 7) {
            var sum = ExactSum()
            if let factors { sum.addProducts(terms, factors) } else { sum.add(terms) }
            return sum.bounds!.lower
        } slow: {
            var sum = BigFloat(0, precision: 320)
            for (place, term) in terms.enumerated() {
                let number = BigFloat(term, precision: 53)
                let product =
                    factors.map {
                        BigFloat.multiply(
                            number, BigFloat($0[place], precision: 53), precision: 106, rounding: .nearest)
                    } ?? number
                sum = BigFloat.add(sum, product, precision: 320, rounding: .nearest)
            }
            return sum.toDouble()
        }
    }
}

/// A small generator of pseudorandom numbers (splitmix64) that gives the same numbers everywhere.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
