/// What is said of one output element, worst first.
public enum Verdict: String, Sendable, Codable, CaseIterable, Hashable {
    /// NaN against a number, an infinity where neither neighbour of the real result is infinite, or a wrong special
    /// value.
    case wrongClass
    case overBudget
    /// The enclosure is too wide to tell, at the highest precision.
    case undecided
    case withinBudget
    /// One of the two floats around the real result.
    case faithful
    case correctlyRounded

    /// In words, as reports print it.
    public var text: String {
        switch self {
        case .wrongClass: "wrong class"
        case .overBudget: "over budget"
        case .undecided: "undecided"
        case .withinBudget: "within budget"
        case .faithful: "faithful"
        case .correctlyRounded: "correctly rounded"
        }
    }

    /// Whether the verdict is worth showing.
    public var isFinding: Bool { self == .wrongClass || self == .overBudget || self == .undecided }
}

extension Verdict: Comparable {
    /// The worse verdict is the smaller one.
    public static func < (left: Verdict, right: Verdict) -> Bool {
        allCases.firstIndex(of: left)! < allCases.firstIndex(of: right)!
    }
}
