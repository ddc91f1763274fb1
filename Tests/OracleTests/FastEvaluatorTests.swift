import Multiprecision
import Testing
import Values

@testable import Oracle
@testable import Specifications

/// Bounds in binary64 against intervals of many bits: what is claimed must contain the truth.
@Suite struct FastEvaluatorTests {
    /// Positions at which the bounds do not contain the enclosure of the real result.
    private func mistakes(
        _ definition: String, _ inputs: [HostArray], precision: Int = 320, tightenedBy steps: Int = 0
    ) throws -> [Int] {
        let graph = try graph(of: definition, inputs.map(\.shape))
        let fast = try #require(FastEvaluator().outputs(graph, inputs)[0])
        let truth = try #require(EnclosureEvaluator(precision: precision).outputs(graph, inputs)[0])
        #expect(fast.lower.count == truth.count && fast.upper.count == truth.count)
        return truth.indices.filter { i in
            var lower = fast.lower[i]
            var upper = fast.upper[i]
            if lower.isNaN && upper.isNaN { return false }
            for _ in 0..<steps where lower < upper {
                lower = lower.nextUp
                upper = upper.nextDown
            }
            guard truth[i].isTotal, lower <= upper else { return true }
            // An enclosure of many bits may stick out on one side of the bound, never lie beyond it.
            return !(truth[i].upper >= lower && truth[i].lower <= upper)
        }
    }

    /// How many elements have bounds.
    private func known(_ definition: String, _ inputs: [HostArray]) throws -> Int {
        let graph = try graph(of: definition, inputs.map(\.shape))
        let fast = try #require(FastEvaluator().outputs(graph, inputs)[0])
        return fast.lower.count { !$0.isNaN }
    }

    private static let hard: [Double] = [
        0, -0.0, 1, -1, 0x1p-1074, -0x1p-1074, 0x1p-1022, Double.leastNormalMagnitude.nextDown,
        .greatestFiniteMagnitude,
        -.greatestFiniteMagnitude, 0x1p+1023, 0x1p-53, 1 + 0x1p-52, 1 - 0x1p-53, 3, 0.1, -0.1, 709.78, 709.79, 710.5,
        -708.4, -745.13, -745.14, -746.5, 0x1p-30, -0x1p-30, 88.72, 1e300, -1e300, 1e-300, 0x1.62e42fefa39efp-1,
        .infinity,
        -.infinity, .nan,
    ]

    private static func numbers(_ count: Int, seed: UInt64) -> HostArray {
        var generator = SeededGenerator(seed: seed)
        return HostArray(
            (0..<count).map { i in
                switch i % 4 {
                case 0: Double.random(in: -30...30, using: &generator)
                case 1: Double(Float(Double.random(in: -2...2, using: &generator)))
                case 2: Double(bitPattern: generator.next())
                default: hard[Int(generator.next() % UInt64(hard.count))]
                }
            })
    }

    @Test(arguments: [
        "-a", "abs(a)", "exp(a)", "expm1(a)", "log(a)", "log1p(a)", "sqrt(a)", "tanh(a)", "sin(a)", "cos(a)", "erf(a)",
        "a ^ 0", "a ^ 1", "a ^ 2", "a ^ 3", "a ^ -1", "a ^ -2", "0.1 * a", "pi + a", "a - pi", "1 / a", "a / 3",
        "exp(exp(a) - a)", "sqrt(exp(a)) / exp(a)", "log(1 + exp(a))", "exp(-a ^ 2)", "(a + 0.1) * (a - 0.1)",
        "abs(exp(a) - 1)", "(exp(a) - 2) ^ 2", "where(exp(a) < 2, a, -a)", "where(exp(a) - 1 == 0, 1, 2)",
        "maximum(exp(a), 0.5)", "minimum(sin(a), a)", "exp(a) - exp(a)", "exp(a) / (exp(a) - exp(1))",
    ])
    func functionsOfOneNumberAreEnclosed(_ formula: String) throws {
        let inputs = [Self.numbers(800, seed: 1)]
        #expect(try mistakes("y = \(formula)", inputs) == [])
        #expect(try known("y = \(formula)", inputs) > 100)
    }

    @Test(arguments: [
        "a + b", "a - b", "a * b", "a / b", "maximum(a, b)", "minimum(a, b)", "exp(a) * sin(b)", "exp(a) / exp(b)",
        "(a + b) * (a - b)", "exp(a) - exp(b)", "where(a < b, a, b)", "where(a * b <= a + b, a, b)",
        "where(a == b or exp(a) < b, 1, a)", "where(not (sin(a) < 0 and b > 0), a, b)", "sqrt(a * a + b * b)",
    ])
    func functionsOfTwoNumbersAreEnclosed(_ formula: String) throws {
        let inputs = [Self.numbers(1200, seed: 2), Self.numbers(1200, seed: 3)]
        #expect(try mistakes("y = \(formula)", inputs, precision: 2200) == [])
        #expect(try known("y = \(formula)", inputs) > 100)
    }

