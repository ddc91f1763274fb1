import Verification

/// Looks for what can be wrong with `float f(float)` apart from its values: that they change.
struct ScalarProbes {
    private let worker: CLibrarySweepWorker

    /// Runs of encodings, all over the range.
    private static let runs = 64
    private static let length = 1024

    init(_ function: LibraryFunction) throws { worker = try CLibrarySweepWorker(function, form: .scalar) }

    /// - Throws: `LibraryError` when the function cannot be called, `CancellationError` when the task is cancelled.
    func defects() throws -> [SubjectDefect] {
        var random = Mixer(state: 2)
        let starts = (0..<Self.runs).map { place in
            // One of the first encodings of an exponent and a sign, or any.
            let bits = UInt32(truncatingIfNeeded: random.next())
            let first = place % 2 == 0 ? bits & 0xFF80_0000 : bits
            return min(first, UInt32.max - UInt32(Self.length))
        }
        var found = [worker.loadingDefect].compactMap { $0 }
        var known: [UInt32: [UInt32]] = [:]
        var troubles = 0
        // Forwards, backwards and forwards again: what depends on earlier calls comes out differently.
        for start in starts + starts.reversed() + starts {
            try Task.checkCancellation()
            do {
                let results = try [Float](unsafeUninitializedCapacity: Self.length) { buffer, count in
                    try worker.compute(first: start, into: buffer)
                    count = Self.length
                }.map(\.bitPattern)
                guard let earlier = known.updateValue(results, forKey: start) else { continue }
                if let place = results.indices.first(where: { results[$0] != earlier[$0] }) {
                    found.append(
                        SubjectDefect(
                            .nondeterminism, "the same input gave another result when run again",
                            first: start + UInt32(place)))
                    break
                }
            } catch let defect as SubjectDefect {
                // Crashes and hangs are met by the sweep, too, but a function that does nothing else is known by now.
                if !found.contains(where: { $0.kind == defect.kind }) { found.append(defect) }
                troubles += 1
                if defect.kind == .hang || troubles == 3 { break }
            }
        }
        return found
    }
}
