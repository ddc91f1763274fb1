#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A formula that may be what an output element is of the numbers it depends on, as Swift code to be pasted.
///
/// The engine does not know what a property computes. It knows the numbers that an element depends on, and what the
/// property expects there, for as many inputs as it likes; a formula that agrees with all of them says it in one line.
struct ScalarFormula: Sendable {
    /// Which of the groups of numbers it takes, in order.
    let groups: [Int]
    /// Whether it takes arrays; else the single number of each group.
    let takesArrays: Bool
    /// The formula, of the names of its arguments.
    let code: String
    /// Its value, and the size of its largest term: what rounding errors are measured against.
    private let evaluate: @Sendable ([[Double]]) -> (value: Double, size: Double)

    /// How far an expected number is from the formula's, in sizes of its terms.
    func error(_ numbers: [[Double]], expected: Double) -> Double {
        let (value, size) = evaluate(groups.map { numbers[$0] })
        if value == expected { return 0 }
        let error = (value - expected).magnitude / max(size, 1e-30)
        return error.isNaN ? .infinity : error
    }

    /// The formula that agrees best with all samples, if one does: to 10^-5, which no two formulas of the list do at
    /// several ordinary inputs, and rounding to float32 at each step does not miss.
    ///
    /// - Parameters:
    ///   - names: of the groups, as code calls them.
    ///   - places: which number of a group has the place that the element has in its output, if one has.
    ///   - samples: the numbers of each group, and what is expected of them.
    static func matching(
        _ names: [String], places: [Int?], samples: [(numbers: [[Double]], expected: Double)]
    ) -> ScalarFormula? {
        let usable = samples.filter { $0.expected.isFinite }
        guard usable.count >= 3, let counts = usable.first?.numbers.map(\.count) else { return nil }
        var best: (formula: ScalarFormula, error: Double)?
        for formula in candidates(names, places, counts) {
            let error = usable.reduce(0) { max($0, formula.error($1.numbers, expected: $1.expected)) }
            if error < 1e-5, error < best?.error ?? .infinity { best = (formula, error) }
        }
        return best?.formula
    }

    private static func candidates(_ names: [String], _ places: [Int?], _ counts: [Int]) -> [ScalarFormula] {
        guard (1...3).contains(names.count) else { return [] }
        var list: [ScalarFormula] = []
        let all = names.indices
        for one in all {
            if counts[one] == 1 { list += ofNumber(one, names[one]) }
            list += ofArray(one, names[one], places[one])
        }
        for one in all {
            for other in all where other != one {
                if counts[one] == 1, counts[other] == 1 { list += ofNumbers(one, other, names[one], names[other]) }
                if counts[one] == counts[other], one < other { list += ofArrays(one, other, names[one], names[other]) }
                if counts[one] > 1, counts[other] == 1 { list.append(shiftedSum(one, other, names[one], names[other])) }
            }
        }
        if names.count == 3, counts[0] == counts[1], counts[2] == 1 {
            let (a, b, c) = (names[0], names[1], names[2])
            list.append(
                ScalarFormula(
                    groups: [0, 1, 2], takesArrays: true,
                    code: "zip(\(a), \(b)).reduce(\(c)[0]) { $0 + $1.0 * $1.1 }"
                ) { numbers in
                    let terms = zip(numbers[0], numbers[1]).map { $0 * $1 } + numbers[2]
                    return (terms.reduce(0, +), terms.reduce(0) { $0 + $1.magnitude })
                })
        }
        return list
    }

    // MARK: The formulas

