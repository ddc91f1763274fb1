import Multiprecision
import Oracle
import Specifications
import Testing
import Values

@testable import Verification

/// A specification of one real function, written as a user would.
private func function(_ definition: String, inputs: String = "x: {}", extra: String = "") throws -> Specification {
    try Specification(
        parsing: """
            operation: function
            summary: A function.
            inputs: { \(inputs) }
            definition: \(definition)
            \(extra)
            shapes: [{ \(inputs.replacing("{}", with: "[8]")) }]
            budgets: { default: { float32: { forward: 1 ulp } } }
            """, file: "function.yaml")
}

private typealias Routine = @Sendable (BigFloat, Int, Rounding) -> BigFloat

/// What MPFR says, without bounds and ladders: the function rounded by MPFR itself, to as many bits as the format has at
/// the result, which a first evaluation finds. Away from zero is MPFR's other direction.
private func reference(_ routine: Routine, _ x: Double, _ direction: RoundingDirection, _ format: FloatFormat) -> Double
{
    let argument = BigFloat(x, precision: 53)
    let rough = routine(argument, 200, .towardZero)
    guard rough.isFinite, !rough.isZero else { return rough.toDouble() }
    let isNegative = rough.signbit
    let rounding: Rounding =
        switch direction {
        case .nearest: .nearest
        case .up: .up
        case .down: .down
        case .zero: .towardZero
        case .away: isNegative ? .down : .up
        }
    let bits = min(format.precision, rough.exponent - format.minimumExponent + format.precision)
    guard bits > 0 else {
        // Below the smallest float; halfway nothing here is.
        let half = BigFloat(format.smallest, precision: 53).scaled(byPowerOf2: -1)
        let isAway =
            switch rounding {
            case .nearest: BigFloat.abs(rough) > half
            case .up: !isNegative
            case .down: isNegative
            case .towardZero: false
            }
        return (isNegative ? -1 : 1) * (isAway ? format.smallest : 0)
    }
    let value = routine(argument, bits, rounding)
    let limit = BigFloat(1, precision: 2).scaled(byPowerOf2: format.maximumExponent + 1)
    guard BigFloat.abs(value) >= limit else { return value.toDouble() }
    let largest = format.largest
    let size: Double =
        switch rounding {
        case .nearest: .infinity
        case .up: isNegative ? largest : .infinity
        case .down: isNegative ? .infinity : largest
        case .towardZero: largest
        }
    return isNegative ? -size : size
}

private let routines: [String: Routine] = [
    "exp": { BigFloat.exp($0, precision: $1, rounding: $2) },
    "log": { BigFloat.log($0, precision: $1, rounding: $2) },
    "tanh": { BigFloat.tanh($0, precision: $1, rounding: $2) },
    "sqrt": { BigFloat.sqrt($0, precision: $1, rounding: $2) },
    "sin": { BigFloat.sin($0, precision: $1, rounding: $2) },
    "exp2": { BigFloat.exp2($0, precision: $1, rounding: $2) },
    "erfc": { BigFloat.erfc($0, precision: $1, rounding: $2) },
]

/// Inputs of a format: random encodings, among them all exponents, and ordinary numbers. Those of sines stay small enough to
/// be reduced in a moment.
private func inputs(_ format: FloatFormat, count: Int, seed: UInt64, largest: Double = .infinity) -> [Double] {
    var generator = SeededGenerator(seed: seed, name: format.name)
    return (0..<count).map { number in
        let bits = generator.next()
        let value =
            number.isMultiple(of: 2)
            ? format.value(bits: bits >> UInt64(64 - format.width))
            : format.rounded(Double.random(in: -100...100, using: &generator))
        return value.isFinite && value != 0 && value.magnitude <= largest ? value : 1.5
    }
}

@Suite("The correctly rounded calculator")
struct CorrectlyRoundedCalculatorTests {
    @Test("Agrees with MPFR's own rounding in all formats and directions", arguments: FloatFormat.all)
    func agreesWithMPFR(_ format: FloatFormat) throws {
        for (place, name) in routines.keys.sorted().enumerated() {
            let routine = try #require(routines[name])
            let calculator = try CorrectlyRoundedCalculator(
                function("y = \(name)(x)"), format: format, directions: RoundingDirection.allCases)
            let values = inputs(
                format, count: 1000, seed: UInt64(place),
                largest: ["exp", "exp2", "erfc", "sin"].contains(name) ? 1e6 : .infinity
            ).map { ["log", "sqrt"].contains(name) ? $0.magnitude : $0 }
            let answers = try calculator.answers([values])
            var wrong: [String] = []
            for (x, answer) in zip(values, answers) {
                for direction in RoundingDirection.allCases {
                    let expected = reference(routine, x, direction, format)
                    // The table of this specification is empty, so an exact zero may have either sign.
                    guard let found = answer[direction], format.bits(of: found) == format.bits(of: expected) else {
                        wrong.append("\(name)(\(x)) \(direction): \(answer[direction] as Any), not \(expected)")
                        continue
                    }
                }
            }
            #expect(wrong.isEmpty, "\(wrong.prefix(5))")
        }
    }

