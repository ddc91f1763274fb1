import Foundation
import Testing

@testable import Reporting
@testable import Verification

@Suite("SARIF reports")
struct SARIFReportTests {
    private let schema: JSONSchema

    init() throws {
        schema = try JSONSchema(Repository.data("Tests/Schemas/sarif-schema-2.1.0.json"))
    }

    private let places = FindingPlaces(folder: "/home/me/project/Specs", currentDirectory: "/home/me/project") { _ in
        "operation: exp\nsummary: e\n\ndefinition: y = exp(x)\n\nbudgets:\n  default: {}\n"
    }

    @Test("They are valid by the standard's schema", arguments: [Fixture.record, Broken.record])
    func validity(record: RunRecord) throws {
        #expect(schema.complaints(try JSONValue(SARIFReport(record, places: places).data)) == [])
    }

    @Test("The schema refuses what it should")
    func schemaCanFail() throws {
        let text = String(decoding: try SARIFReport(Broken.record, places: places).data, as: UTF8.self)
        for (old, new) in [
            ("\"2.1.0\"", "\"2.2.0\""), ("\"startLine\" : 6", "\"startLine\" : 0"),
            ("\"level\" : \"error\"", "\"level\" : 3"),
            ("\"ruleId\"", "\"rule\""), ("\"driver\"", "\"drivers\""),
        ] {
            let spoiled = Data(text.replacing(old, with: new).utf8)
            #expect(schema.complaints(try JSONValue(spoiled)) != [], "\(new)")
        }
    }

    @Test("A result names its rule and the line of the specification that it is about")
    func locations() throws {
        let log = try JSONValue(SARIFReport(Broken.record, places: places).data)
        let results = try #require(log["runs"]?[0]?["results"]?.array)
        #expect(results.count == 13)
        func physical(_ result: JSONValue) -> JSONValue? { result["locations"]?[0]?["physicalLocation"] }
        #expect(results[0]["ruleId"]?.string == "plumbline/wrong-values")
        #expect(physical(results[0])?["artifactLocation"]?["uri"]?.string == "Specs/exp.yaml")
        #expect(physical(results[0])?["region"]?["startLine"]?.number == 6)
        #expect(results[12]["ruleId"]?.string == "plumbline/wrong-backward-formula")
        #expect(physical(results[12])?["region"]?["startLine"]?.number == 4)
        let rules = try #require(log["runs"]?[0]?["tool"]?["driver"]?["rules"]?.array)
        for result in results {
            let index = try #require(result["ruleIndex"]?.number.map { Int($0) })
            #expect(rules[index]["id"] == result["ruleId"])
        }
    }

    @Test("A finding keeps its fingerprints when its error, its message and its line change, and only then")
    func fingerprints() throws {
        func fingerprints(_ record: RunRecord, _ places: FindingPlaces) throws -> [JSONValue?] {
            let log = try JSONValue(SARIFReport(record, places: places).data)
            return log["runs"]?[0]?["results"]?.array?.map { $0["partialFingerprints"] } ?? []
        }
        var other = Broken.record
        for place in other.operations[0].implementations[0].findings.indices {
            other.operations[0].implementations[0].findings[place].message = "off by 7 ulp"
            other.operations[0].implementations[0].findings[place].element?.ulpsHigh = 7
        }
        let moved = FindingPlaces(folder: "Specs") { _ in "\n\n\n\nbudgets:\n" }
        let known = try fingerprints(Broken.record, places)
        #expect(try fingerprints(other, moved) == known)
        #expect(Set(known.map { "\($0!)" }).count == known.count)
    }

    @Test("Expected failures are no results, and a run that passes has none")
    func expected() throws {
        let log = try JSONValue(SARIFReport(Fixture.record).data)
        #expect(log["runs"]?[0]?["results"]?.array == [])
    }

    @Test("Paths are relative references, whatever characters they have")
    func addresses() {
        #expect(SARIFReport.uri("my specs/a#b.yaml") == "my%20specs/a%23b.yaml")
        #expect(SARIFReport.uri("/tmp/é.yaml") == "file:///tmp/%C3%A9.yaml")
    }
}
