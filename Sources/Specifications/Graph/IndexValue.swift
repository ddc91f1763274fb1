/// An integer at every place of an index scope.
enum IndexValue {
    /// The constant plus, for each axis of the scope, a coefficient times the index: what most indices are, and what
    /// strides can express.
    case affine(Int, [Int])
    /// One for each place, in row-major order.
    case table([Int])

    static func constant(_ value: Int, rank: Int) -> IndexValue { .affine(value, [Int](repeating: 0, count: rank)) }

    /// The value when it is the same everywhere.
    var constant: Int? {
        if case .affine(let value, let coefficients) = self, coefficients.allSatisfy({ $0 == 0 }) { return value }
        return nil
    }

    /// The values at all places of a scope.
    func table(over extents: [Int]) -> [Int] {
        guard case .affine(let constant, let coefficients) = self else {
            guard case .table(let values) = self else { return [] }
            return values
        }
        let count = extents.reduce(1, *)
        var values: [Int] = []
        values.reserveCapacity(count)
        var index = [Int](repeating: 0, count: extents.count)
        var value = constant
        for _ in 0..<count {
            values.append(value)
            for axis in stride(from: extents.count - 1, through: 0, by: -1) {
                index[axis] += 1
                value += coefficients[axis]
                if index[axis] < extents[axis] { break }
                value -= extents[axis] * coefficients[axis]
                index[axis] = 0
            }
        }
        return values
    }

    /// The least and the greatest value; nil for a scope without places.
    func range(over extents: [Int]) -> ClosedRange<Int>? {
        guard !extents.contains(0) else { return nil }
        switch self {
        case .table(let values): return values.min()!...values.max()!
        case .affine(let constant, let coefficients):
            let reach = zip(coefficients, extents).map { $0 * ($1 - 1) }
            return constant + reach.reduce(0) { $0 + min($1, 0) }...constant + reach.reduce(0) { $0 + max($1, 0) }
        }
    }

    /// The values of two, combined place by place.
    static func combine(
        _ a: IndexValue, _ b: IndexValue, over extents: [Int], _ function: (Int, Int) -> Int
    ) -> IndexValue {
        .table(zip(a.table(over: extents), b.table(over: extents)).map(function))
    }

    /// Whether all values, and what they are made of, are so small that sums and products of two do not overflow.
    func isModest(over extents: [Int]) -> Bool {
        let limit = 1 << 31
        if case .affine(let constant, let coefficients) = self {
            guard constant.magnitude <= limit, coefficients.allSatisfy({ $0.magnitude <= limit }) else { return false }
        }
        guard let range = range(over: extents) else { return true }
        return -limit <= range.lowerBound && range.upperBound <= limit
    }

    func scaled(by factor: Int) -> IndexValue {
        switch self {
        case .affine(let constant, let coefficients): .affine(constant * factor, coefficients.map { $0 * factor })
        case .table(let values): .table(values.map { $0 * factor })
        }
    }

    func adding(_ other: IndexValue, over extents: [Int]) -> IndexValue {
        if case .affine(let a, let first) = self, case .affine(let b, let second) = other {
            return .affine(a + b, zip(first, second).map { $0 + $1 })
        }
        return .combine(self, other, over: extents, +)
    }
}
