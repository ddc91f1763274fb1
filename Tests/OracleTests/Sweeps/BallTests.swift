import Multiprecision
import Testing

@testable import Oracle

/// Midpoints with two radii, against exact arithmetic.
@Suite struct BallTests {
    /// A ball around a number with a radius, and numbers in it.
    private func sample(_ generator: inout SeededGenerator) -> (ball: Ball, centre: [Double], block: [Double]) {
        func magnitude() -> Double {
            let wild = generator.next() % 4 == 0
            let exponent =
                wild ? Int.random(in: -1070...900, using: &generator) : Int.random(in: -20...20, using: &generator)
            return Double(sign: .plus, exponent: exponent, significand: Double.random(in: 1..<2, using: &generator))
        }
        let middle = (generator.next() % 2 == 0 ? 1 : -1) * magnitude()
        let small = generator.next() % 3 == 0 ? 0 : abs(middle) * Double.random(in: 0...0x1p-30, using: &generator)
        let large = small + abs(middle) * [0, 0x1p-40, 0.01, 0.999][Int(generator.next() % 4)]
        // Ends that are surely inside.
        func ends(_ radius: Double) -> [Double] {
            let (a, b) = (middle - radius, middle + radius)
            func isInside(_ x: Double) -> Bool {
                let way = (Interval(x, precision: 2300) - Interval(middle, precision: 2300)).abs()
                return way.upper <= BigFloat(radius, precision: 53)
            }
            return [middle] + [a, b].filter(isInside)
        }
        return (Ball(middle: middle, centre: small, block: large), ends(small), ends(large))
    }

    private func expectInside(_ value: Interval, _ ball: Ball, _ radius: Double, _ what: String) {
        guard radius.isFinite, ball.middle.isFinite else { return }
        let way = (value - Interval(ball.middle, precision: 2300)).abs()
        #expect(way.lower <= BigFloat(radius, precision: 53), "\(what): \(ball)")
    }

    @Test func resultsOfNumbersInsideAreInside() {
        var generator = SeededGenerator(seed: 9)
        var finite = 0
        for _ in 0..<20_000 {
            let (a, b) = (sample(&generator), sample(&generator))
            let n = Int.random(in: 1...7, using: &generator)
            for (name, ball, exact) in [
                ("+", a.ball + b.ball, { (x: Interval, y: Interval) in x + y }), ("-", a.ball - b.ball, { $0 - $1 }),
                ("*", a.ball * b.ball, { $0 * $1 }), ("/", a.ball / b.ball, { $0 / $1 }),
                ("times a whole number", a.ball * n, { x, _ in x * Interval(n, precision: 64) }),
                ("by a whole number", a.ball / n, { x, _ in x / Interval(n, precision: 64) }),
            ] {
                if ball.block.isFinite { finite += 1 }
                for x in a.centre {
                    for y in b.centre {
                        expectInside(
                            exact(Interval(x, precision: 2300), Interval(y, precision: 2300)), ball, ball.centre, name)
                    }
                }
                for x in a.block {
                    for y in b.block {
                        expectInside(
                            exact(Interval(x, precision: 2300), Interval(y, precision: 2300)), ball, ball.block, name)
                    }
                }
            }
        }
        #expect(finite > 60_000)
    }

    @Test func aDivisorThatMayBeZeroLeavesNothing() {
        let quotient = Ball(exactly: 1) / Ball(middle: 1, centre: 0, block: 1)
        #expect(!quotient.block.isFinite && quotient.centre.isFinite)
        #expect(!(Ball(exactly: 1) / .zero).centre.isFinite)
    }

    @Test func whatUnderflowsInADivisionIsNotLost() {
        // The quotient of 2^-1000 and 2^-600 by what may be 2^-601: a product of the radius underflows, and matters.
        let a = Ball(middle: 0x1p-1060, centre: 0, block: 0)
        let b = Ball(middle: 0x1p-900, centre: 0, block: 0x1p-930)
        let exact =
            Interval(0x1p-1060, precision: 2300)
            / (Interval(0x1p-900, precision: 2300) - Interval(0x1p-930, precision: 2300))
        let quotient = a / b
        let way = (exact - Interval(quotient.middle, precision: 2300)).abs()
        #expect(way.lower <= BigFloat(quotient.block, precision: 53))
    }
}
