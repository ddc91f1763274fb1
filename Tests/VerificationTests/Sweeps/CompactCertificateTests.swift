import Foundation
import Subjects
import Testing
import Values

@testable import Verification

@Suite struct CompactCertificateTests {
    /// A full certificate with numbers that nobody computed.
    private func canned(
        _ change: (inout SweepPiece) -> Void = { _ in }
    ) async throws -> SweepCertificate {
        var certificate = try await SweptCertificates.exp.value
        var piece = SweepPiece(first: 0x4200_0000, last: 0x42FF_FFFF)
        var row = SweepPiece.Row(0x84, .normal)
        row.tally.inputs = 1 << 24
        row.tally.correctlyRounded = (1 << 24) - 28_417
        row.tally.misrounded = 28_417
        row.tally.faithful = 28_417
        piece.rows = [row]
        piece.fingerprint = "0123456789abcdef"
        piece.plan = "fedcba9876543210"
        piece.worst = SweepPiece.Worst(
            input: 0x42B1_7217, output: 0x7F7F_FF84, least: 0.501_636_879_95, most: 0.501_636_880_03,
            bound: 0.501_636_880_03, expected: "3.40279851e+38")
        change(&piece)
        certificate.pieces = [piece]
        return certificate
    }

    private func line(_ change: (inout SweepPiece) -> Void = { _ in }) async throws -> String {
        CompactCertificate(try await canned(change)).shards[0].text
    }

    @Test func `a shard is a line`() async throws {
        #expect(try await line() == "42 m28417 @b17217:0.501636880 AEjRWeJq83v D-3LqY")
    }

    @Test func `counts that do not follow from others are spelled out`() async throws {
        let found = try await line {
            $0.rows[0].tally.correctlyRounded -= 5
            $0.rows[0].tally.faithful -= 1
            $0.rows[0].tally.wrongClass = 2
            $0.disorders = 3
        }
        #expect(found == "42 c16748794 m28417 f28416 w2 d3 @b17217:0.501636880 AEjRWeJq83v D-3LqY")
    }

    @Test func `bounds that differ in nine digits are both there, and so is a weaker bound of all`() async throws {
        let found = try await line {
            $0.worst = SweepPiece.Worst(
                input: 0x42B1_7217, output: 0, least: 0.4, most: 0.6, bound: 0.601, expected: "?")
        }
        #expect(found == "42 m28417 @b17217:0.400000000..0.600000000 <0.601000000 AEjRWeJq83v D-3LqY")
    }

    @Test func `reads back what was written, and writes the same bytes again`() async throws {
        for certificate in [
            try await SweptCertificates.exp.value, try await canned(),
            try await canned {
                $0.worst = SweepPiece.Worst(
                    input: 0x4200_0000, output: 0, least: 1e-12, most: .infinity, bound: .infinity, expected: "?")
                $0.rows[0].tally.misrounded = 0
                $0.rows[0].tally.undecidedRounding = 28_417
            },
        ] {
            let compact = CompactCertificate(certificate)
            let read = try CompactCertificate(json: compact.json, file: "exp.json")
            #expect(read == compact)
            #expect(try read.json == compact.json)
        }
    }

    @Test func `says the same as the full certificate`() async throws {
        let full = try await SweptCertificates.exp.value
        let compact = CompactCertificate(full)
        let tally = full.tally()
        #expect(compact.inputs == full.inputs && !compact.isComplete)
        #expect(compact[.correctlyRounded] == tally.correctlyRounded)
        #expect(compact[.misrounded] == tally.misrounded)
        #expect(compact.worst?.input == full.worst?.input)
        #expect(compact.worst?.errorText == full.worst?.errorText)
        #expect(compact.passes == full.passes)
    }

