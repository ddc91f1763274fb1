public import PropertyTesting

/// What a property may return: a measure, or whether it holds.
public protocol Measurable {
    /// The result as a measure, for a budget to judge.
    var measure: Measure { get }
}

extension Measure: Measurable {
    public var measure: Measure { self }
}

extension Bool: Measurable {
    /// Perfect if true; a failure under every budget if not.
    public var measure: Measure { Measure(holds: self) }
}
