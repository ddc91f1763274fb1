import Multiprecision
import Specifications
import Testing
import Values

@testable import Oracle

/// Every elementary function of the language: values against identities and higher precision, slopes against series, and
/// the edges of its domain.
@Suite("Elementary functions of definitions")
struct ElementaryFunctionTests {
    private static let smooth: [(name: String, range: ClosedRange<Float>)] = [
        ("exp", -5...5), ("expm1", -1...1), ("exp2", -5...5), ("log", 0.1...9), ("log1p", -0.5...3), ("log2", 0.1...9),
        ("log10", 0.1...9), ("sqrt", 0.1...9), ("cbrt", 0.1...9), ("sin", -5...5), ("cos", -5...5), ("tan", -1.4...1.4),
        ("asin", -0.9...0.9), ("acos", -0.9...0.9), ("atan", -5...5), ("sinh", -3...3), ("cosh", -3...3),
        ("tanh", -3...3), ("asinh", -5...5), ("acosh", 1.1...5), ("atanh", -0.9...0.9), ("erf", -2...2),
        ("erfc", -2...2),
    ]

    private func points(_ range: ClosedRange<Float>) -> HostArray {
        var generator = SeededGenerator(seed: 21)
        return HostArray((0..<12).map { _ in Float.random(in: range, using: &generator) })
    }

    @Test("Enclosures are narrow, and hold those of twice the precision", arguments: smooth.map(\.name))
    func values(_ name: String) throws {
        let x = points(Self.smooth.first { $0.name == name }!.range)
        for (coarse, fine) in zip(
            try enclosures("y = \(name)(a)", x, precision: 96), try enclosures("y = \(name)(a)", x, precision: 192))
        {
            #expect(coarse.isTotal && coarse.intersects(fine) && coarse.relativeWidthUpperBound < 0x1p-85)
            #expect(coarse.lower <= fine.upper && fine.lower <= coarse.upper)
        }
    }

