import Specifications
import Subjects
import Testing
import Values
import Verification

/// Rows as models have them: long, with logits far apart, large or close to each other.
@Suite("Long rows")
struct LongRowsTests {
    private struct Draws {
        private var state: UInt64

        init(seed: UInt64) { state = seed }

        mutating func unit() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (Double(state >> 11) + 0.5) * 0x1p-53
        }

        /// A normal number, nearly: the sum of twelve uniform ones.
        mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + unit() } }
    }

    static let lengths = [2, 3, 17, 255, 1000, 4096]
    static let operations = ["softmax", "logSoftmax", "logSumExp"]

    @Test("Every result is within one ulp, subnormal ones included", arguments: operations, lengths)
    func rows(_ operation: String, _ length: Int) throws {
        let specification = try #require(catalog[operation])
        let attributes: Attributes = operation == "logSumExp" ? ["axes": .integers([0])] : [:]
        var draws = Draws(seed: UInt64(length))
        var subnormal = 0
        for kind in 0..<3 {
            for _ in 0..<(length < 300 ? 40 : 4) {
                let row = HostArray(
                    (0..<length).map { _ in
                        switch kind {
                        case 0: Float(10 * draws.normal())
                        case 1: Float(200 * draws.unit() - 100)
                        default: Float(1e4 + draws.normal())
                        }
                    })
                let output = try EngineSubject().outputs(of: operation, on: [row], specification.resolved(attributes))[
                    0]
                let evaluation = try CertifiedEvaluation(specification, inputs: [row], attributes: attributes)
                let verdicts = try evaluation.verdicts(on: output, budget: .ulps(1))
                #expect(verdicts.allSatisfy { !$0.isFinding }, "kind \(kind), row \(row.float32!.prefix(4))")
                subnormal += output.float32!.filter(\.isSubnormal).count
            }
        }
        if operation == "softmax", length >= 255 { #expect(subnormal > 0) }
    }

    @Test("The logarithm of exponentials that sum to about one keeps its digits")
    func nearZero() throws {
        let row = HostArray([Float(-0x1.3e02420000000p-1), -0x1.8aa3720000000p-1])
        let specification = try #require(catalog["logSumExp"])
        let attributes: Attributes = ["axes": .integers([0]), "keepingDimensions": .bool(false)]
        let output = try EngineSubject().outputs(of: "logSumExp", on: [row], attributes)[0]
        let evaluation = try CertifiedEvaluation(specification, inputs: [row], attributes: attributes)
        #expect(try evaluation.verdicts(on: output, budget: .ulps(1)) == [.correctlyRounded])
    }

    @Test("A confident prediction keeps its tiny loss and its gradient")
    func confidence() throws {
        let engine = EngineSubject()
        let logits = HostArray([Float(20), 0])
        let attributes: Attributes = [
            "axis": .integer(-1), "ignoreIndex": .integer(-1), "labelSmoothing": .real(0),
        ]
        let inputs = [logits, HostArray([Int64(0)], shape: [])]
        let loss = try engine.outputs(of: "crossEntropyIndices", on: inputs, attributes)[0]
        #expect(loss.float32 == [2.0611537e-09])
        let gradient = try #require(
            try engine.gradients(
                of: "crossEntropyIndices", on: inputs, attributes, cotangents: [HostArray([Float(1)], shape: [])]))
        #expect(gradient[0]?.float32 == [-2.0611537e-09, 2.0611537e-09])
        #expect(gradient[1] == nil)
    }
}
