import Testing

@testable import Reporting
@testable import Verification

@Suite struct SweepTextTests {
    private func text(_ certificate: SweepCertificate) -> String {
        SweepText(certificate).lines.joined(separator: "\n")
    }

    @Test func `the whole text`() {
        #expect(
            text(SweepFixture.certificate) == """
                not proven: covers 50,331,648 of 4,294,967,296 float32 inputs of exp, computed by expf of \
                libm.so.6: largest error 0.501905123 ulp at 0x3F9ABCDE; 7,080 misrounded

                inputs               50,331,648  (of 4,294,967,296)
                correctly rounded    50,324,568
                misrounded                7,080
                of these faithful         7,080  (one of the two neighbours of the real result)
                above 1 ulp                   0
                over budget                   0  (the budget is 1 ulp)
                wrong class                   0
                undecided                     0
                undecided roundings           0
                not judged                    0

                largest error  0.501905123 ulp
                input          1.20888877 (0x1.3579bcp+0, 0x3F9ABCDE)
                result         3.33850503 (0x1.ab5422p+1, 0x4055AA11)
                real result    502.25...
                replay         verify sweep exp --library /lib/libm.so.6 --symbol expf --range 0x3F9ABCDE..0x3F9ABCDE
                certified      verify oracle exp 0x3F9ABCDE

                inputs                count  correctly rounded  misrounded  > 1 ulp  wrong class      max ulp     \
                mean ulp  at
                normal           33,554,432         33,547,429       7,003        0            0  0.501905123  \
                5.22584e-05  0x3F9ABCDE
                subnormal input   8,388,608          8,388,608           0        0            0         0.25  \
                2.98023e-05  0x00000003
                overflow edge     8,388,608          8,388,531          77        0            0  0.468750000  \
                5.58794e-05  0xBF800009
                all              50,331,648         50,324,568       7,080        0            0  0.501905123  \
                4.91192e-05  0x3F9ABCDE

                – symmetry           the definition is neither even nor odd, as far as its form shows
                ✓ order              no two neighbours are in the wrong order where the real function is monotone
                ✓ range              no invariant is broken by a least or a greatest output
                – subnormal results  none are covered
                ✓ subnormal inputs   kept: no result is zero that should not be
                ✓ defects            none were found

                definition         y = exp(x)
                modelled as        exp(x)
                rules              d6f898b0177f96c7
                models             90d96f1b74ae832d
                outputs            9698323a54699c6e
                budget             1 ulp
                subject            library
                function           expf
                subject's library  /lib/libm.so.6
                subject's sha256   feedbeef
                subject's symbol   expf

                cpu        Processor 9
                plumbline  0.1.0
                """)
    }

    // MARK: The first sentence

    @Test func `only a sweep over everything is a proof`() throws {
        let partial = SweepFixture.certificate.answer
        #expect(
            partial.hasPrefix(
                "not proven: covers 50,331,648 of 4,294,967,296 float32 inputs of exp, computed by expf of libm.so.6: ")
        )
        let complete = try SweepFixture.make(pieces: SweepFixture.everywhere)
        #expect(
            complete.answer == "proven: all 4,294,967,296 float32 inputs of exp, computed by expf of libm.so.6, "
                + "are within 1 ulp; largest error 0.437500000 ulp at 0x00123456; 1,792 misrounded")
    }

    @Test func `no result is said to be within fewer ulps than it is`() throws {
        func claim(_ budget: Double, misrounded: Bool) throws -> String {
            var certificate = try SweepFixture.make(budget: budget, pieces: SweepFixture.everywhere)
            if !misrounded {
                for piece in certificate.pieces.indices {
                    for row in certificate.pieces[piece].rows.indices {
                        certificate.pieces[piece].rows[row].tally.misrounded = 0
                    }
                }
            }
            return certificate.answer
        }
        // The largest error is 0.4375 ulp.
        #expect(try claim(0.4, misrounded: false).contains(", are correctly rounded; largest error 0.437500000 ulp"))
        #expect(try claim(0.4, misrounded: true).contains(", are correctly rounded or within 0.4 ulp; largest error"))
        #expect(try claim(0.45, misrounded: true).contains(", are within 0.45 ulp; "))
        #expect(try claim(0.5, misrounded: false).contains(", are within 0.5 ulp; "))
    }

    @Test func `an error next to none has no digits`() {
        let answer = SweepFixture.certificate { certificate in
            for piece in certificate.pieces.indices {
                certificate.pieces[piece].worst = SweepPiece.Worst(
                    input: 7, output: 7, least: 0, most: 0x1p-1074, bound: 0x1p-1074, expected: "0")
            }
        }.answer
        #expect(answer.contains("largest error below 1e-09 ulp at 0x00000007; "))
    }

    @Test func `a finding among all inputs is a proof that it fails`() throws {
        var certificate = try SweepFixture.make(pieces: SweepFixture.everywhere)
        certificate.pieces[7].rows[0].tally.overBudget = 2
        certificate.pieces[8].rows[0].tally.wrongClass = 3
        certificate.pieces[8].rows[1].tally.undecidedBudget = 4
        #expect(
            certificate.answer
                == "proven to fail: of all 4,294,967,296 float32 inputs of exp, computed by expf of libm.so.6, "
                + "3 of a wrong class; 2 over the budget of 1 ulp; 4 undecided; "
                + "largest error 0.437500000 ulp at 0x00123456; 1,792 misrounded")
        var other = try SweepFixture.make(pieces: SweepFixture.everywhere)
        other.defects = [SubjectDefect(.strayWrite, "1 byte after the results")]
        #expect(other.answer.hasPrefix("proven to fail: ") && other.answer.hasSuffix("; other findings"))
    }

    @Test func `a bound above the worst input that was found is stated`() {
        let certificate = SweepFixture.certificate {
            $0.pieces[1].worst = SweepPiece.Worst(
                input: 0x3F9A_BCDE, output: 0, least: 0.501, most: 0.501, bound: 0.502_000_000_1, expected: "1")
        }
        #expect(
            certificate.answer.contains("largest error 0.501000000 ulp at 0x3F9ABCDE, and none above 0.502000001 ulp;"))
    }

    @Test func `the engine is named as such, and so are gradients and attributes`() throws {
        var subject = LibrarySubject()
        subject.name = "engine"
        subject.function = "gradient of tanh"
        subject.identity = ["engine": "0.1.0", "implementation": "tanh"]
        let certificate = try SweepFixture.make("tanh", .gradient, subject: subject)
        #expect(
            certificate.answer.contains("inputs of the gradient of tanh, computed by tanh of the engine"))
        #expect(certificate.replay(0x3F80_0000) == "verify sweep tanh --gradient --range 0x3F800000..0x3F800000")
    }

    // MARK: Statements

    private func statement(_ title: String, _ change: (inout SweepCertificate) -> Void) -> SweepStatement? {
        SweepFixture.certificate(change).statements.first { $0.title == title }
    }

    @Test func `neighbours in the wrong order are counted, and the first pair named`() {
        let found = statement("order") {
            $0.pieces[2].disorders = 5
            $0.pieces[2].firstDisorder = 0xBF00_0010
            $0.pieces[1].disorders = 2
            $0.pieces[1].firstDisorder = 0x3F00_0020
        }
        #expect(
            found
                == SweepStatement(
                    title: "order",
                    sentence:
                        "7 pairs of neighbours in the wrong order where the real function is monotone, the first of them "
                        + "0x3F00001F and 0.500001907 (0x1.000040p-1, 0x3F000020)", kind: .finding))
    }

    @Test func `flushing is told from keeping`() {
        #expect(statement("subnormal results") { _ in }?.sentence == "none are covered")
        #expect(
            statement("subnormal inputs") { _ in }
                == SweepStatement(title: "subnormal inputs", sentence: "kept: no result is zero that should not be"))
        #expect(
            statement("subnormal inputs") { $0.pieces[0].rows[0].tally.flushed = 1 << 23 }
                == SweepStatement(
                    title: "subnormal inputs", sentence: "treated as zero (DAZ): 8,388,608 of 8,388,608 results",
                    kind: .finding))
        #expect(
            statement("subnormal inputs") { $0.pieces[0].rows[0].tally.flushed = 17 }
                == SweepStatement(
                    title: "subnormal inputs", sentence: "some are treated as zero: 17 of 8,388,608 results",
                    kind: .finding))
    }

    @Test func `defects, conflicts and broken invariants each have a line`() {
        let found = SweepFixture.certificate {
            $0.defects = [SubjectDefect(.lengthDependence, "the tail differs")]
            $0.pieces[0].defects = [SubjectDefect(.crash, "SIGSEGV", first: 0x0000_0010, last: 0x0000_0013)]
            $0.pieces[1].violations = ["'y >= 0' does not hold: -1 for 2"]
            $0.conflicts = [.init(first: 0x3F00_0000, last: 0x3FFF_FFFF, fingerprints: ["a", "b"])]
        }
        .statements.filter(\.isFinding)
        #expect(
            found.map { "\($0.title): \($0.sentence)" } == [
                "range: 'y >= 0' does not hold: -1 for 2", "defect: lengthDependence: the tail differs",
                "defect: crash: SIGSEGV, for encodings 0x00000010 to 0x00000013",
                "conflict: 0x3F000000 to 0x3FFFFFFF gave other outputs the second time",
            ])
    }

    @Test func `symmetry is of mirrored binades`() throws {
        func outputs(_ binade: Int, _ fingerprint: String) -> SweepPiece.Outputs {
            var outputs = SweepPiece.Outputs(binade: binade)
            outputs.inputs = 1 << 23
            outputs.fingerprint = fingerprint
            return outputs
        }
        func sentence(_ negative: String) throws -> SweepStatement? {
            var certificate = try SweepFixture.make("tanh")
            certificate.pieces[1].outputs = [outputs(126, "a"), outputs(127, "c")]
            certificate.pieces[2].outputs = [outputs(382, "a"), outputs(383, negative)]
            return certificate.statements.first { $0.title == "symmetry" }
        }
        #expect(try sentence("c")?.sentence == "odd, bit for bit, in all 2 mirrored pairs of binades")
        #expect(
            try sentence("x")
                == SweepStatement(
                    title: "symmetry",
                    sentence: "the definition is odd, but the outputs differ in 1 mirrored pair of binades, "
                        + "the first of them 2^0 to 2^1", kind: .finding))
        #expect(
            statement("symmetry") { _ in }?.sentence
                == "the definition is neither even nor odd, as far as its form shows")
    }

    // MARK: Hostile text

    @Test func `control characters of names reach no terminal`() throws {
        var subject = LibrarySubject()
        subject.function = "f\u{1B}[2J\n\u{202E}g"
        subject.identity["library"] = "/tmp/a b\u{7}'$(rm).so"
        let certificate = try SweepFixture.make(subject: subject)
        let lines = SweepText(certificate).lines
        for line in lines {
            #expect(!line.unicodeScalars.contains { $0.properties.generalCategory == .control }, "\(line)")
            #expect(!line.unicodeScalars.contains("\u{202E}"))
        }
        #expect(lines.contains { $0.contains("--library '/tmp/a b\u{FFFD}'\\''$(rm).so' ") })
    }
}
