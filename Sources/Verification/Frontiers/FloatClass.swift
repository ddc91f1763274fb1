/// The classes between which frontiers run, best first.
enum FloatClass: String, Comparable {
    case normal, subnormal, zero, inf, nan

    init(_ value: Double, format: FloatFormat) {
        if value.isNaN {
            self = .nan
        } else if value.isInfinite {
            self = .inf
        } else if value == 0 {
            self = .zero
        } else {
            self = value.exponent < format.minimumExponent ? .subnormal : .normal
        }
    }

    private var rank: Int {
        switch self {
        case .normal: 0
        case .subnormal: 1
        case .zero: 2
        case .inf: 3
        case .nan: 4
        }
    }

    static func < (left: FloatClass, right: FloatClass) -> Bool { left.rank < right.rank }
}
