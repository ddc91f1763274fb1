import Testing

@testable import TensorEngine

/// Elementary functions where they are difficult: next to zeros and poles, at the edges of the range, among subnormal
/// results. Bits are those of the real results computed with 300 digits and rounded to nearest, for the function and for
/// its derivative.
@Suite("Elementary functions") struct ElementaryTests {
    struct Subject: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let function: @Sendable (Tensor) -> Tensor
        let points: [(x: Float, value: UInt32, slope: UInt32)]

        init(
            _ name: String, _ function: @escaping @Sendable (Tensor) -> Tensor,
            _ points: [(x: Float, value: UInt32, slope: UInt32)]
        ) {
            testDescription = name
            self.function = function
            self.points = points
        }
    }

    static let subjects = [
        Subject(
            "exp2", exp2,
            [
                (0x1.fffffep+6, 0x7F7FFFA7, 0x7F3171DA), (-0x1.f80002p+6, 0x007FFFD4, 0x0058B8ED),
                (-0x1.2a0002p+7, 0x00000001, 0x00000001), (0.5, 0x3FB504F3, 0x3F7AF233),
                (0x1p-24, 0x3F800000, 0x3F317218), (-150, 0x00000000, 0x00000000),
            ]),
        Subject(
            "expm1", expm1,
            [
                (0x1.62e42ep+6, 0x7F7FFF84, 0x7F7FFF84), (-0x1.154244p+4, 0xBF7FFFFF, 0x3300000C),
                (-0x1.154248p+4, 0xBF800000, 0x32FFFFD7), (0x1p-24, 0x33800000, 0x3F800001),
                (0x1.000002p-12, 0x39800401, 0x3F800800), (-0.5, 0xBEC974D0, 0x3F1B4598),
                (-90, 0xBF800000, 0x0008EC28),
            ]),
        Subject(
            "log2", log2,
            [
                (0x1.000002p+0, 0x3438AA3A, 0x3FB8AA3A), (0x1.fffffep-1, 0xB3B8AA3C, 0x3FB8AA3C),
                (0x1p-149, 0xC3150000, 0x7F800000), (3, 0x3FCAE00D, 0x3EF6384F),
                (0x1.fffffep+127, 0x43000000, 0x002E2A8F),
            ]),
        Subject(
            "log10", log10,
            [
                (0x1.000002p+0, 0x335E5BD8, 0x3EDE5BD7), (0x1.fffffep-1, 0xB2DE5BD9, 0x3EDE5BDA),
                (0x1p-149, 0xC23369F4, 0x7F800000), (1e10, 0x41200000, 0x2E3F0136),
                (0x1.fffffep+127, 0x421A209B, 0x000DE5BE),
            ]),
        Subject(
            "log1p", log1p,
            [
                (-0x1.fffffep-1, 0xC1851592, 0x4B800000), (0x1p-24, 0x33800000, 0x3F7FFFFF),
                (-0x1p-24, 0xB3800000, 0x3F800001), (0x1.000002p-12, 0x397FF802, 0x3F7FF001),
                (0x1.fffffep+127, 0x42B17218, 0x00200000), (0.5, 0x3ECF991F, 0x3F2AAAAB),
            ]),
        Subject(
            "rsqrt", rsqrt,
            [
                (0x1p-149, 0x64B504F3, 0xFF800000), (0x1.fffffep+127, 0x1F800000, 0x80000000),
                (2, 0x3F3504F3, 0xBE3504F3), (0x1.000002p+0, 0x3F7FFFFF, 0xBEFFFFFD),
                (0x1p+84, 0x2A800000, 0x80400000), (0x1p-84, 0x54800000, 0xFE000000),
            ]),
        Subject(
            "cbrt", cbrt,
            [
                (0x1p-149, 0x26A14518, 0x705706CA), (-0x1.fffffep+127, 0xD4CB2FF5, 0x1407754E),
                (2, 0x3FA14518, 0x3E5706CA), (-27, 0xC0400000, 0x3D17B426), (0x1p+64, 0x4A214518, 0x295706CA),
            ]),
        Subject(
            "square", square,
            [
                (0x1.fffffep+63, 0x7F7FFFFE, 0x5FFFFFFF), (0x1.6a09e6p-64, 0x00400000, 0x203504F3),
                (0x1.000002p-75, 0x00000001, 0x1A800001), (-0.1, 0x3C23D70B, 0xBE4CCCCD),
                (0x1p-75, 0x00000000, 0x1A800000),
            ]),
        Subject(
            "sin", sin,
            [
                (0x1.921fb6p+1, 0xB3BBBD2E, 0xBF800000), (0x1.921fb6p+0, 0x3F800000, 0xB33BBD2E),
                (0x1.f37c8ap+95, 0x3F800000, 0xB0DDEEA9), (0x1.fffffep+127, 0xBF0599B3, 0x3F5A5F96),
                (0x1p-12, 0x39800000, 0x3F800000), (22, 0xBC110515, 0xBF7FFD6F),
            ]),
        Subject(
            "cos", cos,
            [
                (0x1.921fb6p+0, 0xB33BBD2E, 0xBF800000), (0x1.921fb6p+1, 0xBF800000, 0x33BBBD2E),
                (0x1.f37c8ap+95, 0xB0DDEEA9, 0xBF800000), (0x1.fffffep+127, 0x3F5A5F96, 0x3F0599B3),
                (0x1p-12, 0x3F800000, 0xB9800000), (11, 0x3B910572, 0x3F7FFF5C),
            ]),
        Subject(
            "tan", tan,
            [
                (0x1.921fb6p+0, 0xCBAE8A4A, 0x57EE008F), (0x1.921fb4p+0, 0x4B4A1BDA, 0x571F8FF6),
                (0x1.921fb6p+1, 0x33BBBD2E, 0x3F800000), (0x1.f37c8ap+95, 0xCE13A60E, 0x5CAA503F),
                (-0x1.fffffep+127, 0x3F1C9ECA, 0x3FAFE8F5), (0x1p-12, 0x39800000, 0x3F800001),
            ]),
        Subject(
            "asin", asin,
            [
                (0x1.fffffep-1, 0x3FC9048A, 0x453504F3), (-0x1.fffffcp-1, 0xBFC8FFDB, 0x45000000),
                (0.5, 0x3F060A92, 0x3F93CD3A), (0x1p-12, 0x39800000, 0x3F800000),
                (0x1p-149, 0x00000001, 0x3F800000),
            ]),
        Subject(
            "acos", acos,
            [
                (0x1.fffffep-1, 0x39B504F3, 0xC53504F3), (-0x1.fffffep-1, 0x40490A32, 0xC53504F3),
                (0.5, 0x3F860A92, 0xBF93CD3A), (0x1p-24, 0x3FC90FDA, 0xBF800000),
                (0x1p-149, 0x3FC90FDB, 0xBF800000),
            ]),
        Subject(
            "atan", atan,
            [
                (1, 0x3F490FDB, 0x3F000000), (0x1p+24, 0x3FC90FDA, 0x27800000),
                (-0x1.fffffep+127, 0xBFC90FDB, 0x00000000), (0x1p+70, 0x3FC90FDB, 0x00000200),
                (0x1p+75, 0x3FC90FDB, 0x00000000), (0x1p-12, 0x39800000, 0x3F7FFFFF),
            ]),
        Subject(
            "sinh", sinh,
            [
                (0x1.65a9f8p+6, 0x7F7FFFEC, 0x7F7FFFEC), (0x1.65a9fap+6, 0x7F800000, 0x7F800000),
                (0x1p-12, 0x39800000, 0x3F800000), (-1, 0xBF966CFE, 0x3FC583AB),
                (0x1p-149, 0x00000001, 0x3F800000),
            ]),
        Subject(
            "cosh", cosh,
            [
                (0x1.65a9f8p+6, 0x7F7FFFEC, 0x7F7FFFEC), (0x1.65a9fap+6, 0x7F800000, 0x7F800000),
                (0x1p-12, 0x3F800000, 0x39800000), (-1, 0x3FC583AB, 0xBF966CFE),
                (0x1p-149, 0x3F800000, 0x00000001),
            ]),
        Subject(
            "asinh", asinh,
            [
                (0x1.fffffep+127, 0x42B2D4FC, 0x00200000), (0x1p-12, 0x39800000, 0x3F800000),
                (-1, 0xBF61A1B3, 0x3F3504F3), (0x1p-149, 0x00000001, 0x3F800000),
                (0x1p+64, 0x423437E0, 0x1F800000),
            ]),
        Subject(
            "acosh", acosh,
            [
                (0x1.000002p+0, 0x3A000000, 0x45000000), (0x1.fffffep+127, 0x42B2D4FC, 0x00200000),
                (1.5, 0x3F766165, 0x3F64F92E), (0x1.002p+0, 0x3CFFFD55, 0x41FFF800),
            ]),
        Subject(
            "atanh", atanh,
            [
                (0x1.fffffep-1, 0x410AA123, 0x4B000000), (-0x1.fffffcp-1, 0xC1051592, 0x4A800001),
                (0x1p-12, 0x39800000, 0x3F800001), (0.5, 0x3F0C9F54, 0x3FAAAAAB),
            ]),
        Subject(
            "erf", erf,
            [
                (0x1.f5a888p+1, 0x3F7FFFFF, 0x34814444), (0x1.f5a88cp+1, 0x3F800000, 0x34814424),
                (1, 0x3F57BB3D, 0x3ED488F8), (0x1p-149, 0x00000001, 0x3F906EBB), (-9.3, 0xBF800000, 0x0128608E),
                (10.1, 0x3F800000, 0x00000004), (0x1p-12, 0x39906EBA, 0x3F906EBA),
            ]),
        Subject(
            "erfc", erfc,
            [
                (0x1.2639bep+3, 0x00800083, 0x8293F9A4), (0x1.2639c2p+3, 0x007FFF5B, 0x8293F850),
                (0x1.41bbf6p+3, 0x00000001, 0x8000000A), (0x1.41bbfap+3, 0x00000000, 0x8000000A),
                (-3.9, 0x40000000, 0xB496365A), (1, 0x3E21130B, 0xBED488F8), (0x1p-25, 0x3F7FFFFF, 0xBF906EBB),
            ]),
        Subject(
            "sinc", sinc,
            [
                (0.5, 0x3F22F983, 0xBFA2F983), (0x1.fffffep-1, 0x33800000, 0xBF800001),
                (0x1.000002p+1, 0x33FFFFFE, 0x3EFFFFFC), (0x1.6e27ecp+0, 0xBE5E727E, 0x3269B9AF),
                (-0x1.3ac14cp+1, 0x3E03749E, 0xB3DAF4BA), (0x1.45f304p-2, 0x3F576AA5, 0xBF7236D6),
                (0x1p-10, 0x3F7FFFE6, 0xBB528D26), (0x1p-100, 0x3F800000, 0x8E528D33),
                (0x1.fffffep+22, 0xB322F984, 0x27A2F985), (0x1.27e99p+4, 0x3C8CF8D0, 0x30155356),
                (3, 0x00000000, 0xBEAAAAAB),
            ]),
    ]

    private func bits(_ tensor: Tensor) -> [UInt32] { tensor.hostArray.float32!.map(\.bitPattern) }

    @Test("values and slopes are correctly rounded at difficult points", arguments: subjects)
    func points(_ subject: Subject) {
        let x = Tensor(subject.points.map(\.x), shape: [subject.points.count])
        #expect(bits(subject.function(x)) == subject.points.map(\.value))
        #expect(bits(gradient(at: x) { subject.function($0).sum(.all) }) == subject.points.map(\.slope))
    }

    @Test("strides do not change bits, and float64 rounds to the same float32", arguments: subjects)
    func layouts(_ subject: Subject) {
        let x = Tensor(subject.points.map(\.x), shape: [subject.points.count])
        #expect(bits(subject.function(x[.reversed])) == bits(subject.function(x)).reversed())
        let wide = subject.function(x.cast(to: .float64))
        #expect(wide.dtype == .float64)
        #expect(bits(wide.cast(to: .float32)) == bits(subject.function(x)))
    }

    /// What a function makes of NaN, inf, -inf, 0, -0, 1 and -1, nil for NaN.
    @Test("special values are those of C's Annex F")
    func specials() {
        let x = Tensor([.nan, .infinity, -.infinity, 0, -0.0, 1, -1], shape: [7])
        let inf = Float.infinity
        let (half, quarter) = (Float(0x1.921fb6p+0), Float(0x1.921fb6p-1))
        func expect(
            _ function: (Tensor) -> Tensor, _ expected: [Float?], sourceLocation: SourceLocation = #_sourceLocation
        ) {
            let results = [nil] + expected
            #expect(
                function(x).hostArray.float32!.map { $0.isNaN ? nil : $0.bitPattern } == results.map { $0?.bitPattern },
                sourceLocation: sourceLocation)
        }
        expect(exp2, [inf, 0, 1, 1, 2, 0.5])
        expect(expm1, [inf, -1, 0, -0.0, 0x1.b7e152p+0, -0x1.43a54ep-1])
        expect(log2, [inf, nil, -inf, -inf, 0, nil])
        expect(log10, [inf, nil, -inf, -inf, 0, nil])
        expect(log1p, [inf, nil, 0, -0.0, 0x1.62e430p-1, -inf])
        expect(rsqrt, [0, nil, inf, -inf, 1, nil])
        expect(cbrt, [inf, -inf, 0, -0.0, 1, -1])
        expect(square, [inf, inf, 0, 0, 1, 1])
        expect(sin, [nil, nil, 0, -0.0, 0x1.aed548p-1, -0x1.aed548p-1])
        expect(cos, [nil, nil, 1, 1, 0x1.14a280p-1, 0x1.14a280p-1])
        expect(tan, [nil, nil, 0, -0.0, 0x1.8eb246p+0, -0x1.8eb246p+0])
        expect(asin, [nil, nil, 0, -0.0, half, -half])
        expect(acos, [nil, nil, half, half, 0, 2 * half])
        expect(atan, [half, -half, 0, -0.0, quarter, -quarter])
        expect(sinh, [inf, -inf, 0, -0.0, 0x1.2cd9fcp+0, -0x1.2cd9fcp+0])
        expect(cosh, [inf, inf, 1, 1, 0x1.8b0756p+0, 0x1.8b0756p+0])
        expect(asinh, [inf, -inf, 0, -0.0, 0x1.c34366p-1, -0x1.c34366p-1])
        expect(acosh, [inf, nil, nil, nil, 0, nil])
        expect(atanh, [nil, nil, 0, -0.0, inf, -inf])
        expect(erf, [1, -1, 0, -0.0, 0x1.af767ap-1, -0x1.af767ap-1])
        expect(erfc, [0, 2, 1, 1, 0x1.422616p-3, 0x1.d7bb3ep+0])
        expect(sinc, [0, 0, 1, 1, 0, 0])
    }

    @Test("slopes at poles and at the ends of domains are infinite")
    func infiniteSlopes() {
        func slopes(_ x: [Float], _ function: (Tensor) -> Tensor) -> [Double] {
            gradient(at: Tensor(x, shape: [x.count])) { function($0).sum(.all) }.values
        }
        #expect(slopes([0, -0.0], cbrt) == [.infinity, .infinity])
        #expect(slopes([1, -1], asin) == [.infinity, .infinity])
        #expect(slopes([1, -1], acos) == [-.infinity, -.infinity])
        #expect(slopes([1], acosh) == [.infinity])
        #expect(slopes([1, -1], atanh) == [.infinity, .infinity])
        #expect(slopes([-1], log1p) == [.infinity])
        #expect(slopes([0], log2) == [.infinity])
        #expect(slopes([0], rsqrt) == [-.infinity])
    }

    @Test("no cotangent is no gradient, however large the slope")
    func zeroCotangents() {
        for function in [exp2, expm1, sinh, cosh] as [(Tensor) -> Tensor] {
            let pull = pullback(at: [Tensor([1000, 5000] as [Float], shape: [2])]) { [function($0[0])] }.pullback
            #expect(pull([[0, -0.0]])[0]!.values == [0, 0])
            #expect(pull([[1, 0]])[0]!.values == [.infinity, 0])
        }
    }

    @Test("a cotangent that is zero has a derivative of its own")
    func secondDerivativesAtZeroCotangents() {
        // The square of f(x) - f(a) has the second derivative 2 f'(a)^2 at a, though the cotangent of f is 0 there.
        func curvature(at a: Double, _ function: (Tensor) -> Tensor) -> Double {
            let a = Tensor(scalar: a, dtype: .float64)
            let value = function(a)
            return gradient(at: a) { x in gradient(at: x) { square(function($0) - value) } }.item()
        }
        func expect(_ curvature: Double, _ slope: Double, sourceLocation: SourceLocation = #_sourceLocation) {
            #expect(abs(curvature - 2 * slope * slope) < 1e-12 * slope * slope, sourceLocation: sourceLocation)
        }
        expect(curvature(at: 0, exp2), 0.6931471805599453)
        expect(curvature(at: 0, sinh), 1)
        expect(curvature(at: 1, cosh), 1.1752011936438014)
        expect(curvature(at: 2) { pow($0, 3) }, 12)
        expect(curvature(at: 3) { pow(Tensor(scalar: 2, dtype: .float64), $0) }, 5.545177444479562)
    }

    // MARK: Derivatives

    @Test("first and second derivatives are those of the functions")
    func derivatives() {
        var numbers = Numbers(seed: 8)
        let all = numbers.tensor([5], in: -2...2)
        let positive = numbers.tensor([5], in: 0.3...2)
        let inner = numbers.tensor([5], in: -0.8...0.8)
        for function in [exp2, expm1, square, sin, cos, atan, sinh, cosh, asinh, erf, erfc, sinc] {
            expectDerivatives(at: [all]) { function($0[0]) }
        }
        for function in [log2, log10, log1p, rsqrt, cbrt] { expectDerivatives(at: [positive]) { function($0[0]) } }
        for function in [tan, asin, acos, atanh] { expectDerivatives(at: [inner]) { function($0[0]) } }
        expectDerivatives(at: [positive + 1]) { acosh($0[0]) }
        expectDerivatives(at: [-positive]) { cbrt($0[0]) }
        expectDerivatives(at: [all, inner]) { sincGradient($0[0], $0[1]) }
    }

    @Test("an operand that is no floating-point number is refused with its type")
    func integers() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = sin(Tensor([Int64(1)], shape: [1]))
        }
        #expect(trapMessage(result).contains("sin: operands must be all float32 or all float64, got int64[1]"))
    }
}

@Suite struct EdgeSlopeTests {
    /// Where the slope is infinite, what gets no cotangent gets no gradient: as behind `select`, which sends zeros there.
    @Test func `no cotangent is no gradient, however steep the function`() {
        func slope(_ function: (Tensor) -> Tensor, at x: Tensor) -> [Double?] {
            let (_, pull) = pullback(at: [x]) { [function($0[0])] }
            return pull([Tensor([0, 1])])[0]!.values
        }
        #expect(slope(asin, at: [1, 1]) == [0, .infinity])
        #expect(slope(acos, at: [-1, 1]) == [0, -.infinity])
        #expect(slope(acosh, at: [1, 1]) == [0, .infinity])
        #expect(slope(sqrt, at: [0, 0]) == [0, .infinity])
        #expect(slope(cbrt, at: [0, 0]) == [0, .infinity])
    }

    @Test func `the slope of x^y at y = 0 changes with y as 1/x`() {
        let mixed = gradient(at: [0]) { y in
            gradient(at: [4]) { x in pow(x, y).sum(.all) }.sum(.all)
        }
        #expect(mixed.values == [0.25])
        #expect(gradient(at: [0, 4]) { pow($0, Tensor([0, 0])).sum(.all) }.values == [0, 0])
    }
}
