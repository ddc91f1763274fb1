import Multiprecision
import Testing
import Values

@testable import Oracle
@testable import Specifications

/// What formulas are turned into, and what can be seen of them.
@Suite struct ScalarFormulaTests {
    /// What definitions say, and as what they are evaluated.
    private static let identities = [
        ("log(exp(a))", "x"), ("log(1 + a)", "log1p(x)"), ("log(a + 1)", "log1p(x)"),
        ("log(1 - a)", "log1p(negate(x))"),
        ("log(1 + exp(a))", "where(less(0, x), add(x, log1p(exp(negate(x)))), log1p(exp(x)))"),
        ("cos(-a)", "cos(x)"), ("cosh(-a)", "cosh(x)"), ("abs(-a)", "abs(x)"), ("sin(-a)", "negate(sin(x))"),
        ("erf(-a)", "negate(erf(x))"), ("cbrt(-a)", "negate(cbrt(x))"), ("1 + erf(a)", "erfc(negate(x))"),
        ("1 - erf(a)", "erfc(x)"), ("1 + tanh(a)", "divide(2, add(1, exp(negate(multiply(2, x)))))"),
        ("1 - tanh(a)", "divide(2, add(1, exp(multiply(2, x))))"),
        ("1 - cos(a)", "multiply(2, power(sin(divide(x, 2)), 2))"),
        ("1 - exp(a)", "negate(expm1(x))"), ("exp(a) - 1", "expm1(x)"),
        ("1 - tanh(a)^2", "divide(1, power(cosh(x), 2))"),
        ("1 - a^2", "multiply(subtract(1, x), add(1, x))"), ("1 - a * a", "multiply(subtract(1, x), add(1, x))"),
        ("a^2 - 1", "multiply(subtract(x, 1), add(x, 1))"), ("a / exp(a)", "multiply(x, exp(negate(x)))"),
        ("exp(a) / (1 + exp(a))", "divide(1, add(1, exp(negate(x))))"),
        ("a * exp(a) / (exp(a) + 3)", "multiply(x, divide(1, add(1, multiply(3, exp(negate(x))))))"),
        ("exp(a)^3", "exp(multiply(3, x))"), ("a * a", "power(x, 2)"), ("(-a)^4", "power(x, 4)"), ("-(-a)", "x"),
        ("a - 0", "x"), ("0 - a", "negate(x)"), ("0 * a", "0"), ("a * 1", "x"), ("a / 1", "x"),
        ("a + -a", "subtract(x, x)"),
        ("where(a < 0, a, a)", "x"), ("a^1", "x"), ("a^0", "1"),
    ]

    @Test func definitionsAreRewritten() throws {
        for (definition, text) in Self.identities {
            #expect(try scalarFormula(definition).text == text, "\(definition)")
        }
    }

    @Test func bothSidesAreTheSameNumber() throws {
        var generator = SeededGenerator(seed: 17)
        var inputs: [Float] = [
            0, -0.0, 1, -1, 0x1p-149, -0x1p-149, 0x1.fffffep-1, 0x1.000002p+0, 2, -2, 0.5, 88.7, -103.9, 1e30, -1e30,
        ]
        inputs += (0..<3000).map { _ in Float(bitPattern: generator.encoding()) }.filter { abs($0) < 1e6 }
        for (definition, _) in Self.identities {
            let formula = try scalarFormula(definition)
            let evaluator = BlockEvaluator(formula, precision: 300)
            let reals = EnclosureEvaluator(precision: 900).outputs(
                try graph(ofFormula: definition, count: inputs.count), [HostArray(inputs)])[0]!
            for (x, real) in zip(inputs, reals) {
                let point = Interval(x, precision: 300)
                switch evaluator.evaluate(centre: point, block: point, reach: 1) {
                case .values(let value, _):
                    #expect(!real.isEmpty, "\(definition) has no value at \(x)")
                    #expect(real.intersects(value), "\(definition) at \(x): \(real) and \(value)")
                    // Of the two, the rewritten one is the narrow one.
                    let width = value.relativeWidthUpperBound
                    #expect(value.containsZero || !value.isBounded || width < 0x1p-200, "\(definition) at \(x)")
                case .undefined: #expect(real.isEmpty, "\(definition) at \(x): \(real)")
                default:
                    #expect(real.isEmpty || !real.isTotal || real.isInfinitePoint, "\(definition) at \(x): \(real)")
                }
            }
        }
    }