    private static func ofNumber(_ group: Int, _ x: String) -> [ScalarFormula] {
        let functions: [(String, @Sendable (Double) -> Double)] = [
            (x, { $0 }), ("-\(x)", { -$0 }), ("2 * \(x)", { 2 * $0 }), ("\(x) / 2", { $0 / 2 }),
            ("\(x) + 1", { $0 + 1 }), ("\(x) - 1", { $0 - 1 }), ("1 - \(x)", { 1 - $0 }),
            ("\(x) * \(x)", { $0 * $0 }), ("\(x) * \(x) * \(x)", { $0 * $0 * $0 }), ("1 / \(x)", { 1 / $0 }),
            ("abs(\(x))", { $0.magnitude }), ("max(\(x), 0)", { max($0, 0) }),
            ("\(x).squareRoot()", { $0.squareRoot() }), ("1 / \(x).squareRoot()", { 1 / $0.squareRoot() }),
            ("cbrt(\(x))", { cbrt($0) }), ("exp(\(x))", { exp($0) }), ("exp2(\(x))", { exp2($0) }),
            ("expm1(\(x))", { expm1($0) }), ("log(\(x))", { log($0) }), ("log2(\(x))", { log2($0) }),
            ("log10(\(x))", { log10($0) }), ("log1p(\(x))", { log1p($0) }),
            ("sin(\(x))", { sin($0) }), ("cos(\(x))", { cos($0) }), ("tan(\(x))", { tan($0) }),
            ("asin(\(x))", { asin($0) }), ("acos(\(x))", { acos($0) }), ("atan(\(x))", { atan($0) }),
            ("sinh(\(x))", { sinh($0) }), ("cosh(\(x))", { cosh($0) }), ("tanh(\(x))", { tanh($0) }),
            ("asinh(\(x))", { asinh($0) }), ("acosh(\(x))", { acosh($0) }), ("atanh(\(x))", { atanh($0) }),
            ("erf(\(x))", { erf($0) }), ("erfc(\(x))", { erfc($0) }),
            ("1 / (1 + exp(-\(x)))", { 1 / (1 + exp(-$0)) }), ("log1p(exp(\(x)))", { log1p(exp($0)) }),
            ("-log1p(exp(-\(x)))", { -log1p(exp(-$0)) }), ("\(x) / (1 + exp(-\(x)))", { $0 / (1 + exp(-$0)) }),
            ("\(x) / (1 + abs(\(x)))", { $0 / (1 + $0.magnitude) }),
            ("\(x) / 2 * (1 + erf(\(x) * 0.70710678))", { $0 / 2 * (1 + erf($0 * 0.5.squareRoot())) }),
        ]
        return functions.map { code, function in
            ScalarFormula(groups: [group], takesArrays: false, code: code) { numbers in
                let value = function(numbers[0][0])
                return (value, value.magnitude)
            }
        }
    }

    private static func ofArray(_ group: Int, _ x: String, _ place: Int?) -> [ScalarFormula] {
        func formula(
            _ code: String, _ evaluate: @escaping @Sendable ([Double]) -> (Double, Double)
        ) -> ScalarFormula {
            ScalarFormula(groups: [group], takesArrays: true, code: code) { numbers in
                let (value, size) = evaluate(numbers[0])
                return (value, size)
            }
        }
        @Sendable func size(_ numbers: [Double]) -> Double { numbers.reduce(0) { $0 + $1.magnitude } }
        let powers = "\(x).map { exp($0 - \(x).max()!) }.reduce(0, +)"
        var list = [
            formula("\(x).reduce(0, +)") { ($0.reduce(0, +), size($0)) },
            formula("\(x).reduce(0, +) / Float(\(x).count)") {
                ($0.reduce(0, +) / Double($0.count), size($0) / Double($0.count))
            },
            formula("\(x).max()!") { ($0.max()!, $0.max()!.magnitude) },
            formula("\(x).min()!") { ($0.min()!, $0.min()!.magnitude) },
            formula("\(x).reduce(1, *)") { ($0.reduce(1, *), $0.reduce(1, *).magnitude) },
            formula("\(x).reduce(0) { $0 + $1 * $1 }") {
                let sum = $0.reduce(0) { $0 + $1 * $1 }
                return (sum, sum)
            },
            formula("\(x).reduce(0) { $0 + $1 * $1 }.squareRoot()") {
                let root = $0.reduce(0) { $0 + $1 * $1 }.squareRoot()
                return (root, root)
            },
            formula("\(x).reduce(0) { $0 + abs($1) }") { (size($0), size($0)) },
            formula("\(x).max()! + log(\(powers))") {
                let most = $0.max()!
                let log = log($0.reduce(0) { $0 + exp($1 - most) })
                return (most + log, most.magnitude + log.magnitude)
            },
        ]
        if let place {
            list += [
                formula("exp(\(x)[\(place)] - \(x).max()!) / \(powers)") {
                    let most = $0.max()!
                    let value = exp($0[place] - most) / $0.reduce(0) { $0 + exp($1 - most) }
                    return (value, value)
                },
                formula("\(x)[\(place)] - \(x).max()! - log(\(powers))") {
                    let most = $0.max()!
                    let log = log($0.reduce(0) { $0 + exp($1 - most) })
                    return ($0[place] - most - log, $0[place].magnitude + most.magnitude + log.magnitude)
                },
                formula("\(x)[...\(place)].reduce(0, +)") { ($0[...place].reduce(0, +), size(Array($0[...place]))) },
                formula("\(x)[\(place)] - \(x).reduce(0, +) / Float(\(x).count)") {
                    let mean = $0.reduce(0, +) / Double($0.count)
                    return ($0[place] - mean, $0[place].magnitude + size($0) / Double($0.count))
                },
            ]
        }
        return list
    }

