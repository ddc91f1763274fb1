internal import Values

/// Finds all pairs of adjacent floats between which the class of an observed result changes, by bisection on the
/// ordered encoding between samples.
///
/// A class that comes and goes between two samples is not seen; the samples are dense where float32 functions change
/// class (around the logarithms of its limits) and have every binade elsewhere.
struct FrontierSearch {
    struct Frontier: Equatable {
        let below: Float
        let above: Float
        let classBelow: FloatClass
        let classAbove: FloatClass
    }

    /// - Parameter observe: the class at a value of the free float.
    static func frontiers(
        reachingInfinities: Bool = false, _ observe: (Float) throws -> FloatClass
    ) rethrows -> [Frontier] {
        let samples = reachingInfinities ? [-.infinity] + Self.samples + [.infinity] : Self.samples
        var result: [Frontier] = []
        var last = samples[0]
        var lastClass = try observe(last)
        for sample in samples.dropFirst() {
            let sampleClass = try observe(sample)
            // Several classes may lie between two samples: step past each frontier and go on.
            while lastClass != sampleClass, last < sample {
                let frontier = try bisect(last, lastClass, sample, observe)
                result.append(frontier)
                (last, lastClass) = (frontier.above, frontier.classAbove)
            }
            last = sample
        }
        return result
    }

    /// The change away from `lowClass` that bisection meets between two floats.
    private static func bisect(
        _ low: Float, _ lowClass: FloatClass, _ high: Float, _ observe: (Float) throws -> FloatClass
    ) rethrows -> Frontier {
        var below = Int64(low.ordinal)
        var above = Int64(high.ordinal)
        while above - below > 1 {
            let middle = below + (above - below) / 2
            if try observe(Float(ordinal: Int32(middle))) == lowClass { below = middle } else { above = middle }
        }
        let aboveFloat = Float(ordinal: Int32(above))
        return Frontier(
            below: Float(ordinal: Int32(below)), above: aboveFloat, classBelow: lowClass,
            classAbove: try observe(aboveFloat))
    }

    /// Every fourth power of two of either sign, and steps of 2 where exponentials leave the format.
    static let samples: [Float] = {
        var magnitudes: Set<Float> = [0, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude]
        for exponent in stride(from: -148, through: 127, by: 4) {
            magnitudes.insert(Float(sign: .plus, exponent: exponent, significand: 1))
        }
        for step in 1...60 { magnitudes.insert(Float(2 * step)) }
        let sorted = magnitudes.sorted()
        return sorted.reversed().map { -$0 } + sorted.dropFirst()
    }()
}
