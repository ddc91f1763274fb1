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

    @Test("What a baseline allows is a suppressed note, and what is worse an error, whether or not it is a finding")
    func baseline() throws {
        func results(_ record: RunRecord) throws -> [JSONValue] {
            let verdict = BaselineVerdict(record, against: Broken.baseline, isWhole: true)
            let log = try JSONValue(SARIFReport(record, verdict: verdict, places: places).data)
            #expect(schema.complaints(log) == [])
            let results = log["runs"]?[0]?["results"]?.array ?? []
            #expect(results.contains { $0["level"]?.string == "error" } == !verdict.passes)
            return results
        }
        let same = try results(Broken.listed)
        #expect(same.count == 13)
        for result in same {
            #expect(result["level"]?.string == "note" && result["baselineState"]?.string == "unchanged")
            #expect(result["suppressions"]?[0]?["kind"]?.string == "external")
        }
        let worse = try results(Broken.worse).filter { $0["level"]?.string == "error" }
        #expect(worse.count == 2)
        #expect(worse.allSatisfy { $0["baselineState"]?.string == "new" && $0["suppressions"] == nil })
        #expect(worse[1]["ruleId"]?.string == "plumbline/worse-than-the-baseline")
        #expect(worse[1]["message"]?["text"]?.string == "softmax: values: misrounded: 10 → 14 elements.")
        #expect(
            try results(Fixture.record).map { $0["ruleId"]?.string } == [
                "plumbline/stale-allowance", "plumbline/stale-allowance",
            ])
    }

    @Test("What the record counts and does not list is a notification")
    func unlisted() throws {
        let log = try JSONValue(SARIFReport(Broken.record).data)
        let notifications = log["runs"]?[0]?["invocations"]?[0]?["toolExecutionNotifications"]
        #expect(notifications?.array?.count == 1)
        #expect(notifications?[0]?["message"]?["text"]?.string == "exp: of 40 findings, 13 are listed.")
    }

    @Test("A finding is known by the numbers of its case, whatever place that has in the specification")
    func lastingFingerprints() throws {
        func fingerprint(_ id: String) throws -> JSONValue? {
            let record = Fixture.record { record in
                var finding = Broken.findings(1)[0]
                finding.id = id
                finding.fingerprint = "exp/9c41d07e52aa10b7/forward[0]"
                record.operations[0].implementations[0].findings = [finding]
            }
            return try JSONValue(SARIFReport(record).data)["runs"]?[0]?["results"]?[0]?["partialFingerprints"]
        }
        let known = try #require(try fingerprint("exp/anchor-2/forward[0]"))
        #expect(try fingerprint("exp/anchor-3/forward[0]") == known)
        #expect(known["plumblineFinding/v2"]?.string == "exp/9c41d07e52aa10b7/forward[0]")
    }

    @Test("Places are paths from the root of the repository, wherever the command is run")
    func roots() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(atPath: folder + "/.git", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: folder + "/part/specs", withIntermediateDirectories: true)
        try Data("operation: exp\n\nbudgets: {}\n".utf8).write(
            to: URL(fileURLWithPath: folder + "/part/specs/exp.yaml"))
        let root = FindingPlaces.repository(of: folder + "/part", environment: [:])
        #expect(root == URL(fileURLWithPath: folder).standardizedFileURL.path)
        let places = FindingPlaces(folder: "./specs", currentDirectory: folder + "/part", root: root)
        let place = places.place(of: try #require(Broken.record.failingFindings.first))
        #expect(place == FindingPlaces.Place(file: "part/specs/exp.yaml", line: 3))
        #expect(
            FindingPlaces.repository(of: "/nowhere/at/all", environment: ["GITHUB_WORKSPACE": "/nowhere"]) == "/nowhere"
        )
        #expect(FindingPlaces.repository(of: "/nowhere/at/all", environment: [:]) == nil)
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
