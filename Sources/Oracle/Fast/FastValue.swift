internal import Multiprecision

/// The elements of a node between bounds in binary64.
enum FastValue {
    case real(FastArray)
    case logical([Certainty])

    var real: FastArray {
        guard case .real(let elements) = self else { preconditionFailure("a truth value stands where a number should") }
        return elements
    }

    var logical: [Certainty] {
        guard case .logical(let elements) = self else {
            preconditionFailure("a number stands where a truth value should")
        }
        return elements
    }

    var count: Int {
        switch self {
        case .real(let elements): elements.count
        case .logical(let elements): elements.count
        }
    }

    /// The same as numbers, where truth values are 1, 0, or between them.
    var numbers: FastArray {
        guard case .logical(let truths) = self else { return real }
        return .make(truths.count) { i in
            switch truths[i] {
            case .yes: Bounds(point: 1)
            case .no: Bounds(point: 0)
            case .unknown: Bounds(0, 1)
            }
        }
    }

    /// The same as truth values: numbers that are not zero are true.
    var truths: [Certainty] {
        guard case .real(let numbers) = self else { return logical }
        return (0..<numbers.count).map { numbers[$0].isEqual(to: Bounds(point: 0)).negated }
    }
}
