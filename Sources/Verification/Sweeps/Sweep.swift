internal import Synchronization

/// A proof over all float32 inputs, or over some ranges of them: the plan, and how a subject's results are compared with it.
public struct Sweep: Sendable {
    public let reference: SweepReference
    public let subject: any SweepSubject
    /// In order, disjoint.
    public let ranges: [ClosedRange<UInt32>]

    /// A sweep is a set of fixed shards, so many encodings each.
    public static let shardSize = 1 << 24
    public static let shardCount = 256

    /// - Parameter ranges: the encodings to cover, in any order.
    public init(_ reference: SweepReference, subject: any SweepSubject, ranges: [ClosedRange<UInt32>]) {
        self.reference = reference
        self.subject = subject
        var merged: [ClosedRange<UInt32>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = merged.last, UInt64(last.upperBound) + 1 >= UInt64(range.lowerBound) {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        self.ranges = merged
    }

    public static let everything: [ClosedRange<UInt32>] = [0...UInt32.max]

    /// The parts of shards that the ranges cover, in order.
    public var pieces: [ClosedRange<UInt32>] {
        (0..<Self.shardCount).flatMap { shard -> [ClosedRange<UInt32>] in
            let first = UInt32(shard) << 24
            let whole = first...(first | 0xFF_FFFF)
            return ranges.filter { $0.overlaps(whole) }.map { $0.clamped(to: whole) }
        }
    }

    /// How many encodings the ranges cover.
    public var inputs: Int { ranges.reduce(0) { $0 + Int($1.upperBound) - Int($1.lowerBound) + 1 } }

    /// Makes the plan: models of the function on every block.
    public func plan(jobs: Int) async throws -> SweepPlan {
        try await SweepPlan(reference, ranges: ranges, jobs: jobs)
    }

    /// Compares all results with the plan.
    ///
    /// - Parameters:
    ///   - done: pieces that need not be computed again.
    ///   - progress: told how many inputs more are done, from any thread.
    ///   - finished: told of every piece as it is done, from any thread, one at a time.
    /// - Returns: all pieces that were computed, in order; the rest is missing after cancellation.
    /// - Throws: what keeps the subject from being called at all.
    public func run(
        _ plan: SweepPlan, jobs: Int, skipping done: Set<UInt32> = [],
        progress: @escaping @Sendable (Int) -> Void = { _ in },
        finished: @escaping @Sendable (SweepPiece) throws -> Void = { _ in }
    ) async throws -> [SweepPiece] {
        let pieces = self.pieces.filter { !done.contains($0.lowerBound) }
        let state = Progress()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<max(1, min(jobs, pieces.count)) {
                group.addTask {
                    let worker = try subject.makeWorker()
                    while true {
                        let place = state.takeNext()
                        guard place < pieces.count, !Task.isCancelled else { return }
                        let range = pieces[place]
                        let run = PieceRun(range, reference, plan.entries(in: range), worker)
                        let piece: SweepPiece
                        do {
                            piece = try run.run {
                                try Task.checkCancellation()
                                progress($0)
                            }
                        } catch is CancellationError {
                            return
                        }
                        try state.add(piece, finished)
                    }
                }
            }
            try await group.waitForAll()
        }
        return state.pieces
    }

    /// What the threads of a sweep share.
    private final class Progress: Sendable {
        private let next = Mutex(0)
        private let found = Mutex<[SweepPiece]>([])

        func takeNext() -> Int {
            next.withLock { place in
                place += 1
                return place - 1
            }
        }

        func add(_ piece: SweepPiece, _ finished: (SweepPiece) throws -> Void) throws {
            try found.withLock {
                $0.append(piece)
                try finished(piece)
            }
        }

        var pieces: [SweepPiece] { found.withLock { $0.sorted { $0.first < $1.first } } }
    }
}

extension SweepPlan {
    /// The entries that a range touches.
    func entries(in range: ClosedRange<UInt32>) -> ArraySlice<Entry> {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].last < range.lowerBound { low = middle + 1 } else { high = middle }
        }
        var end = low
        while end < entries.count, entries[end].first <= range.upperBound { end += 1 }
        return entries[low..<end]
    }
}

extension Sweep {
    /// An estimate of the seconds that inputs without a fast way take, of one core, measured on some of them.
    public func slowSeconds(of plan: SweepPlan) throws -> Double {
        let oracle = ElementOracle(reference: reference)
        let clock = ContinuousClock()
        func seconds(_ body: () throws -> Void) rethrows -> Double {
            let time = try clock.measure(body)
            return Double(time.components.seconds) + Double(time.components.attoseconds) * 1e-18
        }
        var total = 0.0
        if plan.slowInputs > 0 {
            let encodings = plan.sample(64) { if case .elements = $0 { true } else { false } }
            // Zero is as good as any answer for the time that judging takes.
            let time = try seconds { _ = try oracle.judge(encodings, [Float](repeating: 0, count: encodings.count)) }
            total += time / Double(max(1, encodings.count)) * Double(plan.slowInputs)
        }
        if plan.arrayInputs > 0 {
            let first = plan.sample(1) { if case .arrays = $0 { true } else { false } }[0]
            let entry = plan.entries(in: first...first).first!
            let count = min(entry.count, 4096)
            // The first time is not like the others.
            _ = try oracle.bounds(first: entry.first, count: count)
            let open: Int = try {
                var open = 0
                let time = try seconds {
                    let bounds = try oracle.bounds(first: entry.first, count: count)
                    open = zip(bounds.lower, bounds.upper).count { !($1 - $0 <= $1.magnitude * 0x1p-40) }
                }
                total += time / Double(count) * Double(plan.arrayInputs)
                return open
            }()
            if open > 0 {
                let encodings = (0..<min(64, count)).map { entry.first + UInt32($0) }
                let time = try seconds {
                    _ = try oracle.judge(encodings, [Float](repeating: 0, count: encodings.count))
                }
                total += time / Double(encodings.count) * Double(open) / Double(count) * Double(plan.arrayInputs)
            }
        }
        return total
    }
}

extension SweepPlan {
    /// Some encodings of entries of a kind, spread over them.
    func sample(_ wanted: Int, where isIncluded: (Work) -> Bool) -> [UInt32] {
        let chosen = entries.filter { isIncluded($0.work) }
        guard !chosen.isEmpty else { return [] }
        let perEntry = max(1, wanted / chosen.count)
        let step = max(1, chosen.count / wanted)
        return stride(from: 0, to: chosen.count, by: step).flatMap { place -> [UInt32] in
            let entry = chosen[place]
            return (0..<min(perEntry, entry.count)).map {
                entry.first + UInt32($0 * entry.count / perEntry % entry.count)
            }
        }
    }
}
