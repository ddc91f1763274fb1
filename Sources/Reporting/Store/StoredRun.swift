import Foundation
import Specifications
public import Verification

/// A run in the store, by what the name of its file says.
public struct StoredRun: Sendable, Hashable {
    /// The file's name without its ending, which sorts by time.
    public let name: String
    /// Eight hexadecimal digits.
    public let id: String
    /// When the run ended, in UTC: `2026-03-02 17:45:01`.
    public let time: String
    /// Whether the run was there to its end.
    public let isComplete: Bool
    public let path: String

    init(time: Date, subject: String, id: String, isComplete: Bool, folder: String) {
        let word = String(subject.prefix(32).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
        let name = "\(Self.stamp(time))-\(word)-\(id)" + (isComplete ? "" : "-interrupted")
        self.init(fileName: name + ".json", folder: folder)!
    }

    /// Nil for the name of any other file.
    init?(fileName: String, folder: String) {
        guard
            let match = fileName.wholeMatch(
                of: /((\d{4}-\d\d-\d\d)-(\d\d)(\d\d)(\d\d)\.\d{3}-[A-Za-z0-9_]*-([0-9a-f]{8})(-interrupted)?)\.json/)
        else { return nil }
        name = String(match.1)
        time = "\(match.2) \(match.3):\(match.4):\(match.5)"
        id = String(match.6)
        isComplete = match.7 == nil
        path = folder + (folder.hasSuffix("/") ? "" : "/") + fileName
    }

    /// `2026-03-02-174501.250`
    private static func stamp(_ time: Date) -> String {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0)!
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second, .nanosecond], from: time)
        func padded(_ number: Int?, _ digits: Int) -> String {
            let text = String(number ?? 0)
            return String(repeating: "0", count: max(0, digits - text.count)) + text
        }
        return "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))-"
            + "\(padded(parts.hour, 2))\(padded(parts.minute, 2))\(padded(parts.second, 2))."
            + padded(min(999, (parts.nanosecond ?? 0) / 1_000_000), 3)
    }

    /// What the file holds.
    ///
    /// - Throws: `RunStoreError` when it is no record that this version can read.
    public func record() throws -> RunRecord { try Self.record(path) }

    /// What a file holds.
    static func record(_ path: String) throws -> RunRecord {
        guard let data = FileManager.default.contents(atPath: path) else { throw RunStoreError.unreadableFile(path) }
        do {
            return try RunRecord(json: data)
        } catch let error as ReportError {
            throw RunStoreError.unusable(path: path, reason: "\(error)")
        }
    }
}

/// A run that somebody named, with what it found.
public struct NamedRun: Sendable {
    /// As people know it: `9c41d07e (2026-03-02 17:45:01)`, or the file's path.
    public let name: String
    public let record: RunRecord

    public init(name: String, record: RunRecord) {
        self.name = name
        self.record = record
    }
}

extension RunStore {
    /// The run that a word means: the beginning of an identifier or of a name, `latest` (the last complete one),
    /// `latest~2` (two before it), or a path to a file.
    ///
    /// - Throws: `RunStoreError`.
    public func find(_ word: String) throws -> NamedRun {
        if word.contains("/") || word.hasSuffix(".json") {
            return NamedRun(name: word, record: try StoredRun.record(word))
        }
        let run = try stored(word)
        return NamedRun(
            name: "\(run.id) (\(run.time)\(run.isComplete ? "" : ", interrupted"))", record: try run.record())
    }

    private func stored(_ word: String) throws -> StoredRun {
        let runs = try runs
        if let match = word.wholeMatch(of: /latest(~(\d{1,6}))?/) {
            let complete = runs.filter(\.isComplete)
            let back = match.2.flatMap { Int($0) } ?? 0
            guard !complete.isEmpty else { throw RunStoreError.noRuns(folder: folder) }
            guard back < complete.count else { throw RunStoreError.tooFewRuns(word, count: complete.count) }
            return complete[complete.count - 1 - back]
        }
        guard !runs.isEmpty else { throw RunStoreError.noRuns(folder: folder) }
        let found = word.isEmpty ? [] : runs.filter { $0.id.hasPrefix(word.lowercased()) || $0.name.hasPrefix(word) }
        if let exact = found.first(where: { $0.id == word || $0.name == word }) { return exact }
        switch found.count {
        case 1: return found[0]
        case 0:
            throw RunStoreError.unknownRun(word, suggestion: suggestion(for: word, among: runs.map(\.id) + ["latest"]))
        default: throw RunStoreError.ambiguous(word, among: found.prefix(4).map(\.id))
        }
    }
}
