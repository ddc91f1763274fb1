import Foundation
import Testing

@testable import Reporting
@testable import Verification

/// `Documentation/run-record.schema.json` is what others read the JSON by.
@Suite("The published schema of run records")
struct RunRecordSchemaTests {
    private let schema: JSONSchema
    private let document: JSONValue

    init() throws {
        let data = try Repository.data("Documentation/run-record.schema.json")
        schema = try JSONSchema(data)
        document = try JSONValue(data)
    }

    @Test("It is of the version that is written")
    func version() {
        #expect(document["properties"]?["schemaVersion"]?["const"]?.number == Double(RunRecord.currentVersion))
    }

    @Test("Records fit it, the fullest and the emptiest")
    func validity() throws {
        for record in [Fixture.full, Broken.record, Fixture.record { $0.operations = [] }] {
            #expect(schema.complaints(try JSONValue(JSONReport(record).data)) == [])
        }
    }

    @Test(
        "Every key of the fullest record is described, and every key that is described occurs in it or in a failing one"
    )
    func everyKey() throws {
        var known: Set<String> = []
        func describe(_ value: JSONValue) {
            for key in value["properties"]?.object?.keys.map({ $0 }) ?? [] { known.insert(key) }
            for inner in value["definitions"]?.object?.values.map({ $0 }) ?? [] { describe(inner) }
        }
        describe(document)
        var found: Set<String> = []
        func collect(_ value: JSONValue) {
            switch value {
            case .object(let object):
                found.formUnion(object.keys)
                object.values.forEach(collect)
            case .array(let elements): elements.forEach(collect)
            default: break
            }
        }
        collect(try JSONValue(JSONReport(Fixture.full).data))
        #expect(known.subtracting(found) == [])
    }

    @Test("A record with a mistake does not fit it")
    func schemaCanFail() throws {
        let text = String(decoding: try JSONReport(Fixture.full).data, as: UTF8.self)
        for (old, new) in [
            ("\"schemaVersion\": 3", "\"schemaVersion\": 4"), ("\"outcome\": \"passed\"", "\"outcome\": \"fine\""),
            ("\"maximumULP\"", "\"maximumUlps\""), ("\"seed\": ", "\"seed\": -"),
            ("0.501636880 0xBBE7328F", "large 0xBBE7328F"),
        ] {
            #expect(text.contains(old), "\(old)")
            #expect(schema.complaints(try JSONValue(Data(text.replacing(old, with: new).utf8))) != [], "\(new)")
        }
    }

    @Test("A record of version 1 is read, and written again as the version of now")
    func olderVersion() throws {
        let data = try JSONReport(Fixture.record).data
        var old = String(decoding: data, as: UTF8.self).replacing(
            "\"schemaVersion\": 3", with: "\"schemaVersion\": 1")
        for key in ["profiles", "growth", "proofs"] {
            old = old.replacing(try Regex("\"\(key)\": \\[\\s*\\],?"), with: "")
        }
        // What stood last in an object leaves a comma behind.
        old = old.replacing(#/,(\s*})/#) { $0.output.1 }
        #expect(!old.contains("\"profiles\"") && !old.contains("\"proofs\"") && !old.contains("\"growth\""))
        let read = try RunRecord(json: Data(old.utf8))
        #expect(read == Fixture.record)
        #expect(try JSONReport(read).data == data)
    }
}
