/// Times of two ways to the same answer, taken in turn, so that whatever else the machine does meets both.
struct Comparison {
    let name: String
    /// Seconds of each repetition.
    private(set) var fast: [Double] = []
    private(set) var slow: [Double] = []

    /// - Parameters:
    ///   - repetitions: how often each way is taken; one more of each, before, warms up.
    ///   - fast, slow: return something that depends on the whole answer, so that none of it is optimised away.
    init(
        _ name: String, repetitions: Int, fast: () throws -> Double, slow: () throws -> Double
    ) rethrows {
        self.name = name
        for repetition in 0...repetitions {
            let first = try Self.seconds(fast)
            let second = try Self.seconds(slow)
            guard repetition > 0 else { continue }
            self.fast.append(first)
            self.slow.append(second)
        }
    }

    private static func seconds(_ body: () throws -> Double) rethrows -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        let answer = try body()
        let duration = clock.now - start
        precondition(!answer.isNaN, "an answer is a number")
        return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }

    /// Median and spread of both, and of the ratios of neighbouring repetitions.
    var lines: [String] {
        [
            name, "  fast      \(Self.text(fast, unit: "ms", scale: 1000))",
            "  intervals \(Self.text(slow, unit: "ms", scale: 1000))",
            "  ratio     \(Self.text(zip(slow, fast).map { $0 / $1 }, unit: "times", scale: 1))",
        ]
    }

    private static func text(_ values: [Double], unit: String, scale: Double) -> String {
        let sorted = values.sorted()
        let median =
            sorted.count.isMultiple(of: 2)
            ? (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2 : sorted[sorted.count / 2]
        func number(_ value: Double) -> String { "\((value * scale * 100).rounded() / 100)" }
        return "\(number(median)) \(unit) (\(number(sorted.first!)) to \(number(sorted.last!)))"
    }
}
