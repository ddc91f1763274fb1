import Foundation
import Multiprecision
import Testing
import Values

@testable import Oracle
@testable import Specifications

@Suite struct EnclosureEvaluatorTests {
    // MARK: Functions

    @Test(arguments: [
        ("exp(a)", 1.0, "2.71828182845904523536028747135266249775724709369995957496697"),
        ("expm1(a)", 1, "1.71828182845904523536028747135266249775724709369995957496697"),
        ("log(a)", 2, "0.693147180559945309417232121458176568075500134360255254120680"),
        ("log1p(a)", 1, "0.693147180559945309417232121458176568075500134360255254120680"),
        ("sqrt(a)", 2, "1.41421356237309504880168872420969807856967187537694807317668"),
        ("tanh(a)", 1, "0.761594155955764888119458282604793590412768597257936551596810"),
        ("sin(a)", 1, "0.841470984807896506652502321630298999622563060798371065672752"),
        ("cos(a)", 1, "0.540302305868139717400936607442976603732310420617922227670097"),
        ("erf(a)", 1, "0.842700792949714869341220635082609259296066997966302908459937"),
        ("pi * a", 1, "3.14159265358979323846264338327950288419716939937510582097494"),
        ("0.1 * a", 1, "0.1"),
        ("a ^ 3", 1.5, "3.375"),
        ("a ^ -2", 4, "0.0625"),
        ("1 / 3 - a", 0.25, "0.0833333333333333333333333333333333333333333333333333333333333"),
    ])
    func elementaryFunctionsHaveTheirKnownValues(_ formula: String, _ argument: Double, _ digits: String) throws {
        #expect(agrees(try enclosures("y = \(formula)", vector(argument))[0], digits))
    }

    private static let functions: [(name: String, function: @Sendable (Double) -> Double)] = [
        ("-a", { -$0 }), ("abs(a)", { abs($0) }), ("exp(a)", { exp($0) }), ("expm1(a)", { expm1($0) }),
        ("log(a)", { log($0) }), ("log1p(a)", { log1p($0) }), ("sqrt(a)", { sqrt($0) }), ("tanh(a)", { tanh($0) }),
        ("sin(a)", { sin($0) }), ("cos(a)", { cos($0) }), ("erf(a)", { erf($0) }),
    ]

    @Test func elementaryFunctionsAgreeWithTheMathematicsLibraryToSomeUlps() throws {
        var generator = SeededGenerator(seed: 1)
        for (name, function) in Self.functions {
            let isPositive = name == "log(a)" || name == "sqrt(a)"
            for _ in 0..<50 {
                let x = Double.random(
                    in: isPositive ? 0.01...30 : name == "log1p(a)" ? -0.9...30 : -30...30, using: &generator)
                let enclosure = try enclosures("y = \(name)", vector(x))[0]
                let expected = function(x)
                #expect(enclosure.isTotal && enclosure.relativeWidthUpperBound < 0x1p-90, "\(name) at \(x)")
                #expect(abs(enclosure.lower.toDouble() - expected) <= 4 * expected.ulp, "\(name) at \(x)")
            }
        }
    }

    @Test(arguments: [
        ("y = a + b", [5.0, 1]), ("y = a - b", [-1, -3]), ("y = a * b", [6, -2]), ("y = a / b * 6", [4, -3]),
        ("y = maximum(a, b)", [3, 2]), ("y = minimum(a, b)", [2, -1]), ("y = where(a < b, 1, 0)", [1, 1]),
        ("y = where(a > b, 1, 0)", [0, 0]), ("y = where(a <= 2, 1, 0)", [1, 1]), ("y = where(a >= 2, 1, 0)", [1, 0]),
        ("y = where(a == 2, 1, 0)", [1, 0]), ("y = where(a != 2, 1, 0)", [0, 1]),
        ("y = where(a == 2 and b == 3, 1, 0)", [1, 0]), ("y = where(a == 2 or b == 2, 1, 0)", [1, 1]),
        ("y = where(not a == 2, 1, 0)", [0, 1]), ("y = where(isnan(a), 1, 0)", [0, 0]),
        ("y = where(isinf(a), 1, 0)", [0, 0]), ("y = where(signbit(a), 1, 0)", [0, 1]),
    ])
    func operatorsOfTwoNumbersAreExactWhereTheResultFits(_ definition: String, _ expected: [Double]) throws {
        let results = try enclosures(definition, vector(2, -1), vector(3, 2))
        for (result, expected) in zip(results, expected) {
            #expect(result.contains(expected) && result.widthUpperBound < 1e-25, "\(results)")
        }
    }