    @Test func noIdentityHidesWhereThereIsNoValue() throws {
        for (definition, x) in [
            ("0 * log(a)", Float(-1)), ("log(a) * 0", -2), ("0 / a", 0), ("0 / log(a)", -1), ("sqrt(a)^0", -1),
            ("0 * (1 / a)", 0),
            ("0 * acosh(a) + 1", 0.5), ("where(a < 2, log(a) * 0, 1)", -3),
        ] {
            let formula = try scalarFormula(definition)
            #expect(!formula.isEverywhereDefined, "\(definition)")
            let evaluator = BlockEvaluator(formula, precision: 96)
            let point = Interval(x, precision: 96)
            if case .values = evaluator.evaluate(centre: point, block: point, reach: 1) {
                Issue.record("\(definition) has a value at \(x)")
            }
        }
        for definition in ["exp(a) * sin(a)", "a / 3", "erf(a)^2", "where(a < 1, a, 2)", "tan(a)"] {
            #expect(try scalarFormula(definition).isEverywhereDefined, "\(definition)")
        }
    }

    @Test func parityIsSeen() throws {
        for (definition, parity) in [
            ("sin(a)", ScalarFormula.Parity.odd), ("cos(a)", .even), ("a^3", .odd), ("a^2", .even),
            ("a * sin(a)", .even),
            ("a / (1 + a^2)", .odd), ("exp(a)", nil), ("exp(-a^2)", .even), ("abs(a)", .even), ("a + 1", nil),
            ("a^-1", .odd),
            ("tanh(a) + a", .odd), ("cosh(a) - a", nil), ("where(abs(a) < 1, a, 2 * a)", .odd),
            ("where(a < 1, a, 2 * a)", nil),
            ("round(a)", .odd), ("floor(a)", nil), ("erfc(a)", nil), ("log(abs(a))", .even),
            ("pow(abs(a), 2.5)", .even),
            ("3", nil), ("a * 0 + 1", nil), ("maximum(a, 0)", nil), ("atan(a)", .odd), ("sqrt(1 - a^2)", nil),
        ] as [(String, ScalarFormula.Parity?)] {
            let found = try scalarFormula(definition).parity
            #expect(found == parity || definition == "sqrt(1 - a^2)", "\(definition): \(String(describing: found))")
            // What is claimed is so.
            guard let found else { continue }
            let inputs = stride(from: Float(0.1), to: 20, by: 0.37).flatMap { [$0, -$0] }
            let reals = EnclosureEvaluator(precision: 100).outputs(
                try graph(ofFormula: definition, count: inputs.count), [HostArray(inputs)])[0]!
            for place in stride(from: 0, to: inputs.count, by: 2) where !reals[place].isEmpty {
                #expect(reals[place].intersects(found == .even ? reals[place + 1] : -reals[place + 1]), "\(definition)")
            }
        }
    }

    @Test func textOfSharedNodesStaysShort() throws {
        var definition = "let u = sin(a) + a\n"
        for place in 0..<40 {
            definition +=
                "let \(["v", "w"][place % 2])\(place) = \(place == 0 ? "u" : ["v", "w"][(place - 1) % 2] + "\(place - 1)")"
            definition += place == 0 ? " * a + cos(u)\n" : " + sin(\(["v", "w"][(place - 1) % 2])\(place - 1))\n"
        }
        definition += "y = w39"
        let formula = try #require(ScalarFormula(try graph(of: definition, [Shape([1])])))
        let text = formula.text
        #expect(text.count < 10_000 && text.contains("n1 = "))
        #expect(text == ScalarFormula(try graph(of: definition, [Shape([1])]))!.text)
        #expect(formula.derivative()!.text.count < 100_000)
    }

    @Test func derivativesAreThoseOfTheAdjoint() throws {
        var generator = SeededGenerator(seed: 23)
        for definition in Vocabulary.quick where !definition.contains("floor") {
            let formula = try #require(try scalarFormula(definition).derivative(), "\(definition)")
            let evaluator = BlockEvaluator(formula, precision: 200)
            let inputs = (0..<100).map { _ in Float.random(in: -4...4, using: &generator) }
            let ones = HostArray([Double](repeating: 1, count: inputs.count))
            let reals = AdjointEvaluator(precision: 200).gradients(
                try graph(ofFormula: definition, count: inputs.count), [HostArray(inputs)], cotangents: [ones])[0]
                .elements
            var compared = 0
            for (x, real) in zip(inputs, reals) where !real.isEmpty && real.isTotal {
                let point = Interval(x, precision: 200)
                guard case .values(let value, _) = evaluator.evaluate(centre: point, block: point, reach: 1) else {
                    Issue.record("\(definition) has no derivative at \(x)")
                    continue
                }
                compared += 1
                #expect(value.intersects(real), "\(definition) at \(x): \(value) and \(real)")
                #expect(
                    value.containsZero || value.relativeWidthUpperBound < 0x1p-120, "\(definition) at \(x): \(value)")
            }
            #expect(compared > 10, "\(definition)")
        }
    }
}
