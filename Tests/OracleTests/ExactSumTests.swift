import Multiprecision
import Testing

@testable import Oracle

/// Exact sums against sums of 4400 bits, which are exact as well.
@Suite struct ExactSumTests {
    /// Enough for every bit from 2^-2148 to 2^2079.
    private static let precision = 4400

    private func sum(_ terms: [Double]) -> ExactSum {
        var sum = ExactSum()
        sum.add(terms)
        return sum
    }

    private func reference(_ terms: [Double], _ factors: [Double]? = nil) -> BigFloat {
        var sum = BigFloat(0, precision: Self.precision)
        for (place, term) in terms.enumerated() {
            let product = BigFloat.multiply(
                BigFloat(term, precision: 53), BigFloat(factors?[place] ?? 1, precision: 53), precision: 106,
                rounding: .nearest)
            sum = BigFloat.add(sum, product, precision: Self.precision, rounding: .nearest)
        }
        return sum
    }

    private func agrees(_ sum: ExactSum, _ expected: BigFloat) -> Bool {
        guard let bounds = sum.bounds, let value = sum.value else { return false }
        return value == expected && bounds.lower == expected.toDouble(rounding: .down)
            && bounds.upper == expected.toDouble(rounding: .up)
    }

    private func randomBits(_ generator: inout SeededGenerator) -> Double {
        while true {
            let x = Double(bitPattern: generator.next())
            if x.isFinite { return x }
        }
    }

    @Test(arguments: [
        [], [0], [-0.0], [1], [0x1p-1074], [-0x1p-1074, 0x1p-1074], [0x1p+1023, 0x1p-1074, -0x1p+1023],
        [0x1p+1023, 0x1p+1023], [-0x1p+1023, -0x1p+1023, 0x1p-1074], [.greatestFiniteMagnitude, 0x1p+969],
        [.greatestFiniteMagnitude, 0x1p+970], [1, 0x1p-53], [1, 0x1p-53, 0x1p-1074], [1, -0x1p-54],
        [1, 0x1p+100, 1, -0x1p+100], [0x1p-1022, -0x1p-1074], [0x1.fffffffffffffp-1, 0x1p-54, 0x1p-1074],
        [-1, -0x1p-53, 0x1p-1074],
    ])
    func sumsThatRoundingWouldRuin(_ terms: [Double]) {
        #expect(agrees(sum(terms), reference(terms)), "\(terms)")
    }

    @Test func sumsOfAnyBitPatterns() {
        var generator = SeededGenerator(seed: 7)
        for count in [1, 2, 3, 10, 100] {
            for _ in 0..<50 {
                let terms = (0..<count).map { _ in randomBits(&generator) }
                #expect(agrees(sum(terms), reference(terms)), "\(terms)")
            }
        }
    }

    @Test func cancellationLeavesTheSmallestTerm() {
        var generator = SeededGenerator(seed: 8)
        let large = (0..<500).map { _ in randomBits(&generator) }
        for remainder in [0x1p-1074, -0x1.8p-1060, 3, 0x1p+1000] {
            let terms = (large + [remainder] + large.map { -$0 }).shuffled(using: &generator)
            #expect(sum(terms).bounds.map { [$0.lower, $0.upper] } == [remainder, remainder])
        }
    }

    @Test func theOrderOfTheTermsDoesNotMatter() {
        var generator = SeededGenerator(seed: 9)
        let terms = (0..<1000).map { _ in randomBits(&generator) }
        let value = sum(terms).value
        for _ in 0..<10 { #expect(sum(terms.shuffled(using: &generator)).value == value) }
        var inParts = sum(Array(terms[..<300]))
        inParts.add(Array(terms[300...]))
        #expect(inParts.value == value)
    }

    @Test func productsNeitherRoundNorOverflowNorUnderflow() {
        var generator = SeededGenerator(seed: 10)
        let corners = [
            0, -0.0, 1, 0x1p-1074, -0x1p-1074, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0x1p-1022,
            0x1.fffffffffffffp-1,
        ]
        for a in corners {
            for b in corners {
                var sum = ExactSum()
                sum.addProducts([a], [b])
                #expect(agrees(sum, reference([a], [b])), "\(a) * \(b)")
            }
        }
        for count in [1, 2, 30] {
            for _ in 0..<100 {
                let a = (0..<count).map { _ in randomBits(&generator) }
                let b = (0..<count).map { _ in randomBits(&generator) }
                var sum = ExactSum()
                sum.addProducts(a, b)
                #expect(agrees(sum, reference(a, b)), "\(a) * \(b)")
            }
        }
    }

    @Test func productsThatCancelLeaveTheirRest() {
        // 2^2046 - 2^2046 + 2^-2148: outside binary64 at both ends.
        var sum = ExactSum()
        sum.addProducts([0x1p+1023, 0x1p-1074, -0x1p+1023], [0x1p+1023, 0x1p-1074, 0x1p+1023])
        #expect(sum.value == BigFloat(1, precision: 1).scaled(byPowerOf2: -2148))
        #expect(sum.bounds.map { [$0.lower, $0.upper] } == [0, 0x1p-1074])
        sum.addProducts([-0x1p-1073], [0x1p-1074])
        #expect(sum.bounds.map { [$0.lower, $0.upper] } == [-0x1p-1074, 0])
    }

    @Test func whatIsNotFiniteHasNoSum() {
        for term in [Double.nan, .infinity, -.infinity] {
            #expect(sum([1, term]).bounds == nil && sum([1, term]).value == nil)
            var products = ExactSum()
            products.addProducts([0], [term])
            #expect(!products.isFinite)
        }
    }

    @Test func manyTermsCarryThroughEveryLimb() {
        // A million terms of all ones on limbs that end up full.
        let terms = [Double](repeating: 0x1.fffffffffffffp+3, count: 1_000_000)
        var sum = ExactSum()
        sum.add(terms)
        let expected = BigFloat.multiply(
            BigFloat(0x1.fffffffffffffp+3, precision: 53), BigFloat(1_000_000, precision: 64), precision: 128,
            rounding: .nearest)
        #expect(agrees(sum, expected))
    }
}
