internal import Values

/// What a run of a property found.
public struct PropertyReport: Sendable {
    public enum Outcome: Sendable, Hashable {
        /// No failure in the cases that ran.
        case passed
        /// No failure in any case that there is: every one ran.
        case proved
        case failed
        /// Too few cases could be made to say anything; `health` says why.
        case gaveUp
    }

    public var name: String
    public var outcome: Outcome
    public var budget: MeasureBudget
    /// How many different cases were judged, replays and sweep included, shrinking not.
    public var cases = 0
    /// How many of them were of the sweep.
    public var sweepCases = 0
    /// How many were turned down by filters and assumptions.
    public var rejectedCases = 0
    /// The classes of floats that the inputs had.
    public var coverage = ClassCoverage()
    /// The largest measure within the budget, with its input: how much room is left.
    public var largestPassing: Example?
    /// Failures of different kinds, in the order in which they were found.
    public var failures: [PropertyFailure] = []
    /// What is wrong with the property or its generator rather than with what they test.
    public var health: [HealthFinding] = []
    /// Lines of the regression file that no longer fail or no longer fit.
    public var staleRegressions: [StaleRegression] = []
    /// A case that ended the process in an earlier run and passes now, as text.
    public var healedTraps: [String] = []

    public init(name: String, outcome: Outcome = .passed, budget: MeasureBudget = .exact) {
        self.name = name
        self.outcome = outcome
        self.budget = budget
    }

    public var isFailure: Bool { outcome == .failed || outcome == .gaveUp }
}

/// One input and what was measured of it.
public struct Example: Sendable {
    /// The parts of the input, in words.
    public var input: [InputPart]
    public var measure: Measure
    /// What stands for the input in `PropertySettings.replay`.
    public var token: String
    let choices: [RecordedChoice]

    /// The input itself, made again by the generator that made it; nil for another generator.
    public func input<Value>(of generator: Generator<Value>) -> Value? {
        let source = Source(replay: Replay(choices: choices), then: .nothing, random: RandomNumbers(seed: 0))
        return try? source.draw(generator)
    }
}

/// A part of an input with its name.
public struct InputPart: Sendable, Hashable {
    public var name: String
    /// The value, with bits where there are some; of several lines for tensors.
    public var text: String
    /// How many other values were tried in the place of this one, if the property fails in the same way with all of them;
    /// 0 if not.
    public var othersThatFail = 0
    /// Whether the property seems to fail whatever this part is.
    public var isIrrelevant: Bool { othersThatFail > 0 }

    public init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// A failure, simplified.
public struct PropertyFailure: Sendable {
    public var kind: FailureKind
    /// The simplest input that fails in this way.
    public var simplest: Example
    /// The input with the largest measure, then simplified while 90 % of it is kept; nil where it is the simplest one
    /// or has no size.
    public var worst: Example?
    /// The message of an error that the property threw.
    public var error: String?
    /// The element of the output that is wrong, and what feeds it.
    public var localisation: Localisation?
    /// Where failing ends beside the simplest input, for each of its floats that has something to do with it.
    public var frontiers: [PropertyFrontier] = []
    /// How many numbers of the input there are beside which no frontier was looked for: of a large input, most.
    public var numbersWithoutFrontierSearch = 0
    /// The number of the case that failed first, counted from 1.
    public var foundAtCase = 0
    /// How many cases it took to simplify it.
    public var shrinkingCases = 0
    /// Whether simplifying ended before there was nothing left to try.
    public var isShrinkingCutShort = false
    /// Whether it was known from the regression file, a journal or a token.
    public var isReplayed = false
}

/// A neighbouring pair of floats: the property holds with one of them in the input and fails with the other.
public struct PropertyFrontier: Sendable, Hashable {
    /// Which float of the input: `x`, `x[0, 2]`.
    public var place: String
    /// Both sides with their bits.
    public var lastGood: String
    public var firstBad: String
}

/// One output element with all that it depends on: a failure of a large operation as a small one.
public struct Localisation: Sendable, Hashable {
    /// The element, in words: `y[0, 2]`.
    public var element: String
    /// The numbers that it is computed from.
    public var inputs: [InputPart]
    /// Whether these are all numbers of the input.
    public var isWholeInput = false
    /// The same failure in scalar code, or as a command, to be pasted.
    public var reproduction: String?

    public init(element: String, inputs: [InputPart], reproduction: String? = nil) {
        self.element = element
        self.inputs = inputs
        self.reproduction = reproduction
    }
}

/// Something wrong with a property or its generator.
public struct HealthFinding: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case rejectsTooMuch, tooLarge, slow, flaky, badToken, unreadableRegressions, unwritableFile
    }
    public var kind: Kind
    public var text: String
}

/// A line of a regression file that says nothing any more.
public struct StaleRegression: Sendable, Hashable {
    public enum Reason: Sendable, Hashable { case noLongerFails, noLongerFits, unreadable }
    public var line: String
    public var reason: Reason
}
