public import Values

/// What a check of a function's gradients found.
///
/// A value: nothing is printed, and nobody is told. `description` is what a person should read.
public struct GradientReport: Sendable {
    /// What was found, from the best to the worst.
    public enum Verdict: String, Sendable, CaseIterable {
        /// Formula and rounding are right, as proved at this point.
        case correct
        /// Right wherever there is a derivative; elsewhere the gradient lies between the one-sided derivatives.
        case kink
        /// Right for the path that was taken, and by finite differences. Something that capture cannot see may choose
        /// another path at other inputs.
        case certifiedForThisPathOnly = "certified for this path only"
        /// Right by finite differences alone: something is computed outside the engine, and no formula is known of it.
        case finiteDifferencesOnly = "right by finite differences only"
        /// Nothing was tested: a gradient is identically zero.
        case vacuous
        /// Something kept the check from deciding.
        case undecided
        /// The formula is right, but float arithmetic does not compute it.
        case unstableFormula = "unstable formula"
        /// The backward pass computes something else than the derivative.
        case wrongFormula = "wrong formula"
        /// Repeated runs give other bits.
        case nonDeterministic = "non-deterministic"

        /// Whether a test should pass.
        public var isPass: Bool {
            switch self {
            case .correct, .kink, .certifiedForThisPathOnly, .finiteDifferencesOnly: true
            case .vacuous, .undecided, .unstableFormula, .wrongFormula, .nonDeterministic: false
            }
        }
    }

    /// The worst that was found.
    public let verdict: Verdict

    /// What the verdict would be without findings: what a pass rests on.
    let passingVerdict: Verdict

    /// What is wrong, the worst first. Empty when nothing is.
    public let findings: [Finding]

    /// What is worth knowing and not wrong: branches that were never taken, conventions at kinks.
    public let notes: [String]

    /// What a capture of the function could not see.
    public let unseen: [String]

    /// What the check would have caught; nil when it compared nothing.
    public let power: DetectionPower?

    /// How much was checked.
    public let extent: Extent

    /// What the function was checked at.
    public let inputs: [Input]

    /// Whether a test should pass.
    public var isPass: Bool { verdict.isPass }

    /// One of the function's arguments.
    public struct Input: Sendable {
        /// What messages call it.
        public let name: String
        public let array: HostArray
    }

    /// How much a check has checked.
    public struct Extent: Sendable, Hashable {
        /// The elements of gradients that were compared, over all cotangents.
        public internal(set) var elements = 0
        /// Those at which the function has no derivative, but one-sided ones.
        public internal(set) var kinks = 0
        /// Those at which it has none at all: poles, edges of the domain and beyond.
        public internal(set) var undefined = 0
        /// Those of which the oracle could not say what they should be.
        public internal(set) var undecided = 0
        /// Those of which no bound says how far rounding may move them: their formula was compared, their float was not.
        public internal(set) var unjudged = 0
        /// The cotangents that were tried.
        public internal(set) var cotangents = 0
        /// Directions along which forward mode, or finite differences, were compared.
        public internal(set) var directions = 0
        /// How often the function was run to compare bits.
        public internal(set) var runs = 0
    }

    /// The smallest mistakes that a check would have caught.
    public struct DetectionPower: Sendable, Hashable {
        /// The smallest relative error in an element of the formula, at worst over all elements; nil when no formula was
        /// compared.
        public internal(set) var formula: Double?
        /// The smallest relative error of the float gradient beyond which rounding cannot explain it, in the middle of all
        /// elements; nil when the rounding of half of them was not judged.
        public internal(set) var rounding: Double?
        /// The smallest relative error of a directional derivative that finite differences would have shown; nil when none
        /// were needed.
        public internal(set) var differences: Double?
    }

    /// One thing that is wrong.
    public struct Finding: Sendable {
        public let verdict: Verdict
        /// The whole story, in lines.
        public let message: String
        /// The argument whose gradient is wrong, counted from 0; nil when the finding is about the whole function.
        public internal(set) var input: Int?
        /// The element of that argument.
        public internal(set) var index: [Int] = []
        /// The result, and its element, whose derivative is wrong; nil when several are.
        public internal(set) var output: Int?
        public internal(set) var outputIndex: [Int]?
        /// The engine's gradient there.
        public internal(set) var got: Double?
        /// What it should be, to nearest; at a kink, what is nearest among all that it may be. Where elements are wrong only
        /// together, both are sums.
        public internal(set) var expected: Double?
        /// The operation to blame.
        public internal(set) var operation: String?
        /// A line of Swift that shows the mistake with scalars; nil when there is none.
        public internal(set) var reproduction: String?

        init(_ verdict: Verdict, _ message: String) {
            self.verdict = verdict
            self.message = message
        }
    }
}

extension GradientReport: CustomStringConvertible {
    /// The verdict and everything behind it, in lines.
    public var description: String {
        var lines = findings.isEmpty ? [summary] : findings.map(\.message)
        lines += notes.map { "note: \($0)" }
        return lines.joined(separator: "\n")
    }

    /// One line: the verdict, how much was checked, and what would have been caught.
    public var summary: String {
        func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
        // Where no formula was compared, directions were.
        var text = "\(verdict.rawValue): "
        text +=
            extent.elements == 0 && extent.directions > 0
            ? count(extent.directions, "direction") : count(extent.elements, "element") + " of gradients"
        if extent.kinks > 0 { text += " (\(extent.kinks) at kinks)" }
        if extent.undefined > 0 { text += ", \(extent.undefined) without a derivative" }
        if extent.undecided > 0 { text += ", \(extent.undecided) undecided" }
        if extent.unjudged > 0 { text += ", \(extent.unjudged) whose rounding was not judged" }
        if let power { text += "; \(power)" }
        if !unseen.isEmpty { text += "; unseen: \(unseen.joined(separator: ", "))" }
        return text
    }
}

extension GradientReport.Verdict: Comparable {
    /// Whether it is better.
    public static func < (a: Self, b: Self) -> Bool { a.rank < b.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self)! }
}

extension GradientReport.DetectionPower {
    /// Of two checks the weaker one, measure by measure, where both were made.
    mutating func weaken(by other: Self) {
        func weaker(_ a: Double?, _ b: Double?) -> Double? { a.map { max($0, b ?? $0) } ?? b }
        formula = weaker(formula, other.formula)
        rounding = weaker(rounding, other.rounding)
        differences = weaker(differences, other.differences)
    }
}

extension GradientReport.DetectionPower: CustomStringConvertible {
    /// What would have been caught: `would have caught a relative error of 2.2e-14 in the formula, 1.8e-07 in float32`.
    public var description: String {
        var parts: [String] = []
        if let formula { parts.append("\(decimalText(max(formula, 0x1p-52), digits: 2)) in the formula") }
        if let rounding { parts.append("\(decimalText(max(rounding, 0x1p-53), digits: 2)) in its rounding") }
        if let differences { parts.append("\(decimalText(differences, digits: 2)) by finite differences") }
        return parts.isEmpty
            ? "nothing was compared" : "would have caught a relative error of " + parts.joined(separator: ", ")
    }
}
