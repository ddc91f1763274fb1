import Multiprecision

/// One way in which an interval function broke its promise.
struct Violation: CustomStringConvertible {
    let arguments: [Interval]
    let points: [BigFloat]
    let value: BigFloat
    let enclosure: Interval

    var description: String { "f\(points) = \(value) for points of \(arguments) is not in \(enclosure)" }
}

/// Random intervals, and random points in them. Equal seeds give equal sequences.
struct IntervalGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// Numbers where functions have edges, and the edges of the formats.
    static let anchors: [Double] = [
        0, -0.0, 1, -1, 0.5, -0.5, 2, -2, .pi, -.pi, .pi / 2, 3 * .pi / 2, .infinity, -.infinity,
        Double(Float.greatestFiniteMagnitude), -Double(Float.greatestFiniteMagnitude), .greatestFiniteMagnitude,
        Double(Float.leastNonzeroMagnitude), -Double(Float.leastNonzeroMagnitude), .leastNonzeroMagnitude,
        Double(Float.leastNormalMagnitude), 0x1.62e42ep+6, -103.97, 1e5, 1e9, -1e9, 1e18, 1.0.nextUp, (-1.0).nextUp,
    ]

    mutating func number() -> Double {
        switch Int.random(in: 0..<4, using: &self) {
        case 0: return Self.anchors.randomElement(using: &self)!
        case 1: return .random(in: -10...10, using: &self)
        case 2: return .random(in: -1000...1000, using: &self)
        default:
            let value = Float(bitPattern: .random(in: 0 ... .max, using: &self))
            return value.isNaN ? 0.25 : Double(value)
        }
    }

    /// A point, a narrow or a wide interval, possibly unbounded.
    mutating func interval(precision: Int) -> Interval {
        let first = number()
        var second = number()
        switch Int.random(in: 0..<4, using: &self) {
        case 0: second = first
        case 1: second = first.nextUp
        default: break
        }
        return Interval(
            lower: BigFloat(min(first, second), precision: 53), upper: BigFloat(max(first, second), precision: 53),
            precision: precision)
    }

    /// Both endpoints, the middle and a few others. Infinite bounds are no values, so they are left out.
    mutating func points(in interval: Interval) -> [BigFloat] {
        if interval.isPoint { return [interval.lower] }
        var points = [interval.lower, interval.upper, interval.midpoint]
        for _ in 0..<3 {
            points.append(BigFloat(number(), precision: 53))
            let share = BigFloat(Double.random(in: 0...1, using: &self), precision: 53)
            let width = BigFloat.subtract(interval.upper, interval.lower, precision: 106, rounding: .nearest)
            points.append(
                BigFloat.multiplyAdd(width, share, interval.lower, precision: 106, rounding: .nearest))
        }
        return points.filter { $0.isFinite && interval.contains($0) }
    }
}

/// Compares interval functions with the same functions of numbers at twice the precision.
///
/// The number's value is rounded to nearest at the higher precision, on whose grid the bounds lie, so rounding cannot carry it
/// across a correct bound. Where it is NaN, the enclosure must be empty or not total.
struct ContainmentChecker {
    let precision = 64
    let count = 400

    func violations(
        of function: (Interval) -> Interval, reference: (BigFloat, Int, Rounding) -> BigFloat, seed: UInt64 = 1
    ) -> [Violation] {
        var generator = IntervalGenerator(seed: seed)
        let anchors = IntervalGenerator.anchors.map { Interval($0, precision: precision) }
        let random = (0..<count).map { _ in generator.interval(precision: precision) }
        return (anchors + random).flatMap { argument in
            let enclosure = function(argument)
            return generator.points(in: argument).compactMap { point in
                violation([argument], [point], reference(point, 2 * precision, .nearest), enclosure)
            }
        }
    }

    func violations(
        of function: (Interval, Interval) -> Interval,
        reference: (BigFloat, BigFloat, Int, Rounding) -> BigFloat, seed: UInt64 = 1
    ) -> [Violation] {
        var generator = IntervalGenerator(seed: seed)
        return (0..<count).flatMap { _ in
            let a = generator.interval(precision: precision)
            let b = generator.interval(precision: precision)
            let enclosure = function(a, b)
            let others = generator.points(in: b)
            return generator.points(in: a).flatMap { x in
                others.compactMap { y in
                    violation([a, b], [x, y], reference(x, y, 2 * precision, .nearest), enclosure)
                }
            }
        }
    }

    private func violation(
        _ arguments: [Interval], _ points: [BigFloat], _ value: BigFloat, _ enclosure: Interval
    ) -> Violation? {
        let holds = value.isNaN ? !enclosure.isTotal : enclosure.contains(value)
        return holds
            ? nil : Violation(arguments: arguments, points: points, value: value, enclosure: enclosure)
    }
}
