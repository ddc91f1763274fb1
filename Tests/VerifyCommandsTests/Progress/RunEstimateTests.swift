import Specifications
import Subjects
import Testing
import Verification

@testable import VerifyCommands

@Suite("The time that is left")
struct RunEstimateTests {
    /// Seconds that the checks of each operation took in a run on two slow processors.
    private static let measured: [String: Double] = [
        "abs": 1.4, "acos": 1.0, "acosh": 1.4, "add": 0.4, "argmax": 0.1, "argmin": 0.1, "asin": 1.5,
        "asinh": 2.4, "atan": 1.9, "atanh": 3.2, "cast": 0.2, "cbrt": 1.4, "ceil": 0.5, "clamp": 0.6,
        "concatenate": 0.2, "cos": 1.2, "cosh": 1.3, "crossEntropy": 5.8, "crossEntropyGradient": 3.3,
        "crossEntropyIndices": 2.0, "divide": 0.4, "elu": 1.6, "embed": 0.1, "equal": 0.1, "erf": 6.0,
        "erfc": 8.2, "exp": 1.1, "exp2": 1.4, "expGradient": 0.3, "expand": 0.1, "expm1": 0.9, "floor": 0.4,
        "floorDivide": 0.1, "gather": 0.3, "gelu": 21, "geluCurvature": 0.3, "geluGradient": 3.0,
        "greater":
            0.1, "greaterOrEqual": 0.1, "hardSwish": 1.5, "indexSelect": 0.3, "leakyRelu": 0.7, "less": 0.1,
        "lessOrEqual": 0.1, "log": 1.6, "log10": 1.2, "log1p": 1.0, "log2": 1.1, "logSigmoid": 12,
        "logSoftmax": 1.5, "logSumExp": 1.3, "logicalAnd": 0.4, "logicalNot": 0.1, "logicalOr": 0.0,
        "logicalXor": 0.0, "matmul": 4.1, "max": 0.8, "maximum": 0.7, "mean": 0.4, "min": 0.8,
        "minimum":
            0.6, "mish": 15, "mishGradient": 1.9, "multiply": 0.4, "multiplyDivide": 1.1, "narrow": 0.1,
        "negate": 0.4, "norm": 0.6, "notEqual": 0.1, "permute": 0.1, "pow": 2.7, "reciprocal": 1.4,
        "relu":
            0.9, "relu6": 0.7, "remainder": 0.1, "repeat": 0.1, "reshape": 0.1, "round": 0.7, "rsqrt": 0.5,
        "scatterAdd": 0.8, "selu": 2.0, "seluGradient": 0.6, "sigmoid": 16, "sign": 0.5, "silu": 7.4,
        "siluGradient": 1.0, "sin": 1.5, "sinc": 7.5, "sincGradient": 5.9, "sinh": 1.2, "slice": 0.1,
        "softmax": 44, "softmaxGradient": 2.6, "softplus": 17, "sqrt": 0.7, "square": 0.6, "squeeze": 0.1,
        "stack": 0.2, "subtract": 0.4, "sum": 0.4, "tan": 2.8, "tanh": 1.6, "toInteger": 0.1,
        "transpose":
            0.1, "trunc": 0.8, "unbind": 0.2, "unsqueeze": 0.1, "var": 1.0, "where": 0.3,
    ]

    private static let verifier = Verifier(
        catalog: try! SpecificationCatalog(folder: Repository.specs), subject: EngineSubject())

    /// The estimates of a run in which every operation takes what it took when it was measured, times a factor: at every
    /// hundredth of its time, what is said to be left beside what is.
    private func estimates(jobs: Int, factor: Double) -> [(said: Double, is: Double)] {
        let expected = Self.measured.keys.map { ($0, Self.verifier.expectedSeconds(of: $0)) }
            .sorted { ($0.1, $0.0) > ($1.1, $1.0) }
        var free = [Double](repeating: 0, count: jobs)
        let pieces = expected.map { name, seconds in
            let place = free.indices.min { free[$0] < free[$1] }!
            let start = free[place]
            free[place] += Self.measured[name]! * factor
            return (start: start, end: free[place], expected: seconds)
        }
        let end = free.max()!
        return (1..<100).map { hundredth in
            let now = end * Double(hundredth) / 100
            var estimate = RunEstimate(jobs: jobs)
            for piece in pieces {
                if piece.end <= now {
                    estimate.finished.expected += piece.expected
                    estimate.finished.took += piece.end - piece.start
                } else if piece.start <= now {
                    estimate.running.append((piece.expected, now - piece.start))
                } else {
                    estimate.waiting.append(piece.expected)
                }
            }
            return (estimate.left, end - now)
        }
    }

    @Test(
        "After the first quarter of a run it is right to within a factor of two",
        arguments: [(1, 0.3), (1, 1), (1, 3), (2, 0.3), (2, 1), (2, 3), (4, 1), (4, 3)])
    func accuracy(jobs: Int, factor: Double) {
        for (place, estimate) in estimates(jobs: jobs, factor: factor).enumerated() where (24..<95).contains(place) {
            let ratio = estimate.said / estimate.is
            #expect(ratio > 0.5 && ratio < 2, "\(place + 1) %: \(estimate)")
        }
    }

    @Test("The share that is done only grows with what is done")
    func share() {
        var estimate = RunEstimate(waiting: [10, 10], jobs: 1)
        #expect(estimate.share == 0 && estimate.left == 20)
        estimate = RunEstimate(waiting: [10], running: [(10, 5)], jobs: 1)
        #expect(estimate.share == 0.25 && estimate.left == 15)
        estimate = RunEstimate(waiting: [], running: [(10, 0)], finished: (10, 20), jobs: 1)
        #expect(abs(estimate.share - 0.5) < 1e-12 && estimate.left > 15)
        #expect(RunEstimate(finished: (10, 20)).share == 1)
    }
}
