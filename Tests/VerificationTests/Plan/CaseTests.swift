import Testing

@testable import Verification

@Suite("Names of cases")
struct CaseTests {
    @Test(
        "A name reads back as the case it came from",
        arguments: [
            CaseID.anchor(1), .anchor(12), .special(24), .seeded(tuple: 3, number: 5, seed: 42),
            .seeded(tuple: 1, number: 1, seed: .max), .probe(number: 2, size: 50257, bits: 0x42B1_7217),
            .probe(number: 1, size: 1, bits: 0), .probe(number: 1, size: 1, bits: .max),
        ])
    func roundTrip(id: CaseID) {
        #expect(CaseID("\(id)") == id)
    }

    @Test("Names are spelled as reports print them")
    func spelling() {
        #expect("\(CaseID.anchor(2))" == "anchor-2")
        #expect("\(CaseID.special(7))" == "special-7")
        #expect("\(CaseID.seeded(tuple: 3, number: 5, seed: 42))" == "seeded-3.5@42")
        #expect("\(CaseID.probe(number: 2, size: 1000, bits: 0x42A3_A152))" == "probe-2.1000@42A3A152")
    }

    @Test(
        "Nonsense names no case",
        arguments: [
            "", "anchor", "anchor-", "anchor-0", "anchor--1", "anchor-1 ", " anchor-1", "anchor-1.5", "anchor-x",
            "anchor-99999999999999999999999", "special-0", "seeded-1", "seeded-1.1", "seeded-1.1@", "seeded-0.1@0",
            "seeded-1.0@0", "seeded-1.1@-1", "seeded-1.1@99999999999999999999999", "seeded-1.1@0x1", "probe-1",
            "probe-1.1@", "probe-1.1@G", "probe-1.1@123456789", "probe-0.1@0", "probe-1.0@0", "probe-1.1000001@0",
            "Anchor-1", "anchor-１", "nan", "/", "\u{0}", "anchor-1\n",
        ])
    func nonsense(text: String) {
        #expect(CaseID(text) == nil)
    }
}
