import Foundation
import Testing
import Verification

@testable import Reporting

/// A folder that goes when nobody holds it any more.
private final class Folder: Sendable {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)").path
    var store: RunStore { RunStore(folder: path) }
    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    func write(_ text: String, to name: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite("The store of runs")
struct RunStoreTests {
    private static let noon = Date(timeIntervalSince1970: 1_772_452_800)

    @Test("A run is one file, named by when it ended and who was verified")
    func names() throws {
        let folder = Folder()
        let run = try folder.store.save(Fixture.record, at: Self.noon)
        #expect(folder.names == ["\(run.name).json"])
        #expect(run.name.wholeMatch(of: /2026-03-02-120000\.000-engine-[0-9a-f]{8}/) != nil, "\(run.name)")
        #expect(run.time == "2026-03-02 12:00:00")
        #expect(try run.record() == Fixture.record)
        #expect(try folder.store.runs == [run])
    }

    @Test("The folder is below the home that the environment names")
    func home() {
        let folder = RunStore.defaultFolder(environment: ["HOME": "/x"])
        #expect(folder.hasPrefix("/x/") && folder.hasSuffix("lumbline/runs"))
        #expect(RunStore.defaultFolder(environment: ["HOME": "/x", "PLUMBLINE_STORE": "/y"]) == "/y")
        #expect(RunStore.defaultFolder(environment: [:]).hasPrefix(NSHomeDirectory()))
    }

    @Test("Runs are found by the beginning of what they are called, by their age, and as files")
    func finding() throws {
        let folder = Folder()
        let older = try folder.store.save(Fixture.record, at: Self.noon)
        let newer = try folder.store.save(Fixture.record { $0.seed = 7 }, at: Self.noon + 0.002)
        let store = folder.store
        #expect(try store.find(older.id).record == Fixture.record)
        #expect(try store.find(older.id).name == "\(older.id) (2026-03-02 12:00:00)")
        #expect(try store.find(String(newer.id.prefix(7))).record.seed == 7)
        #expect(try store.find(newer.name).record.seed == 7)
        #expect(try store.find("latest").record.seed == 7)
        #expect(try store.find("latest~1").record == Fixture.record)
        #expect(try store.find(older.path).name == older.path)
    }

    @Test("What an interrupted run had found is kept, and is not the latest")
    func interrupted() throws {
        let folder = Folder()
        let complete = try folder.store.save(Fixture.record, at: Self.noon)
        let other = try folder.store.save(Fixture.record { $0.operations = [] }, at: Self.noon + 60, isComplete: false)
        #expect(other.name.hasSuffix("-interrupted"))
        #expect(try folder.store.find("latest").name.hasPrefix(complete.id))
        #expect(try folder.store.find(other.id).name == "\(other.id) (2026-03-02 12:01:00, interrupted)")
    }

    @Test("What cannot be found is said, with what was probably meant")
    func unknown() throws {
        let folder = Folder()
        #expect(throws: RunStoreError.noRuns(folder: folder.path)) { try folder.store.find("latest") }
        #expect(throws: RunStoreError.noRuns(folder: folder.path)) { try folder.store.find("abc") }
        _ = try folder.store.save(Fixture.record)
        #expect(throws: RunStoreError.unknownRun("latst", suggestion: "latest")) { try folder.store.find("latst") }
        #expect(throws: RunStoreError.tooFewRuns("latest~3", count: 1)) { try folder.store.find("latest~3") }
        #expect(throws: RunStoreError.unreadableFile("/nowhere/x.json")) { try folder.store.find("/nowhere/x.json") }
        #expect(
            RunStoreError.tooFewRuns("latest~3", count: 1).description
                == "there is no 'latest~3': only 1 complete run is remembered")
    }

    @Test("A beginning that several share is refused")
    func ambiguous() throws {
        let folder = Folder()
        let json = String(decoding: try JSONReport(Fixture.record).data, as: UTF8.self)
        try folder.write(json, to: "2026-03-02-120000.000-engine-aa000001.json")
        try folder.write(json, to: "2026-03-02-120001.000-engine-aa000002.json")
        #expect(throws: RunStoreError.ambiguous("aa", among: ["aa000001", "aa000002"])) { try folder.store.find("aa") }
        #expect(try folder.store.find("aa000002").name.hasPrefix("aa000002"))
    }

    @Test("Runs that end at the same time all land")
    func concurrent() async throws {
        let folder = Folder()
        let saved = try await withThrowingTaskGroup(of: StoredRun.self) { group in
            for seed in 0..<32 {
                group.addTask { try folder.store.save(Fixture.record { $0.seed = UInt64(seed) }, at: Self.noon) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(saved.map(\.id)).count == 32)
        let seeds = try folder.store.runs.map { try $0.record().seed }
        #expect(seeds.sorted() == (0..<32).map { UInt64($0) })
    }

    @Test("Records of other versions and broken files are listed and left alone; other files are not touched")
    func foreign() throws {
        let folder = Folder()
        let json = String(decoding: try JSONReport(Fixture.record).data, as: UTF8.self)
        let newer = json.replacingOccurrences(
            of: "\"schemaVersion\": \(RunRecord.currentVersion)", with: "\"schemaVersion\": 99")
        #expect(newer != json)
        try folder.write(newer, to: "2026-03-02-120000.000-engine-bb000001.json")
        try folder.write("{\"schemaVersion\": ", to: "2026-03-02-120001.000-engine-bb000002.json")
        try folder.write("mine", to: "notes.txt")
        _ = try folder.store.save(Fixture.record)
        let runs = try folder.store.runs
        #expect(runs.count == 3)
        let summary = try #require(RunSummary(runs[0]))
        #expect(summary.schemaVersion == 99)
        #expect(!summary.isReadable)
        #expect(summary.operations == ["exp", "matmul", "softmax"])
        #expect(RunSummary(runs[1]) == nil)
        #expect(throws: RunStoreError.self) { try folder.store.find("bb000001") }
        #expect(throws: RunStoreError.self) { try folder.store.find("bb000002") }
        #expect(folder.names.count == 4)
        #expect(try String(contentsOfFile: runs[0].path, encoding: .utf8) == newer)
    }

    @Test("What a killed process left of a file goes after an hour, and nothing else does")
    func remains() throws {
        let folder = Folder()
        let (old, new) = (UUID().uuidString, UUID().uuidString)
        let name = "2026-03-02-120000.000-engine-cc000001.json"
        try folder.write("{", to: "\(name).\(old)")
        try folder.write("{", to: "\(name).\(new)")
        try folder.write("mine", to: "letter.\(old)")
        for file in ["\(name).\(old)", "letter.\(old)"] {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -7200)], ofItemAtPath: folder.path + "/" + file)
        }
        _ = try folder.store.save(Fixture.record)
        #expect(!folder.names.contains("\(name).\(old)"))
        #expect(folder.names.contains("\(name).\(new)"))
        #expect(folder.names.contains("letter.\(old)"))
    }

    @Test("Where nothing can be written, the error says so and nothing is there")
    func unwritable() throws {
        #expect(throws: ReportError.self) { try RunStore(folder: "/dev/null/runs").save(Fixture.record) }
    }

    @Test("Runs are kept among the user's own data unless somebody says otherwise")
    func folders() {
        #expect(RunStore.defaultFolder(environment: ["PLUMBLINE_STORE": "/a"], home: "/home/me") == "/a")
        #if !os(macOS)
            #expect(RunStore.defaultFolder(environment: ["XDG_DATA_HOME": "/b"], home: "/h") == "/b/plumbline/runs")
            #expect(
                RunStore.defaultFolder(environment: ["XDG_DATA_HOME": "b"], home: "/h")
                    == "/h/.local/share/plumbline/runs")
            #expect(RunStore.defaultFolder(environment: [:], home: "/h") == "/h/.local/share/plumbline/runs")
        #endif
    }
}
