import PlumblineTesting
import Testing

/// Expectations, errors and waiting inside of properties.
@Suite(.enabled(if: Example.isOn)) struct ExpectationTests {
    @Test func squares() {
        check("squares are finite", .float32(values: .finite)) { x in
            let square = x * x
            #expect(square >= 0)
            #expect(square < Float.infinity, "the square of a float")
        }
    }

    @Test func roots() {
        check("roots are found", .float32(-100...100)) { x in
            let root = try squareRoot(x)
            return ulps(root * root, x).score <= 2
        }
    }

    @Test func waiting() async {
        await check("doubling is undone by halving", .float32(values: .finite)) { x in
            let twice = await doubled(x)
            #expect(twice / 2 == x)
        }
    }

    /// Nobody can tell which test a detached task belongs to; the run fails all the same.
    @Test func inATaskOfItsOwn() async {
        await Task.detached {
            _ = check("integers are small", .integer(in: 0...1_000_000)) { (n: Int) in n < 1000 }
        }.value
    }

    /// Nor whether an issue of such a task is one of a property: it is reported as Swift Testing reports it, and the
    /// property holds.
    @Test func elsewhere() async {
        var isFirst = true
        await check("all is well", .float32(0...1), cases: 20) { x in
            if isFirst { await Task.detached { #expect(Bool(false), "elsewhere") }.value }
            isFirst = false
            return x <= 1
        }
    }

    /// Of each argument, a property is another one, with failures of its own.
    @Test(arguments: [1, 20] as [Float]) func bounds(bound: Float) {
        check("floats are below a bound", .float32(0...10)) { x in x < bound }
    }

    @MainActor @Test func onTheMainActor() {
        var cases = 0
        check("integers are small", .integer(in: 0...1_000_000)) { (n: Int) in
            MainActor.assertIsolated()
            cases += 1
            return n < 1000
        }
        #expect(cases > 10)
    }
}

struct NegativeNumber: Error {}

func squareRoot(_ x: Float) throws -> Float {
    if x < 0 { throw NegativeNumber() }
    return x.squareRoot()
}

func doubled(_ x: Float) async -> Float {
    await Task.yield()
    return x * 2
}
