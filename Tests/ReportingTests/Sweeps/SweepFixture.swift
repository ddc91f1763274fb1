import Foundation
import Specifications

@testable import Verification

/// A certificate as a sweep of a C library's exp over three shards would give it, with numbers that each occur once.
enum SweepFixture {
    static let certificate = try! make()

    /// The certificate with one change.
    static func certificate(_ change: (inout SweepCertificate) -> Void) -> SweepCertificate {
        var certificate = certificate
        change(&certificate)
        return certificate
    }

    /// Certificates of other operations, directions and subjects.
    static func make(
        _ operation: String = "exp", _ direction: SweepReference.Direction = .forward, budget: Double = 1,
        subject: some SweepSubject = LibrarySubject(), pieces: [SweepPiece] = pieces
    ) throws -> SweepCertificate {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let catalog = try SpecificationCatalog(folder: root.appendingPathComponent("Specs").path)
        let reference = try SweepReference(catalog[operation]!, direction: direction, budget: .ulps(budget))
        let sweep = Sweep(reference, subject: subject, ranges: Sweep.everything)
        return SweepCertificate(
            of: sweep, pieces: pieces, defects: [], environment: ["cpu": "Processor 9", "plumbline": "0.1.0"])
    }

    static let pieces: [SweepPiece] = [
        piece(
            0x00,
            [
                (0, .subnormalInput, tally(1 << 23, misrounded: 0, largest: 0.25, at: 3)),
                (1, .normal, tally(1 << 23, misrounded: 0, largest: 0.3125, at: 0x0080_0007)),
            ],
            worst: worst(0x0080_0007, 0x3F80_0000, 0.3125)),
        piece(
            0x3F,
            [
                (126, .normal, tally(1 << 23, misrounded: 1234, largest: 0.5016, at: 0x3F12_3456)),
                (127, .normal, tally(1 << 23, misrounded: 5678, largest: 0.5019, at: 0x3F9A_BCDE)),
            ],
            worst: worst(0x3F9A_BCDE, 0x4055_AA11, 0.501_905_123_4)),
        piece(
            0xBF,
            [
                (382, .normal, tally(1 << 23, misrounded: 91, largest: 0.4375, at: 0xBF00_0001)),
                (383, .overflowEdge, tally(1 << 23, misrounded: 77, largest: 0.46875, at: 0xBF80_0009)),
            ],
            worst: worst(0xBF80_0009, 0x3EBC_5AB1, 0.46875)),
    ]

    static func tally(_ inputs: Int, misrounded: Int, largest: Double, at input: UInt32) -> SweepTally {
        var tally = SweepTally()
        tally.inputs = inputs
        tally.correctlyRounded = inputs - misrounded
        tally.misrounded = misrounded
        tally.faithful = misrounded
        tally.histogram[SweepTally.bin(of: largest)] = misrounded
        tally.histogram[1] = inputs - misrounded
        tally.sumOfErrors = largest * 1000
        tally.measured = inputs
        tally.largestError = largest
        tally.largestInput = input
        return tally
    }

    static func worst(_ input: UInt32, _ output: UInt32, _ error: Double) -> SweepPiece.Worst {
        SweepPiece.Worst(
            input: input, output: output, least: error, most: error, bound: error, expected: "\(input % 1000).25...")
    }

    static func piece(
        _ shard: UInt32, _ rows: [(Int, SweepRegion, SweepTally)], worst: SweepPiece.Worst?
    ) -> SweepPiece {
        var piece = SweepPiece(first: shard << 24, last: shard << 24 | 0xFF_FFFF)
        piece.rows = rows.map { binade, region, tally in
            var row = SweepPiece.Row(binade, region)
            row.tally = tally
            return row
        }
        piece.fingerprint = Fingerprint.text(of: UInt64(shard) * 0x0123_4567_89AB)
        piece.plan = Fingerprint.text(of: UInt64(shard) * 0x0FED_CBA9_8765)
        piece.worst = worst
        return piece
    }

    /// All 256 shards, each like the last of the three.
    static let everywhere: [SweepPiece] = (0..<256).map { number in
        let shard = UInt32(number)
        let input = shard << 24 | 0x12_3456
        let first = Int(shard) * 2
        return piece(
            shard,
            [
                (first, .normal, tally(1 << 23, misrounded: 3, largest: 0.4375, at: input)),
                (first + 1, .normal, tally(1 << 23, misrounded: 4, largest: 0.40625, at: input + 0x80_0000)),
            ],
            worst: worst(input, input, 0.4375))
    }
}

/// What a certificate says of a subject.
struct LibrarySubject: SweepSubject {
    var name = "library"
    var function = "expf"
    var identity = ["library": "/lib/libm.so.6", "symbol": "expf", "sha256": "feedbeef"]

    func defects() throws -> [SubjectDefect] { [] }
    func makeWorker() throws -> any SweepWorker { throw SweepError("it computes nothing") }
}
