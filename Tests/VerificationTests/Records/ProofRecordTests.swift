import Foundation
import Testing

@testable import Verification

/// Proofs are taken from certificates as they are kept.
@Suite("Proofs in a record")
struct ProofRecordTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private func certificate(_ name: String) throws -> CompactCertificate {
        let file = Self.root.appendingPathComponent("Reports/certificates/\(name)")
        return try CompactCertificate(json: Data(contentsOf: file), file: name)
    }

    @Test("The proof says what the certificate says")
    func certificate() throws {
        let certificate = try certificate("exp.json")
        let proof = ProofRecord(certificate, reason: "why")
        #expect(proof.isComplete && proof.passes && proof.implementation == "exp" && proof.direction == .forward)
        #expect(proof.bound == certificate.bound && proof.reason == "why")
        #expect(proof[.misrounded] == certificate[.misrounded])
        #expect(proof.worst?.bits == certificate.worst.map { Float(bitPattern: $0.input).bitsText })
        #expect(try JSONDecoder().decode(ProofRecord.self, from: JSONEncoder().encode(proof)) == proof)
    }

    @Test("Every shard's worst input lies in the binades that stand for the shard, and the largest is the bound")
    func places() throws {
        for name in ["exp.json", "asinh.json", "erf.json", "abs.json", "cosh.gradient.json"]
        where FileManager.default.fileExists(
            atPath: Self.root.appendingPathComponent("Reports/certificates/\(name)").path)
        {
            let proof = ProofRecord(try certificate(name))
            #expect(!proof.binades.isEmpty)
            #expect(try JSONDecoder().decode(ProofRecord.self, from: JSONEncoder().encode(proof)) == proof)
            #expect(proof.binades.map(\.place) == proof.binades.map(\.place).sorted())
            // The last of the negative floats share their binades with -inf.
            for binade in proof.binades where Float(bitPattern: binade.at).isFinite {
                let place = try #require(BinadeRecord.place(of: Float(bitPattern: binade.at)))
                #expect((binade.place...(binade.place + 1)).contains(place))
                #expect(binade.place.isMultiple(of: 2) && binade.elements == 1 << 24)
            }
            #expect(proof.binades.compactMap(\.maximumULP).max() == proof.bound)
        }
    }
}
