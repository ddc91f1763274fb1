/// The extents of a tensor, outermost axis first. `[]` is the shape of a scalar, which has one element.
///
/// Extents are never negative; an extent of zero makes a tensor without elements.
public struct Shape: Sendable, Hashable {
    public var extents: [Int]

    /// - Precondition: no extent is negative.
    public init(_ extents: [Int]) {
        precondition(extents.allSatisfy { $0 >= 0 }, "a shape's extents must not be negative, got \(extents)")
        self.extents = extents
    }

    public static let scalar = Shape([])

    /// The number of axes.
    public var rank: Int { extents.count }

    /// The number of elements: the product of the extents, 1 for a scalar.
    public var elementCount: Int { extents.reduce(1, *) }

    /// Distances, in elements, between neighbours along each axis of a contiguous row-major array.
    public var rowMajorStrides: [Int] {
        var strides = [Int](repeating: 1, count: rank)
        for axis in stride(from: rank - 2, through: 0, by: -1) {
            strides[axis] = strides[axis + 1] * extents[axis + 1]
        }
        return strides
    }

    /// The non-negative number of an axis that may be counted from the end (-1 is the last), or nil when there is no
    /// such axis.
    public func axis(_ axis: Int) -> Int? {
        let resolved = axis < 0 ? axis + rank : axis
        return (0..<rank).contains(resolved) ? resolved : nil
    }

    /// The multi-dimensional index of the element at a row-major position.
    public func index(at position: Int) -> [Int] {
        var index = [Int](repeating: 0, count: rank)
        var rest = position
        for axis in stride(from: rank - 1, through: 0, by: -1) where extents[axis] > 0 {
            (rest, index[axis]) = rest.quotientAndRemainder(dividingBy: extents[axis])
        }
        return index
    }

    public subscript(axis: Int) -> Int {
        get { extents[axis] }
        set { extents[axis] = newValue }
    }
}

extension Shape: ExpressibleByArrayLiteral {
    public init(arrayLiteral elements: Int...) { self.init(elements) }
}

extension Shape: CustomStringConvertible {
    public var description: String { "[" + extents.map(String.init).joined(separator: ", ") + "]" }
}

extension Shape: Codable {
    public init(from decoder: any Decoder) throws {
        let extents = try decoder.singleValueContainer().decode([Int].self)
        guard extents.allSatisfy({ $0 >= 0 }) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "negative extent in shape \(extents)"))
        }
        self.extents = extents
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(extents)
    }
}
