internal import Values

/// How the elements of a generated tensor relate to each other. Errors hide in relations: cancellation, ties, one
/// large element among small ones. Uniform and normal numbers, which most test suites draw, miss most planted
/// mistakes.
enum TensorStructure: CaseIterable {
    case moderate
    case nearOne
    case anyExponent
    case cancelling
    case hugeAmongTiny
    case nearTies
    case equal
    case subnormal
    case smallHalves
    case edges
    case powersOfTwo
    case mixed

    /// Elements for a tensor.
    ///
    /// - Parameter earlier: the elements of an earlier input of the same case, to correlate with.
    func elements(count: Int, earlier: [Float]?, _ random: inout SeededGenerator) -> [Float] {
        guard count > 0 else { return [] }
        switch self {
        case .moderate: return draw(count) { Float(20 * random.unit() - 10) }
        case .nearOne: return draw(count) { Draw.nearOne(&random) }
        case .anyExponent: return draw(count) { Draw.anyExponent(&random) }
        case .cancelling:
            // Each element is nearly the negative of its neighbour, or of the earlier input's element.
            if let earlier, !earlier.isEmpty {
                return (0..<count).map { -Draw.step(earlier[$0 % earlier.count], &random) }
            }
            var elements: [Float] = []
            for place in 0..<count {
                elements.append(place % 2 == 1 ? -Draw.step(elements[place - 1], &random) : Draw.nearOne(&random))
            }
            return elements.shuffled(using: &random)
        case .hugeAmongTiny:
            let huge = random.below(count)
            return (0..<count).map { place in
                let tiny = Draw.nearOne(&random) * 0x1p-20
                return place == huge ? Draw.nearOne(&random) * 0x1p+30 : tiny
            }
        case .nearTies:
            let base = earlier?.first ?? Draw.nearOne(&random)
            return draw(count) { Draw.step(base, &random) }
        case .equal: return [Float](repeating: Draw.nearOne(&random), count: count)
        case .subnormal:
            return draw(count) { Float(bitPattern: UInt32(random.below(0x0080_0000))) * random.sign() }
        case .smallHalves: return draw(count) { Float(random.below(257) - 128) / 2 }
        case .edges: return draw(count) { Draw.edges[random.below(Draw.edges.count)] * random.sign() }
        case .powersOfTwo: return draw(count) { Draw.powerOfTwo(&random) }
        case .mixed:
            return draw(count) {
                switch random.below(6) {
                case 0: Draw.edges[random.below(Draw.edges.count)] * random.sign()
                case 1: Draw.powerOfTwo(&random)
                case 2: Draw.anyExponent(&random)
                case 3: Draw.nearOne(&random)
                case 4: Float(random.below(257) - 128) / 2
                default: Float(20 * random.unit() - 10)
                }
            }
        }
    }

    private func draw(_ count: Int, _ element: () -> Float) -> [Float] { (0..<count).map { _ in element() } }
}

/// Single floats of several kinds.
enum Draw {
    /// Magnitudes at which something changes: zero, the subnormals, one, the integers' edge, the largest.
    static let edges: [Float] = [
        0, 0x1p-149, Float.leastNormalMagnitude.nextDown, 0x1p-126, 0x1.000002p-126, 0x1p-24, 0x1p-23, 0.5,
        0x1.fffffep-1, 1, 0x1.000002p+0,
        2, 3, 0x1p+23, 0x1.000002p+23, 0x1p+24, 0x1p+64, 0x1.fffffep+63, 0x1p+127, 0x1.fffffep+127,
        88.72283, 87.33655, 103.97208, 0.6931472,
    ]

    /// Special values: those that are no numbers, and those at the ends of the numbers.
    static let specials: [Float] = [
        .nan, .infinity, -.infinity, 0, -0.0, 1, -1, .greatestFiniteMagnitude, -.greatestFiniteMagnitude,
        .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
    ]

    /// Integers of a range: all over it, near its ends, with repetitions.
    static func integers(
        count: Int, in range: ClosedRange<Int>, except excluded: Set<Int>, _ random: inout SeededGenerator
    ) -> [Int64] {
        integers(count: count, in: range, &random).map { drawn in
            var value = Int(drawn)
            while excluded.contains(value), value < range.upperBound { value += 1 }
            while excluded.contains(value), value > range.lowerBound { value -= 1 }
            return Int64(value)
        }
    }

    private static func integers(
        count: Int, in range: ClosedRange<Int>, _ random: inout SeededGenerator
    ) -> [Int64] {
        let width = range.upperBound - range.lowerBound
        let manner = random.below(4)
        let few = (0..<2).map { _ in range.lowerBound + random.below(width + 1) }
        return (0..<count).map { place in
            switch manner {
            case 0: Int64(few[random.below(2)])
            case 1: Int64(random.below(2) == 0 ? range.lowerBound : range.upperBound)
            case 2: Int64(range.lowerBound + place % (width + 1))
            default: Int64(range.lowerBound + random.below(width + 1))
            }
        }
    }

    /// Exponents around 0, dense there and thin further out.
    static func nearOne(_ random: inout SeededGenerator) -> Float {
        let spread = 6 * (random.unit() - random.unit()) * (random.unit() + random.unit())
        return Float((1 + random.unit()) * power(Int(spread.rounded()))) * random.sign()
    }

    /// Every finite exponent equally likely, subnormals included.
    static func anyExponent(_ random: inout SeededGenerator) -> Float {
        Float(bitPattern: UInt32(random.below(0x7F80_0000))) * random.sign()
    }

    /// A power of two, or up to two floats away from one.
    static func powerOfTwo(_ random: inout SeededGenerator) -> Float {
        let value = Float(power(random.below(250) - 125))
        return Float(ordinal: value.ordinal + Int32(random.below(5) - 2)) * random.sign()
    }

    /// A few floats away.
    static func step(_ value: Float, _ random: inout SeededGenerator) -> Float {
        let moved = Float(ordinal: value.ordinal &+ Int32(random.below(9) - 4))
        return moved.isFinite ? moved : value
    }

    private static func power(_ exponent: Int) -> Double { Double(sign: .plus, exponent: exponent, significand: 1) }
}
