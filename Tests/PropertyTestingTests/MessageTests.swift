import Testing
import Values

@testable import PropertyTesting

/// Messages, word for word.
@Suite("Messages")
struct MessageTests {
    @Test("A failure of two numbers")
    func scalars() throws {
        var settings = PropertySettings()
        settings.budget = .ulps(4)
        settings.inputNames = ["x", "scale"]
        settings.cases = 200
        settings.seed = "1"
        let report = runProperty("scaling keeps its argument", .zip(.float32(0...100), .float32(1...2)), settings) {
            x, scale in
            // Off by a few ulps from 64 on.
            ulps(x >= 64 ? x * 1.0000006 : x, x)
        }
        let message = try #require(report.message)
        let lines = message.split(separator: "\n").map(String.init)
        #expect(lines[0] == "scaling keeps its argument: 5 ulp, budget 4 ulp")
        #expect(
            lines[2...4] == [
                "  simplest input",
                "    x      64 (0x1p+6, 0x42800000)",
                "    scale  1 (0x1p+0, 0x3F800000)  (any other fails as well)",
            ])
        #expect(
            message.contains(
                "  x: last good 0x1.fffffep+5 (63.9999962, 0x427FFFFF)\n     first bad 0x1p+6 (64, 0x42800000)"))
    }

    @Test("Frontiers lie between neighbours, above and below")
    func frontiers() throws {
        let report = runProperty("a slice", .float32(-50...50)) { Measure(holds: !($0 > 10 && $0 <= 12.5)) }
        let frontiers = try #require(report.failures.first).frontiers
        #expect(
            frontiers == [
                PropertyFrontier(
                    place: "input", lastGood: "0x1.900002p+3 (12.500001, 0x41480001)",
                    firstBad: "0x1.900000p+3 (12.5, 0x41480000)"),
                PropertyFrontier(
                    place: "input", lastGood: "0x1.400000p+3 (10, 0x41200000)",
                    firstBad: "0x1.400002p+3 (10.000001, 0x41200001)"),
            ])
    }

    @Test("A tensor's frontier names the element, and the localisation the slice")
    func tensors() throws {
        var settings = PropertySettings()
        settings.inputNames = ["x"]
        settings.budget = .ulps(0)
        let generator = Generator<HostArray>.tensor(shape: .constant([2, 3]), .float32(-10...10))
        let report = runProperty(
            "rows", generator, settings,
            localise: { x, measure in .reduction("x", x, axis: 1, measure) },
            { x in
                // The second row's sum is wrong where its last element exceeds 2.
                var measure = ulps(Float(0), Float(0))
                if x.float32![5] > 2 {
                    measure = ulps(Float(1), Float(2))
                    measure.element = ElementIndex([1])
                }
                return measure
            })
        let failure = try #require(report.failures.first)
        #expect(failure.simplest.input(of: generator) == HostArray([Float(0), 0, 0, 0, 0, 3], shape: [2, 3]))
        #expect(failure.frontiers.map(\.place) == ["x[1, 2]"])
        #expect(failure.localisation?.element == "element [1]")
        #expect(failure.localisation?.inputs.map(\.name) == ["x along axis 1"])
        #expect(report.message?.contains("  element [1] depends on\n    x along axis 1  float32[3]") == true)
    }

    @Test("A matrix product is localised to one dot product, as code")
    func matrixProduct() throws {
        let left = HostArray([Float(1), 2, 3, 4, 5, 6], shape: [2, 3])
        let right = HostArray([Float(1), 0.5, 2, .infinity, 3, -0.0], shape: [3, 2])
        let local = try #require(Localisation.matrixProduct(left, right, Measure(1, element: ElementIndex([1, 1]))))
        #expect(
            local.reproduction
                == "zip([0x1p+2, 0x1.400000p+2, 0x1.800000p+2] as [Float], [0x1p-1, .infinity, -0x0p+0] as [Float])"
                + ".reduce(0) { $0 + $1.0 * $1.1 }")
        #expect(Localisation.matrixProduct(left, right, Measure(1)) == nil)
        let broadcast = Localisation.elementwise(
            [("a", HostArray([Float(1), 2, 3], shape: [3, 1])), ("b", HostArray([Float(7), 8], shape: [2]))],
            Measure(1, element: ElementIndex([2, 1])))
        #expect(broadcast?.inputs.map(\.text) == [Float(3).fullText, Float(8).fullText])
        let softmax = Localisation.reduction(
            "x", right, axis: 0, keepsAxis: true, Measure(1, element: ElementIndex([2, 1])))
        #expect(softmax?.inputs.map(\.text) == [HostArray([Float(0.5), .infinity, -0.0]).inputDescription])
    }

    @Test("Values are shown with their bits")
    func descriptions() {
        #expect(inputDescription(Float(0.1)) == "0.100000001 (0x1.99999ap-4, 0x3DCCCCCD)")
        #expect(inputDescription((1, true, "a")) == "(1, true, \"a\")")
        #expect(inputDescription([Float(1)] as [Float]) == "[1 (0x1p+0, 0x3F800000)]")
        #expect(inputDescription(Optional<Int>.none as Any) == "nil")
        #expect(inputDescription(Optional(2.0 as Float) as Any) == Float(2).fullText)
        #expect(inputDescription(HostArray([Float](), shape: [0, 2])) == "float32[0, 2], without elements")
        #expect(inputDescription(HostArray([Int64(3)], shape: .scalar)) == "int64[] 3")
        #expect(inputDescription(HostArray((0..<40).map { Float($0) })).hasSuffix("and 8 more"))
        var filled = [Float](repeating: 1, count: 40)
        #expect(inputDescription(HostArray(filled)) == "float32[40], all: 1 (0x1p+0, 0x3F800000)")
        filled[7] = -0.0
        #expect(
            inputDescription(HostArray(filled, shape: [4, 10]))
                == "float32[4, 10], all but 1: 1 (0x1p+0, 0x3F800000)\n  [0, 7]  -0 (-0x0p+0, 0x80000000)")
    }
}
