public import Values

extension Generator where Value == Int {
    /// An axis of a tensor of some rank, counted from the front or, if allowed, from the end.
    ///
    /// - Precondition: there is an axis.
    public static func axis(rank: Int, allowsNegative: Bool = true) -> Generator {
        precondition(rank > 0, "a scalar has no axis")
        return .integer(in: (allowsNegative ? -rank : 0)...(rank - 1))
    }
}

extension Generator where Value == [Int] {
    /// Different axes of a tensor of some rank, in any order.
    public static func axes(rank: Int, count: ClosedRange<Int>? = nil, allowsNegative: Bool = true) -> Generator {
        precondition(rank >= 0, "a rank must not be negative, got \(rank)")
        let count = count ?? 0...rank
        precondition(
            count.lowerBound >= 0 && count.upperBound <= rank,
            "a tensor of rank \(rank) has no \(count.upperBound) axes")
        return Generator(label: Label.of("axes", "")) { source in
            let number = Int(try source.integer(Int64(count.lowerBound)...Int64(count.upperBound)))
            var left = Array(0..<rank)
            return try (0..<number).map { _ in
                let axis = left.remove(at: Int(try source.integer(0...Int64(left.count - 1))))
                return try allowsNegative && source.chance(4) ? axis - rank : axis
            }
        }
    }

    /// Orders of a number of things; the simplest leaves them as they are.
    public static func permutation(count: Int) -> Generator {
        precondition(count >= 0, "a count must not be negative, got \(count)")
        return Generator(label: Label.of("permutation", "")) { source in
            var left = Array(0..<count)
            return try (0..<count).map { _ in left.remove(at: Int(try source.integer(0...Int64(left.count - 1)))) }
        }
    }
}

extension Generator where Value == HostArray {
    /// Int64 tensors of indices into an axis: repeated, missing, and out of order.
    ///
    /// - Parameters:
    ///   - extent: the number of elements of the axis, at least 1.
    ///   - allowsNegative: whether -1 may stand for the last element.
    public static func indices(
        into extent: Int, shape: Generator<Shape>, allowsNegative: Bool = false
    ) -> Generator {
        precondition(extent > 0, "there are no indices into an axis without elements")
        let domain = IntegerDomain(Int64(allowsNegative ? -extent : 0)...Int64(extent - 1))
        return Generator(label: Label.of("indices", "")) { source in
            let shape = try source.draw(shape)
            return HostArray(try (0..<shape.elementCount).map { _ in try source.integer(domain) }, shape: shape)
        }
    }

    /// Bool tensors: masks.
    public static func mask(shape: Generator<Shape>) -> Generator {
        Generator(label: Label.of("mask", "")) { source in
            let shape = try source.draw(shape)
            return HostArray(try (0..<shape.elementCount).map { _ in try source.chance(2) }, shape: shape)
        }
    }
}
