public import Values

extension Generator where Value == Shape {
    /// Shapes of some ranks with extents of an interval. Low ranks and small extents are simpler; an extent of zero is
    /// made only where the interval has it.
    ///
    /// - Precondition: neither ranks nor extents are negative.
    public static func shape(ranks: ClosedRange<Int> = 0...3, extents: ClosedRange<Int> = 1...6) -> Generator {
        precondition(ranks.lowerBound >= 0, "a rank must not be negative, got \(ranks.lowerBound)")
        precondition(extents.lowerBound >= 0, "an extent must not be negative, got \(extents.lowerBound)")
        return Generator(label: Label.of("shape", "")) { source in
            let rank = try source.integer(Int64(ranks.lowerBound)...Int64(ranks.upperBound))
            return Shape(try (0..<rank).map { _ in try source.extent(extents) })
        }
    }

    /// Shapes of some ranks, with extents from 1 to 6.
    public static func ranks(_ ranks: ClosedRange<Int>) -> Generator { shape(ranks: ranks) }
}

extension Source {
    /// An extent of an axis; 1 is the simplest where it may be.
    func extent(_ range: ClosedRange<Int>) throws -> Int {
        Int(try integer(Int64(range.lowerBound)...Int64(range.upperBound), toward: 1))
    }
}

extension Source {
    /// An integer of an interval, half of the time one of those that were drawn before.
    fileprivate func integer(
        _ range: ClosedRange<Int>, toward target: Int = 0, oftenOneOf earlier: [Int]
    ) throws -> Int64 {
        let domain = IntegerDomain(Int64(range.lowerBound)...Int64(range.upperBound), toward: Int64(target))
        return try integer(domain) { random in
            guard !earlier.isEmpty, random.chance(2) else { return Int64(bitPattern: random.integer(of: domain)) }
            return Int64(random.element(of: earlier))
        }
    }
}

/// Shapes that broadcast against each other, and the shape that they broadcast to.
public struct BroadcastableShapes: Sendable, Hashable {
    public let shapes: [Shape]
    public let result: Shape
}

extension Generator where Value == BroadcastableShapes {
    /// As many shapes as asked for that broadcast against each other, drawn from the last axis backwards.
    ///
    /// - Parameters:
    ///   - count: how many shapes.
    ///   - ranks: their ranks, each on its own.
    ///   - extents: the extents of the result; operands have these or 1.
    public static func broadcastableShapes(
        _ count: Int = 2, ranks: ClosedRange<Int> = 0...3, extents: ClosedRange<Int> = 1...6
    ) -> Generator {
        precondition(count > 0, "there must be at least one shape, got \(count)")
        precondition(ranks.lowerBound >= 0, "a rank must not be negative, got \(ranks.lowerBound)")
        precondition(extents.lowerBound >= 0, "an extent must not be negative, got \(extents.lowerBound)")
        return Generator(label: Label.of("broadcastableShapes", "")) { source in
            // Ranks and extents that repeat each other meet the mistakes that show only where they are equal: [n, 1] with
            // [1, n].
            var all: [Int] = []
            for _ in 0..<count { all.append(Int(try source.integer(ranks, oftenOneOf: all))) }
            var reversed = [[Int]](repeating: [], count: count)
            var result: [Int] = []
            for axis in 0..<(all.max() ?? 0) {
                let extent = Int(try source.integer(extents, toward: 1, oftenOneOf: result.filter { $0 > 1 }))
                var broadcast = 1
                for operand in 0..<count where axis < all[operand] {
                    let isStretched = extent != 1 ? try source.chance(3) : false
                    reversed[operand].append(isStretched ? 1 : extent)
                    if !isStretched { broadcast = extent }
                }
                result.append(broadcast)
            }
            return BroadcastableShapes(shapes: reversed.map { Shape($0.reversed()) }, result: Shape(result.reversed()))
        }
    }
}

/// Shapes that a matrix product takes, and the shape of the product.
public struct MatrixProductShapes: Sendable, Hashable {
    public let left: Shape
    public let right: Shape
    public let result: Shape
    /// The number of products that each element sums.
    public let depth: Int
}

extension Generator where Value == MatrixProductShapes {
    /// Operands of matrix products: [.., m, k] and [.., k, n], batch axes broadcast against each other; where vectors are
    /// allowed, also [k] on either side.
    public static func matrixProductShapes(
        extents: ClosedRange<Int> = 1...6, batchRanks: ClosedRange<Int> = 0...0, allowsVectors: Bool = false
    ) -> Generator {
        Generator(label: Label.of("matrixProductShapes", "")) { source in
            let isLeftVector = allowsVectors ? try source.chance(4) : false
            let isRightVector = allowsVectors ? try source.chance(4) : false
            let rows = try source.extent(extents)
            let depth = try source.extent(extents)
            let columns = try source.extent(extents)
            var batch = BroadcastableShapes(shapes: [.scalar, .scalar], result: .scalar)
            if batchRanks != 0...0 {
                batch = try source.draw(.broadcastableShapes(2, ranks: batchRanks, extents: extents))
            }
            // A vector has no batch axes.
            let leftBatch = isLeftVector ? [] : batch.shapes[0].extents
            let rightBatch = isRightVector ? [] : batch.shapes[1].extents
            let result = isLeftVector ? rightBatch : isRightVector ? leftBatch : batch.result.extents
            return MatrixProductShapes(
                left: Shape(leftBatch + (isLeftVector ? [depth] : [rows, depth])),
                right: Shape(rightBatch + (isRightVector ? [depth] : [depth, columns])),
                result: Shape(result + (isLeftVector ? [] : [rows]) + (isRightVector ? [] : [columns])), depth: depth)
        }
    }
}
