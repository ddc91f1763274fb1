/// What came of one case.
enum Verdict: Sendable {
    case passed(Measure)
    case failed(FailureKind, Measure, error: String?)
    /// An assumption of the property did not hold.
    case rejected

    var measure: Measure? {
        switch self {
        case .passed(let measure), .failed(_, let measure, _): measure
        case .rejected: nil
        }
    }

    var failureKind: FailureKind? {
        if case .failed(let kind, _, _) = self { kind } else { nil }
    }

    /// The verdict of a property that returned a measure.
    init(_ measure: Measure, _ budget: MeasureBudget) {
        if let kind = budget.failureKind(of: measure) {
            self = .failed(kind, measure, error: nil)
        } else {
            self = .passed(measure)
        }
    }

    /// The verdict of a property, or a generator, that threw an error.
    init(_ error: any Error) {
        if case Source.Stop.rejected = error {
            self = .rejected
        } else {
            self = .failed(FailureKind("threw \(type(of: error))"), Measure(.infinity), error: "\(error)")
        }
    }
}

/// How a case is to be drawn.
struct CasePlan: Sendable {
    var replay = Replay()
    var continuation = Source.Continuation.random
    /// Which of the run's random numbers the case has.
    var stream: UInt64 = 0
    var isSweep = false
    /// The step of a search that led to the case.
    var step: ClimbingStep?
}

/// A case that was drawn and judged.
struct JudgedCase {
    let drawn: DrawnCase
    let verdict: Verdict
    /// How many cases were judged before it.
    var number = 0

    var score: Double { verdict.measure?.score ?? 0 }
}
