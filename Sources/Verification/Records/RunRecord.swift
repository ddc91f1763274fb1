public import Specifications
public import Values

/// All that one run found out: what every report is drawn from.
///
/// It holds no times, dates or paths of the machine, so that two runs with one seed are equal byte for byte. What may
/// differ between machines (results of vendor libraries) is marked, and kept out of the published Markdown.
public struct RunRecord: Codable, Sendable, Equatable {
    /// The version of this format; readers refuse what they do not know. `Documentation/run-record.schema.json` describes it.
    public static let currentVersion = 3

    public var schemaVersion: Int
    /// The version of Plumbline that wrote it.
    public var plumbline: String
    public var seed: UInt64
    /// Generated cases for each tuple of shapes.
    public var cases: Int
    public var subject: SubjectRecord
    /// The landmarks of binary32, found by walking and not typed in.
    public var limits: [LimitRecord]
    /// In the order of their names.
    public var operations: [OperationRecord]

    public init(
        plumbline: String, seed: UInt64, cases: Int, subject: SubjectRecord, limits: [LimitRecord] = [],
        operations: [OperationRecord]
    ) {
        schemaVersion = Self.currentVersion
        self.plumbline = plumbline
        self.seed = seed
        self.cases = cases
        self.subject = subject
        self.limits = limits
        self.operations = operations
    }
}

/// Who was verified.
public struct SubjectRecord: Codable, Sendable, Equatable {
    /// `engine`: the name by which budgets are looked up.
    public var name: String
    public var version: String
    /// What probing the subject's arithmetic showed.
    public var keepsSubnormals: Bool
    /// Facts that differ between machines: the BLAS and its kernel.
    public var libraries: [String: String]

    public init(name: String, version: String, keepsSubnormals: Bool, libraries: [String: String]) {
        self.name = name
        self.version = version
        self.keepsSubnormals = keepsSubnormals
        self.libraries = libraries
    }

    /// Whether it is another thing that was verified, and not another version of the same: functions of libraries are told
    /// apart by what they are called.
    public func isOther(than other: SubjectRecord) -> Bool {
        name != other.name || name == "library" && version != other.version
    }
}

/// A landmark of a floating-point format.
public struct LimitRecord: Codable, Sendable, Equatable {
    /// `smallest subnormal`
    public var name: String
    /// How it was found: `the float above 0`.
    public var derivation: String
    public var value: FloatRecord

    public init(name: String, derivation: String, value: FloatRecord) {
        self.name = name
        self.derivation = derivation
        self.value = value
    }
}

/// What was found about one operation.
public struct OperationRecord: Codable, Sendable, Equatable {
    public var name: String
    public var summary: String
    public var kind: String
    /// The specification's file name, without folders.
    public var file: String
    /// The definition as written.
    public var definition: String
    public var inputs: [String]
    public var attributes: [String]
    public var names: [ForeignNameRecord]
    /// The budgets that the subject is held to, as written; nil where there is none.
    public var forwardBudget: String?
    public var gradientBudget: String?
    public var specials: [SpecialRecord]
    /// The specification's anchors that are small enough to print, with what every implementation makes of them.
    public var anchors: [AnchorRecord]
    /// The default implementation first.
    public var implementations: [ImplementationRecord]
    /// What sweeps over all floats prove.
    public var proofs: [ProofRecord] = []
}

public struct ForeignNameRecord: Codable, Sendable, Equatable {
    /// `onnx`, `array-api` or `aten`.
    public var catalogue: String
    public var name: String
    public var opset: Int?
}

/// A row of the special-value table and how often cases met it.
public struct SpecialRecord: Codable, Sendable, Equatable {
    /// `isnan(x)`
    public var condition: String
    /// `nan`, `inf`, `-inf`, `0`, `+0`, `-0` or `limit`
    public var value: String
    public var reason: String?
    /// Output elements of the default implementation that the row judged.
    public var met: Int
    public var failed: Int
}

/// An anchor beside its certified result and what each implementation answers.
public struct AnchorRecord: Codable, Sendable, Equatable {
    /// `anchor-1`
    public var id: String
    /// Why it is worth trying, as the specification says.
    public var note: String?
    public var inputs: [TensorRecord]
    public var attributes: [String: AttributeValue]
    /// The certified results, to the digits that are known, or special values: `0.7310585786300049`, `nan`.
    public var truth: [String]
    public var answers: [AnswerRecord]
}