    @Test(arguments: [
        ("y = sum(a, 0)", [5.0, 7, 9]), ("y = sum(a, 1)", [6, 15]), ("y = sum(a, [0, 1])", [21]),
        ("y = max(a, -1)", [3, 6]), ("y = min(a, 0)", [1, 2, 3]), ("y = max(-a, [1, 0])", [-1]),
        ("y = where(any(a > 4, 1), 1, 0)", [0, 1]), ("y = where(all(a > 1, 0), 1, 0)", [0, 1, 1]),
        ("y = count(a, 1) * count(a, [])", [3]), ("y = a - max(a, 1)", [-2, -1, 0, -2, -1, 0]),
        ("y[j] = sum(i: a[i, j])", [5, 7, 9]), ("y = sum(i, j: a[i, j] * j)", [25]),
        ("y[i] = max(j: a[i, j] * a[0, j])", [9, 18]), ("y = a[1, 2] - a[0, 0]", [5]),
    ])
    func reductionsCombineTheAxesThatTheyName(_ definition: String, _ expected: [Double]) throws {
        let array = HostArray([1.0, 2, 3, 4, 5, 6], shape: [2, 3])
        let results = try enclosures(definition, array)
        #expect(results.count == expected.count)
        for (result, expected) in zip(results, expected) { #expect(result.isPoint(expected), "\(results)") }
    }

    @Test(arguments: [
        ("y = transpose(a)", [1.0, 4, 2, 5, 3, 6]), ("y = permute(a, [1, 0])", [1, 4, 2, 5, 3, 6]),
        ("y = reshape(a, [6])", [1, 2, 3, 4, 5, 6]),
        ("y = broadcast(a, [2, 2, 3])", [1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]),
        ("y = slice(a, [1, 2], [-1, -2], [2, 2])", [6, 4, 3, 1]), ("y = squeeze(sum(a, 0), 0)", [5, 7, 9]),
        ("y = unsqueeze(a, 0)", [1, 2, 3, 4, 5, 6]), ("y = sum(embed(a, [0, 1], [2, 1], [3, 4]), 1)", [6, 0, 15]),
        ("y = exp(embed(a, [0, 0], [1, 1], [2, 4])) - 1", nil),
    ])
    func structuralFunctionsMoveElements(_ definition: String, _ expected: [Double]?) throws {
        let array = HostArray([1.0, 2, 3, 4, 5, 6], shape: [2, 3])
        let results = try enclosures(definition, array)
        guard let expected else {
            // What no element lands on is the number 0, of which functions are then taken.
            #expect(results[3].isPoint(0) && results[7].isPoint(0))
            return
        }
        #expect(results.count == expected.count)
        for (result, expected) in zip(results, expected) { #expect(result.isPoint(expected), "\(results)") }
    }

    @Test func holesAmongConditionsAreFalse() throws {
        let array = vector(1)
        let hole = "embed(a > 0, [1], [1], [2])"
        for (formula, expected) in [
            ("where(\(hole), 1, 0)", [0.0, 1]), ("where(not \(hole), 1, 0)", [1, 0]),
            ("where(\(hole) and \(hole), 1, 0)", [0, 1]), ("where(\(hole) or \(hole), 1, 0)", [0, 1]),
            ("where(any(\(hole), 0), 1, 0)", [1]), ("where(all(\(hole), 0), 1, 0)", [0]),
        ] {
            let results = try enclosures("y = \(formula)", array)
            #expect(results.map(\.doubles) == expected.map { [$0, $0] }, "\(formula)")
        }
    }

    // MARK: Operations

    @Test func softmaxIsCertifiedWhereNaiveFloatsFail() throws {
        let large = try enclosures(specification: "softmax", vector(1000, 0))
        #expect(large[0].contains(1) && large[0].widthUpperBound < 1e-27)
        #expect(agrees(large[1], "5.07595889754945676529180947957433691930559928289283736183239e-435"))
        let shifted = try enclosures(specification: "softmax", vector(-103, -104))
        #expect(agrees(shifted[0], "0.731058578630004879251159241821836274365144640165"))
        #expect(agrees(shifted[1], "0.268941421369995120748840758178163725634855359835"))
        let largest = Double(Float.greatestFiniteMagnitude)
        #expect(try enclosures(specification: "softmax", vector(largest, -largest))[1].upper.toDouble() < 1e-300)
    }

    @Test func crossEntropyKeepsATinyLossAndItsGradient() throws {
        let loss = try enclosures(specification: "crossEntropy", vector(20, 0), vector(1, 0), precision: 160)
        #expect(agrees(loss[0], "2.06115362031438070323898279887791523560e-9"))
        let gradient = try enclosures(
            specification: "crossEntropyGradient", vector(20, 0), vector(1, 0), HostArray([1.0], shape: []))
        #expect(agrees(gradient[1], "2.06115361819020358143086212947459269075e-9"))
        let half = try enclosures(specification: "crossEntropy", vector(1000, 0), vector(0.5, 0.5))
        #expect(half[0].contains(500) && half[0].widthUpperBound < 1e-20)
    }

    @Test func matmulBroadcastsItsBatchAxes() throws {
        let a = HostArray((0..<12).map(Double.init), shape: [2, 1, 2, 3])
        let b = HostArray((0..<12).map { Double($0) - 5 }, shape: [2, 3, 2])
        let product = try enclosures(specification: "matmul", a, b)
        var expected: [Double] = []
        for i in 0..<2 {
            for j in 0..<2 {
                for row in 0..<2 {
                    for column in 0..<2 {
                        expected.append(
                            (0..<3).reduce(0.0) { sum, k in
                                sum + a.double(at: i * 6 + row * 3 + k) * b.double(at: j * 6 + k * 2 + column)
                            })
                    }
                }
            }
        }
        #expect(product.map(\.doubles) == expected.map { [$0, $0] })
    }

    @Test func movedElementsStayAsTheyAre() throws {
        let x = HostArray([Float(1), 2, 3])
        let results = try enclosures(
            specification: "slice", x,
            attributes: ["starts": .integers([2]), "steps": .integers([-1]), "shape": .integers([3])])
        #expect(results.map(\.doubles) == [[3, 3], [2, 2], [1, 1]])
        #expect(try enclosures("y = a", vector(-0.0))[0].lower.signbit)
    }

    // MARK: Limits

    @Test func nonfiniteInputsAreNoValuesUnlessLimitsAreAskedFor() throws {
        let infinite = vector(-.infinity, .infinity, .nan, 1)
        let empty = try enclosures("y = exp(a)", infinite)
        #expect(empty.map(\.isEmpty) == [true, true, true, false])
        let extended = try enclosures("y = exp(a)", infinite, nonfinite: .extended)
        #expect(extended[0].isPoint(0))
        #expect(extended[1].isInfinitePoint)
        #expect(extended[2].isEmpty)
        #expect(try enclosures("y = max(a, 0)", infinite, nonfinite: .extended)[0].isEmpty)
        #expect(try enclosures("y = sum(a, 0)", vector(.infinity, -.infinity), nonfinite: .extended)[0].isEmpty)
        let masked = try enclosures(specification: "softmax", vector(0, -.infinity, 0), nonfinite: .extended)
        #expect(masked.map(\.doubles) == [[0.5, 0.5], [0, 0], [0.5, 0.5]])
    }

    @Test func classesOfInputsAreDecided() throws {
        let graph = try graph(of: "y = where(isnan(a), 1, where(isinf(a), 2, where(signbit(a), 3, 4)))", [[5]])
        let inputs = vector(.nan, -.infinity, -0.0, 0, -3)
        let results = try #require(EnclosureEvaluator(precision: 64, nonfinite: .extended).outputs(graph, [inputs])[0])
        #expect(results.map { $0.doubles[0] } == [1, 2, 3, 4, 3])
        #expect(try enclosures("y = where(isnan(1 / a), 1, 0)", vector(0))[0].doubles == [0, 1], "1 / 0 is undecided")
    }

    @Test func emptyTensorsHaveEmptyResultsAndEmptySumsAreZero() throws {
        let empty = HostArray([Double](), shape: [0, 3])
        #expect(try enclosures("y = exp(a)", empty).isEmpty)
        #expect(try enclosures("y = sum(a, 0)", empty).map(\.doubles) == [[0, 0], [0, 0], [0, 0]])
        #expect(try enclosures("y = max(a, 0)", empty).map(\.isEmpty) == [true, true, true])
        #expect(try enclosures("y = max(a, 1)", empty).isEmpty)
        #expect(try enclosures("y = where(all(a > 0, 0), 1, 0)", empty).allSatisfy { $0.isPoint(1) })
        #expect(try enclosures(specification: "softmax", HostArray([Double](), shape: [3, 0])).isEmpty)
        let product = try enclosures(
            specification: "matmul", HostArray([Double](), shape: [2, 0]), HostArray([Double](), shape: [0, 3]))
        #expect(product.count == 6 && product.allSatisfy { $0.isPoint(0) })
    }

    @Test func undecidedComparisonsGiveBothBranchesAndProveNothing() throws {
        let result = try enclosures("y = where(sqrt(a) * sqrt(a) == a, 1, 0)", vector(2))[0]
        #expect(result.doubles == [0, 1])
        #expect(!result.isTotal)
        let decided = try enclosures("y = where(sqrt(a) * sqrt(a) < a + 1e-20, 1, 0)", vector(2))[0]
        #expect(decided.isPoint(1))
        let root = try enclosures("y = sqrt(a)", vector(-1))[0]
        #expect(!root.isTotal)
    }

    @Test func raisingThePrecisionShrinksTheEnclosure() throws {
        var previous: Interval?
        for precision in [53, 96, 200, 500] {
            let enclosure = try enclosures("y = exp(a) / sum(exp(a), 0)", vector(1, 2.5), precision: precision)[0]
            #expect(enclosure.relativeWidthUpperBound < exp2(Double(6 - precision)))
            if let previous {
                #expect(previous.contains(enclosure))
                #expect(enclosure.widthUpperBound < previous.widthUpperBound)
            }
            previous = enclosure
        }
    }

    @Test func specialCasesOfTheRepositoryAreDecidedOnTheirInputs() throws {
        let softmax = try #require(catalog["softmax"])
        let graph = try softmax.specialsGraph(about: "y", [GraphInput(shape: [2])], [:])
        let evaluator = EnclosureEvaluator(precision: 64, nonfinite: .extended)
        let rows = evaluator.conditions(graph, [vector(-.infinity, 1)])
        #expect(rows == [[.no, .no], [.no, .no], [.no, .no], [.yes, .no], [.yes, .yes]])
    }
}
