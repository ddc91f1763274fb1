import Testing
import Values

@testable import PropertyTesting

@Suite("Replay tokens")
struct ReplayTokenTests {
    private let generator = Generator.zip(Generator<Float>.float32, Generator<Int>.integer(in: -5...5))

    @Test("The token of a message runs its one case again")
    func replay() throws {
        let first = runProperty("tokens", generator) { x, n in Measure(holds: !(x.isNaN && n < 0)) }
        let token = try #require(first.failures.first).simplest.token
        #expect(first.message?.contains("replay \"\(token)\"") == true)
        var settings = PropertySettings()
        settings.replay = token
        var inputs: [(Float, Int)] = []
        let again = runProperty("tokens", generator, settings) { x, n in
            inputs.append((x, n))
            return Measure(holds: !(x.isNaN && n < 0))
        }
        #expect(again.outcome == .failed)
        #expect(again.failures[0].simplest.input == first.failures[0].simplest.input)
        #expect(inputs.first?.0.bitPattern == 0x7FC0_0000 && inputs.first?.1 == -1)
        let fixed = runProperty("tokens", generator, settings) { _, _ in .perfect }
        #expect(fixed.outcome == .passed)
        #expect(fixed.cases == 1)
    }

    @Test("A token that is damaged, or another property's, says so", arguments: ["", "AbC", "!!", "AQQAAA"])
    func wrong(_ token: String) {
        var settings = PropertySettings()
        settings.replay = token
        let report = runProperty("tokens", generator, settings) { _, _ in .perfect }
        #expect(report.outcome == .gaveUp)
        #expect(report.health.map(\.kind) == [.badToken])
        #expect(report.message?.contains("replay token") == true)
        settings.replay = ReplayToken.text([.integer(700)])
        let other = runProperty("tokens", generator, settings) { _, _ in .perfect }
        #expect(other.message?.contains("another property") == true)
    }

    @Test("Any changed character is noticed")
    func checksum() throws {
        let choices: [RecordedChoice] = [.integer(-3), .float(0x7FC0_0001, .float32), .float(1 << 63, .float64)]
        let token = ReplayToken.text(choices)
        #expect(try ReplayToken.choices(token) == choices)
        for place in token.indices {
            var changed = token
            changed.replaceSubrange(place...place, with: token[place] == "A" ? "B" : "A")
            let read = try? ReplayToken.choices(changed)
            #expect(read == nil || changed.last != token.last)
        }
    }

    @Test("Equal elements take no room")
    func runs() throws {
        let choices = [RecordedChoice](repeating: .float(0x3F80_0000, .float32), count: 10_000)
        #expect(ReplayToken.text(choices).count < 24)
        #expect(try ReplayToken.choices(ReplayToken.text(choices)) == choices)
    }
}