/// What one implementation answers to an anchor.
public struct AnswerRecord: Codable, Sendable, Equatable {
    public var implementation: String
    /// Empty where the implementation is machine-dependent and its bits are no fact to publish.
    public var outputs: [FloatRecord]
    /// The worst verdict of the outputs.
    public var verdict: Verdict
    public var isSilentlyWrong: Bool
    /// Gradients with respect to each input, for a single output whose cotangent is 1; empty otherwise.
    public var gradients: [TensorRecord]
    public var replay: String
}

/// What was found about one way of computing an operation.
public struct ImplementationRecord: Codable, Sendable, Equatable {
    /// `softmax.naive`
    public var name: String
    public var summary: String?
    /// Whether results may differ in their last bits between machines; reports that are compared leave its measured
    /// numbers out.
    public var isMachineDependent: Bool
    /// The checks that the specification expects to fail, and why.
    public var expectedFailures: [Specification.CheckKind]
    public var expectedReason: String?
    /// What to write instead, if the specification says so; nil in records of older versions as well.
    public var instead: String? = nil
    public var outcome: Outcome
    public var forward: CheckRecord
    /// Nil when the subject has no gradients or the specification no gradient budget.
    public var gradient: CheckRecord?
    public var formula: FormulaRecord?
    public var differences: DifferencesRecord?
    public var determinism: DeterminismRecord
    /// Whether bits depend on how inputs lie in memory.
    public var layouts: InvarianceRecord
    /// Whether bits depend on an element's place or on what stands beside it.
    public var positions: InvarianceRecord
    public var frontiers: [FrontierRecord]
    /// The worst element of each verdict that is worth showing, and the worst elements of the next worst cases, found or
    /// not; worst first: forward, then gradient. The largest errors are among them.
    public var worst: [ElementRecord]
    /// Of each kind the worst finding of each verdict, and the first ones; `findingCount` counts all.
    public var findings: [FindingRecord]
    public var findingCount: Int
    /// How many findings that nobody expected there are of each sort, listed or not: `forward: over budget`. Nil in records of
    /// older versions, which counted them all together.
    public var unexpectedCounts: [String: Int]?
    /// Errors by binade: forward, then gradient; none for exact operations.
    public var profiles: [ProfileRecord] = []
    /// The largest omega by the number of terms, where the operation has a scale.
    public var growth: [GrowthRecord] = []
    /// The errors of the worst case, element by element, of an operation that combines elements.
    public var errorMap: ErrorMapRecord?

    public enum Outcome: String, Codable, Sendable {
        /// Everything is within budget.
        case passed
        case failed
        /// It fails the checks that it was expected to fail, and no other.
        case failedAsExpected
        /// A check that was expected to fail does not: the expectation is stale. This fails the run.
        case expectationStale
    }
}

/// The outcome of judging many output (or gradient) elements.
public struct CheckRecord: Codable, Sendable, Equatable {
    public var status: Status
    public var cases: Int
    /// Elements judged, special values included.
    public var elements: Int
    /// How many elements got each verdict. All verdicts are present.
    public var verdicts: [String: Int]
    /// Elements whose result is not the float nearest to the real result.
    public var misrounded: Int
    /// Elements whose rounding the oracle could not decide at its highest precision (ties of irrational numbers).
    public var undecidedRoundings: Int
    /// Finite, plausible, and over budget by more than 2^10 ulp.
    public var silentlyWrong: Int
    /// Special values judged by a row of the table.
    public var specials: Int
    /// The largest error in ulps among finite results, rounded up; nil when no element has one.
    public var maximumULP: Double?
    /// The largest omega, rounded up; nil when the operation has no scale.
    public var maximumOmega: Double?
    /// The budget as written.
    public var budget: String?
    /// The command that replays the case with the largest error.
    public var worstReplay: String?
    /// Of gradients that have two one-sided values, how many elements the check left out.
    public var kinks: Int

    public enum Status: String, Codable, Sendable {
        case passed, failed, notRun
    }
}

/// Whether the subject's own backward formula is the derivative, as mathematics.
public struct FormulaRecord: Codable, Sendable, Equatable {
    public var status: CheckRecord.Status
    public var cases: Int
    public var elements: Int
    /// Elements at which the enclosures of both formulas are disjoint: a proof that one is wrong.
    public var disagreeing: Int
    /// Elements whose enclosures were too wide to say anything.
    public var undecided: Int
    /// A relative error of this size would have been seen at every element that agreed, at worst.
    public var detectable: Double?
    /// The operations of the captured backward graph, sorted.
    public var operations: [String]
    /// What capture could not see; if anything, the verdict holds for the captured path only.
    public var unseen: [String]
    /// Why the graph could not be translated, if it could not.
    public var problem: String?
}