    @Test(
        "The adjoint's slope is the series' first coefficient, and both are the central difference",
        arguments: smooth.map(\.name))
    func slopes(_ name: String) throws {
        let x = points(Self.smooth.first { $0.name == name }!.range)
        let ones = HostArray([Float](repeating: 1, count: x.count))
        let graph = try graph(of: "y = \(name)(a)", [x.shape])
        let slopes = AdjointEvaluator(precision: 160).gradients(graph, [x], cotangents: [ones])[0].elements
        let series = try #require(
            SeriesEvaluator(precision: 160, order: 3).outputs(graph, [x], directions: [ones])[0])
        let step = BigFloat(1, precision: 2).scaled(byPowerOf2: -40)
        func moved(_ side: BigFloat) throws -> [Interval] {
            let elements = (0..<x.count).map {
                Interval(x.double(at: $0), precision: 160) + Interval(side, precision: 160)
            }
            return try #require(EnclosureEvaluator(precision: 160).outputs(graph, elements: [elements])[0])
        }
        let (above, below) = (try moved(step), try moved(-step))
        for position in 0..<x.count {
            #expect(
                slopes[position].intersects(series[position].coefficients[1]), "\(name) at \(x.double(at: position))")
            #expect(slopes[position].isTotal && slopes[position].relativeWidthUpperBound < 0x1p-120)
            let difference = (above[position] - below[position]) / Interval(step.scaled(byPowerOf2: 1), precision: 160)
            let error = (difference - slopes[position]).magnitudeUpperBound.toDouble()
            #expect(error < 0x1p-60, "\(name) at \(x.double(at: position))")
        }
    }

    @Test("Functions that undo each other")
    func inverses() throws {
        let x = HostArray([Float(-0.75), -0.1, 0.3, 0.8])
        for formula in [
            "y = sin(asin(a)) - a", "y = cos(acos(a)) - a", "y = tan(atan(a)) - a", "y = sinh(asinh(a)) - a",
            "y = tanh(atanh(a)) - a", "y = cosh(acosh(1 + a * a)) - 1 - a * a", "y = log2(exp2(a)) - a",
            "y = cbrt(a) ^ 3 - a", "y = erf(a) + erfc(a) - 1", "y = pow(abs(a), 2.5) ^ 2 - abs(a) ^ 5",
            "y = log10(pow(10, a)) - a", "y = tan(atan2(a, 2)) - a / 2", "y = cos(atan2(a, -2)) + 2 / sqrt(4 + a * a)",
        ] {
            for rest in try enclosures(formula, x, precision: 128) {
                #expect(rest.containsZero && rest.magnitudeUpperBound.toDouble() < 0x1p-100, "\(formula)")
            }
        }
    }

    @Test(
        "Beyond a domain there is no value",
        arguments: [
            ("y = asin(a)", Float(1.5)), ("y = acos(a)", -1.5), ("y = acosh(a)", 0.5), ("y = atanh(a)", 2),
            ("y = log2(a)", -1), ("y = log10(a)", -1), ("y = pow(a, 0.5)", -2), ("y = pow(a, -0.5)", 0),
            ("y = atan2(a, 0)", 0),
        ])
    func domains(_ formula: String, _ x: Float) throws {
        #expect(try enclosures(formula, HostArray([x]))[0].isEmpty)
    }

    @Test("Powers of negative numbers, of zero, and by exponents that are huge")
    func powers() throws {
        func power(_ x: Float, _ y: Float) throws -> Interval {
            try enclosures("y = pow(a, b)", HostArray([x]), HostArray([y]))[0]
        }
        #expect(try power(-2, 3).isPoint(-8))
        #expect(try power(0, 0).isPoint(1))
        #expect(try power(0, 2.5).isPoint(0))
        #expect(try power(-1, 0x1p+80).isTotal && power(-1, 0x1p+80).lower.sign > 0)
        #expect(try power(-1, 0x1.fffffep+23).upper.sign < 0)
        #expect(try power(1, 1e30).lower.toDouble() == 1)
        #expect(try power(-2, 0.5).isEmpty)
    }

    @Test("Steps round as told, and have no slope where they jump")
    func steps() throws {
        let x = HostArray([Float(-2.5), -1.5, -0.5, 0.5, 1.5, 2.25, -2])
        func values(_ name: String) throws -> [Double] {
            try enclosures("y = \(name)(a)", x).map { interval in
                #expect(interval.isTotal && interval.lower == interval.upper)
                return interval.lower.toDouble()
            }
        }
        #expect(try values("floor") == [-3, -2, -1, 0, 1, 2, -2])
        #expect(try values("ceil") == [-2, -1, 0, 1, 2, 3, -2])
        #expect(try values("trunc") == [-2, -1, 0, 0, 1, 2, -2])
        #expect(try values("round") == [-2, -2, 0, 0, 2, 2, -2])
        #expect(try values("sign") == [-1, -1, -1, 1, 1, 1, -1])
        let ones = HostArray([Float](repeating: 1, count: 7))
        func slopes(_ name: String) throws -> [Bool] {
            AdjointEvaluator(precision: 96).gradients(try graph(of: "y = \(name)(a)", [[7]]), [x], cotangents: [ones])[
                0
            ]
            .elements.map(\.isZero)
        }
        #expect(try slopes("floor") == [true, true, true, true, true, true, false])
        #expect(try slopes("trunc") == [true, true, true, true, true, true, false])
        #expect(try slopes("round") == [false, false, false, false, false, true, true])
        #expect(try slopes("sign") == [true, true, true, true, true, true, true])
    }

    @Test("Quotients rounded down and what they leave follow Python")
    func remainders() throws {
        let (a, b) = (HostArray([Float(7), -7, 7, -7]), HostArray([Float(2), 2, -2, -2]))
        #expect(try enclosures("y = a // b", a, b).map { $0.lower.toDouble() } == [3, -4, -4, 3])
        #expect(try enclosures("y = a % b", a, b).map { $0.lower.toDouble() } == [1, 1, -1, -1])
    }
}