    @Test(arguments: [
        "y = sum(a, 1)", "y = sum(a, 0)", "y = max(a, 1)", "y = min(a, 0)", "y = sum(a * a, 1)", "y = sum(exp(a), 1)",
        "y = sum(exp(a) * a, 0)", "y = a / sum(a, 1)", "y = exp(a - max(a, 1)) / sum(exp(a - max(a, 1)), 1)",
        "y[i, j] = sum(k: a[i, k] * a[j, k])", "y = sum(embed(a, [1, 0], [2, 1], [16, 40]), 0)",
        "y = where(any(a > 100, 1), 1, max(a, 1))", "y = where(all(a > -100, 0), sum(a, 0), 2)",
        "y = sum(transpose(a), 1)",
        "y = sum(slice(a, [7, 0], [-1, 1], [8, 40]), 0)",
    ])
    func reductionsAreEnclosed(_ definition: String) throws {
        var generator = SeededGenerator(seed: 4)
        let places = Array(0..<320)
        let small: [Double] = places.map { _ in Double.random(in: -5...5, using: &generator) }
        let floats: [Double] = places.map { _ in Double(Float.random(in: -1000...1000, using: &generator)) }
        let cancelling: [Double] = places.map { i -> Double in
            let large = Double(i | 1) * 0x1p+60
            return i % 2 == 0 ? large : 0.1 - large
        }
        let subnormal: [Double] = places.map { Double($0 % 7) * 0x1p-1074 }
        let huge: [Double] = places.map { $0 % 3 == 0 ? 0x1.fp+1023 : -0x1.ep+1022 }
        let nonfinite: [Double] = places.map { $0 == 57 ? .nan : $0 == 300 ? .infinity : Double($0) }
        let structures = [small, floats, cancelling, subnormal, huge, nonfinite]
        for elements in structures {
            #expect(try mistakes(definition, [HostArray(elements, shape: [8, 40])], precision: 2400) == [])
        }
        #expect(try known(definition, [HostArray(structures[0], shape: [8, 40])]) > 0)
    }

    @Test func theExponentialIsWithinOneNumberOnEachSideOverItsWholeRange() throws {
        var generator = SeededGenerator(seed: 5)
        // Near the halves between table entries, where the reduced argument is largest, and everywhere else.
        let halves = (-1000...1000).map { (Double($0) * 17 + 0.5) * 0x1.62e42fefa39efp-6 }
        let anywhere = (0..<20_000).map { _ in Double.random(in: -746...710, using: &generator) }
        let input = HostArray(halves + anywhere + Self.hard)
        #expect(try mistakes("y = exp(a)", [input], precision: 128) == [])
        let graph = try graph(of: "y = exp(a)", [input.shape])
        let bounds = try #require(FastEvaluator().outputs(graph, [input])[0])
        for i in 0..<input.count where bounds.lower[i] >= 0x1p-900 && bounds.upper[i].isFinite {
            #expect(bounds.upper[i] - bounds.lower[i] <= 2 * bounds.upper[i].ulp)
        }
    }

    @Test func theLogarithmIsEnclosedOverItsWholeDomain() throws {
        var generator = SeededGenerator(seed: 14)
        let anywhere = (0..<20_000).map { _ in Double(bitPattern: generator.next() & 0x7FFF_FFFF_FFFF_FFFF) }
        let nearOne = (0..<2000).map { _ in Double.random(in: 0.9...1.1, using: &generator) }
        let powers = (-1074...1023).map { Double(sign: .plus, exponent: $0, significand: 1) }
        let input = HostArray(anywhere + nearOne + powers + Self.hard)
        #expect(try mistakes("y = log(a)", [input], precision: 128) == [])
        let graph = try graph(of: "y = log(a)", [input.shape])
        let bounds = try #require(FastEvaluator().outputs(graph, [input])[0])
        for i in 0..<input.count where input.double(at: i) > 0 && input.double(at: i).isFinite {
            #expect(bounds.upper[i] - bounds.lower[i] <= 0x1p-40 * bounds.upper[i].magnitude, "\(input.double(at: i))")
        }
    }

    @Test func aBoundThatIsOneStepTooNarrowIsFound() throws {
        // The same test with bounds moved inwards by a step: it must fail for every function that rounds.
        for formula in ["exp(a)", "0.1 * a", "a / 3", "sqrt(abs(a))", "sin(a)", "log1p(abs(a))"] {
            #expect(try mistakes("y = \(formula)", [Self.numbers(800, seed: 6)], tightenedBy: 1) != [], "\(formula)")
        }
        let row = HostArray((0..<40).map { Double($0) * 0.1 })
        #expect(try mistakes("y = sum(a, 0) + 0.1", [row], tightenedBy: 1) != [])
    }

    @Test func resultsThatFitStayPoints() throws {
        let floats = vector(1.5, -3, 0x1.fffffep+127, 0x1p-149, 0)
        for formula in ["a", "-a", "abs(a)", "a * a", "a / 4", "exp(0 * a)", "maximum(a, 0)", "sqrt(a * a)"] {
            let graph = try graph(of: "y = \(formula)", [floats.shape])
            let bounds = try #require(FastEvaluator().outputs(graph, [floats])[0])
            #expect(bounds.lower == bounds.upper, "\(formula)")
        }
        let graph = try graph(of: "y = sum(a * b, 0)", [[3], [3]])
        let product = try #require(FastEvaluator().outputs(graph, [vector(0.1, 1, -0.1), vector(0.3, 1, 0.3)])[0])
        #expect(product.lower == [1] && product.upper == [1], "products cancel exactly")
    }

