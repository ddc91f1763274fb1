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
        #expect(String(decoding: data, as: UTF8.self).contains("\"maximumULP\": \"inf\""))
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
        #expect(error?.description == "the run record has schemaVersion 99; this version reads 1 to 3")
    }

    @Test("What is no record is refused with the place of the mistake")
    func notARecord() {
        let json = Data("{\"schemaVersion\": 2, \"plumbline\": \"0.1.0\"}".utf8)
        let error = #expect(throws: ReportError.self) { try RunRecord(json: json) }
        #expect(error == .notARecord("seed: missing") || error == .notARecord("cases: missing"))
        #expect(throws: ReportError.self) { try RunRecord(json: Data("no json".utf8)) }
    }

    @Test("What fits on a line stands on one, and the rest has a line for each member")
    func layout() throws {
        let long = String(repeating: "x", count: 100)
        let compact = #"{"a":{"b":[1,2,{"c":"},[\\\":"}],"d":{},"e":[]},"f":["LONG","LONG"],"g":[]}"#
            .replacing("LONG", with: long)
        #expect(
            String(decoding: JSONLayout(Data(compact.utf8)).data, as: UTF8.self) == """
                {
                  "a": {"b": [1, 2, {"c": "},[\\\\\\":"}], "d": {}, "e": []},
                  "f": [
                    "\(long)",
                    "\(long)"
                  ],
                  "g": []
                }

                """)
        #expect(JSONLayout(Data("7".utf8)).data == Data("7\n".utf8))
        // A whole record is the same record, in lines that are not long but for texts that are.
        let data = try JSONReport(Fixture.full).data
        #expect(try RunRecord(json: data) == Fixture.full)
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n") where line.count > 160 {
            #expect(!line.contains(", \""), "\(line)")
        }
    }
}
