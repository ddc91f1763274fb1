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
    /// What was verified, in letters and digits.
    public let subject: String
    /// Whether the run was there to its end.
    public let isComplete: Bool
    public let path: String

    init(time: Date, subject: String, id: String, isComplete: Bool, folder: String) {
        let name = "\(Self.stamp(time))-\(Self.subjectWord(subject))-\(id)" + (isComplete ? "" : "-interrupted")
        self.init(fileName: name + ".json", folder: folder)!
    }

    static func subjectWord(_ subject: String) -> String {
        String(subject.prefix(32).map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    /// Nil for the name of any other file.
    init?(fileName: String, folder: String) {
        guard
            let match = fileName.wholeMatch(
                of: /((\d{4}-\d\d-\d\d)-(\d\d)(\d\d)(\d\d)\.\d{3}-([A-Za-z0-9_]*)-([0-9a-f]{8})(-interrupted)?)\.json/)
        else { return nil }
        name = String(match.1)
        time = "\(match.2) \(match.3):\(match.4):\(match.5)"
        subject = String(match.6)
        id = String(match.7)
        isComplete = match.8 == nil
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
    /// What commands take for it: `9c41d07e`, or the file's path.
    public let word: String
    public let record: RunRecord
}

extension RunStore {
    /// The run that a word means: the beginning of an identifier or of a name, `latest` (the last complete one),
    /// `latest~2` (two before it), or a path to a file.
    ///
    /// - Throws: `RunStoreError`.
    public func find(_ word: String) throws -> NamedRun {
        if word.contains("/") || word.hasSuffix(".json") {
            return NamedRun(name: word, word: word, record: try StoredRun.record(word))
        }
        let run = try stored(word)
        return try named(run)
    }

    private func named(_ run: StoredRun) throws -> NamedRun {
        NamedRun(
            name: "\(run.id) (\(run.time)\(run.isComplete ? "" : ", interrupted"))", word: run.id,
            record: try run.record())
    }

    /// The latest complete run with which a run can be compared: one of the same subject and with an operation that both
    /// have. Nil where there is none that can be read.
    ///
    /// - Parameter word: what names the later run, when it is in the store itself.
    public func predecessor(of record: RunRecord, named word: String? = nil) -> NamedRun? {
        guard var candidates = try? runs else { return nil }
        if let word {
            guard let run = try? stored(word), let position = candidates.firstIndex(of: run) else { return nil }
            candidates.removeSubrange(position...)
        }
        let operations = Set(record.operations.map(\.name))
        let subject = StoredRun.subjectWord(record.subject.name)
        // Runs of other subjects and operations may be many; those far back are of no interest.
        for run in candidates.filter({ $0.isComplete && $0.subject == subject }).suffix(Self.candidates).reversed() {
            guard let named = try? named(run), !named.record.subject.isOther(than: record.subject),
                named.record.operations.contains(where: { operations.contains($0.name) })
            else { continue }
            return named
        }
        return nil
    }

    /// How many earlier runs are looked at.
    private static let candidates = 16

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
