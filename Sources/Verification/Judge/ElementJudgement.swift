internal import Multiprecision
internal import Specifications
internal import Values

/// What is finally said of one element of an output or gradient.
struct ElementJudgement {
    let position: Int
    let output: Double
    let verdict: Verdict
    var isMisrounded = false
    var isRoundingDecided = true
    var ulps: ClosedRange<Double>?
    var omega: Double?
    /// The enclosure of the real result, or nil for a special value.
    var real: Interval?
    /// What a special value should have been: `nan`, `-0`.
    var special: String?
    var nearest: Double?
    /// The row of the special-value table that decided, from 0.
    var row: Int?
    /// No row lists this special case.
    var isUnlisted = false
    var terms = 1

    init(
        position: Int, output: Double, verdict: Verdict, isMisrounded: Bool = false, isRoundingDecided: Bool = true,
        ulps: ClosedRange<Double>? = nil, omega: Double? = nil, real: Interval? = nil, special: String? = nil,
        nearest: Double? = nil, row: Int? = nil, isUnlisted: Bool = false, terms: Int = 1
    ) {
        self.position = position
        self.output = output
        self.verdict = verdict
        self.isMisrounded = isMisrounded
        self.isRoundingDecided = isRoundingDecided
        self.ulps = ulps
        self.omega = omega
        self.real = real
        self.special = special
        self.nearest = nearest
        self.row = row
        self.isUnlisted = isUnlisted
        self.terms = terms
    }

    /// What a comparison with an enclosure said, finally.
    init(position: Int, output: Double, _ result: Judge.Judgement, real: Interval, row: Int? = nil, terms: Int) {
        self.init(
            position: position, output: output, verdict: result.verdict ?? .undecided,
            isMisrounded: result.isMisrounded, isRoundingDecided: result.isRoundingDecided, ulps: result.ulps,
            omega: result.omega, real: real, nearest: result.nearest, row: row, terms: terms)
    }

    /// Finite, plausible, and so far off that no check for NaN, sums or tolerances would have told.
    func isSilentlyWrong(budget: Budget) -> Bool {
        guard verdict.isFinding, output.isFinite, let ulps, ulps.upperBound.isFinite || real != nil else {
            return false
        }
        let allowance = budget.metric == .ulp ? budget.limit(terms: terms) : 0
        return ulps.lowerBound > allowance + 1024
    }

    /// How far from its budget an element is, for picking the worst: findings first, then the error.
    func badness(_ metric: Budget.Metric) -> (Int, Double) {
        let rank = Verdict.allCases.count - Verdict.allCases.firstIndex(of: verdict)!
        let error = metric == .omega ? omega ?? ulps?.upperBound : ulps?.upperBound
        return (verdict.isFinding ? rank : 0, error ?? (verdict.isFinding ? .infinity : 0))
    }

    /// The certified result as text: 17 digits, or as many as are known.
    var expectedText: String {
        if let special { return special }
        guard let real else { return "no real value" }
        return Self.text(of: real)
    }

    /// `2.0611536203143808e-09` as it is, `5.0000000000000000e+02` as `500`: the same digits, without an exponent where
    /// that is shorter to read and without trailing zeros.
    static func plain(_ scientific: String) -> String {
        let parts = scientific.split(separator: "e")
        guard parts.count == 2, let exponent = Int(parts[1]) else { return scientific }
        let sign = parts[0].hasPrefix("-") ? "-" : ""
        var digits = Array(parts[0].filter(\.isNumber))
        while digits.count > 1, digits.last == "0" { digits.removeLast() }
        if exponent < -5 || exponent > 16 {
            let fraction = digits.dropFirst()
            return sign + String(digits[0]) + (fraction.isEmpty ? "" : "." + String(fraction)) + "e\(parts[1])"
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + String(digits) }
        let whole = digits.prefix(exponent + 1)
        let zeros = String(repeating: "0", count: max(0, exponent + 1 - digits.count))
        let fraction = digits.dropFirst(exponent + 1)
        return sign + String(whole) + zeros + (fraction.isEmpty ? "" : "." + String(fraction))
    }

    static func text(of real: Interval) -> String {
        guard !real.isEmpty else { return "no real value" }
        if real.isZero { return "0" }
        for digits in stride(from: 17, through: 2, by: -1) {
            let low = real.lower.text(digits: digits)
            guard low == real.upper.text(digits: digits) else { continue }
            return plain(low)
        }
        if real.containsZero, real.isBounded {
            return "0 to within \(real.magnitudeUpperBound.text(digits: 2, rounding: .up))"
        }
        return "between \(real.lower.text(digits: 6)) and \(real.upper.text(digits: 6))"
    }
}
