import Testing
import Values

@testable import Verification

@Suite("Names of cases")
struct CaseTests {
    @Test(
        "A name reads back as what it was",
        arguments: [
            (.anchor(2), "anchor-2"), (.special(7), "special-7"),
            (.seeded(tuple: 3, number: 5, seed: 42), "seeded-3.5@42"),
            (.seeded(tuple: 1, number: 1, seed: .max), "seeded-1.1@18446744073709551615"),
            (.probe(number: 2, size: 1000, bits: 0x42A3_A152), "probe-2.1000@42A3A152"),
            (.probe(number: 1, size: 1, bits: 1), "probe-1.1@00000001"),
            (.probe(number: 1, size: 1, bits: 0x8000_0000), "probe-1.1@80000000"),
        ] as [(CaseID, String)])
    func roundTrip(id: CaseID, text: String) {
        #expect("\(id)" == text)
        #expect(CaseID(text) == id)
    }

    @Test(
        "What names no case is no name",
        arguments: [
            "", "anchor", "anchor-", "anchor-0", "anchor--1", "anchor-1x", " anchor-1", "anchor-1\n", "Anchor-1",
            "anchor-99999999999999999999", "anchor-١", "special-0", "special-1.5", "seeded-1@2", "seeded-1.2",
            "seeded-0.1@2", "seeded-1.0@2", "seeded-1.1@-1", "seeded-1.1@18446744073709551616", "probe-1.2",
            "probe-0.1@0", "probe-1.0@0", "probe-1.1000001@0", "probe-1.1@", "probe-1.1@123456789", "probe-1.1@XYZ",
            "probe-1.1@-1",
        ])
    func nonsense(text: String) { #expect(CaseID(text) == nil) }

    @Test("A case is finite when all its inputs are")
    func isFinite() {
        #expect(inputs(HostArray([Float(1)]), HostArray([Float(2)])).isFinite)
        #expect(!inputs(HostArray([Float(1)]), HostArray([Float.nan])).isFinite)
        #expect(!inputs(HostArray([Float(1), .infinity])).isFinite)
    }

    @Test("The first generated case of a tuple of shapes is known by its name")
    func firstOfTuple() {
        #expect(CaseID.seeded(tuple: 4, number: 1, seed: 9).isFirstOfTuple)
        #expect(!CaseID.seeded(tuple: 1, number: 2, seed: 9).isFirstOfTuple)
        #expect(!CaseID.anchor(1).isFirstOfTuple)
    }
}