    private static func ofNumbers(_ one: Int, _ other: Int, _ a: String, _ b: String) -> [ScalarFormula] {
        let functions: [(String, @Sendable (Double, Double) -> (Double, Double))] = [
            ("\(a) + \(b)", { ($0 + $1, $0.magnitude + $1.magnitude) }),
            ("\(a) - \(b)", { ($0 - $1, $0.magnitude + $1.magnitude) }),
            ("\(a) * \(b)", { ($0 * $1, ($0 * $1).magnitude) }),
            ("\(a) / \(b)", { ($0 / $1, ($0 / $1).magnitude) }),
            ("max(\(a), \(b))", { (max($0, $1), max($0, $1).magnitude) }),
            ("min(\(a), \(b))", { (min($0, $1), min($0, $1).magnitude) }),
            ("pow(\(a), \(b))", { (pow($0, $1), pow($0, $1).magnitude) }),
            ("atan2(\(a), \(b))", { (atan2($0, $1), atan2($0, $1).magnitude) }),
            ("hypot(\(a), \(b))", { (hypot($0, $1), hypot($0, $1)) }),
            ("(\(a) + \(b)) / 2", { (($0 + $1) / 2, ($0.magnitude + $1.magnitude) / 2) }),
        ]
        return functions.map { code, function in
            ScalarFormula(groups: [one, other], takesArrays: false, code: code) { function($0[0][0], $0[1][0]) }
        }
    }

    private static func ofArrays(_ one: Int, _ other: Int, _ a: String, _ b: String) -> [ScalarFormula] {
        [
            ScalarFormula(
                groups: [one, other], takesArrays: true, code: "zip(\(a), \(b)).reduce(0) { $0 + $1.0 * $1.1 }"
            ) { numbers in
                let terms = zip(numbers[0], numbers[1]).map { $0 * $1 }
                return (terms.reduce(0, +), terms.reduce(0) { $0 + $1.magnitude })
            },
            ScalarFormula(
                groups: [one, other], takesArrays: true,
                code: "zip(\(a), \(b)).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }"
            ) { numbers in
                let sum = zip(numbers[0], numbers[1]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
                return (sum, sum)
            },
        ]
    }

    private static func shiftedSum(_ one: Int, _ other: Int, _ a: String, _ b: String) -> ScalarFormula {
        ScalarFormula(groups: [one, other], takesArrays: true, code: "\(a).reduce(\(b)[0], +)") { numbers in
            let terms = numbers[0] + numbers[1]
            return (terms.reduce(0, +), terms.reduce(0) { $0 + $1.magnitude })
        }
    }
}
