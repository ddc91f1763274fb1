import Testing
import Values

@testable import PropertyTesting

/// One output element, the numbers it depends on, and a formula, of properties that say nothing about themselves.
@Suite("Localisation")
struct LocalisationTests {
    /// The localisation of a failure of fixed shapes.
    private func localised<Value>(
        _ names: [String], _ generator: Generator<Value>, _ property: (Value) throws -> Measure
    ) throws -> Localisation {
        var settings = PropertySettings()
        settings.inputNames = names
        settings.budget = .ulps(100)
        settings.cases = 300
        let report = runProperty("localised", generator, settings, property)
        return try #require(report.failures.first?.localisation, "\(report.message ?? "no failure")")
    }

    private func tensor(_ shape: Shape) -> Generator<HostArray> { .tensor(shape: .constant(shape), .float32(-9...9)) }

    /// `elements` of a shape, by index.
    private func made(_ shape: Shape, _ element: ([Int]) -> Float) -> HostArray {
        HostArray((0..<shape.elementCount).map { element(shape.index(at: $0)) }, shape: shape)
    }

    @Test("A reduction: the slice, and the sum of it")
    func sum() throws {
        let local = try localised(["x"], tensor([3, 4])) { x in
            let sums = (0..<3).map { row in (0..<4).reduce(Float(0)) { $0 + x.float32![row * 4 + $1] } }
            return ulps(made([3]) { $0[0] == 2 ? sums[2] * 1.01 : sums[$0[0]] }, made([3]) { sums[$0[0]] })
        }
        #expect(local.element == "element [2]")
        #expect(local.inputs.map(\.name) == ["x[2, 0...3]"])
        #expect(!local.isWholeInput)
        #expect(local.reproduction?.contains("\nx.reduce(0, +)  // got ") == true, "\(local.reproduction ?? "")")
        #expect(local.reproduction?.hasPrefix("let x: [Float] = [") == true)
    }

    @Test("An elementwise operation of broadcast operands: a number of each")
    func broadcast() throws {
        let local = try localised(["a", "b"], .zip(tensor([4, 1]), tensor([3]))) { a, b in
            let exact = made([4, 3]) { a.float32![$0[0]] * b.float32![$0[1]] }
            return ulps(exact.map { $0 == [3, 1] ? $1 * 1.01 : $1 }, exact)
        }
        #expect(local.element == "element [3, 1]")
        #expect(local.inputs.map(\.name) == ["a[3, 0]", "b[1]"])
        #expect(local.reproduction?.contains("\na * b  // got ") == true, "\(local.reproduction ?? "")")
        #expect(local.reproduction?.contains("let a: Float = ") == true)
    }

    @Test("A maximum hides all numbers but one, and they are found")
    func maximum() throws {
        let local = try localised(["x"], tensor([2, 3])) { x in
            let most = (0..<2).map { row in (0..<3).map { x.float32![row * 3 + $0] }.max()! }
            return ulps(made([2]) { most[$0[0]] + ($0[0] == 1 ? 1 : 0) }, made([2]) { most[$0[0]] })
        }
        #expect(local.inputs.map(\.name) == ["x[1, 0...2]"])
        #expect(local.reproduction?.contains("\nx.max()!  // got ") == true, "\(local.reproduction ?? "")")
    }

    @Test("All of a small input")
    func whole() throws {
        let local = try localised(["x"], tensor([3])) { x in
            let sum = x.float32!.reduce(0, +)
            return ulps(HostArray([sum * 2 + 1], shape: .scalar), HostArray([sum], shape: .scalar))
        }
        #expect(local.isWholeInput)
        #expect(local.inputs.map(\.name) == ["x"])
    }

    @Test("Numbers without a well-known formula are shown as they are")
    func unknownFormula() throws {
        let local = try localised(["x", "c"], .zip(tensor([5]), .float32(1...2))) { x, c in
            let exact = made([5]) { x.float32![$0[0]] * c * c * c + 7 * c }
            return ulps(exact.map { $0 == [4] ? $1 + 1 : $1 }, exact)
        }
        #expect(local.inputs.map(\.name) == ["x[4]", "c"])
        let lines = try #require(local.reproduction).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("let x: Float = ") && lines[0].hasSuffix("  // x[4]"))
        #expect(lines[1].hasPrefix("let c: Float = "))
        #expect(lines[2].hasPrefix("// got "))
    }

    @Test("A property that waits is localised as well")
    func waiting() async throws {
        var settings = PropertySettings()
        settings.inputNames = ["x"]
        settings.cases = 200
        let report = await runProperty("waiting", tensor([6]), settings) { x in
            await Task.yield()
            return ulps(x.map { $0 == [5] ? $1 + 1 : $1 }, x)
        }
        #expect(report.failures.first?.localisation?.inputs.map(\.name) == ["x[5]"])
        #expect(report.failures.first?.localisation?.reproduction?.contains("\nx  // got ") == true)
    }

    @Test("Where comparisons depend on more than the input, nothing is claimed")
    func flaky() {
        var count: Float = 0
        let report = runProperty("flaky", tensor([3])) { x in
            count += 1
            return ulps(x.map { $1 + count }, x)
        }
        #expect(report.outcome == .failed)
        #expect(report.failures.allSatisfy { $0.localisation == nil })
    }

    @Test("Slices in words")
    func slices() {
        #expect(TensorSlice([3, 4], [4, 5, 6, 7]).text == "[1, 0...3]")
        #expect(TensorSlice([3, 4], [1, 9]).text == "[{0, 2}, 1]")
        #expect(TensorSlice([3, 4], Array(0..<12)).text == "")
        #expect(TensorSlice(.scalar, [0]).text == "")
        #expect(TensorSlice([1], [0]).text == "[0]")
        #expect(!TensorSlice([2, 2], [0, 3]).isBox)
    }

    @Test("Formulas are told apart, and none is made up")
    func formulas() {
        func matching(_ function: ([Double]) -> Double) -> String? {
            let samples = (1...4).map { number -> (numbers: [[Double]], expected: Double) in
                let x = [0.37 * Double(number), 1.9 - 0.31 * Double(number), -0.7]
                return ([x], Double(Float(function(x))))
            }
            return ScalarFormula.matching(["x"], places: [1], samples: samples)?.code
        }
        #expect(matching { $0.reduce(0, +) } == "x.reduce(0, +)")
        #expect(matching { $0.reduce(0, +) / 3 } == "x.reduce(0, +) / Float(x.count)")
        #expect(matching { $0.min()! } == "x.min()!")
        #expect(
            matching { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() } == "x.reduce(0) { $0 + $1 * $1 }.squareRoot()")
        #expect(matching { $0.reduce(0, +) * 1.0001 } == nil)
        #expect(matching { $0[0] * $0[1] + $0[2] } == nil)
    }
}

extension HostArray {
    /// The float32 elements changed, by their indices.
    fileprivate func map(_ change: ([Int], Float) -> Float) -> HostArray {
        HostArray((0..<count).map { change(shape.index(at: $0), float32![$0]) }, shape: shape)
    }
}
