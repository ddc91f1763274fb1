/// What kind of failure a case is. Failures of different kinds are different failures: each is searched for, simplified
/// and remembered by itself, and simplifying one never ends at another.
public struct FailureKind: Sendable, Hashable, Comparable {
    /// The kind in words: `NaN`, `over 2^20 ulp`, `threw ShapeError`.
    public let text: String

    public init(_ text: String) { self.text = text }

    /// The process ended while the case ran.
    public static let trap = FailureKind("ended the process")
    public static let notANumber = FailureKind("NaN where a number is right")
    public static let missingNaN = FailureKind("a number where NaN is right")
    public static let infinite = FailureKind("infinity where a number is right")
    public static let wrongInfinity = FailureKind("wrong infinity")
    public static let wrongSign = FailureKind("wrong sign")
    public static let wrongShape = FailureKind("wrong shape")
    public static let doesNotHold = FailureKind("does not hold")

    public static func < (left: FailureKind, right: FailureKind) -> Bool { left.text < right.text }
}

extension FailureKind: CustomStringConvertible {
    public var description: String { text }
}