/// Finite differences: in the oracle they guard its adjoints, in the subject they guard the definition.
public struct DifferencesRecord: Codable, Sendable, Equatable {
    public var status: CheckRecord.Status
    /// Central differences in multiple precision against the adjoint, with the truncation bounded by the third
    /// series coefficient.
    public var oraclePoints: Int
    public var oracleDisagreeing: Int
    /// Points that were left out because a kink or the edge of the domain lies within a step.
    public var oracleExcluded: Int
    /// Central differences in the subject's own arithmetic against the adjoint of the definition.
    public var subjectPoints: Int
    public var subjectDisagreeing: Int
    public var subjectExcluded: Int
}

/// Whether repeated runs give the same bits.
public struct DeterminismRecord: Codable, Sendable, Equatable {
    public var runs: Int
    /// Cases whose bits differed between runs.
    public var differing: Int
}

/// Whether answers keep their bits when something changes that must not matter.
public struct InvarianceRecord: Codable, Sendable, Equatable {
    /// Cases that were compared; 0 where nothing could be.
    public var cases: Int
    /// Answers with other bits.
    public var differing: Int

    public init(cases: Int = 0, differing: Int = 0) {
        self.cases = cases
        self.differing = differing
    }
}

/// Two adjacent float32 values between which the class of a result changes.
public struct FrontierRecord: Codable, Sendable, Equatable {
    /// The probe's name: `one large logit`.
    public var probe: String
    /// The number of elements of the probe's family, when it has one.
    public var size: Int?
    /// `forward` or `gradient`.
    public var direction: String
    /// The input that varies, or the quantity that is observed: `y[0]`.
    public var observed: String
    public var lastGood: FloatRecord
    public var firstBad: FloatRecord
    /// `normal`, `subnormal`, `zero`, `inf`, `nan`: on either side.
    public var classBefore: String
    public var classAfter: String
    /// Whether the real function, rounded, changes class at the same place or one float beside it; if not, the break is
    /// the implementation's own.
    public var isInherent: Bool
    /// The certified result at `firstBad`.
    public var truth: String
    /// The certified result at `lastGood`.
    public var truthBefore: String
    /// Whether the real function, rounded, has `classAfter` at `firstBad`: if the break is the implementation's own all the
    /// same, it is wrong before it.
    public var isAfterRight: Bool
    /// Whether the result at `lastGood` is within budget; of large families, whether it has the right class. Nil in records of
    /// older versions.
    public var isBeforeRight: Bool? = nil
    /// The names of the cases at `lastGood` and `firstBad`, for replays: `probe-2.1000@42A3A152`.
    public var cases: [String]
    /// The command that replays `firstBad`.
    public var replay: String
    /// Where mathematics puts the frontier, when the specification states a law and this frontier obeys it:
    /// `128 * log(2) - log(n) = 77.8977...`.
    public var law: String?
}

/// A float with all its spellings.
public struct FloatRecord: Codable, Sendable, Equatable {
    /// `88.7228317`
    public var decimal: String
    /// `0x1.62e42ep+6`
    public var hex: String
    /// `0x42B17217`
    public var bits: String

    public init(_ value: Float) {
        decimal = value.decimalText
        hex = value.hexText
        bits = value.bitsText
    }

    public init(_ value: Double) {
        decimal = value.decimalText
        hex = value.hexText
        bits = value.bitsText
    }

    /// A value of a dtype. Integers and truth values have one spelling; the dtype stands in place of their bits.
    init(_ value: Double, _ dtype: DType) {
        switch dtype {
        case .float32: self.init(Float(value))
        case .float64: self.init(value)
        case .int64: self.init(text: value.magnitude < 0x1p63 ? "\(Int64(value))" : value.decimalText, dtype)
        case .bool: self.init(text: value != 0 ? "true" : "false", dtype)
        }
    }

    /// An element of a tensor.
    init(_ array: HostArray, at position: Int) {
        switch array.elements {
        case .float32(let values): self.init(values[position])
        case .float64(let values): self.init(values[position])
        case .int64(let values): self.init(text: "\(values[position])", .int64)
        case .bool(let values): self.init(text: "\(values[position])", .bool)
        }
    }

