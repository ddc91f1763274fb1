public import Specifications
internal import Values

/// One invocation: which specifications, which cases, which subject. `run` answers with a record.
public struct Verifier: Sendable {
    public let catalog: SpecificationCatalog
    public let subject: any Subject
    public let seed: UInt64
    /// Generated cases for each tuple of shapes.
    public let casesPerTuple: Int

    /// What replay commands need besides the case's name: ` --specs ./mine`.
    public var replaySuffix = ""

    /// What is wrong with the subject apart from its values, found beforehand: findings of every operation's own
    /// implementation.
    public var defects: [SubjectDefect] = []

    /// Told of every result for NaN or infinities about which neither the definition nor a row of the special-value table
    /// says anything; nil to make findings of them. It is the specification then that is not complete, not the subject that
    /// is wrong. A number for NaN is a finding all the same.
    public var unlistedHandler: (@Sendable () -> Void)?

    public static let defaultCases = 12

    public init(
        catalog: SpecificationCatalog, subject: any Subject, seed: UInt64 = 0, casesPerTuple: Int = defaultCases
    ) {
        self.catalog = catalog
        self.subject = subject
        self.seed = seed
        self.casesPerTuple = casesPerTuple
    }

    /// The operations that both have a specification and are implemented by the subject, sorted.
    public var operations: [String] {
        let implemented = Set(subject.implementations.map(\.operation))
        return catalog.operations.filter(implemented.contains)
    }

    /// The implementations of the subject that nothing says how to judge, sorted.
    public var unspecified: [String] {
        subject.implementations.filter { catalog[$0.operation] == nil }.map(\.name).sorted()
    }

    /// Checks operations, two or more at a time; the record does not depend on how many.
    ///
    /// - Parameters:
    ///   - operations: names from `operations`.
    ///   - progress: called after each operation with the number done, from any thread.
    /// - Throws: `CancellationError` when the task is cancelled.
    public func run(
        _ operations: [String], jobs: Int,
        progress: @escaping @Sendable (_ operation: String, _ done: Int) -> Void = { _, _ in }
    ) async throws -> RunRecord {
        try await run(operations, jobs: jobs) { (event: Event) in
            if case .finished(let record, let done) = event { progress(record.name, done) }
        }
    }

    /// What happens during a run.
    public enum Event: Sendable {
        case started(operation: String)
        /// What was found about an operation, and how many are done.
        case finished(OperationRecord, done: Int)
    }

    /// Checks operations, two or more at a time, and tells of each: what was told is what a cancelled run has found.
    ///
    /// - Parameter observer: called when an operation begins and when it is done, from any thread.
    /// - Throws: `CancellationError` when the task is cancelled.
    public func run(
        _ operations: [String], jobs: Int, observer: @escaping @Sendable (Event) -> Void
    ) async throws -> RunRecord {
        var records: [OperationRecord] = []
        try await withThrowingTaskGroup(of: OperationRecord.self) { group in
            // The slowest first, so that no processor waits at the end.
            var waiting = operations.sorted { (expectedSeconds(of: $0), $0) < (expectedSeconds(of: $1), $1) }
            func start() {
                guard let next = waiting.popLast() else { return }
                group.addTask {
                    try Task.checkCancellation()
                    observer(.started(operation: next))
                    return try verify(next)
                }
            }
            for _ in 0..<max(1, jobs) { start() }
            while let record = try await group.next() {
                records.append(record)
                observer(.finished(record, done: records.count))
                start()
            }
        }
        return record(of: records)
    }

    /// The record of a run that found these.
    public func record(of operations: [OperationRecord]) -> RunRecord {
        RunRecord(
            plumbline: Plumbline.version, seed: seed, cases: casesPerTuple,
            subject: SubjectRecord(
                name: subject.name, version: subject.version, keepsSubnormals: keepsSubnormals(),
                libraries: subject.libraries),
            limits: Self.limits,
            operations: operations.sorted { $0.name < $1.name })
    }

    private static var limits: [LimitRecord] {
        // The smallest normal number by bisection, on the ordered encoding, of what is still subnormal.
        var subnormal = Float(0).nextUp.ordinal
        var normal = Float(1).ordinal
        while normal - subnormal > 1 {
            let middle = subnormal + (normal - subnormal) / 2
            if Float(ordinal: middle).isSubnormal { subnormal = middle } else { normal = middle }
        }
        return [
            LimitRecord(
                name: "smallest subnormal", derivation: "the float above 0", value: FloatRecord(Float(0).nextUp)),
            LimitRecord(
                name: "largest subnormal", derivation: "the float below the smallest normal",
                value: FloatRecord(Float(ordinal: subnormal))),
            LimitRecord(
                name: "smallest normal", derivation: "the first float that is not subnormal",
                value: FloatRecord(Float(ordinal: normal))),
            LimitRecord(
                name: "one ulp of 1", derivation: "the float above 1, less 1", value: FloatRecord(Float(1).nextUp - 1)),
            LimitRecord(
                name: "largest finite", derivation: "the float below infinity",
                value: FloatRecord(Float.infinity.nextDown)),
        ]
    }

    private func verify(_ operation: String) throws -> OperationRecord {
        try OperationVerifier(catalog[operation]!, of: self).verify()
    }

    /// Whether the subject's arithmetic keeps subnormal numbers: half of the smallest normal number plus zero.
    private func keepsSubnormals() -> Bool {
        let half = Float.leastNormalMagnitude / 2
        let inputs = [HostArray([half]), HostArray([Float(0)])]
        guard subject.implementations.contains(where: { $0.name == "add" }),
            let sum = try? subject.outputs(of: "add", on: inputs, [:]).first, sum.count == 1
        else { return true }
        return sum.double(at: 0) == Double(half)
    }

    /// Every element of one case, judged: what `verify replay` shows.
    ///
    /// - Returns: nil when the implementation or the case does not exist.
    public func replay(_ implementation: String, _ id: CaseID) throws -> [ElementRecord]? {
        guard let described = subject.implementations.first(where: { $0.name == implementation }),
            let specification = catalog[described.operation]
        else { return nil }
        return try OperationVerifier(specification, of: self).replay(implementation, id)
    }

    /// What the checks of one case find that is about no single element: a wrong formula, differences that disagree,
    /// other bits when run again.
    public func findings(_ implementation: String, _ id: CaseID) throws -> [FindingRecord] {
        guard let described = subject.implementations.first(where: { $0.name == implementation }),
            let specification = catalog[described.operation]
        else { return [] }
        return try OperationVerifier(specification, of: self).findings(implementation, id)
    }
}

/// The package's identity.
public enum Plumbline {
    public static let version = "0.1.0"
}
