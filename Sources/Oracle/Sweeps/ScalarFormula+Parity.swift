internal import Specifications

extension ScalarFormula {
    /// What a formula is under a change of the variable's sign.
    public enum Parity: String, Sendable, Codable { case even, odd }

    /// The parity that the formula's structure shows; nil when it shows none. Where the variable's sign decides between two
    /// formulas, there is none to see.
    public var parity: Parity? {
        var parities: [Parity?] = []
        for node in nodes {
            switch node {
            case .variable: parities.append(.odd)
            case .number: parities.append(.even)
            case .power(let u, let exponent):
                parities.append(parities[u] == .odd && exponent % 2 != 0 ? .odd : parities[u] == nil ? nil : .even)
            case .unary(let function, let u):
                guard let inner = parities[u] else {
                    parities.append(nil)
                    continue
                }
                switch function {
                case .negate, .sin, .tan, .asin, .atan, .sinh, .tanh, .asinh, .atanh, .erf, .cbrt, .round, .trunc,
                    .sign:
                    parities.append(inner)
                case .abs, .cos, .cosh: parities.append(.even)
                default: parities.append(inner == .even ? .even : nil)
                }
            case .binary(let function, let a, let b):
                guard let left = parities[a], let right = parities[b] else {
                    parities.append(nil)
                    continue
                }
                switch function {
                case .multiply, .divide: parities.append(left == right ? .even : .odd)
                case .add, .subtract: parities.append(left == right ? left : nil)
                default: parities.append(left == .even && right == .even ? .even : nil)
                }
            case .select(let condition, let a, let b):
                let inner = parities[a] == parities[b] ? parities[a] : nil
                parities.append(parities[condition] == .even ? inner : nil)
            case .test(_, let operands):
                parities.append(operands.allSatisfy { parities[$0] == .even } ? .even : nil)
            }
        }
        return isVariable[output] ? parities[output] : nil
    }
}
