public import Foundation
import Verification

/// Where in the repository findings are shown: in the specification that the operation does not live up to.
///
/// Lines are those of the key that a finding is about, looked up in the file as it is; a file that cannot be read is named
/// all the same, at its first line.
public struct FindingPlaces: Sendable {
    /// The folder of specifications, as a path from the repository's root.
    public let folder: String
    /// The same folder as an absolute path.
    private let place: String
    private let read: @Sendable (String) -> String?

    /// A place in a file.
    struct Place: Hashable {
        let file: String
        let line: Int
    }

    /// - Parameters:
    ///   - folder: as a path from the current directory, or an absolute one.
    ///   - root: the repository's folder; by default the current directory.
    ///   - read: how to read a file's text.
    public init(
        folder: String, currentDirectory: String = FileManager.default.currentDirectoryPath, root: String? = nil,
        read: @escaping @Sendable (String) -> String? = { try? String(contentsOfFile: $0, encoding: .utf8) }
    ) {
        let place = URL(fileURLWithPath: folder, relativeTo: URL(fileURLWithPath: currentDirectory, isDirectory: true))
            .standardizedFileURL.path
        let root = URL(fileURLWithPath: root ?? currentDirectory).standardizedFileURL.path
        self.folder = place == root ? "" : place.hasPrefix(root + "/") ? String(place.dropFirst(root.count + 1)) : place
        self.place = place
        self.read = read
    }