    @Test("Agrees with MPFR on every float16", arguments: ["exp", "sqrt", "tanh"])
    func everyBinary16(_ name: String) throws {
        let format = FloatFormat.binary16
        let routine = try #require(routines[name])
        let calculator = try CorrectlyRoundedCalculator(
            specification(name), format: format, directions: RoundingDirection.allCases)
        let values = (0..<UInt64(1 << 16)).map { format.value(bits: $0) }
        let answers = try calculator.answers([values])
        var wrong: [String] = []
        for (x, answer) in zip(values, answers) {
            for direction in RoundingDirection.allCases {
                let expected = reference(routine, x, direction, format)
                if answer[direction].map(format.bits) != format.bits(of: expected) {
                    wrong.append("\(name)(\(x)) \(direction): \(answer[direction] as Any), not \(expected)")
                }
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count): \(wrong.prefix(5))")
    }

    @Test("The tiers give the same answers, and a first tier that is wrong is noticed")
    func plantedMistake() throws {
        let values = inputs(.binary32, count: 4000, seed: 9, largest: 80)
        let spec = try specification("exp")
        func bits(_ tier: CorrectlyRoundedCalculator.Tier?) throws -> [UInt64?] {
            try CorrectlyRoundedCalculator(
                spec, format: .binary32, directions: RoundingDirection.allCases, tier: tier
            ).answers([values]).flatMap { answer in
                RoundingDirection.allCases.map { answer[$0].map { FloatFormat.binary32.bits(of: $0) } }
                    + [answer.tieDistance.map { UInt64(bitPattern: Int64($0.tenths)) }]
            }
        }
        let truth = try bits(nil)
        #expect(try bits { FastEvaluator().outputs($0, $1)[0].map { ($0.lower, $0.upper) } } == truth)
        let shifted: CorrectlyRoundedCalculator.Tier = { graph, inputs in
            // A table entry that is off by 2^-30 in relative terms.
            FastEvaluator().outputs(graph, inputs)[0].map {
                ($0.lower.map { $0 * (1 + 0x1p-30) }, $0.upper.map { $0 * (1 + 0x1p-30) })
            }
        }
        #expect(try bits(shifted) != truth)
    }

    @Test("Exact results, ties and overflow are said to be so")
    func kinds() throws {
        func answer(
            _ definition: String, _ x: Double, _ format: FloatFormat = .binary32,
            _ directions: [RoundingDirection] = RoundingDirection.allCases
        ) throws -> Answer {
            try CorrectlyRoundedCalculator(function(definition), format: format, directions: directions)
                .answers([[x]])[0]
        }
        for format in FloatFormat.all {
            #expect(try answer("y = exp2(x)", 3, format).kind == .exact)
            #expect(try answer("y = exp2(x)", 3, format)[.up] == 8)
            #expect(try answer("y = sqrt(x)", 4, format).kind == .exact)
            // Halfway between 1 and the float after it, and between that and the next.
            let unit = format.quantum(1 - format.precision)
            let low = try answer("y = 1 + x", unit / 2, format)
            #expect(low.kind == .tie)
            #expect(RoundingDirection.allCases.map { low[$0] } == [1, 1 + unit, 1, 1, 1 + unit])
            #expect(low.floatDistance == Distance(tenths: -10))
            let high = try answer("y = -1 - 3 * x", unit / 2, format)
            #expect(high.kind == .tie)
            #expect(
                RoundingDirection.allCases.map { high[$0] }
                    == [-1 - 2 * unit, -1 - unit, -1 - 2 * unit, -1 - unit, -1 - 2 * unit])
            let over = try answer("y = 4 * x", format.largest, format)
            #expect(over.kind == .overflow)
            #expect(
                RoundingDirection.allCases.map { over[$0] }
                    == [.infinity, .infinity, format.largest, format.largest, .infinity])
            // The middle of the smallest float and 0.
            let under = try answer("y = x / 2", format.smallest, format)
            #expect(under.kind == .tie)
            #expect(RoundingDirection.allCases.map { under[$0] } == [0, format.smallest, 0, 0, format.smallest])
            let negative = try answer("y = x / 4", -format.smallest, format)
            #expect(negative[.nearest].map { $0 == 0 && $0.sign == .minus } == true)
            #expect(negative[.down] == -format.smallest)
        }
    }

    @Test("The worst case of exp in float64 needs far more bits than a double-double has")
    func hardCase() throws {
        let answer = try CorrectlyRoundedCalculator(
            specification("exp"), format: .binary64, directions: RoundingDirection.allCases
        ).answers([[0x1.9e9cbbfd6080bp-31]])[0]
        #expect(answer[.nearest] == 0x1.000000033d398p+0)
        #expect(answer[.down] == 0x1.000000033d397p+0)
        #expect(answer.tieDistance == Distance(tenths: -586))
        #expect(answer.precision == 320)
    }

    @Test("Limits that are never reached decide where no precision does")
    func limits() throws {
        func values(_ definition: String, _ x: Double) throws -> [Double?] {
            let answer = try CorrectlyRoundedCalculator(
                function(definition), directions: RoundingDirection.allCases
            ).answers([[x]])[0]
            return RoundingDirection.allCases.map { answer[$0] }
        }
        let below = Double(Float(1).nextDown)
        let smallest = Double(Float.leastNonzeroMagnitude)
        #expect(try values("y = tanh(x)", 1000) == [1, 1, below, below, 1])
        #expect(try values("y = erf(x)", -1000) == [-1, -below, -1, -below, -1])
        #expect(try values("y = exp(x)", -1e38) == [0, smallest, 0, 0, smallest])
        #expect(try values("y = erfc(x)", 1e30) == [0, smallest, 0, 0, smallest])
        #expect(try values("y = -exp(x)", -1e38) == [0, 0, -smallest, 0, -smallest])
        #expect(try values("y = 1 / (1 + exp(-x))", 1e38) == [1, 1, below, below, 1])
        #expect(try values("y = 1 / (1 + exp(-x))", -1e38) == [0, smallest, 0, 0, smallest])
        let largest = Double(Float.greatestFiniteMagnitude)
        #expect(try values("y = exp(x)", 1e38) == [.infinity, .infinity, largest, largest, .infinity])
    }

    @Test("A tie behind irrational numbers stays undecided, with bounds")
    func undecided() throws {
        // The square of a square root is 1 + 2^-24 exactly, which no enclosure shows.
        let calculator = try CorrectlyRoundedCalculator(function("y = sqrt(x + 0x1p-24) ^ 2"))
        let answer = try calculator.answers([[1]])[0]
        #expect(answer[.nearest] == nil)
        #expect(answer.note?.hasPrefix("0x1p+0 or 0x1.000002p+0, for a real result in [1.0000000596") == true)
        #expect(answer.tieDistance?.isUpperBound == true)
        let (text, _) = try LineCalculator(calculator).answers(to: "1")
        #expect(
            text.hasPrefix("1 -> undecided [0x1p+0 or 0x1.000002p+0, for a real result in [1.00000005960464477539062"))
    }

    @Test("Special values come from the table")
    func specials() throws {
        let log = try CorrectlyRoundedCalculator(specification("log"))
        let answers = try log.answers([[0, -0.0, -1, .infinity, 1, .nan]])
        #expect(answers.allSatisfy { $0.kind == .special })
        #expect(
            answers.map { $0[.nearest]!.isNaN ? 7 : $0[.nearest]! } == [-.infinity, -.infinity, 7, .infinity, 0, 7])
        let bare = try CorrectlyRoundedCalculator(function("y = log(x)")).answers([[-1, 0]])
        #expect(bare.allSatisfy { $0.kind == .undefined && $0[.nearest] == nil })
        let pow = try CorrectlyRoundedCalculator(specification("pow"))
        #expect(try pow.answers([[-0.0, .nan], [-3, 0]]).map { $0[.nearest] } == [-.infinity, 1])
    }

    @Test(
        "Operations of tensors are refused",
        arguments: [
            ("softmax", "combines elements of tensors"), ("matmul", "works on whole tensors"),
            ("equal", "answers true or false"), ("concatenate", "takes a list of tensors, 'tensors'"),
        ])
    func refused(_ operation: String, _ reason: String) throws {
        let error = #expect(throws: CheckError.self) { try CorrectlyRoundedCalculator(specification(operation)) }
        #expect(
            error?.description
                == "\(operation) \(reason), and this is a calculator of numbers; use 'verify evaluate \(operation)'")
    }

    @Test("An element that reads another place is no number of its own")
    func places() {
        for definition in ["\"y[i] = x[i] - x[0]\"", "\"y[i] = x[i] * i\"", "y = sort(x)"] {
            #expect(throws: (any Error).self) { try CorrectlyRoundedCalculator(function(definition)) }
        }
    }
}