    private init(text: String, _ dtype: DType) {
        decimal = text
        hex = text
        bits = dtype.rawValue
    }
}

/// One judged element and the case that it belongs to.
public struct ElementRecord: Codable, Sendable, Equatable {
    /// `forward` or `gradient`.
    public var check: String
    public var verdict: Verdict
    /// The case's name, which replays it: `softmax.naive/anchor-1`.
    public var caseID: String
    /// `verify replay softmax.naive/anchor-1`
    public var replay: String
    public var inputs: [TensorRecord]
    public var attributes: [String: AttributeValue]
    /// The multi-dimensional index of the element, and, for a gradient, the input it belongs to.
    public var index: [Int]
    /// The output that the element is of, where there are several.
    public var output: String?
    public var input: String?
    public var got: FloatRecord
    /// The certified real result, to the digits that are known, or the special value: `0.731058578...`.
    public var expected: String
    /// The float nearest to the real result.
    public var nearest: FloatRecord?
    /// Bounds of the error in ulps, or nil where one of the sides is no number.
    public var ulpsLow: Double?
    public var ulpsHigh: Double?
    public var omega: Double?
    public var isSilentlyWrong: Bool
    /// The cotangents of a gradient.
    public var cotangents: [TensorRecord]
    /// The elements at its place of inputs that are too long to be held whole, as broadcasting aligns them; nil where there are
    /// none, and in records of older versions.
    public var places: [PlaceRecord]? = nil
}

/// One element of a tensor.
public struct PlaceRecord: Codable, Sendable, Equatable {
    /// The input's name.
    public var name: String
    public var index: [Int]
    public var value: FloatRecord

    public init(name: String, index: [Int], value: FloatRecord) {
        self.name = name
        self.index = index
        self.value = value
    }
}

/// A tensor as findings print it: the first elements in all spellings.
public struct TensorRecord: Codable, Sendable, Equatable {
    public var name: String
    public var dtype: DType
    public var shape: [Int]
    /// At most `TensorRecord.limit` elements.
    public var elements: [FloatRecord]

    public static let limit = 8

    public init(name: String, _ array: HostArray) {
        self.name = name
        dtype = array.dtype
        shape = array.shape.extents
        elements = (0..<min(array.count, Self.limit)).map { FloatRecord(array, at: $0) }
    }
}

/// Something worth showing.
public struct FindingRecord: Codable, Sendable, Equatable {
    /// Stable between runs with one seed: `softmax.naive/anchor-1/forward`.
    public var id: String
    public var kind: Kind
    /// One line: `softmax.naive: wrong class at [0]: got nan, the real result is 1`.
    public var message: String
    /// Whether the specification expects it.
    public var isExpected: Bool
    public var replay: String?
    /// The judged element, when the finding is about one.
    public var element: ElementRecord?
    /// What it is about, by the numbers that its case consists of, so that it stays the same finding when the specification
    /// gets more cases: `softmax.naive/9c41d07e52aa10b7/forward[0]`. Nil in records of older versions.
    public var fingerprint: String?

    public enum Kind: String, Codable, Sendable {
        /// A value or a gradient, judged.
        case forward, gradient
        /// The backward formula is not the derivative.
        case formula
        /// Finite differences contradict the definition or the oracle.
        case differences
        /// A special case that no row of the table lists.
        case unlistedSpecial
        /// A row of the special-value table that nothing meets any more.
        case stale
        /// A check that was expected to fail and does not.
        case staleExpectation
        case nonDeterministic
        /// Bits depend on where inputs lie or elements stand.
        case layout
        /// A condition on answers, besides being near the definition, does not hold.
        case invariant
        /// The subject failed to answer.
        case subject
    }
}

extension RunRecord {
    /// The number of findings that nobody expected.
    public var findingCount: Int {
        operations.flatMap(\.implementations).reduce(0) { $0 + ($1.outcome.failsRun ? max(1, $1.unexpectedCount) : 0) }
    }

    /// Whether everything is within budget.
    public var passes: Bool { operations.flatMap(\.implementations).allSatisfy { !$0.outcome.failsRun } }
}

extension ImplementationRecord {
    /// Findings in the list that nobody expected.
    public var unexpectedCount: Int { findings.filter { !$0.isExpected }.count }
}

extension ImplementationRecord.Outcome {
    public var failsRun: Bool { self == .failed || self == .expectationStale }
}
