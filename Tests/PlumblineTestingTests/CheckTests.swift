import PlumblineTesting
import Testing

// Checks that fail here do so at a file that does not exist, so that nothing is kept beside this one.
private let nowhere: StaticString = "/no/such/folder/CheckTests.swift"

@Suite struct CheckTests {
    @Test func `a property that holds reports nothing, and returns what was done`() {
        let found = issues {
            let report = check("the magnitude of a float is not negative", .float32) { x in x.isNaN || x.magnitude >= 0
            }
            #expect(report.outcome == .passed)
            #expect(report.cases >= 1000)
        }
        #expect(found.isEmpty)
    }

    @Test func `one that does not is one issue, at the line of its check`() throws {
        let line = #line + 2
        let found = issues {
            check("floats are below 100", .float32(-1000...1000), filePath: nowhere) { x in x < 100 }
        }
        let issue = try #require(found.first)
        #expect(found.count == 1)
        #expect(issue.sourceLocation?.line == line)
        #expect(issue.sourceLocation?.fileID == #fileID)
        #expect(issue.text.hasPrefix("floats are below 100: does not hold\n"))
        #expect(issue.text.contains("100 (0x1.900000p+6, 0x42C80000)"))
        #expect(
            issue.text.contains(
                /\n  replay: PLUMBLINE_REPLAY=389b8bff:[\w-]+ swift test --filter '\^PlumblineTestingTests.CheckTests\/.*\\\('/
            ))
    }

    @Test func `a measure is shown with its budget`() throws {
        let found = issues {
            check(
                "adding 1 and taking it away changes nothing", .float32(1...100), within: .ulps(0.5), filePath: nowhere
            ) {
                x in ulps(x + 1e6 - 1e6, x)
            }
        }
        #expect(try #require(found.first).text.contains(" ulp, budget 0.5 ulp\n"))
    }

    @Test func `a failed expectation is reported where it stands, once, with all that is known`() throws {
        let line = #line + 4
        let found = issues {
            check("floats are below 100", .float32(-1000...1000), filePath: nowhere) { x in
                #expect(x >= -1000)
                #expect(x < 100, "a comment")
            }
        }
        let issue = try #require(found.first)
        #expect(found.count == 1)
        #expect(issue.sourceLocation?.line == line)
        guard case .expectationFailed = issue.kind else {
            Issue.record("\(issue.kind)")
            return
        }
        #expect(issue.comments.first == "a comment")
        #expect(issue.text.contains("floats are below 100: #expect(x < 100, \"a comment\") failed\n"))
        #expect(issue.text.contains("100 (0x1.900000p+6, 0x42C80000)"))
    }

    @Test func `a requirement that is not met is no error of its own`() throws {
        let found = issues {
            check("floats have roots", .float32(-1000...1000), filePath: nowhere) { x in
                let root = try #require(x < 0 ? nil : x.squareRoot())
                #expect(root >= 0)
            }
        }
        #expect(found.count == 1)
        #expect(
            try #require(found.first).text.contains(
                "floats have roots: #require(x < 0 ? nil : x.squareRoot()) failed\n"))
    }

    @Test func `expectations on different lines are different failures`() {
        var report: PropertyReport?
        _ = issues {
            report = check("floats are between", .float32(-1000...1000), filePath: nowhere) { x in
                #expect(x < 100)
                #expect(x > -100)
            }
        }
        #expect(report?.failures.count == 2)
    }

    @Test func `known issues and warnings in a property are no failures`() {
        let found = issues {
            check("floats are floats", .float32, cases: 50) { x in
                withKnownIssue(isIntermittent: true) { #expect(x > 0) }
                Issue.record("a warning", severity: .warning)
            }
        }
        #expect(found.isEmpty)
    }

    @Test func `errors fail a property, and name themselves`() throws {
        struct Odd: Error {}
        let found = issues {
            check("numbers are even", .integer(in: 0...1000), filePath: nowhere) { (number: Int) in
                if number % 2 == 1 { throw Odd() }
            }
        }
        #expect(try #require(found.first).text.hasPrefix("numbers are even: threw Odd\n"))
    }

    @Test func `assumptions turn cases down`() {
        let found = issues {
            check("positive floats have roots", .float32(-10...1000)) { x in
                try assume(x > 0)
                #expect(x.squareRoot() > 0)
            }
        }
        #expect(found.isEmpty)
    }

    @Test func `bodies may wait`() async throws {
        let line = #line + 3
        let found = await issues {
            await check("floats are below 100", .float32(-1000...1000), filePath: nowhere) { x in
                await Task.yield()
                #expect(x < 100)
            }
        }
        #expect(found.count == 1)
        #expect(try #require(found.first).sourceLocation?.line == line + 1)
        let values = await issues {
            await check("floats are below 100", .float32(-1000...1000), filePath: nowhere) { x in
                await Task.yield()
                return x < 100
            }
        }
        #expect(try #require(values.first).text.hasPrefix("floats are below 100: does not hold\n"))
    }

    @MainActor @Test func `bodies stay where their test is`() async {
        var cases = 0
        check("here", .float32, cases: 20) { _ in
            MainActor.assertIsolated()
            cases += 1
        }
        await check("there", .float32, cases: 20) { _ in
            await Task.yield()
            MainActor.assertIsolated()
            cases += 1
        }
        #expect(cases >= 40)
    }

    @Test func `several inputs have a parameter each`() {
        check("two", .float32, .bool, cases: 20) { x, flag in flag || x == x || x.isNaN }
        check("three", .float32, .bool, .integer(in: 0...9), cases: 20) { (x, flag, n: Int) in n >= 0 }
        check("four", .float32(0...1), .bool, .integer(in: 0...9), .tensor(shape: [2]), cases: 20) {
            (x, flag, n: Int, tensor) in ulps(tensor + 0, tensor)
        }
        check("more", .zip(.float32, .float64, .bool, .bool, .float32), cases: 20) { x, y, a, b, z in a || !a }
    }

    @Test func `settings that make no sense are said so`() {
        let found = issues {
            check("floats are floats", .float32, cases: 0) { _ in true }
            check("floats are floats", .float32, replay: "12345678:AQkC") { _ in true }
            check("floats are floats", .float32, replay: "AQkC", filePath: nowhere) { _ in true }
            check("floats are floats", .float32, within: .ulps(.nan)) { x in Measure(1e9, unit: "ulp") }
            check("floats are floats", .float32, within: .ulps(-1)) { x in Measure(0, unit: "ulp") }
        }
        #expect(found.count == 5)
        #expect(found[3].text == "floats are floats: a budget is a number from 0 upwards, got within: nan ulp")
        #expect(found[4].text == "floats are floats: a budget is a number from 0 upwards, got within: -1 ulp")
        #expect(found[0].text == "floats are floats: a property needs at least one case, got cases: 0")
        #expect(found[1].text.hasPrefix("floats are floats: replay: \"12345678:AQkC\" is of another property; "))
        #expect(found[2].text.contains("the replay token \"AQkC\" is damaged"))
    }

    @Test func `a replay line runs its case alone`() throws {
        var first: PropertyReport?
        _ = issues {
            first = check("floats are below 100", .float32(-1000...1000), filePath: nowhere) { x in x < 100 }
        }
        let failure = try #require(first?.failures.first)
        var values: [Float] = []
        let found = issues {
            check("floats are below 100", .float32(-1000...1000), replay: failure.simplest.token, filePath: nowhere) {
                x in
                values.append(x)
                return x < 100
            }
        }
        #expect(found.count == 1)
        #expect(values.first == 100)
    }

    @Test func `a product of fixed shapes comes down to a dot product`() throws {
        let found = issues {
            check(
                "products are products", .tensor(shape: [3, 5], .float32(-9...9)),
                .tensor(shape: [5, 7], .float32(-9...9)), within: .ulps(1000), filePath: nowhere
            ) { a, b in
                let product = matmul(a, b)
                return ulps(product - a[.all, 4, .newAxis] * b[4], product)
            }
        }
        let text = try #require(found.first).text
        // Which element is wrong, the row and the column that it is made of, and its dot product.
        let slices = try #require(
            text.firstMatch(
                of:
                    /\n  element \[(\d), (\d)\] depends on\n    input 1\[(\d), 0\.\.\.4\]  float32\[5\]\n(?:.*\n){5}    input 2\[0\.\.\.4, (\d)\]  float32\[5\]\n/
            ), "\(text)")
        #expect(slices.output.1 == slices.output.3 && slices.output.2 == slices.output.4)
        #expect(
            text.contains(
                """
                  reproduction
                    let input1: [Float] = [0, 0, 0, 0, 1]  // input 1[\(slices.output.1), 0...4]
                    let input2: [Float] = [0, 0, 0, 0, 1]  // input 2[0...4, \(slices.output.2)]
                    zip(input1, input2).reduce(0) { $0 + $1.0 * $1.1 }  // got 0 (0x0p+0, 0x00000000), expected 1 (0x1p+0, 0x3F800000)
                """), "\(text)")
        #expect(!text.contains("others tried"), "\(text)")
    }

    @Test func `a generator that turns most cases down is warned of`() throws {
        let found = issues {
            check("few floats", .float32.filter { $0 > 0 && $0 < 1e-30 && $0.exponent % 7 == 0 }, cases: 50) { _ in true
            }
        }
        let issue = try #require(found.first)
        #expect(issue.text.contains("turned down"))
    }
}

@Suite(.cases(20), .seed("one")) struct PropertyTraitTests {
    @Test func `a suite's traits are those of its tests`() {
        #expect(check("any", .float32) { _ in true }.cases < 1000)
    }

    @Test(.cases(2000)) func `a test has its own`() {
        #expect(check("any", .float32) { _ in true }.cases >= 2000)
        #expect(check("any", .float32, cases: 3000) { _ in true }.cases >= 3000)
    }

    @Test(.seed("two")) func `a seed changes what is drawn, and nothing else does`() {
        func drawn(_ seed: String?) -> [Float] {
            var values: [Float] = []
            check("any", .float32, cases: 200, seed: seed) { x in
                values.append(x)
                return true
            }
            return values
        }
        #expect(drawn(nil).map(\.bitPattern) == drawn("two").map(\.bitPattern))
        #expect(drawn(nil).map(\.bitPattern) != drawn("one").map(\.bitPattern))
    }
}
