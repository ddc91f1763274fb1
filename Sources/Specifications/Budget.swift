internal import Values

/// The error that is allowed: a limit on one metric.
///
/// Written `1 ulp`, `0.5 ulp`, `2 omega`, `log2(n) + 2 omega` or `exact`, where n is the number of terms that an
/// output element sums.
public struct Budget: Sendable, Hashable {
    public enum Metric: String, Sendable, Codable {
        /// Units in the last place of the real result.
        case ulp
        /// Componentwise backward error in units of the condition scale.
        case omega
        /// Every bit is determined.
        case exact
    }

    public let metric: Metric
    /// As written, for reports: `log2(n) + 2 omega`.
    public let text: String
    private let limit: Limit

    /// The largest allowed error when an element sums `terms` terms.
    public func limit(terms: Int) -> Double { limit.value(Double(terms)) }

    /// A constant number of ulps.
    public static func ulps(_ limit: Double) -> Budget {
        Budget(metric: .ulp, text: "\(decimalText(limit, digits: 6)) ulp", limit: .number(limit))
    }

    public static let exact = Budget(metric: .exact, text: "exact", limit: .number(0))

    /// Reads a budget.
    ///
    /// - Throws: `SpecificationError` when the text is none.
    init(parsing source: SourceText) throws {
        let text = source.text
        if text == "exact" {
            self = .exact
            return
        }
        guard let metric = [Metric.ulp, .omega].first(where: { text.hasSuffix(" \($0.rawValue)") }) else {
            throw SpecificationError(
                at: source.position(ofCharacter: 0),
                "a budget is a limit and its metric, such as '1 ulp', '2 omega' or 'exact'; got '\(text)'")
        }
        let formula = source.dropLast(metric.rawValue.count + 1)
        self.init(metric: metric, text: text, limit: try Limit(Parser.expression(formula), formula))
        for terms in [1, 2, 3, 1000, 1 << 30] {
            let limit = self.limit(terms: terms)
            guard limit.isFinite, limit >= 0 else {
                throw SpecificationError(
                    at: source.position(ofCharacter: 0),
                    "a budget is a number that is not negative, but '\(text)' is "
                        + "\(decimalText(limit, digits: 6)) for n = \(terms)")
            }
        }
    }

    /// Reads what `text` of a budget is; nil when it is none.
    public init?(text: String) {
        guard let budget = try? Budget(parsing: SourceText(text, file: "budget")) else { return nil }
        self = budget
    }

    private init(metric: Metric, text: String, limit: Limit) {
        self.metric = metric
        self.text = text
        self.limit = limit
    }

    /// Arithmetic in the number of terms.
    private indirect enum Limit: Sendable, Hashable {
        case number(Double)
        case terms
        case infix(InfixOperator, Limit, Limit)
        case squareRoot(Limit)
        case binaryLogarithm(Limit)

        init(_ expression: Expression, _ source: SourceText) throws {
            switch expression.kind {
            case .number(let digits): self = .number(Double(digits)!)
            case .name("n"): self = .terms
            case .infix(let operation, let left, let right)
            where [.add, .subtract, .multiply, .divide].contains(operation):
                self = .infix(operation, try Limit(left, source), try Limit(right, source))
            case .call("sqrt", let arguments) where arguments.count == 1:
                self = .squareRoot(try Limit(arguments[0], source))
            case .call("log2", let arguments) where arguments.count == 1:
                self = .binaryLogarithm(try Limit(arguments[0], source))
            default:
                throw SpecificationError(
                    at: source.position(ofCharacter: expression.offset),
                    "a budget's limit is made of numbers, n, + - * /, sqrt and log2")
            }
        }

        func value(_ terms: Double) -> Double {
            switch self {
            case .number(let value): value
            case .terms: terms
            case .squareRoot(let operand): operand.value(terms).squareRoot()
            case .binaryLogarithm(let operand):
                // The height of a tree over n leaves; a tree over one leaf has none.
                operand.value(terms) > 1 ? ceilingLog2(operand.value(terms)) : 0
            case .infix(let operation, let left, let right):
                switch operation {
                case .add: left.value(terms) + right.value(terms)
                case .subtract: left.value(terms) - right.value(terms)
                case .multiply: left.value(terms) * right.value(terms)
                default: left.value(terms) / right.value(terms)
                }
            }
        }
    }
}

private func ceilingLog2(_ value: Double) -> Double {
    value.isFinite ? Double(value.exponent) + (value.significand > 1 ? 1 : 0) : value
}

/// Forward and gradient budgets belong together: a subject is held to both.
public struct BudgetPair: Sendable, Hashable {
    public let forward: Budget
    public let gradient: Budget?
    /// Why the budget is larger than the ceilings: 1 ulp forward, 4 ulp gradient.
    public let reason: String?
}

extension BudgetPair {
    /// Whether it allows more than the ceilings of a well-made operation.
    var exceedsCeilings: Bool {
        func exceeds(_ budget: Budget, _ ceiling: Double) -> Bool {
            budget.metric == .ulp && budget.limit(terms: 1) > ceiling
        }
        return exceeds(forward, 1) || gradient.map { exceeds($0, 4) } ?? false
    }
}
