import Foundation
import Testing
import Verification

@testable import Reporting

@Suite("JSON reports")
struct JSONReportTests {
    @Test("A record reads back from its JSON, and gives the same bytes again")
    func roundTrip() throws {
        let data = try JSONReport(Fixture.record).data
        let read = try RunRecord(json: data)
        #expect(read == Fixture.record)
        #expect(try JSONReport(read).data == data)
    }

    @Test("Infinite errors survive as strings")
    func nonConformingNumbers() throws {
        let record = Fixture.record { $0.operations[0].implementations[0].forward.maximumULP = .infinity }
        let data = try JSONReport(record).data
        #expect(String(decoding: data, as: UTF8.self).contains("\"maximumULP\" : \"inf\""))
        #expect(try RunRecord(json: data) == record)
    }

    @Test("The largest seed keeps all its digits")
    func seed() throws {
        let record = Fixture.record { $0.seed = .max }
        #expect(try RunRecord(json: JSONReport(record).data).seed == .max)
    }

    @Test("Another version of the format is refused by its number")
    func unknownVersion() {
        let json = Data("{\"schemaVersion\": 99, \"shape\": \"unheard of\"}".utf8)
        let error = #expect(throws: ReportError.self) { try RunRecord(json: json) }
        #expect(error == .unknownVersion(99))
        #expect(error?.description == "the run record has schemaVersion 99; this version reads 1 to 2")
    }

    @Test("What is no record is refused with the place of the mistake")
    func notARecord() {
        let json = Data("{\"schemaVersion\": 2, \"plumbline\": \"0.1.0\"}".utf8)
        let error = #expect(throws: ReportError.self) { try RunRecord(json: json) }
        #expect(error == .notARecord("seed: missing") || error == .notARecord("cases: missing"))
        #expect(throws: ReportError.self) { try RunRecord(json: Data("no json".utf8)) }
    }
}
