import Foundation
import Testing

/// `verify oracle` as a user meets it.
@Suite("The calculator's command line")
struct OracleCommandTests {
    @Test("Negative numbers are arguments, and options may follow them")
    func arguments() throws {
        let ending = try Executable.run(
            "oracle", "exp", "-1", "-0x1p-149", "-inf", "--dtype", "float16", "--rounding", "up", "-.5e0")
        #expect(ending.errors == "")
        #expect(ending.status == 0)
        #expect(
            ending.output == """
                -1 -> 0x35E3 0x1.78cp-2 0.36792 [2^-2.6 ulp from a float, 53 bits]
                -0x1p-149 (-0x0p+0 -0) -> 0x3C00 0x1p+0 1 [exact, 53 bits]
                -inf -> 0x0000 0x0p+0 0 [special value: x == -inf → +0]
                -.5e0 -> 0x38DB 0x1.36cp-1 0.60693 [2^-2.5 ulp from a float, 53 bits]

                """)
    }

    @Test("A terminator of options is none of the numbers")
    func terminator() throws {
        let ending = try Executable.run("oracle", "exp", "--", "-0")
        #expect(ending.output == "-0 -> 0x3F800000 0x1p+0 1 [exact, 53 bits]\n")
        #expect(ending.errors == "")
    }

    @Test("What is no number is reported with its argument, and the others are answered")
    func wrongArguments() throws {
        let ending = try Executable.run("oracle", "exp", "x", "0", "--roundin", "1,2")
        #expect(ending.status == 64)
        #expect(ending.output == "0 -> 0x3F800000 0x1p+0 1 [exact, 53 bits]\n")
        #expect(
            ending.errors == """
                verify: argument 1: 'x' is not a number; write decimals, 0x1.8p+3, bits (0x and 8 digits), inf or nan
                verify: argument 3: unknown option '--roundin' (see 'verify oracle --help')
                verify: argument 4: '1,2' is 2 numbers; exp takes 1: x

                """)
        let pair = try Executable.run("oracle", "pow", "2", "-3")
        #expect(pair.status == 64)
        #expect(pair.errors.hasPrefix("verify: argument 1: '2' is 1 number; pow takes 2: x,y (write 2,-3)\n"))
    }

    @Test("Lines that are no numbers are reported with their line")
    func wrongLines() throws {
        let ending = try Executable.run(["oracle", "exp"], input: "0\n\n# nothing\nabc\n0 # zero\n0x1p\n-inf")
        #expect(ending.status == 64)
        #expect(
            ending.output == """
                0 -> 0x3F800000 0x1p+0 1 [exact, 53 bits]
                0 -> 0x3F800000 0x1p+0 1 [exact, 53 bits]
                -inf -> 0x00000000 0x0p+0 0 [special value: x == -inf → +0]

                """)
        #expect(
            ending.errors == """
                verify: line 4: 'abc' is not a number; write decimals, 0x1.8p+3, bits (0x and 8 digits), inf or nan
                verify: line 6: '0x1p' is not a number; write decimals, 0x1.8p+3, bits (0x and 8 digits), inf or nan

                """)
    }

    @Test("Many lines keep their order, and a line without end is reported")
    func manyLines() throws {
        let count = 100_000
        let lines = (0..<count).map { "\($0 % 977)e-1\n" }.joined()
        let long = String(repeating: "1", count: 3 << 20)
        let ending = try Executable.run(["oracle", "exp"], input: lines + long + "\n2e-1\n")
        #expect(ending.status == 64)
        #expect(ending.errors == "verify: line 100001: there are more than 65536 characters\n")
        let answers = ending.output.split(separator: "\n")
        #expect(answers.count == count + 1)
        #expect(answers.dropLast().enumerated().allSatisfy { $1.hasPrefix("\($0 % 977)e-1 ") })
        #expect(answers.last == answers[2])
    }

    @Test("A pause in the input finds all earlier lines answered")
    func interactive() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Executable.path)
        process.arguments = ["oracle", "exp"]
        process.currentDirectoryURL = URL(fileURLWithPath: Repository.path)
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        for word in ["0", "-0"] {
            try input.fileHandleForWriting.write(contentsOf: Data("\(word)\n".utf8))
            var answer = Data()
            while !answer.contains(UInt8(ascii: "\n")) { answer += output.fileHandleForReading.availableData }
            #expect(String(decoding: answer, as: UTF8.self) == "\(word) -> 0x3F800000 0x1p+0 1 [exact, 53 bits]\n")
        }
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test("Unknown words are suggested others")
    func suggestions() throws {
        for (arguments, message) in [
            (["expp", "1"], "unknown operation 'expp'; did you mean 'exp'? ('verify list' names them all)"),
            (
                ["exp", "1", "--dtype", "float23"],
                "unknown dtype 'float23'; did you mean 'float32'? (there are float16, bfloat16, float32, float64)"
            ),
            (
                ["exp", "1", "--rounding", "dwn"],
                "unknown direction of rounding 'dwn'; did you mean 'down'? (there are nearest, up, down, zero, away, all)"
            ),
            (["./none.yaml", "1"], "there is no readable file './none.yaml'"),
        ] {
            let ending = try Executable.run(["oracle"] + arguments)
            #expect(ending.status == 64)
            #expect(ending.output == "")
            #expect(ending.errors == "verify: \(message)\n")
        }
    }
}
