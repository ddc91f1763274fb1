import Testing

@testable import VerifyCommands

@Suite("Pace")
struct PaceTests {
    @Test("The time left is what the rest takes at the pace so far")
    func left() {
        #expect(Pace(done: 25, total: 100, seconds: 10).left == 30)
        #expect(Pace(done: 25, total: 100, seconds: 10).leftText == "about 30 s left")
        #expect(Pace(done: 0, total: 100, seconds: 10).leftText == "")
        #expect(Pace(done: 100, total: 100, seconds: 10).left == 0)
        #expect(Pace(done: 1, total: 3, seconds: 1).percent == 33)
        #expect(Pace(done: 0, total: 0, seconds: 0).percent == 100)
    }

    @Test(
        "Times are as people say them",
        arguments: [
            (0.04, "0.0 s"), (0.26, "0.3 s"), (9.94, "9.9 s"), (9.96, "10 s"), (119, "119 s"), (120, "2 min"),
            (3540, "59 min"), (3600, "1 h"), (4800, "1 h 20 min"), (Double.infinity, "very long"),
        ])
    func times(seconds: Double, text: String) { #expect(Pace.text(seconds) == text) }

    @Test(
        "Rates are as people say them",
        arguments: [
            (0, "0"), (12.4, "12"), (9999, "9999"), (12_345, "12 thousand"), (1.234e6, "1.2 million"),
            (56e6, "56 million"),
        ])
    func rates(perSecond: Double, text: String) { #expect(Pace.rate(perSecond) == text) }

    @Test("Where a line is too narrow for all of it, how long it will take is what stays")
    func lines() {
        func line(_ columns: Int) -> String {
            Pace.line(
                bar: 0.25, count: "27/109", rate: "12 thousand elements/s", left: "about 40 s left", columns: columns)
        }
        #expect(line(80).hasSuffix("░ 27/109  12 thousand elements/s  about 40 s left") && line(80).count == 72)
        #expect(line(60) == "27/109  12 thousand elements/s  about 40 s left")
        #expect(line(30) == "27/109  about 40 s left")
        #expect(line(16) == "about 40 s left")
    }

    @Test("A bar is as long as it is, whatever it shows")
    func bars() {
        #expect(Pace.bar(0.5, width: 4) == "██░░")
        #expect(Pace.bar(-1, width: 2) == "░░" && Pace.bar(7, width: 2) == "██")
    }
}
