internal import Values

/// How far a property is from holding of one case: 0 is perfect, and larger is worse.
///
/// A measure says more than true or false: a search can climb it, a report can say how much room is left, and a
/// failure can be kept while its input is simplified. What is too much is for the budget to say.
public struct Measure: Sendable, Hashable {
    /// The size of the error. Infinite where no size makes sense, as for NaN in the place of a number.
    public var score: Double
    /// What the score counts: `ulp`, or nothing.
    public var unit: String
    /// The kind of failure, if it is one, where it is more than a large score. A measure with a kind and an infinite
    /// score fails under every budget.
    public var kind: FailureKind?
    /// The element of the output that the score is about, where there are several.
    public var element: ElementIndex?
    /// What was seen there: `got 1.5, expected 2`.
    public var detail: String? {
        get { evidence?.text }
        set { evidence = newValue.map(Evidence.text) }
    }
    var evidence: Evidence?

    /// - Parameter score: NaN counts as infinite.
    public init(
        _ score: Double, unit: String = "", kind: FailureKind? = nil, element: ElementIndex? = nil,
        detail: String? = nil
    ) {
        self.score = score.isNaN ? .infinity : score
        self.unit = unit
        self.kind = kind
        self.element = element
        evidence = detail.map(Evidence.text)
    }

    /// 0 if a statement is true; a failure under every budget if not.
    public init(holds: Bool, _ detail: String? = nil) {
        self.init(holds ? 0 : .infinity, kind: holds ? nil : .doesNotHold, detail: holds ? nil : detail)
    }

    public static let perfect = Measure(0)

    /// A failure with a name of its own, under every budget.
    public static func failure(_ label: String, _ detail: String? = nil) -> Measure {
        Measure(.infinity, kind: FailureKind(label), detail: detail)
    }

    /// The worse of two measures.
    public static func worse(_ left: Measure, _ right: Measure) -> Measure { right.score > left.score ? right : left }

    /// The measure with the largest score, perfect for none.
    public static func worst(_ measures: some Sequence<Measure>) -> Measure {
        measures.reduce(.perfect, worse)
    }
}

/// What a measure was taken from, put into words only where somebody reads them: most measures are never shown.
enum Evidence: Sendable, Hashable {
    case text(String)
    case float32(Float, expected: Float)
    case rounded(Float, expected: Double)
    case float64(Double, expected: Double)

    var text: String {
        switch self {
        case .text(let text): text
        case .float32(let actual, let expected): "got \(actual.fullText), expected \(expected.fullText)"
        case .rounded(let actual, let expected):
            "got \(actual.fullText), expected \(decimalText(expected, digits: 17)) (\(expected.hexText))"
        case .float64(let actual, let expected): "got \(actual.fullText), expected \(expected.fullText)"
        }
    }
}

/// An element of an output: its index along each axis, and which output where there are several.
public struct ElementIndex: Sendable, Hashable {
    public var output: Int
    public var index: [Int]

    public init(_ index: [Int], output: Int = 0) {
        self.index = index
        self.output = output
    }
}

extension ElementIndex: CustomStringConvertible {
    public var description: String { "[" + index.map(String.init).joined(separator: ", ") + "]" }
}

/// The error that is allowed: a measure above the limit is a failure.
public struct MeasureBudget: Sendable, Hashable {
    /// Not negative. A limit that is, or that is no number, allows nothing at all.
    public var limit: Double
    public var unit: String

    public init(_ limit: Double, unit: String = "") {
        self.limit = limit
        self.unit = unit
    }

    /// Errors of up to so many ulps.
    public static func ulps(_ limit: Double) -> MeasureBudget { MeasureBudget(limit, unit: "ulp") }
    /// No error at all: for statements, and for results that must agree.
    public static let exact = MeasureBudget(0)

    /// The kind of failure that a measure is under this budget, or nil if it is none.
    ///
    /// A score counts in powers of 2^10, so that an error of a few ulps is another failure than one of a million.
    public func failureKind(of measure: Measure) -> FailureKind? {
        if measure.score == .infinity, let kind = measure.kind { return kind }
        // A limit that is no number allows nothing.
        if measure.score <= limit { return nil }
        if let kind = measure.kind { return kind }
        let unit = measure.unit.isEmpty ? "" : " " + measure.unit
        if measure.score == .infinity { return FailureKind("infinitely wrong") }
        if measure.score > max(limit, 0x1p20) { return FailureKind("over 2^20\(unit)") }
        if measure.score > max(limit, 0x1p10) { return FailureKind("over 2^10\(unit)") }
        return FailureKind("over budget")
    }
}

/// Turns the case down unless a condition holds: it does not count, and another one is drawn.
public func assume(_ condition: @autoclosure () throws -> Bool) throws {
    if try !condition() { throw Source.Stop.rejected }
}