    /// The repository that a directory is in: the workspace of a job, or the nearest folder above with a `.git`; nil for none.
    public static func repository(
        of directory: String, environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> String? {
        if let workspace = environment["GITHUB_WORKSPACE"], !workspace.isEmpty,
            directory == workspace || directory.hasPrefix(workspace + "/")
        {
            return workspace
        }
        var place = URL(fileURLWithPath: directory).standardizedFileURL
        while true {
            if FileManager.default.fileExists(atPath: place.appendingPathComponent(".git").path) { return place.path }
            if place.path == "/" { return nil }
            place.deleteLastPathComponent()
        }
    }

    func file(of operation: OperationRecord) -> String { path(operation.file) }

    private func path(_ name: String) -> String {
        folder.isEmpty ? name : folder == "/" ? "/\(name)" : "\(folder)/\(name)"
    }

    /// The lines of a specification, as it is.
    private func lines(_ name: String) -> [Substring] {
        (read(place == "/" ? "/\(name)" : "\(place)/\(name)") ?? "")
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Where an operation is held to something that is not about one finding: its budgets.
    func place(ofOperation name: String, in record: RunRecord) -> Place {
        let operation = record.operations.first { $0.name == name }
        let file = operation?.file ?? name + ".yaml"
        return Place(file: path(file), line: (lines(file).firstIndex { $0.hasPrefix("budgets:") } ?? 0) + 1)
    }

    func place(of finding: Finding) -> Place {
        let file = file(of: finding.operation)
        let lines = lines(finding.operation.file)
        func line(_ key: String) -> Int? { lines.firstIndex { $0.hasPrefix(key + ":") }.map { $0 + 1 } }
        let own = finding.implementation.name
        if own != finding.operation.name || finding.record.kind == .staleExpectation,
            let place = lines.firstIndex(where: { $0.trimmingCharacters(in: .whitespaces).hasPrefix(own + ":") })
        {
            return Place(file: file, line: place + 1)
        }
        let key =
            switch finding.record.kind {
            case .forward, .gradient: "budgets"
            case .formula, .differences: "definition"
            case .unlistedSpecial, .stale: "specials"
            case .invariant: "invariants"
            case .staleExpectation, .nonDeterministic, .layout, .subject: "operation"
            }
        return Place(file: file, line: line(key) ?? line("operation") ?? 1)
    }
}

/// A finding with what it belongs to.
struct Finding {
    let operation: OperationRecord
    let implementation: ImplementationRecord
    let record: FindingRecord

    /// What dashboards know it by: nothing in it is measured.
    var title: String { "\(implementation.name): \(record.kind.title)" }

    /// Worst first: a wrong class, then the larger error; what has no number stands between.
    var badness: (Int, Double) {
        guard let element = record.element else { return (2, 0) }
        if element.verdict == .wrongClass { return (3, 0) }
        return (element.isSilentlyWrong ? 2 : 1, element.ulpsHigh ?? 0)
    }
}

extension RunRecord {
    /// What fails the run, in the order of the record.
    var failingFindings: [Finding] {
        operations.flatMap { operation in
            operation.implementations.flatMap { implementation in
                implementation.findings.filter { !$0.isExpected }.map {
                    Finding(operation: operation, implementation: implementation, record: $0)
                }
            }
        }
    }
}

extension ImplementationRecord {
    /// `exp: of 1,512 findings, 8 are listed`; nil where all are.
    var unlistedText: String? {
        guard findingCount > findings.count else { return nil }
        return "\(name): of \(counted(findingCount, "finding")), \(countText(findings.count)) "
            + "\(findings.count == 1 ? "is" : "are") listed"
    }
}

extension BaselineVerdict {
    /// What fails the run and is no finding of the record's lists: larger errors, more elements, stale allowances.
    var otherFailures: [Failure] { failures.filter { $0.finding == nil } }
}

extension BaselineVerdict.Failure {
    /// What dashboards know it by: nothing in it is measured.
    var title: String { "\(implementation): \(kind.title)" }
}

extension BaselineVerdict.Failure.Kind {
    var title: String { self == .worse ? "worse than the baseline" : "stale allowance" }

    /// A sentence for the list of rules.
    var explanation: String {
        switch self {
        case .worse: "An error is larger, or more elements are wrong, than the baseline allows."
        case .stale: "Nothing needs an allowance of the baseline any more; save it again to take it out."
        }
    }

    var rule: String { "plumbline/" + title.replacing(" ", with: "-") }
}

extension FindingRecord.Kind {
    /// Every kind of finding, in the order of the list of rules.
    static let everyKind: [FindingRecord.Kind] = [
        .forward, .gradient, .formula, .differences, .unlistedSpecial, .invariant, .nonDeterministic, .layout, .subject,
        .stale, .staleExpectation,
    ]

    /// In a few words, without anything measured.
    var title: String {
        switch self {
        case .forward: "wrong values"
        case .gradient: "wrong gradient"
        case .formula: "wrong backward formula"
        case .differences: "finite differences disagree"
        case .unlistedSpecial: "unlisted special value"
        case .stale: "stale row"
        case .staleExpectation: "stale expectation"
        case .nonDeterministic: "bits differ between runs"
        case .layout: "bits depend on memory layout"
        case .invariant: "broken invariant"
        case .subject: "no answer"
        }
    }

    /// A sentence for the list of rules.
    var explanation: String {
        switch self {
        case .forward: "A result is of a wrong class or farther from the real result than the budget allows."
        case .gradient: "A gradient is of a wrong class or farther from the certified one than the budget allows."
        case .formula: "The backward formula is provably not the derivative of the definition."
        case .differences: "Finite differences contradict the definition or the oracle."
        case .unlistedSpecial: "A result is no real number, and no row of the special-value table says what is right."
        case .stale: "Nothing meets a row of a table any more; add an anchor that does, or delete the row."
        case .staleExpectation: "A check that was expected to fail passes; delete the expectation."
        case .nonDeterministic: "The same inputs gave other bits when run again."
        case .layout: "Bits depend on where inputs lie in memory or where elements stand."
        case .invariant: "A condition on answers that the specification states does not hold."
        case .subject: "The subject failed to answer."
        }
    }

    /// The name of the rule: `plumbline/wrong-values`.
    var rule: String { "plumbline/" + title.replacing(" ", with: "-") }
}
