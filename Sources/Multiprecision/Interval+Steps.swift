/// Functions that are constant between jumps. Their values at the endpoints are exact.
extension Interval {
    /// The largest whole number that is not above.
    public func floor() -> Interval { stepped { $0.floor() } }

    /// The smallest whole number that is not below.
    public func ceil() -> Interval { stepped { $0.ceil() } }

    /// The whole number toward 0.
    public func trunc() -> Interval { stepped { $0.trunc() } }

    /// The nearest whole number, of two the even one.
    public func round() -> Interval { stepped { $0.roundToEven() } }

    /// -1, 0 or 1.
    public func sign() -> Interval {
        stepped { BigFloat($0.sign > 0 ? 1 : $0.sign < 0 ? -1 : 0, precision: 2) }
    }

    private func stepped(_ step: (BigFloat) -> BigFloat) -> Interval {
        isEmpty ? self : Interval(ordered: step(lower), step(upper), precision, isTotal)
    }
}
