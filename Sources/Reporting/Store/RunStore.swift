public import Foundation
import Values
public import Verification

/// The runs that are remembered: a folder with one file a run, which people can read, copy and delete.
///
///     2026-03-02-174501.250-engine-9c41d07e.json
///     2026-03-02-181207.004-engine-1f2e3d4c-interrupted.json
///
/// A record says nothing about when it was made, so that equal runs are equal bytes; the file's name does. Files are only
/// ever added: whatever ends a run at whatever moment, and however many runs end at once, those that are there stay as
/// they are. What cannot be read, such as a record of a newer version, is listed and left alone.
public struct RunStore: Sendable {
    public let folder: String

    public init(folder: String) { self.folder = folder }

    /// Where runs are remembered unless somebody says otherwise: `PLUMBLINE_STORE`, or a folder among the data that
    /// programs keep for a user.
    public static func defaultFolder(
        environment: [String: String] = ProcessInfo.processInfo.environment, home: String? = nil
    ) -> String {
        // Who sets HOME means it, whatever the list of users says.
        let named = environment["HOME"] ?? ""
        let home = home ?? (named.hasPrefix("/") ? named : NSHomeDirectory())
        if let named = environment["PLUMBLINE_STORE"], !named.isEmpty { return named }
        #if os(macOS)
            return home + "/Library/Application Support/Plumbline/runs"
        #else
            let data = environment["XDG_DATA_HOME"] ?? ""
            // The specification of that variable says that relative paths are to be ignored.
            return (data.hasPrefix("/") ? data : home + "/.local/share") + "/plumbline/runs"
        #endif
    }

    /// Makes sure that runs can be kept: creates the folder and tries a file in it.
    ///
    /// - Throws: `ReportError.unwritableDirectory`.
    public func prepare() throws { try ReportWriter.prepare(folder) }

    /// Keeps a run.
    ///
    /// - Parameters:
    ///   - isComplete: false for what an interrupted run had found until then.
    /// - Throws: `ReportError`; then nothing was added.
    @discardableResult
    public func save(_ record: RunRecord, at time: Date = Date(), isComplete: Bool = true) throws -> StoredRun {
        let data = try JSONReport(record).data
        try prepare()
        removeRemains(before: time.addingTimeInterval(-3600))
        while true {
            let run = StoredRun(
                time: time, subject: record.subject.name, id: Self.randomID(), isComplete: isComplete, folder: folder)
            if FileManager.default.fileExists(atPath: run.path) { continue }
            try ReportWriter.write(data, to: run.path)
            return run
        }
    }

    /// The runs that are remembered, the oldest first.
    ///
    /// - Throws: `RunStoreError.unreadableFolder`; a folder that does not exist holds nothing.
    public var runs: [StoredRun] {
        get throws {
            guard FileManager.default.fileExists(atPath: folder) else { return [] }
            do {
                return try FileManager.default.contentsOfDirectory(atPath: folder)
                    .compactMap { StoredRun(fileName: $0, folder: folder) }.sorted { $0.name < $1.name }
            } catch {
                throw RunStoreError.unreadableFolder(folder)
            }
        }
    }

    /// What is said of a folder that holds no runs: how one gets there.
    public var emptyText: String {
        let isDefault = folder == Self.defaultFolder()
        return "no run is remembered in '\(folder)'; "
            + (isDefault
                ? "'verify all' remembers its runs there"
                : "'verify all --store \(shellQuoted(folder))' remembers a run there")
    }

    /// Eight digits that no other run has.
    private static func randomID() -> String {
        let digits = String(UInt32.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }

    /// What killed processes left of files that they were writing.
    private func removeRemains(before time: Date) {
        let files = FileManager.default
        for name in (try? files.contentsOfDirectory(atPath: folder)) ?? [] {
            // `<name of a run>.<UUID>`: see AtomicFile.
            let parts = name.split(separator: ".")
            guard let unique = parts.last, UUID(uuidString: String(unique)) != nil,
                StoredRun(fileName: parts.dropLast().joined(separator: "."), folder: folder) != nil,
                let attributes = try? files.attributesOfItem(atPath: folder + "/" + name),
                let modified = attributes[.modificationDate] as? Date, modified < time
            else { continue }
            try? files.removeItem(atPath: folder + "/" + name)
        }
    }
}

/// Why a run cannot be found or read.
public enum RunStoreError: Error, Hashable, CustomStringConvertible {
    case unreadableFolder(String)
    case noRuns(folder: String)
    case unknownRun(String, suggestion: String?)
    case tooFewRuns(String, count: Int)
    case ambiguous(String, among: [String])
    case unreadableFile(String)
    /// A file that is there, and why it is no record that can be used.
    case unusable(path: String, reason: String)

    public var description: String {
        switch self {
        case .unreadableFolder(let folder): "the folder of runs '\(folder)' cannot be read"
        case .noRuns(let folder): RunStore(folder: folder).emptyText
        case .unknownRun(let word, let suggestion):
            "no run is called '\(word)'\(suggestion.map { "; did you mean '\($0)'?" } ?? "") "
                + "('verify history' lists them; a path to a file of a run will do, too)"
        case .tooFewRuns(let word, let count):
            "there is no '\(word)': only \(counted(count, "complete run")) \(count == 1 ? "is" : "are") remembered"
        case .ambiguous(let word, let names):
            "'\(word)' could be any of \(names.joined(separator: ", ")); give more of it"
        case .unreadableFile(let path): "there is no readable file '\(path)'"
        case .unusable(let path, let reason): "'\(path)' cannot be used: \(reason)"
        }
    }
}
