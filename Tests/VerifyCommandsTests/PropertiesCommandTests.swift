import Foundation
import Testing

/// `verify properties` and `verify search`, as people run them.
@Suite("Commands about properties")
struct PropertiesCommandTests {
    /// The last word of a printed command line, as a shell reads it.
    private func words(_ line: some StringProtocol) -> [String] {
        var words: [String] = []
        var word = ""
        var isQuoted = false
        for character in line.trimmingCharacters(in: .whitespaces) {
            switch character {
            case "'": isQuoted.toggle()
            case " " where !isQuoted:
                words.append(word)
                word = ""
            default: word.append(character)
            }
        }
        return words + [word]
    }

    private func replay(_ ending: Executable.Ending) throws -> Executable.Ending {
        let line = try #require(
            ending.output.split(separator: "\n").first { $0.contains(" --replay ") }, "\(ending.output)")
        return try Executable.run(Array(words(line).dropFirst()))
    }

    @Test("Each property is a line, and an expected failure says how it fails")
    func lines() throws {
        let ending = try Executable.run("properties", "softmax", "--cases", "100")
        #expect(ending.status == 0, "\(ending.output)\(ending.errors)")
        let lines = ending.output.split(separator: "\n").map(String.init)
        #expect(lines.first?.hasPrefix("✓ softmax ") == true)
        let expected = try #require(lines.first { $0.hasPrefix("– softmax.naive  ignores a constant shift") })
        #expect(expected.contains("  fails as expected: ") && expected.contains("x = "), "\(expected)")
        #expect(!expected.contains("budget"), "\(expected)")
        let answer = try #require(lines.last)
        #expect(
            answer.contains(/^\d+ properties: \d+ hold, \d+ of implementations that are known to fail do(es)? not$/))
        let one = try Executable.run("properties", "tanh", "--property", "is odd", "--cases", "10")
        #expect(one.output.hasSuffix("\n1 property: 1 holds\n"), "\(one.output)")
    }

    @Test(
        "A property that does not hold fails, quoted so that its own quotes are no end, and the printed command repeats it"
    )
    func failure() throws {
        let folder = TemporaryFolder()
        let text = try String(contentsOfFile: Repository.specs + "/tanh.yaml", encoding: .utf8)
            .replacing("holds: \"not (y' < y)\"", with: "holds: \"y' < y\"")
        try folder.write(text, to: "tanh.yaml")
        let ending = try Executable.run("properties", folder.path + "/tanh.yaml", "--cases", "50")
        #expect(ending.status == 1)
        #expect(ending.output.contains("✗ tanh  never falls"))
        #expect(ending.output.contains("\"y' < y\" does not hold"), "\(ending.output)")
        #expect(ending.output.contains("1 does NOT hold\n"))
        let again = try replay(ending)
        #expect(again.status == 1)
        #expect(again.output.contains("after 1 case\n"), "\(again.output)")
    }

    @Test(
        "A token that stands for no case is a command that cannot be carried out",
        arguments: [
            ["properties", "tanh", "--property", "is odd", "--replay", "zzz"], ["search", "exp", "--replay", "zzz"],
        ])
    func badToken(arguments: [String]) throws {
        let ending = try Executable.run(arguments)
        #expect(ending.status == 64)
        #expect(ending.output.isEmpty)
        #expect(ending.errors.hasPrefix("verify: the replay token \"zzz\" is none"), "\(ending.errors)")
    }

    @Test("A search is the same for any number of threads, and what it finds can be repeated")
    func search() throws {
        let arguments = ["search", "softmax", "--cases", "300", "--budget", "0.3 ulp"]
        let one = try Executable.run(arguments + ["--jobs", "1"])
        #expect(one.status == 1)
        #expect(try Executable.run(arguments + ["--jobs", "3"]).output == one.output)
        let again = try replay(one)
        #expect(again.status == 1, "\(again.output)\(again.errors)")
        let good = try Executable.run("search", "softmax", "--cases", "300")
        #expect(good.status == 0)
        #expect(good.output.hasPrefix("softmax: no error over budget in 300 cases"))
        // A function that is not softmax at all gives results of a wrong class, in words.
        let wrong = try Executable.run(
            "search", "sqrt", "--library", "libm.so.6", "--symbol", "logf", "--cases", "50", "--seed", "a")
        #expect(wrong.status == 1)
        #expect(wrong.output.contains("wrong class") && !wrong.output.contains("wrongClass"), "\(wrong.output)")
    }
}
