import Foundation
import Specifications
import Subjects
import Testing
import Values

@testable import Verification

@Suite("Frontiers of the engine")
struct FrontierProberTests {
    static let naive = Result { try frontiers(of: "softmax.naive") }
    static let stable = Result { try frontiers(of: "softmax") }

    private static func frontiers(of implementation: String) throws -> [FrontierRecord] {
        try FrontierProber(specification: try specification("softmax"), subject: EngineSubject())
            .frontiers(of: implementation)
    }

    private func overflow(_ records: [FrontierRecord], _ probe: String, _ size: Int?) -> FrontierRecord? {
        records.first {
            $0.probe == probe && $0.size == size && $0.direction == "forward" && $0.lastGood.decimal > "0"
                && !$0.lastGood.decimal.hasPrefix("-") && !$0.isInherent
        }
    }

    @Test("One large logit overflows the naive softmax where exp overflows")
    func oneLargeLogit() throws {
        let frontier = try #require(overflow(Self.naive.get(), "one large logit", nil))
        #expect(frontier.lastGood.bits == "0x42B17217")
        #expect(frontier.firstBad.bits == "0x42B17218")
        #expect(frontier.classBefore == "normal")
        #expect(frontier.classAfter == "nan")
        #expect(frontier.truth == "1")
        #expect(frontier.law == nil)
        #expect(frontier.cases == ["probe-1.1@42B17217", "probe-1.1@42B17218"])
    }

    @Test("n equal logits overflow it at 128 ln 2 - ln n", arguments: [1, 2, 1000, 50257])
    func equalLogits(size: Int) throws {
        let frontier = try #require(overflow(Self.naive.get(), "n equal logits", size))
        let law = 128 * log(2.0) - log(Double(size))
        let lastGood = try #require(Double(frontier.lastGood.decimal))
        #expect(abs(lastGood - law) < 1e-4)
        #expect(frontier.law == "128 * log(2) - log(n) = \(decimalText(law, digits: 9))")
        #expect(frontier.cases.first == "probe-2.\(size)@\(frontier.lastGood.bits.dropFirst(2))")
    }

    @Test("Every frontier of the stable softmax is the function's own")
    func stable() throws {
        let records = try Self.stable.get()
        #expect(records.contains { $0.direction == "forward" && $0.probe == "one large logit" })
        #expect(records.filter { $0.direction == "forward" && !$0.isInherent } == [])
        #expect(records.filter { $0.classAfter == "nan" || $0.classAfter == "inf" } == [])
    }

    @Test("x * y / y is NaN from the floats as which 1e-50 and 1e39 are stored, and the reason is given")
    func multiplyDivide() throws {
        let records = try FrontierProber(specification: try specification("multiplyDivide"), subject: EngineSubject())
            .frontiers(of: "multiplyDivide")
        let three = records.filter { $0.direction == "forward" && $0.probe == "three times and over t" }
        #expect(
            three.map { [$0.lastGood.bits, $0.firstBad.bits, $0.classBefore, $0.classAfter] } == [
                ["0xFF7FFFFF", "0xFF800000", "inf", "nan"], ["0xFEAAAAAA", "0xFEAAAAAB", "normal", "inf"],
                ["0x80000001", "0x80000000", "normal", "nan"], ["0x00000001", "0x00000000", "normal", "nan"],
                ["0x7EAAAAAA", "0x7EAAAAAB", "normal", "inf"], ["0x7F7FFFFF", "0x7F800000", "inf", "nan"],
            ])
        #expect(three.map(\.isInherent) == [false, false, true, true, false, false])
        #expect(three.map(\.isAfterRight) == [true, false, true, true, false, true])
        // Beyond the product's overflow the last results before NaN are infinite, and wrong.
        #expect(three.map(\.isBeforeRight) == [false, true, true, true, true, false])
        #expect(three[5].truthBefore == "3")
        #expect(three[5].truth.hasPrefix("no real value: infinity over infinity has no value"))
        #expect(three[3].truth.hasPrefix("no real value: zero over zero has no value"))
        // The derivative by t is 0 everywhere; the rounding errors that stand there instead have no frontiers.
        #expect(records.filter { $0.direction == "gradient" && $0.classAfter != "nan" && $0.classAfter != "inf" } == [])
    }

    @Test("Frontiers of exp are those of the real exponential, and nothing obeys a law that there is not")
    func exponential() throws {
        let records = try FrontierProber(specification: try specification("exp"), subject: EngineSubject())
            .frontiers(of: "exp")
        let forward = records.filter { $0.direction == "forward" }
        #expect(
            forward.map { [$0.lastGood.bits, $0.firstBad.bits, $0.classBefore, $0.classAfter] } == [
                ["0xC2CFF1B4", "0xC2CFF1B5", "subnormal", "zero"], ["0xC2AEAC4F", "0xC2AEAC50", "normal", "subnormal"],
                ["0x42B17217", "0x42B17218", "normal", "inf"],
            ])
        #expect(forward.allSatisfy { $0.isInherent && $0.law == nil && $0.size == nil && $0.observed == "y[0]" })
        #expect(records.filter { $0.direction == "gradient" }.allSatisfy { $0.observed == "dx[0]" })
    }

    @Test("A last result of the right class is no good one where it is over budget")
    func beforeRight() throws {
        let gelu = try specification("gelu")
        let budgets = gelu.budgets(for: "gelu.naive", of: "engine", .float32)
        func found(_ budgets: BudgetPair?) throws -> FrontierRecord? {
            try FrontierProber(specification: gelu, subject: EngineSubject(), budgets: budgets)
                .frontiers(of: "gelu.naive")
                .first { $0.direction == "forward" && !$0.isInherent && $0.classAfter == "zero" }
        }
        // 1 + erf is a multiple of 2^-24 before it is 0: a number, and no digit of it right.
        let judged = try #require(try found(budgets))
        #expect(judged.classBefore == "normal" && judged.isBeforeRight == false)
        let unjudged = try #require(try found(nil))
        #expect(unjudged.isBeforeRight == true)
    }

    @Test("A subject that says other things than numbers has its own frontiers")
    func canned() throws {
        let zero = CannedSubject(outputs: [HostArray([Float(0)])], gradients: nil)
        let records = try FrontierProber(specification: try specification("exp"), subject: zero)
            .frontiers(of: "exp")
        #expect(records == [])
    }
}
