import Testing

@Suite struct SelfTestCommandTests {
    @Test func `selftest prints a table, the kill score, and ends with 0`() throws {
        let ending = try Executable.run("selftest")
        #expect(ending.status == 0, "\(ending.output)")
        #expect(ending.errors.isEmpty)
        let lines = ending.output.split(separator: "\n").map(String.init)
        #expect(lines[0].hasPrefix("what is wrong ") && lines[0].hasSuffix("  found"))
        #expect(lines.contains { $0.firstMatch(of: /^sign flipped +29 of 29$/) != nil })
        #expect(
            lines.contains {
                $0.firstMatch(of: /^kill score: (\d+) of \1 wrong backward passes found, of \d+ kinds$/) != nil
            })
        #expect(lines.last?.hasPrefix("false alarms: 0 of ") == true)
        #expect(try Executable.run("selftest").output == ending.output)
    }

    @Test func `a folder without specifications is a message`() throws {
        let ending = try Executable.run("selftest", "--specs", "/nowhere")
        #expect(ending.status == 64)
        #expect(ending.errors == "verify: there is no readable folder of specifications at '/nowhere'\n")
    }
}
