import Foundation
import Testing

/// What a user reads of a failure, in both frameworks, word for word.
@Suite(.serialized, .enabled(if: FailingTestsRun.isPossible)) struct FailingTestsTests {
    @Test(arguments: [
        "MidpointTests/midpointOfEqualEnds", "MidpointTests/halvedMidpointOfEqualEnds",
        "MidpointTests/carefulMidpointLiesBetween", "MidpointTests/midpointIsNearlyExact",
        "ExpectationTests/squares", "ExpectationTests/roots", "ExpectationTests/waiting",
        "ExpectationTests/onTheMainActor", "ExpectationTests/inATaskOfItsOwn", "SoftmaxTests/naiveSoftmaxIsSoftmax",
        "SoftmaxTests/productWithAScaledColumn", "SoftmaxTests/gradientOfAScaledSoftmax",
        "ExpectationTests/elsewhere",
    ])
    func `in Swift Testing`(test: String) throws {
        let ending = try FailingTestsRun().run(.swiftTesting, test)
        #expect(ending.status == (test.contains("careful") || test.contains("NearlyExact") ? 0 : 1))
        try Recorded.expect(ending.output, is: test.replacing("/", with: "."))
    }

    @Test(arguments: [
        "testMidpointOfEqualEnds", "testCarefulMidpointOfEqualEnds", "testSquares", "testWaiting",
        "testNaiveSoftmaxIsSoftmax", "testGradientOfAScaledSoftmax", "testACheckInAProperty",
    ])
    func `in XCTest`(test: String) throws {
        let ending = try FailingTestsRun().run(.xctest, "FailingXCTests/\(test)")
        #expect(ending.status == (test.contains("Careful") ? 0 : 1))
        try Recorded.expect(ending.output, is: "FailingXCTests.\(test)")
    }

    @Test func `none of them runs unless it is asked for`() throws {
        let run = try FailingTestsRun()
        #expect(try run.run(.swiftTesting, "MidpointTests", environment: ["PLUMBLINE_FAILING_TESTS": ""]).status == 0)
        #expect(try run.run(.xctest, "FailingXCTests", environment: ["PLUMBLINE_FAILING_TESTS": ""]).status == 0)
        #expect(run.files(in: "Regressions").isEmpty)
    }

    @Test(arguments: [
        (FailingTestsRun.Framework.swiftTesting, "TrapTests/everyNumberFallsOnAnElement"),
        (.swiftTesting, "TrapTests/afterAWhile"),
        (.xctest, "FailingXCTests/testEveryNumberFallsOnAnElement"),
    ])
    func `a trap is reported by the next run, and not run again`(
        framework: FailingTestsRun.Framework, test: String
    ) throws {
        let run = try FailingTestsRun()
        let first = try run.run(framework, test)
        #expect(first.isCrash)
        #expect(!first.output.contains("ended the process"))
        let second = try run.run(framework, test)
        #expect(second.status == 1 && !second.isCrash)
        try Recorded.expect(second.output, is: test.replacing("/", with: "."))
        let third = try run.run(framework, test)
        #expect(third.output == second.output)
        // Without its journal, the case is run first again.
        try FileManager.default.removeItem(atPath: run.folder + "/journals")
        #expect(try run.run(framework, test).isCrash)
    }

    @Test(arguments: [
        ("leaving", "error: an earlier run ended, as it called exit, while this case ran; "),
        ("fallingDeep", "error: an earlier run ended with SIG"),
    ])
    func `exit and the end of the stack are reported by the next run as well`(test: String, error: String) throws {
        let run = try FailingTestsRun()
        let first = try run.run(.swiftTesting, "EndingTests/\(test)")
        #expect(!first.output.contains("recorded an issue"))
        let second = try run.run(.swiftTesting, "EndingTests/\(test)")
        #expect(second.status == 1 && !second.isCrash)
        #expect(second.output.contains(error), "\(second.output)")
        #expect(second.output.contains("      x  9 (0x1.200000p+3, 0x41100000)\n"), "\(second.output)")
    }

    @Test func `the command of a message runs its case alone`() throws {
        let run = try FailingTestsRun()
        let first = try run.run(.swiftTesting, "MidpointTests/midpointOfEqualEnds")
        let command = try #require(first.output.firstMatch(of: /PLUMBLINE_REPLAY=(\S+) swift test --filter '(\S+)'/))
        #expect(command.output.2 == "^FailingTests.MidpointTests/midpointOfEqualEnds\\(")
        let again = try FailingTestsRun().run(
            .swiftTesting, "MidpointTests/midpointOfEqualEnds",
            environment: ["PLUMBLINE_REPLAY": String(command.output.1)])
        #expect(again.status == 1)
        #expect(again.output.contains("    after 1 case\n"))
        // Every other property runs as ever.
        let other = try FailingTestsRun().run(
            .swiftTesting, "MidpointTests/carefulMidpointLiesBetween",
            environment: ["PLUMBLINE_REPLAY": String(command.output.1)])
        #expect(other.status == 0)
    }

    @Test func `of each argument of a test, failures are kept by themselves`() throws {
        let run = try FailingTestsRun()
        let first = try run.run(.swiftTesting, "ExpectationTests/bounds")
        #expect(first.status == 1)
        #expect(first.output.contains("↳ floats are below a bound (bound: 1.0): does not hold\n"))
        #expect(run.files(in: "Regressions").count == 2)
        // Where it holds, nothing is stale, and the line of the message runs nothing there.
        let second = try run.run(.swiftTesting, "ExpectationTests/bounds")
        #expect(!second.output.contains("stale"))
        #expect(second.output.contains("with 1 issue."))
    }

    @Test func `an issue of a task of its own makes no property fail`() throws {
        let run = try FailingTestsRun()
        let ending = try run.run(.swiftTesting, "ExpectationTests/elsewhere")
        #expect(ending.status == 1)
        #expect(ending.output.components(separatedBy: "recorded an issue").count == 2, "\(ending.output)")
        #expect(!ending.output.contains("all is well:"), "\(ending.output)")
        #expect(run.files(in: "Regressions").isEmpty)
    }

    @Test(arguments: ["testACheckInAProperty", "testGradientsInAProperty"])
    func `checks in a property are cases of it, in XCTest too`(test: String) throws {
        let run = try FailingTestsRun()
        let ending = try run.run(.xctest, "FailingXCTests/\(test)")
        #expect(ending.status == 1)
        #expect(ending.output.contains("Executed 1 test, with 1 failure"), "\(ending.output)")
        #expect(ending.output.contains("\n  simplest input\n    x  4 (0x1p+2, 0x40800000)\n"), "\(ending.output)")
    }

    @Test func `failures are kept as values`() throws {
        let run = try FailingTestsRun()
        _ = try run.run(.swiftTesting, "ExpectationTests/squares")
        #expect(run.files(in: "Regressions") == [".gitattributes", "squares-are-finite.txt"])
        let kept = try run.file("Regressions/squares-are-finite.txt")
        #expect(
            kept.hasSuffix(" | #expect(square < Float.infinity, \"the square of a float\") failed | float32 0x1p+64\n"))
        // The same failure found in XCTest is the same line.
        _ = try run.run(.xctest, "FailingXCTests/testSquares")
        #expect(try run.file("Regressions/squares-are-finite.txt") == kept)
        let name = "the-middle-of-x-and-x-is-x"
        _ = try run.run(.swiftTesting, "MidpointTests/midpointOfEqualEnds")
        try Recorded.expect(try run.file("Regressions/\(name).txt"), is: "Regressions.\(name)")
    }

    @Test func `what no longer fails is a warning`() throws {
        let run = try FailingTestsRun()
        _ = try run.run(.swiftTesting, "MidpointTests/midpointOfEqualEnds")
        // As if the midpoint had been fixed in its place.
        try FileManager.default.moveItem(
            atPath: run.folder + "/Regressions/the-middle-of-x-and-x-is-x.txt",
            toPath: run.folder + "/Regressions/the-careful-middle-of-x-and-x-is-x.txt")
        let ending = try run.run(.swiftTesting, "MidpointTests/carefulMidpointOfEqualEnds")
        #expect(ending.status == 0)
        try Recorded.expect(ending.output, is: "MidpointTests.carefulMidpointOfEqualEnds.fixed")
        let other = try run.run(.xctest, "FailingXCTests/testCarefulMidpointOfEqualEnds")
        #expect(other.status == 0)
        #expect(
            other.output.contains(
                "warning: the careful middle of x and x is x: stale regression (no longer fails): "))
    }

    @Test func `counterexamples are attached, tensors as NumPy's files`() throws {
        let run = try FailingTestsRun()
        let folder = run.folder + "/attachments"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        _ = try run.run(
            .swiftTesting, "SoftmaxTests/naiveSoftmaxIsSoftmax", arguments: ["--attachments-path", folder])
        #expect(
            run.files(in: "attachments") == ["the-naive-softmax-is-softmax-x.npy", "the-naive-softmax-is-softmax.txt"])
        let array = try Data(contentsOf: URL(fileURLWithPath: folder + "/the-naive-softmax-is-softmax-x.npy"))
        #expect(array.suffix(4) == Data([0, 0, 0xB2, 0x42]))
        #expect(array.count == 132)
        let text = try run.file("attachments/the-naive-softmax-is-softmax.txt")
        #expect(text.hasPrefix("the naive softmax is softmax: NaN where a number is right\n"))
    }

    @Test(arguments: ["Sources/PlumblineTesting/PlumblineTesting.docc/FirstProperty.md", "README.md"])
    func `pages quote what is printed`(page: String) throws {
        let path = FailingTestsRun.package + "/" + page
        let text = try Recorded.text(path)
        let requoted = try Recorded.requoted(text)
        if Recorded.isRecording { try requoted.write(toFile: path, atomically: true, encoding: .utf8) }
        #expect(text == requoted)
        #expect(text.contains("<!-- output: "))
        #expect(text.components(separatedBy: "```text\n").count == text.components(separatedBy: "<!-- output: ").count)
    }

    @Test func `every snippet of the article is built and run`() throws {
        let package = FailingTestsRun.package
        let tests = package + "/Examples/FailingTests/Tests/FailingTests"
        let files = try FileManager.default.contentsOfDirectory(atPath: tests).map { tests + "/" + $0 }
        let sources = try (files + [package + "/Examples/FailingTests/Package.swift"]).map {
            lines(try Recorded.text($0))
        }
        for page in ["Sources/PlumblineTesting/PlumblineTesting.docc/FirstProperty.md", "README.md"] {
            let text = try Recorded.text(package + "/" + page)
            for snippet in text.components(separatedBy: "```swift\n").dropFirst() {
                let snippet = lines(snippet.components(separatedBy: "```")[0])
                // The README's snippet of the engine is run by the engine's own tests.
                if page == "README.md", snippet.contains("import TensorEngine") { continue }
                #expect(sources.contains { contains($0, snippet) }, "\(page): \(snippet.joined(separator: "\n"))")
            }
        }
    }

    /// Lines without indentation, empty ones left out.
    private func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    private func contains(_ lines: [String], _ part: [String]) -> Bool {
        guard !part.isEmpty, part.count <= lines.count else { return false }
        return (0...(lines.count - part.count)).contains { Array(lines[$0..<($0 + part.count)]) == part }
    }
}
