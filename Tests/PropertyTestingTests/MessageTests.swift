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
                "    scale  1 (0x1p+0, 0x3F800000)  (31 others tried: all fail as well)",
            ])
        #expect(
            message.contains(
                "  x: last good 0x1.fffffep+5 (63.9999962, 0x427FFFFF)\n     first bad 0x1p+6 (64, 0x42800000)"))
    }

    @Test("A part that matters is not called irrelevant, however rare what passes is")
    func relevance() throws {
        let report = runProperty("products", .zip(.float32(0...9), .float32(-9...9))) { x, b in
            Measure(holds: !(x > 3 && b != 0))
        }
        #expect(try #require(report.failures.first).simplest.input.map(\.isIrrelevant) == [false, false])
        let matrices = runProperty(
            "zeros", .zip(.float32(0...9), .tensor(shape: [2, 2], .float32(-9...9)) as Generator<HostArray>)
        ) { x, b in Measure(holds: x < 3 || b.float32!.allSatisfy { $0 == 0 }) }
        #expect(try #require(matrices.failures.first).simplest.input.map(\.isIrrelevant) == [false, false])
        // A part of another size leaves the parts after it as they are, and another shape that passes counts.
        let sizes = runProperty("ranks", .zip(.tensor(shape: .ranks(0...2)) as Generator<HostArray>, .float32(0...9))) {
            x, y in Measure(holds: y < 5)
        }
        #expect(try #require(sizes.failures.first).simplest.input.map(\.isIrrelevant) == [true, false])
        let vectors = runProperty(
            "vectors", .zip(.float32(0...9), .tensor(shape: .ranks(1...2)) as Generator<HostArray>)
        ) {
            x, y in Measure(holds: x < 5 || y.shape.rank > 1)
        }
        #expect(try #require(vectors.failures.first).simplest.input.map(\.isIrrelevant) == [false, false])
        let really = runProperty("the first alone", .zip(.float32(0...9), .integer(in: 0...3))) { (x: Float, _: Int) in
            Measure(holds: x < 3)
        }
        #expect(try #require(really.failures.first).simplest.input.map(\.othersThatFail) == [0, 3])
    }

    @Test("What a map made of a tuple is not named after the tuple's parts")
    func partsOfTheInput() throws {
        var settings = PropertySettings()
        settings.inputNames = ["sum"]
        let sums = Generator.zip(.float32(0...9), .float32(0...9)).map { $0 + $1 }
        let report = runProperty("sums", sums, settings) { Measure(holds: $0 < 5) }
        let failure = try #require(report.failures.first)
        #expect(failure.simplest.input.map(\.isIrrelevant) == [false])
        #expect(failure.frontiers.map(\.place).allSatisfy { $0.hasPrefix("sum, number ") })
        let kept = Generator.zip(.float32(0...9), .float32(0...9)).filter { $0 + $1 > 1 }
        settings.inputNames = ["a", "b"]
        let filtered = runProperty("filtered", kept, settings) { Measure(holds: $1 < 5) }
        #expect(try #require(filtered.failures.first).frontiers.map(\.place) == ["b"])
    }

    @Test("Frontiers are looked for beside the numbers that matter, wherever they are")
    func frontiersOfLargeInputs() throws {
        var settings = PropertySettings()
        settings.inputNames = ["x"]
        let vectors = Generator<HostArray>.tensor(shape: .constant([300]), .float32(-9...9))
        let report = runProperty("the tenth from the end", vectors, settings) { Measure(holds: $0.float32![290] <= 3) }
        let failure = try #require(report.failures.first)
        #expect(failure.frontiers.map(\.place) == ["x[290]"])
        #expect(failure.numbersWithoutFrontierSearch == 284)
        // Where there is none, the message says how much was not tried.
        let none = runProperty("nothing holds", vectors, settings) { _ in Measure(holds: false) }
        #expect(none.message?.contains("\n  no frontier found; beside 284 numbers none was looked for\n") == true)
    }

    @Test("A number that simplifying could not make simplest has a frontier on the way there")
    func narrowFrontiers() throws {
        // What holds is a few floats around zero, which steps that double leap over.
        let report = runProperty("around zero", .float32(-9...9)) { Measure(holds: $0.magnitude < 0x1p-140) }
        let frontiers = try #require(report.failures.first).frontiers
        #expect(frontiers.map(\.firstBad) == [Float(0x1p-140).frontierText])
        #expect(frontiers.map(\.lastGood) == [Float(0x1p-140).nextDown.frontierText])
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

    @Test("What is barely over budget is shown to be")
    func barelyOver() {
        func text(_ score: Double, _ limit: Double) -> String {
            scoreText(Measure(score, unit: "ulp"), beyond: .ulps(limit))
        }
        #expect(text(0.500003, 0.5) == "0.500003 ulp")
        #expect(text(0.6, 0.5) == "0.6 ulp")
        #expect(text(1000.25, 1000) == "1000.2 ulp")
        #expect(text(4, 1) == "4 ulp")
    }

    @Test("An input whose generator threw is shown by what was drawn")
    func thrownGenerators() throws {
        struct Odd: Error {}
        let generator = Generator<Int> { source in
            let number = try source.draw(Generator<Int>.integer(in: 0...100))
            if number > 50 { throw Odd() }
            return number
        }
        let report = runProperty("made", generator) { _ in .perfect }
        let failure = try #require(report.failures.first)
        #expect(failure.simplest.input.map(\.text) == ["not made: the generator threw the error, having drawn 51"])
        #expect(report.message?.hasPrefix("made: threw Odd\n") == true)
    }

    @Test("Lists of tensors stand below each other")
    func lists() {
        let one = HostArray([Float(1), 2])
        #expect(
            inputDescription([one, HostArray([Float(3)], shape: .scalar)])
                == """
                2 values
                  [0]  float32[2]
                         [0]  1 (0x1p+0, 0x3F800000)
                         [1]  2 (0x1p+1, 0x40000000)
                  [1]  float32[] 3 (0x1.800000p+1, 0x40400000)
                """)
        #expect(inputDescription((true, one)).hasPrefix("2 values\n  .0  true\n  .1  float32[2]\n      "))
        #expect(inputDescription([true, false]) == "[true, false]")
    }

    @Test("A budget that is no number allows nothing")
    func budgets() {
        #expect(MeasureBudget.ulps(.nan).failureKind(of: Measure(1e9, unit: "ulp")) != nil)
        #expect(MeasureBudget.ulps(.nan).text == "nan ulp")
        #expect(MeasureBudget.ulps(-1).failureKind(of: Measure(0, unit: "ulp")) != nil)
        #expect(MeasureBudget.ulps(1).failureKind(of: Measure(1, unit: "ulp")) == nil)
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

extension Float {
    fileprivate var frontierText: String { "\(hexText) (\(decimalText), \(bitsText))" }
}
