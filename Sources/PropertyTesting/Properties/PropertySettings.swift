/// How a property is run. The same settings give the same run, on any machine and with any number of threads, unless a
/// time limit ends it.
public struct PropertySettings: Sendable {
    /// What a failure is simplified to.
    public enum Goal: Sendable { case simplest, worst }

    /// How many cases are run, those of the sweep included. The sweep is not cut short for it, and at least half as many
    /// random cases run besides.
    public var cases = 1000
    /// How many cases the sweep has at most: edge values of one number, pairs of them for several.
    public var sweepCases = 5000
    /// The time after which no further case is begun. Simplifying a failure has as much again.
    public var timeLimit: Duration?
    /// What random draws derive from; the property's name where nothing is said.
    public var seed: String?
    /// How many threads run cases, where the property allows it (`runPropertyInParallel`).
    public var jobs = 1
    /// What is allowed.
    public var budget = MeasureBudget.exact
    /// What a failure is simplified to: its simplest input, or the worst, whose measure stays above 90 % of the largest.
    public var goal = Goal.simplest
    /// How much of the search climbs toward larger measures: 0 none of it, 1 all of it.
    public var climbing = 0.25
    /// A token of an earlier message: only this case is run.
    public var replay: String?
    /// A file that failures are kept in as text, replayed first by each run: `Regressions/NAME.txt`.
    public var regressionFile: String?
    /// Whether new failures are added to that file.
    public var recordsRegressions = true
    /// A folder for the journal, which tells the next run of a case that ended the process.
    public var journalFolder: String?
    /// What a case that ended the process depends on. The case is tried again only when this has changed; otherwise it
    /// is reported as it was. Where nothing is said: the file of the running program.
    public var journalIdentity: String?
    /// Names of the parts of the input, where it is a tuple; the one name of the input otherwise.
    public var inputNames: [String] = []
    /// How many failures of different kinds are simplified and reported.
    public var maximumFailures = 5
    /// How many cases simplifying one failure may take.
    public var shrinkingCases = 5000
    /// How many choices a case may have: elements of its tensors, and all else.
    public var maximumChoices = 1 << 20

    public init() {}
}
