import Foundation
import Specifications
import Subjects
import Testing
import Values

@testable import Verification

@Suite("Frontiers of the engine")
struct FrontierProberTests {
    static let naive = Result {
        try FrontierProber(specification: Repository.catalog["softmax"]!, subject: EngineSubject())
            .frontiers(of: "softmax.naive")
    }

    @Test("Naive softmax breaks between the last float whose exponential is finite and the next")
    func oneLargeLogit() throws {
        let found = try Self.naive.get().filter { $0.probe == "one large logit" && $0.direction == "forward" }
        let overflow = try #require(found.first { $0.lastGood.bits == "0x42B17217" })
        #expect(overflow.firstBad.bits == "0x42B17218")
        #expect(overflow.lastGood.hex == "0x1.62e42ep+6")
        #expect(overflow.classBefore == "normal")
        #expect(overflow.classAfter == "nan")
        #expect(!overflow.isInherent)
        #expect(overflow.size == nil)
        #expect(overflow.truth == "1")
        #expect(overflow.cases == ["probe-1.1@42B17217", "probe-1.1@42B17218"])
    }

    @Test("n equal logits overflow next to 128 log 2 - log n", arguments: [1, 2, 1000, 50257])
    func equalLogits(count: Int) throws {
        let found = try Self.naive.get().filter {
            $0.probe == "n equal logits" && $0.size == count && $0.direction == "forward"
        }
        let law = 128 * log(2.0) - log(Double(count))
        let overflow = try #require(found.first { Double($0.firstBad.decimal)! > 0 })
        let (good, bad) = (Float(overflow.lastGood.decimal)!, Float(overflow.firstBad.decimal)!)
        #expect(good.nextUp == bad)
        // The sum of rounded exponentials leaves the format within a few floats of where the real sum does.
        #expect(abs(Double(bad) - law) <= 4 * Double(bad.ulp))
        #expect(!overflow.isInherent)
        #expect(overflow.law?.hasPrefix("128 * log(2) - log(n) = ") == true)
        if count == 1 { #expect(overflow.lastGood.bits == "0x42B17217") }
    }

    @Test("The overflow of exp is the function's own, on the bit")
    func inherent() throws {
        let found = try FrontierProber(specification: Repository.catalog["exp"]!, subject: EngineSubject())
            .frontiers(of: "exp")
        let forward = found.filter { $0.direction == "forward" }
        #expect(forward.map(\.lastGood.bits) == ["0xC2CFF1B4", "0xC2AEAC4F", "0x42B17217"])
        #expect(forward.map(\.firstBad.bits) == ["0xC2CFF1B5", "0xC2AEAC50", "0x42B17218"])
        #expect(found.allSatisfy { $0.isInherent })
        #expect(forward[2].classAfter == "inf")
        #expect(forward[2].truth.hasPrefix("3.40282449880"))
        #expect(forward[2].law == nil)
    }

    @Test("Stable softmax has no frontier that the function does not have")
    func stable() throws {
        let softmax = Repository.catalog["softmax"]!
        let found = try FrontierProber(specification: softmax, subject: EngineSubject()).frontiers(of: "softmax")
        #expect(found.allSatisfy { $0.isInherent && $0.classAfter != "nan" && $0.classAfter != "inf" })
    }
}
