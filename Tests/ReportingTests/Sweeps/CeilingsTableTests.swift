import Testing

@testable import Reporting
@testable import Verification

@Suite struct CeilingsTableTests {
    private static func engine(_ operation: String, _ direction: SweepReference.Direction = .forward) -> LibrarySubject
    {
        LibrarySubject(
            name: "engine", function: operation, identity: ["engine": "0.1.0", "implementation": operation])
    }

    private func certificate(
        _ operation: String, _ direction: SweepReference.Direction = .forward, error: Double = 0.4375,
        budget: Double = 8, pieces: [SweepPiece] = SweepFixture.everywhere
    ) throws -> SweepCertificate {
        var certificate = try SweepFixture.make(
            operation, direction, budget: budget, subject: Self.engine(operation), pieces: pieces)
        certificate.pieces[9].worst = SweepFixture.worst(0x0912_3456, 1, error)
        return certificate
    }

    private func proof(_ certificate: SweepCertificate, reason: String? = nil) -> ProofRecord {
        ProofRecord(CompactCertificate(certificate), reason: reason)
    }

    private func table() throws -> CeilingsTable { CeilingsTable(try proofs()) }

    private func proofs() throws -> [ProofRecord] {
        var wrong = try certificate("log")
        wrong.pieces[3].rows[0].tally.wrongClass = 1
        // A ten-thousandth of a millionth above the ceiling is above it.
        var above = try certificate("sigmoid", error: 1.000_000_000_1)
        above.pieces[9].rows[0].tally.aboveOneUlp = 1
        let reason = "its *argument* is a difference"
        return [
            proof(try certificate("tanh", .gradient, error: 3.25), reason: reason),
            proof(try certificate("tanh", error: 1.5), reason: reason), proof(try certificate("exp")), proof(above),
            proof(try certificate("sqrt", pieces: Array(SweepFixture.everywhere.dropLast()))), proof(wrong),
        ]
    }

    @Test func `the whole section`() throws {
        let text = try table().markdown
        #expect(
            text == """
                ## Proven over all 2^32 inputs

                Proven on every float32: the values of 2 functions and the gradients of 1 function, with 1 \
                exception to the ceilings of 1 ulp for values and 4 ulp for gradients. 3 sweeps prove no such thing.

                | function | check | largest error | worst input | misrounded | ceiling | verdict |
                | --- | --- | --- | --- | --- | --- | --- |
                | exp | values | 0.437500000 ulp | `0x00123456` | 1,792 | 1 ulp | proven |
                | log | values | 0.437500000 ulp | `0x00123456` | 1,792 | 1 ulp | **fails** |
                | sigmoid | values | 1.00000000 ulp | `0x09123456` | 1,792 | 1 ulp | **exceeds the ceiling, and no \
                reason is given** |
                | sqrt | values | 0.437500000 ulp | `0x00123456` | 1,785 | 1 ulp | **not proven: covers \
                4,278,190,080 of 4,294,967,296** |
                | tanh | values | 1.50000000 ulp | `0x09123456` | 1,792 | 1 ulp | exception: its \\*argument\\* is \
                a difference |
                | tanh | gradient | 3.25000000 ulp | `0x09123456` | 1,792 | 4 ulp | proven |

                Errors are in units in the last place of the real result. Their certificates are in \
                Reports/certificates; 'verify recheck' proves any part of one again.
                """)
    }

    @Test func `the compact form gives the same table`() throws {
        let full = try certificate("exp")
        let compact = try CompactCertificate(json: CompactCertificate(full).json, file: "exp.json")
        #expect(ProofRecord(compact) == proof(full))
    }

    @Test func `what a bound proves is what counts, not the worst input that was found`() throws {
        var certificate = try certificate("exp")
        certificate.pieces[9].worst = SweepPiece.Worst(
            input: 0x0912_3456, output: 1, least: 0.9, most: 0.9, bound: 1.25, expected: "")
        let table = CeilingsTable([proof(certificate)])
        #expect(table.rows[0].error == "1.25000000" && table.rows[0].isFinding)
    }

    @Test func `a report without certificates has no such section`() {
        let record = Fixture.record
        #expect(!MarkdownReport(record).text.contains(CeilingsTable.title))
        #expect(!HTMLReport(record).text.contains(CeilingsTable.title))
    }

    @Test func `reports hold the section`() throws {
        let proofs = try proofs()
        let record = Fixture.record.adding(["exp": proofs])
        #expect(MarkdownReport(record).text.contains(CeilingsTable(proofs).markdown.trimmingBlankEnd))
        let page = HTMLReport(record).text
        #expect(WellFormed(page).problem == nil)
        for text in [
            "Proven over all 2^32 inputs", "3.25000000 ulp", "0x09123456", "exception: its *argument* is a difference",
        ] {
            #expect(page.contains(text), "\(text)")
        }
    }
}
