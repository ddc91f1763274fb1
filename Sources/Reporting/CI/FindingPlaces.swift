public import Foundation
import Verification

/// Where in the repository findings are shown: in the specification that the operation does not live up to.
///
/// Lines are those of the key that a finding is about, looked up in the file as it is; a file that cannot be read is named
/// all the same, at its first line.
public struct FindingPlaces: Sendable {
    /// The folder of specifications, as a path from the repository's root.
    public let folder: String
    private let read: @Sendable (String) -> String?

    /// A place in a file.
    struct Place: Hashable {
        let file: String
        let line: Int
    }

    /// - Parameters:
    ///   - folder: an absolute path below the current directory is shown as a path from there.
    ///   - read: how to read a file's text.
    public init(
        folder: String, currentDirectory: String = FileManager.default.currentDirectoryPath,
        read: @escaping @Sendable (String) -> String? = { try? String(contentsOfFile: $0, encoding: .utf8) }
    ) {
        var path = folder
        while path.count > 1, path.hasSuffix("/") { path.removeLast() }
        if path.hasPrefix(currentDirectory + "/") { path = String(path.dropFirst(currentDirectory.count + 1)) }
        while path.hasPrefix("./") { path = String(path.dropFirst(2)) }
        self.folder = path == "." ? "" : path
        self.read = read
    }

    func file(of operation: OperationRecord) -> String {
        folder.isEmpty ? operation.file : folder == "/" ? "/\(operation.file)" : "\(folder)/\(operation.file)"
    }

    func place(of finding: Finding) -> Place {
        let file = file(of: finding.operation)
        let lines = (read(file) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
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
