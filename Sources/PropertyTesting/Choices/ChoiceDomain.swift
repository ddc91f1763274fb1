internal import Values

/// What a primitive choice is made from.
enum ChoiceDomain: Sendable {
    /// An integer of an interval; the simplest is the one nearest to a given one.
    case integer(IntegerDomain)
    case float(FloatDomain)
}

struct IntegerDomain: Sendable, Hashable {
    let lowest: Int64
    let highest: Int64
    /// The simplest value, which lies in the interval.
    let simplest: Int64

    init(_ range: ClosedRange<Int64>, toward target: Int64 = 0) {
        lowest = range.lowerBound
        highest = range.upperBound
        simplest = min(max(target, lowest), highest)
    }

    /// How many values there are, or nil for more than 2^32.
    var count: Int? {
        let (difference, overflow) = highest.subtractingReportingOverflow(lowest)
        return overflow || difference > 1 << 32 ? nil : Int(difference) + 1
    }
}

/// How complex a value is within its domain: smaller is simpler. Zig-zag from the simplest for integers, the order of
/// `FloatFormat.simplicityKey` for floats; of two mirror images the positive one is simpler.
struct Complexity: Sendable, Hashable, Comparable {
    let major: UInt64
    let isNegative: Bool

    init(_ bits: UInt64, _ format: FloatFormat) {
        major = format.simplicityKey(magnitude: format.magnitude(bits))
        isNegative = format.isNegative(bits)
    }

    init(_ value: Int64, toward simplest: Int64) {
        major = value >= simplest ? UInt64(bitPattern: value &- simplest) : UInt64(bitPattern: simplest &- value)
        isNegative = value < simplest
    }

    static func < (left: Complexity, right: Complexity) -> Bool {
        left.major != right.major ? left.major < right.major : !left.isNegative && right.isNegative
    }
}

/// A value that was chosen, without the domain it was chosen from: what sequences, journals and tokens keep.
struct RecordedChoice: Sendable, Hashable {
    /// 0 for an integer, otherwise the raw value of a `FloatFormat`.
    var kind: UInt8
    /// An encoding, or the two's complement of an integer.
    var value: UInt64

    static func integer(_ value: Int64) -> RecordedChoice { RecordedChoice(kind: 0, value: UInt64(bitPattern: value)) }
    static func float(_ bits: UInt64, _ format: FloatFormat) -> RecordedChoice {
        RecordedChoice(kind: format.rawValue, value: bits)
    }
}

/// A choice with what it was made from.
struct Choice: Sendable {
    let domain: ChoiceDomain
    var value: UInt64

    var recorded: RecordedChoice { RecordedChoice(kind: domain.kind, value: value) }
    var isSimplest: Bool { value == domain.simplest }
    var complexity: Complexity { domain.complexity(value) }

    /// The number, as messages show it.
    var text: String {
        switch domain {
        case .integer: "\(Int64(bitPattern: value))"
        case .float(let domain):
            domain.format == .float64
                ? Double(bitPattern: value).fullText
                : domain.format == .float32
                    ? Float(bitPattern: UInt32(truncatingIfNeeded: value)).fullText
                    : domain.format.widened(value).fullText
        }
    }
}

extension ChoiceDomain {
    var kind: UInt8 {
        switch self {
        case .integer: 0
        case .float(let domain): domain.format.rawValue
        }
    }

    var simplest: UInt64 {
        switch self {
        case .integer(let domain): UInt64(bitPattern: domain.simplest)
        case .float(let domain): domain.simplest
        }
    }

    /// Whether a value recorded elsewhere may stand here.
    func permits(_ recorded: RecordedChoice) -> Bool {
        switch self {
        case .integer(let domain):
            let value = Int64(bitPattern: recorded.value)
            return recorded.kind == 0 && value >= domain.lowest && value <= domain.highest
        case .float(let domain):
            return recorded.kind == domain.format.rawValue && domain.permits(recorded.value)
        }
    }

    func complexity(_ value: UInt64) -> Complexity {
        switch self {
        case .integer(let domain): Complexity(Int64(bitPattern: value), toward: domain.simplest)
        case .float(let domain): Complexity(value, domain.format)
        }
    }

    /// Values worth always trying; at least one.
    var edges: [UInt64] {
        switch self {
        case .integer(let domain): domain.edges.map { UInt64(bitPattern: $0) }
        case .float(let domain): domain.edges
        }
    }

    /// How many values there are, or nil for too many to enumerate.
    var smallCount: Int? {
        guard case .integer(let domain) = self, let count = domain.count, count <= 4096 else { return nil }
        return count
    }
}

/// Sequences are ordered by length, then by the first choice that differs: shortlex.
func isSimpler(_ left: [Choice], than right: [Choice]) -> Bool {
    guard left.count == right.count else { return left.count < right.count }
    for (one, other) in zip(left, right) where one.value != other.value || one.domain.kind != other.domain.kind {
        let first = one.complexity
        let second = other.complexity
        if first != second { return first < second }
    }
    return false
}
