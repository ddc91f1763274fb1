import Foundation
import Testing

@testable import Verification

@Suite struct SweepCertificateJSONTests {
    @Test func `reads back what was written, and writes the same bytes again`() async throws {
        let certificate = try await SweptCertificates.exp.value
        let read = try SweepCertificate(json: certificate.json, file: "exp.json")
        #expect(read == certificate)
        #expect(try read.json == certificate.json)
    }

    @Test func `has a line for each key and each piece`() async throws {
        let certificate = try await SweptCertificates.exp.value
        let lines = String(decoding: try certificate.json, as: UTF8.self).split(separator: "\n")
        #expect(certificate.pieces.count == 3)
        #expect(lines.filter { $0.hasPrefix("{\"defects\":[]") }.count == 3)
        #expect(lines.contains("\"format\": \"sweep certificate\","))
        #expect(lines.first == "{" && lines.last == "}")
    }

    @Test func `infinite and undefined numbers are strings`() async throws {
        var certificate = try await SweptCertificates.exp.value
        certificate.pieces[0].rows[0].tally.largestError = .infinity
        certificate.pieces[0].rows[0].tally.sumOfErrors = -.infinity
        let text = String(decoding: try certificate.json, as: UTF8.self)
        #expect(text.contains("\"largestError\":\"inf\"") && text.contains("\"sumOfErrors\":\"-inf\""))
        #expect(try SweepCertificate(json: Data(text.utf8), file: "exp.json") == certificate)
    }

    @Test(arguments: [
        ("\"version\": 1", "\"version\": 2", "'a.json' has version 2 of the format; this program reads 1"),
        (
            "\"format\": \"sweep certificate\"", "\"format\": \"recipe\"",
            "'a.json' is a recipe; a sweep certificate is needed"
        ),
        ("\"budget\"", "\"bugdet\"", "'a.json' is no sweep certificate: budget: missing"),
        (
            "\"first\":1118925312", "\"first\":\"x\"",
            "'a.json' is no sweep certificate: pieces[0].first: expected UInt32"
        ),
        (
            "\"first\":1118925312", "\"first\":1118925568",
            "'a.json' is no sweep certificate: pieces[0].last: less than 'first'"
        ),
        (
            "\"first\":1118925312", "\"first\":1",
            "'a.json' is no sweep certificate: pieces[0].last: beyond the shard that 'first' is in"
        ),
        (
            "\"first\":1118925312", "\"first\":1118925311",
            "'a.json' is no sweep certificate: pieces[0].rows: the inputs of the rows do not add up to those of the piece"
        ),
        (
            "\"binade\":133,\"region\"", "\"binade\":9,\"region\"",
            "'a.json' is no sweep certificate: pieces[0].rows[0].binade: not in the piece"
        ),
        (
            "\"histogram\":[", "\"histogram\":[1,",
            "'a.json' is no sweep certificate: pieces[0].rows[0].tally.histogram: expected 48 counts"
        ),
        (
            "\"correctlyRounded\":", "\"correctlyRounded\":-",
            "'a.json' is no sweep certificate: pieces[0].rows[0].tally: a count that is negative, "
                + "or of more inputs than there are"
        ),
        (
            "\"first\":1124073216", "\"first\":1118925567",
            "'a.json' is no sweep certificate: pieces[1].first: the piece before it goes as far as this"
        ),
    ])
    func `says what is wrong with a file, and where`(old: String, new: String, message: String) async throws {
        let text = String(decoding: try await SweptCertificates.exp.value.json, as: UTF8.self)
        let place = try #require(text.range(of: old), "'\(old)' is in no certificate")
        let changed = text.replacingCharacters(in: place, with: new)
        #expect {
            _ = try SweepCertificate(json: Data(changed.utf8), file: "a.json")
        } throws: { error in
            let found = "\(error)"
            guard error is SweepError, found.hasPrefix(message) else {
                Issue.record("got: \(found)")
                return false
            }
            return true
        }
    }

    @Test func `no text makes it trap`() async throws {
        let data = try await SweptCertificates.exp.value.json
        for length in stride(from: 0, to: data.count - 2, by: 97) {
            #expect(throws: SweepError.self) {
                try SweepCertificate(json: data.prefix(length), file: "a.json")
            }
        }
        #expect(throws: SweepError.self) {
            try SweepCertificate(json: Data(String(repeating: "[", count: 100_000).utf8), file: "a.json")
        }
    }
}
