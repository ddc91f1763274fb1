import GradientChecking
import TensorEngine
import Values

/// What gradient checks cost, complete, on one thread:
///
///     swift run -c release benchmarks gradients
enum GradientBenchmarks {
    static func run() throws {
        let clock = ContinuousClock()
        let first = try clock.measure { _ = try gradientReport(of: { exp($0) }, at: [1]) }
        print("reading the specifications and a first check: \(milliseconds(first))")
        try measure("softmax of [16, 32]", limit: 20) {
            try gradientReport(of: { softmax($0) }, at: numbers(16, 32, seed: 1, scale: 3))
        }
        try measure("log_softmax(relu(x w)), [8, 16] times [16, 10]") {
            try gradientReport(
                of: { logSoftmax(relu(matmul($0, $1))) }, at: numbers(8, 16, seed: 3), numbers(16, 10, seed: 4))
        }
        var labels = [Float](repeating: 0, count: 320)
        for row in 0..<32 { labels[row * 10 + row % 10] = 1 }
        let targets = Tensor(labels, shape: [32, 10])
        let x = numbers(32, 64, seed: 5)
        try measure("network of 4,810 parameters with cross-entropy, batch of 32", limit: 1000) {
            try gradientReport(
                of: { parameters in
                    let hidden = relu(matmul(x, parameters[0]) + parameters[1])
                    let logits = matmul(hidden, parameters[2]) + parameters[3]
                    return [crossEntropy(logits, labels: targets).mean(.all)]
                },
                at: [
                    numbers(64, 64, seed: 6, scale: 0.2), numbers(64, seed: 7, scale: 0.1),
                    numbers(64, 10, seed: 8, scale: 0.2), numbers(10, seed: 9, scale: 0.1),
                ])
        }
        var mistakes = 0
        let selfTest = try clock.measure { mistakes = try GradientSelfTest().outcomes.count }
        print("the catalogue of \(mistakes) wrong backward passes: \(milliseconds(selfTest))")
    }

    /// The median of several runs, in milliseconds, beside what was promised.
    private static func measure(_ name: String, limit: Int? = nil, _ body: () throws -> GradientReport) throws {
        let clock = ContinuousClock()
        var times: [Duration] = []
        var summary = ""
        for _ in 0..<9 {
            times.append(
                try clock.measure {
                    let report = try body()
                    precondition(report.isPass, "\(report)")
                    summary = report.summary
                })
        }
        times.sort()
        let promise = limit.map { ", at most \($0) ms wanted" } ?? ""
        print("\(name): \(milliseconds(times[4])) (\(milliseconds(times[0])) to \(milliseconds(times[8]))\(promise))")
        print("  \(summary)")
    }

    private static func milliseconds(_ duration: Duration) -> String {
        "\(((duration / .milliseconds(1)) * 100).rounded() / 100) ms"
    }

    private static func numbers(_ extents: Int..., seed: UInt64, scale: Float = 1) -> Tensor {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        let shape = Shape(extents)
        let elements = (0..<shape.elementCount).map { _ -> Float in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return (Float(state >> 40) * 0x1p-23 - 1) * scale
        }
        return Tensor(elements, shape: shape)
    }
}
