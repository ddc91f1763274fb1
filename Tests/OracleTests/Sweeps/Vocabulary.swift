import COracleKernels
import Multiprecision
import Values

@testable import Oracle
@testable import Specifications

/// Functions of one number, `a`, of every kind that definitions can be made of.
enum Vocabulary {
    /// What MPFR computes in about a microsecond.
    static let quick = [
        "exp(a)", "expm1(a)", "exp2(a)", "log(a)", "log1p(a)", "log2(a)", "log10(a)", "sqrt(a)", "cbrt(a)", "sin(a)",
        "cos(a)", "tan(a)", "asin(a)", "acos(a)", "atan(a)", "sinh(a)", "cosh(a)", "tanh(a)", "asinh(a)", "acosh(a)",
        "atanh(a)", "a^2", "a^3", "a^-1", "a^-2", "a^7", "a^-5", "pow(a, 2.5)", "pow(a, -0.3)", "pow(2.5, a)",
        "pow(a, a)",
        "1 / a", "1 / sqrt(a)", "1 / (1 + exp(-a))", "log(1 + exp(a))", "-log(1 + exp(-a))", "a / (1 + exp(-a))",
        "a * tanh(log(1 + exp(a)))", "where(a > 0, a, exp(a) - 1)",
        "0.5 * a * (1 + tanh(sqrt(2 / pi) * (a + 0.044715 * a^3)))", "a * sin(a)", "exp(-a^2)", "1 / (1 + a^2)",
        "log(a + sqrt(a^2 + 1))", "where(a < 0.3, sin(a), where(a < 3, cos(a), a^2))", "abs(a) + abs(a - 1.25)",
        "maximum(a, 0.1 * a)", "minimum(maximum(a, -1.5), 2.75) * a", "a * minimum(maximum(a + 3, 0), 6) / 6",
        "1 - tanh(a)^2", "1 - cos(a)", "exp(a) - 1", "sin(a) / a", "log(log(a))", "sqrt(1 - a * a)", "a - floor(a)",
        "exp(sin(a))", "2 * a / 3", "a / 2", "sinh(a) / cosh(a)", "tanh(a) + tanh(0.5 * a)",
        "where(log(a - 1.5) < 0, a, 1)", "a^5 - 3 * a^3 + a - 1", "exp(exp(a))",
        "where(a >= 0, 1 / (1 + exp(-a)), exp(a) / (1 + exp(a)))",
    ]

    /// The error functions cost MPFR tens of microseconds.
    static let slow = [
        "erf(a)", "erfc(a)", "0.5 * a * (1 + erf(a / sqrt(2)))", "1 - erf(a)", "a * erfc(-a)", "erf(a)^2",
    ]

    static let all = quick + slow
}

/// The graph of a definition of one number over many.
func graph(ofFormula formula: String, count: Int) throws -> ExpressionGraph {
    try graph(of: "y = \(formula)", [Shape([count])])
}

func scalarFormula(_ formula: String) throws -> ScalarFormula {
    guard let result = ScalarFormula(try graph(ofFormula: formula, count: 1)) else { throw NoFormula(formula: formula) }
    return result
}

struct NoFormula: Error {
    let formula: String
}

/// Blocks as a plan makes them: the largest ones that can be modelled around an encoding.
extension BlockModeler {
    func model(around encoding: UInt32, smallest: Int = 64) -> BlockModel? {
        var block = EncodingBlock.binade(Int(encoding >> 23))
        while block.count >= smallest {
            if case .model(let model) = attempt(block) { return model }
            let (a, b) = block.halves
            block = encoding <= a.last ? a : b
        }
        return nil
    }
}

extension SeededGenerator {
    /// An encoding of a finite float: any, or one of a magnitude that functions are interesting at.
    mutating func encoding() -> UInt32 {
        let bits = UInt32(truncatingIfNeeded: next())
        let field = next() % 4 == 0 ? bits >> 23 & 0xFF : 105 + UInt32(next() % 32)
        return bits & 0x807F_FFFF | min(field, 254) << 23
    }
}

/// Enclosures of what a definition is at some floats, straight from its graph, as narrow as a bound needs them.
struct Reals {
    enum Direction { case value, derivative }

    let formula: String
    let direction: Direction

    /// - Parameter width: how wide enclosures may be; those that stay wider at the highest precision are given as they are.
    func callAsFunction(_ inputs: [Float], width: Double) throws -> [Interval] {
        var found = [Interval](repeating: .empty, count: inputs.count)
        var pending = Array(inputs.indices)
        for precision in [120, 240, 480, 1920] where !pending.isEmpty {
            let x = HostArray(pending.map { inputs[$0] })
            let graph = try graph(ofFormula: formula, count: pending.count)
            let elements: [Interval]
            switch direction {
            case .value: elements = EnclosureEvaluator(precision: precision).outputs(graph, [x])[0]!
            case .derivative:
                let ones = HostArray([Double](repeating: 1, count: pending.count))
                elements = AdjointEvaluator(precision: precision).gradients(graph, [x], cotangents: [ones])[0].elements
            }
            for (place, element) in zip(pending, elements) { found[place] = element }
            pending = pending.filter {
                !found[$0].isEmpty && (!found[$0].isTotal || found[$0].widthUpperBound > width)
            }
        }
        return found
    }
}
