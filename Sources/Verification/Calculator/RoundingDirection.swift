internal import Multiprecision

/// The five rounding directions of IEEE 754 that a result can be asked in.
public enum RoundingDirection: String, Sendable, CaseIterable {
    /// To the closest float, from halfway to the one with the even significand.
    case nearest
    /// Toward positive infinity.
    case up
    /// Toward negative infinity.
    case down
    /// Toward zero.
    case zero
    /// Away from zero.
    case away

    /// The same for numbers of a sign, of those that multiple precision knows.
    func rounding(negative: Bool) -> Rounding {
        switch self {
        case .nearest: .nearest
        case .up: .up
        case .down: .down
        case .zero: .towardZero
        case .away: negative ? .down : .up
        }
    }

    /// Where `Answer` keeps the result.
    var place: Int {
        switch self {
        case .nearest: 0
        case .up: 1
        case .down: 2
        case .zero: 3
        case .away: 4
        }
    }
}