    @Test func `defects, conflicts and broken invariants make it fail`() async throws {
        var certificate = try await canned()
        #expect(CompactCertificate(certificate).passes)
        certificate.defects = [SubjectDefect(.hang, "no answer within 10 s", first: 0x4200_0000)]
        certificate.conflicts = [.init(first: 0x4200_0000, last: 0x42FF_FFFF, fingerprints: ["a", "b"])]
        certificate.pieces[0].violations = ["'y >= 0' does not hold"]
        let compact = CompactCertificate(certificate)
        #expect(!compact.passes)
        #expect(
            compact.findings == [
                "hang: no answer within 10 s, for 0x42000000 (32.0)",
                "0x42000000 to 0x42FFFFFF gave other outputs the second time", "'y >= 0' does not hold",
            ])
        for letter in ["o", "w", "b"] {
            let failed = try await canned {
                if letter == "o" { $0.rows[0].tally.overBudget = 1 }
                if letter == "w" { $0.rows[0].tally.wrongClass = 1 }
                if letter == "b" { $0.rows[0].tally.undecidedBudget = 1 }
            }
            #expect(!CompactCertificate(failed).passes, "\(letter)")
        }
    }

    @Test func `a proof over everything fits into 16 kilobytes`() async throws {
        var certificate = try await canned()
        let piece = certificate.pieces[0]
        var generator = SystemRandomNumberGenerator()
        certificate.pieces = (0..<256).map { number in
            let first = UInt32(number) << 24
            var copy = SweepPiece(first: first, last: first | 0xFF_FFFF)
            copy.rows = piece.rows
            copy.fingerprint = Fingerprint.text(of: .random(in: 0 ... .max, using: &generator))
            copy.plan = Fingerprint.text(of: .random(in: 0 ... .max, using: &generator))
            copy.worst = SweepPiece.Worst(
                input: first | .random(in: 0...0xFF_FFFF, using: &generator), output: 0, least: 0.501_636_879_95,
                most: 0.501_636_880_03, bound: 0.501_636_880_03, expected: "")
            return copy
        }
        let compact = CompactCertificate(certificate)
        #expect(compact.isComplete)
        #expect(try compact.json.count < 16_384)
        #expect(try CompactCertificate(json: compact.json, file: "exp.json") == compact)
    }

    @Test(arguments: [
        ("42 m28417", "42 m-1", "shards[0]: 'm-1' is no count"),
        ("42 m28417", "42 m+1", "shards[0]: 'm+1' is no count"),
        ("42 m28417", "42 m", "shards[0]: 'm' is no count"),
        ("42 m28417", "42 m1 m1", "shards[0]: 'm1' is no count"),
        ("42 m28417", "42 y1", "shards[0]: 'y1' is no count"),
        ("42 m28417", "42  m1", "shards[0]: two spaces in a row"),
        ("42 m28417", "42 m99999999999999999999", "shards[0]: 'm99999999999999999999' is no count"),
        ("42 m28417", "42 m16777217", "shards[0]: more inputs than the shard has"),
        ("42 m28417", "+2 m28417", "shards[0]: '+2' is no range within a shard"),
        ("42 m28417", "42000000-43000000 m1", "shards[0]: '42000000-43000000' is no range within a shard"),
        ("42 m28417", "42000001-42000000 m1", "shards[0]: '42000001-42000000' is no range within a shard"),
        ("@b17217", "@b1721", "shards[0]: '@b1721:0.501636880' is no worst input"),
        (
            ":0.501636880", ":0.500000000..0.400000000",
            "shards[0]: '@b17217:0.500000000..0.400000000' is no worst input"
        ),
        (":0.501636880", ":-1", "shards[0]: '@b17217:-1' is no worst input"),
        (":0.501636880", ":nan", "shards[0]: '@b17217:nan' is no worst input"),
        (":0.501636880", ":0.500000000 <0.400000000", "shards[0]: '<0.400000000' is no bound of the errors"),
        (" AEjR", " A+jR", "shards[0]: 'A+jRWeJq83v D-3LqY' are no fingerprints"),
        (" D-3LqY", "", "shards[0]: '@b17217:0.501636880 AEjRWeJq83v' are no fingerprints"),
        (
            "42 m28417 @b17217:0.501636880 AEjRWeJq83v D-3LqY", "42",
            "shards[0]: expected a range, counts and two fingerprints"
        ),
        ("LqY\"", "LqY\",\"42 AEjRWeJq83v D-3LqY\"", "shards[1]: the shard before it goes as far as this"),
        ("\"shards\"", "\"shreds\"", "shards: missing"),
    ])
    func `says what is wrong with a file, and where`(old: String, new: String, message: String) async throws {
        let text = String(decoding: try CompactCertificate(try await canned()).json, as: UTF8.self)
        let place = try #require(text.range(of: old), "'\(old)' is not in the certificate")
        let changed = text.replacingCharacters(in: place, with: new)
        #expect(throws: SweepError("'a.json' is no compact sweep certificate: \(message)")) {
            try CompactCertificate(json: Data(changed.utf8), file: "a.json")
        }
    }

    @Test func `one form is not taken for the other`() async throws {
        let full = try await canned()
        #expect(throws: SweepError("'a.json' is a sweep certificate; a compact sweep certificate is needed")) {
            try CompactCertificate(json: full.json, file: "a.json")
        }
        #expect(throws: SweepError("'a.json' is a compact sweep certificate; a sweep certificate is needed")) {
            try SweepCertificate(json: CompactCertificate(full).json, file: "a.json")
        }
    }

    // MARK: Differences

    @Test func `nothing differs when nothing was changed`() async throws {
        let full = try await SweptCertificates.exp.value
        let compact = CompactCertificate(full)
        #expect(compact.differences(from: full) == [])
        let again = try await SweptCertificates.certificate("exp", [0x42FF_FF00...0x42FF_FFFF])
        #expect(try CompactCertificate(json: compact.json, file: "").differences(from: again) == [])
    }

    @Test func `one wrong bit in one output is seen`() async throws {
        let compact = CompactCertificate(try await SweptCertificates.exp.value)
        let changed = try await SweptCertificates.certificate(
            "exp", [0x42B1_7200...0x42B1_72FF], subject: OneBitOff(at: 0x42B1_7203))
        let lines = compact.differences(from: changed.pieces[0])
        #expect(lines.count >= 2)
        #expect(lines.contains("0x42B17200 to 0x42B172FF: misrounded: 0 in the certificate, 1 now"))
        #expect(lines.contains { $0.contains("fingerprint of the outputs") })
        #expect(!lines.contains { $0.contains("models") })
    }

    @Test func `every number of a shard is compared`() async throws {
        let compact = CompactCertificate(try await canned())
        func differences(_ change: (inout SweepPiece) -> Void) async throws -> [String] {
            compact.differences(from: try await canned(change).pieces[0])
                .map { String($0.dropFirst("0x42000000 to 0x42FFFFFF: ".count)) }
        }
        #expect(
            try await differences { $0.rows[0].tally.misrounded = 28_418 }
                == ["misrounded: 28417 in the certificate, 28418 now"])
        #expect(
            try await differences { $0.rows[0].tally.correctlyRounded -= 1 }
                == ["correctly rounded: 16748799 in the certificate, 16748798 now"])
        #expect(
            try await differences { $0.disorders = 1 }
                == ["neighbours in the wrong order: 0 in the certificate, 1 now"])
        #expect(
            try await differences { $0.plan = "0000000076543210" }
                == ["fingerprint of the models: D-3LqY in the certificate, AAAAAA now"])
        #expect(
            try await differences { $0.fingerprint = "0123456789abcdee" }
                == ["fingerprint of the outputs: AEjRWeJq83v in the certificate, AEjRWeJq83u now"])
        #expect(
            try await differences {
                $0.worst = SweepPiece.Worst(
                    input: 0x42B1_7218, output: 0, least: 0.501_636_88, most: 0.501_636_88, bound: 0.501_636_88,
                    expected: "")
            } == [
                "largest error: 0.501636880 ulp at 0x42B17217 in the certificate, 0.501636880 ulp at 0x42B17218 now"
            ])
    }

    @Test func `another subject, rule or shard is a difference`() async throws {
        let full = try await SweptCertificates.exp.value
        let compact = CompactCertificate(full)
        let other = try await SweptCertificates.certificate("sigmoid", [0x42B1_7201...0x42B1_72FF])
        let lines = compact.differences(from: other)
        #expect(lines.first == "operation: 'exp' in the certificate, 'sigmoid' now")
        #expect(lines.contains("the subject's implementation: 'exp' in the certificate, 'sigmoid' now"))
        #expect(lines.last == "0x42B17201 to 0x42B172FF: the certificate has no such shard")
    }
}

/// The engine's exp with the last bit of one result turned.
private struct OneBitOff: SweepSubject {
    let input: UInt32
    let engine = EngineSweepSubject("exp", [:], .forward)

    init(at input: UInt32) { self.input = input }

    var name: String { engine.name }
    var function: String { engine.function }
    var identity: [String: String] { engine.identity }
    func defects() throws -> [SubjectDefect] { [] }
    func makeWorker() throws -> any SweepWorker { Worker(try engine.makeWorker(), input) }

    private final class Worker: SweepWorker {
        private let worker: any SweepWorker
        private let input: UInt32

        init(_ worker: any SweepWorker, _ input: UInt32) {
            self.worker = worker
            self.input = input
        }

        func compute(first: UInt32, into results: UnsafeMutableBufferPointer<Float>) throws {
            try worker.compute(first: first, into: results)
            guard first <= input, Int(input - first) < results.count else { return }
            let place = Int(input - first)
            results[place] = Float(bitPattern: results[place].bitPattern ^ 1)
        }
    }
}
