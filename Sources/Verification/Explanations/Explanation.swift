/// Why one answer of an implementation is what it is.
public struct Explanation: Sendable {
    /// What was asked about: `softmax.naive/anchor-1/forward[0]`.
    public var id: String
    public var implementation: String
    /// What is found: the judged element's own message, or those of findings about no element.
    public var messages: [String]
    /// The element that is explained; nil where there is nothing to say of one.
    public var element: ElementRecord?
    public var budget: String?
    /// The computation as the subject carried it out, in order; empty where it shows none.
    public var steps: [Step] = []
    /// The step that the error comes from, by its place.
    public var blame: Int?
    /// What the steps do not say, and why.
    public var remarks: [String] = []
    /// How much an error of the inputs moves the real result, as a factor of relative errors.
    public var condition: Double?
    /// Where results of this implementation change class, its own breaks first.
    public var frontiers: [FrontierRecord] = []
    /// Why it fails, if the specification says so.
    public var reason: String?
    /// What to write instead, if the specification says so.
    public var stableForm: String?
    /// What the operation's default implementation answers at the same place.
    public var other: ElementRecord?
    /// The definition as written, over the reals.
    public var definition: String
    public var replay: String?

    /// One call of an operation, and one element of its result.
    public struct Step: Sendable, Equatable {
        /// `t1 = exp(x)`
        public var text: String
        /// The element that is shown: the one at the place in question where shapes are the same, or else the worst.
        public var index: [Int]
        public var value: FloatRecord
        /// The real value there, had everything before been exact; nil where there is none.
        public var exact: String?
        /// The error of this step on the numbers that it was given, in ulps; nil where it has no number.
        public var localError: Double?
        /// How far the real result on the numbers that it was given is from the exact value, in ulps: what was wrong before.
        public var inheritedError: Double?
        /// How many leading bits of the value are right, of how many.
        public var keptBits: Int?
        public var precision: Int
        /// How much the step magnifies relative errors of its operands.
        public var condition: Double?
        /// The bits that subtraction of nearly equal numbers cancels.
        public var cancelledBits: Int?
        public var event: Event?
        /// The error that the final result would have if every step after this one were exact, in ulps; nil for a result
        /// that is no number.
        public var resultError: Double?
    }

    /// What befalls a value that the range of floats does not hold.
    public enum Event: String, Sendable, Equatable {
        case overflow, underflow
        /// Below the normal numbers, where fewer bits are left.
        case subnormal
        case notANumber
    }
}

/// What a finding is about, by its identifier: `softmax.naive/anchor-1/forward[0]`, `softmax/special-row-3`.
public struct FindingID: Sendable, Equatable {
    public let text: String
    public let implementation: String
    /// Nil for findings about no case.
    public let caseID: CaseID?
    /// `forward[0]`, `gradient-x[1,2]`, `special-row-3`; nil for a whole case.
    public let check: String?

    /// Reads an identifier; nil when it is none.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.text = text
        implementation = parts[0]
        caseID = CaseID(parts[1])
        if parts.count == 3 {
            guard caseID != nil || parts[1] == "probes" else { return nil }
            check = parts[2]
        } else {
            check = caseID == nil ? parts[1] : nil
        }
    }

    /// The check without the element's index.
    var topic: String? { check.map { String($0.prefix { $0 != "[" }) } }

    /// The index of the element; nil where none is named.
    var index: [Int]? {
        guard let check, let start = check.firstIndex(of: "["), check.hasSuffix("]") else { return nil }
        let words = check[check.index(after: start)...].dropLast().split(separator: ",")
        let numbers = words.compactMap { Int($0) }
        return numbers.count == words.count ? numbers : nil
    }
}
