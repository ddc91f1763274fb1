import Specifications
import Testing
import Values

@testable import Verification

@Suite("Lines of the calculator")
struct LineCalculatorTests {
    private func lines(
        _ operation: String, _ text: String, _ format: FloatFormat = .binary32,
        _ directions: [RoundingDirection] = [.nearest], style: LineCalculator.Style = .text
    ) throws -> (text: String, problems: [LineCalculator.Problem]) {
        try LineCalculator(
            CorrectlyRoundedCalculator(specification(operation), format: format, directions: directions), style: style
        ).answers(to: text)
    }

    @Test("The exact text of answers")
    func exactText() throws {
        let (text, problems) = try lines(
            "exp", "0x42b17217\n\n# a comment\n 88.7 # another\r\n-0x1p-149\n0\n89\n-inf\n0x10")
        #expect(
            text == """
                0x42b17217 (0x1.62e42ep+6 88.7228317) -> 0x7F7FFF84 0x1.ffff08p+127 3.40279852e+38 [2^-1.3 ulp from a tie, 53 bits]
                88.7 (0x1.62ccccp+6 88.6999969) -> 0x7F7A37FC 0x1.f46ff8p+127 3.32597686e+38 [2^-1.6 ulp from a tie, 53 bits]
                -0x1p-149 -> 0x3F800000 0x1p+0 1 [2^-1.0 ulp from a tie, 320 bits]
                0 -> 0x3F800000 0x1p+0 1 [exact, 53 bits]
                89 -> 0x7F800000 inf inf [overflow, 53 bits]
                -inf -> 0x00000000 0x0p+0 0 [special value: x == -inf → +0]
                0x10 -> 0x4B07975F 0x1.0f2ebep+23 8886111 [2^-5.6 ulp from a tie, 53 bits]

                """)
        #expect(problems == [])
    }

    @Test("All directions stand on one line")
    func directions() throws {
        let (text, _) = try lines("sqrt", "2", .binary16, RoundingDirection.allCases)
        #expect(
            text
                == "2 -> nearest 0x3DA8 0x1.6a0p+0 1.4141; up 0x3DA9 0x1.6a4p+0 1.415; down 0x3DA8 0x1.6a0p+0 1.4141; "
                + "zero 0x3DA8 0x1.6a0p+0 1.4141; away 0x3DA9 0x1.6a4p+0 1.415 "
                + "[2^-1.5 ulp from a tie, 2^-2.7 ulp from a float, 53 bits]\n")
    }

    @Test("Several numbers are separated by commas or blanks")
    func tuples() throws {
        let (text, problems) = try lines("pow", "2,10\n2 , 10\n2\t10\n0.1,1\n2\n2,3,4\n2,,3\n2,\nx,1")
        #expect(
            text == """
                2,10 -> 0x44800000 0x1p+10 1024 [exact, 53 bits]
                2 , 10 -> 0x44800000 0x1p+10 1024 [exact, 53 bits]
                2\t10 -> 0x44800000 0x1p+10 1024 [exact, 53 bits]
                0.1,1 (0x1.99999ap-4 0.100000001, 0x1p+0 1) -> 0x3DCCCCCD 0x1.99999ap-4 0.100000001 [exact, 53 bits]

                """)
        #expect(problems.map(\.line) == [4, 5, 6, 7, 8])
        #expect(
            problems.map(\.message) == [
                "'2' is 1 number; pow takes 2: x,y", "'2,3,4' is 3 numbers; pow takes 2: x,y",
                "there is no number between two commas in '2,,3'", "there is no number between two commas in '2,'",
                "'x' is not a number; write decimals, 0x1.8p+3, bits (0x and 8 digits), inf or nan",
            ])
    }

    @Test("JSON lines")
    func json() throws {
        let (text, _) = try lines("sqrt", "4", .bfloat16, [.down], style: .json)
        #expect(
            text
                == #"{"text":"4","inputs":{"x":{"bits":"0x4080","hex":"0x1p+2","decimal":"4"}},"results":{"down":{"bits":"0x4000","hex":"0x1p+1","decimal":"2"}},"case":"exact","precision":53}"#
                + "\n")
    }

    @Test("Bits have exactly as many digits as the format, or a prefix")
    func notations() throws {
        func value(_ text: String, _ format: FloatFormat) -> Double? {
            Array(text.utf8).withUnsafeBufferPointer { NumberReader(format: format).number($0)?.value }
        }
        #expect(value("0x3c00", .binary16) == 1)
        #expect(value("0x3c00", .binary32) == 15360)
        #expect(value("-0x3c00", .binary16) == -15360)
        #expect(value("0x3f80", .bfloat16) == 1)
        #expect(value("0x3ff0000000000000", .binary64) == 1)
        #expect(value("bits:1", .binary32) == 0x1p-149)
        #expect(value("bits:1", .binary16) == 0x1p-24)
        #expect(value("0x8000", .binary16).map { $0 == 0 && $0.sign == .minus } == true)
        #expect(value("0x1.8p+3", .binary32) == 12)
        #expect(value("+.5", .binary32) == 0.5)
        #expect(value("5.", .binary32) == 5)
        #expect(value("-INF", .binary32) == -.infinity)
        #expect(value("1e99999999999", .binary32) == .infinity)
        #expect(value("-1e-99999999999", .binary32).map { $0 == 0 && $0.sign == .minus } == true)
        for text in [
            "", "-", "e5", "1e", "1e+", "0x", "0xg", "1_0", "--1", "1.2.3", "bits:", "bits:123456789", "bits:+1", "½",
            "1d0",
        ] {
            #expect(value(text, .binary32) == nil, "'\(text)'")
        }
    }

    @Test("Decimals round once, next to and at middles of floats")
    func decimals() {
        func reads(_ text: String, _ format: FloatFormat = .binary32) -> Double? {
            Array(text.utf8).withUnsafeBufferPointer { NumberReader(format: format).number($0)?.value }
        }
        var generator = SeededGenerator(seed: 3, name: "decimals")
        for _ in 0..<20_000 {
            let digits = Int.random(in: 1...19, using: &generator)
            let text =
                "\(UInt64.random(in: 0..<1_000_000_000_000_000_000, using: &generator))".prefix(digits)
                + "e\(Int.random(in: -60...40, using: &generator))"
            #expect(reads(String(text)) == Float(String(text)).map(Double.init), "\(text)")
            #expect(reads(String(text), .binary64) == Double(String(text)), "\(text)")
        }
        // 1 + 2^-24 is a tie; a digit far behind decides.
        #expect(reads("1.000000059604644775390625") == 1)
        #expect(reads("1.00000005960464477539062500000000000000000000000000000000000001") == 0x1.000002p+0)
        #expect(reads("1.00000005960464477") == 1)
        #expect(reads("65520", .binary16) == .infinity)
        #expect(reads("65519.999999999999999999999999999999999999999999", .binary16) == 65504)
    }
}