    @Test func whatIsNoNumberIsUnknown() throws {
        for (formula, x) in [
            ("log(a)", -1.0), ("log(a)", 0), ("sqrt(a)", -1), ("1 / a", 0), ("a", .infinity), ("a", .nan),
            ("where(exp(a) == 2.5, 1, 2)", 0x1.d5240f0e0e078p-1), ("nan", 1),
            ("a / (exp(a) - exp(a))", 1), ("log1p(a)", -2), ("inf - inf * a", 1), ("a * inf", 0),
            ("inf / (a * inf)", 1),
        ] {
            #expect(try known("y = \(formula)", [HostArray([x], shape: .scalar)]) == 0, "\(formula) at \(x)")
        }
    }

    @Test func integersThatBinary64DoesNotHoldAreUnknown() throws {
        #expect(try known("y = a + 0", [HostArray([Int64(1) << 53 + 1, 1 << 53, .max, -3])]) == 2)
        #expect(try mistakes("y = a + 0", [HostArray([true, false])]) == [])
    }

    @Test func conditionsAgreeWithIntervalsOrAreUnknown() throws {
        let inputs = [Self.numbers(600, seed: 11), Self.numbers(600, seed: 12)]
        for (name, specification) in ["exp", "softmax", "divide", "log"].map({ ($0, catalog[$0]) }) {
            let specification = try #require(specification, "\(name)")
            let used = Array(inputs.prefix(specification.inputs.count))
            let graph = try specification.specialsGraph(about: "y", used.map { GraphInput($0) }, [:])
            let fast = FastEvaluator().conditions(graph, used)
            let certain = EnclosureEvaluator(precision: 200, nonfinite: .extended).conditions(graph, used)
            for (row, answers) in fast.enumerated() {
                for (position, answer) in answers.enumerated() where answer != .unknown {
                    #expect(answer == certain[row][position], "\(name), row \(row), element \(position)")
                }
                if name == "exp" { #expect(answers.contains { $0 == .no }) }
            }
        }
    }

    @Test(arguments: ["softmax", "logSoftmax", "exp", "log"])
    func operationsAreEnclosedAndNarrowEnoughForBinary32(_ name: String) throws {
        var generator = SeededGenerator(seed: 13)
        let input = HostArray(
            (0..<500).map { _ in Float.random(in: name == "log" ? 0.001...50 : -50...50, using: &generator) })
        let graph = try #require(catalog[name]).graph(shapes: [input.shape], attributes: [:])
        let bounds = try #require(FastEvaluator().outputs(graph, [input])[0])
        let truth = try #require(EnclosureEvaluator(precision: 160).outputs(graph, [input])[0])
        var decided = 0
        for i in truth.indices {
            #expect(truth[i].lower >= bounds.lower[i] && truth[i].upper <= bounds.upper[i])
            if Float(bounds.lower[i]) == Float(bounds.upper[i]) { decided += 1 }
        }
        #expect(decided == 500)
    }

    /// Infinities that a formula names are what masks are made of.
    @Test func `arithmetic on infinities takes the limits that intervals take`() throws {
        let numbers: [Float] = [-3, -2, -1, -0.5, 0, 0.5, 1, 2, 3]
        let a = HostArray(numbers.flatMap { a in numbers.map { _ in a } }, shape: [81])
        let b = HostArray(numbers.flatMap { _ in numbers }, shape: [81])
        let lines = ["a", "b"].map { "let \($0)m = where(\($0) < -2, -inf, where(\($0) > 2, inf, \($0)))" }
        for expression in ["am + bm", "am - bm", "am * bm", "am / bm", "abs(am)", "exp(am)", "-am"] {
            let definition = (lines + ["y = \(expression)"]).joined(separator: "\n")
            #expect(try mistakes(definition, [a, b]).isEmpty, "\(expression)")
            // Nothing but inf - inf, 0 * inf and divisions by 0 and of inf by inf has no limit.
            #expect(try known(definition, [a, b]) >= 60, "\(expression)")
        }
        // What is masked is nothing, and what is not is known.
        let row = HostArray([1, 2, -3, 0.5] as [Float], shape: [4])
        let masked =
            "let m = where(a < 0, -inf, a)\nlet e = exp(m - max(m, -1))\ny = e / sum(e, -1)"
        let graph = try graph(of: masked, [[4]])
        let bounds = try #require(FastEvaluator().outputs(graph, [row])[0])
        #expect(bounds.lower[2] == 0 && bounds.upper[2] == 0)
        for i in 0..<4 { #expect(bounds.upper[i] - bounds.lower[i] < 1e-15) }
        #expect(try mistakes(masked, [row]).isEmpty)
    }
}
