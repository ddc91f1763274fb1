/// How long a run of several pieces of work still takes, from what each was expected to take and what those so far did.
struct RunEstimate {
    /// Seconds of one processor that are expected of pieces that have not begun.
    var waiting: [Double] = []
    /// Pieces under way: what is expected, and for how long they have been.
    var running: [(expected: Double, elapsed: Double)] = []
    /// What was expected of those that are done, all together, and what they took.
    var finished: (expected: Double, took: Double) = (0, 0)
    /// Pieces that run at the same time.
    var jobs = 1

    /// Seconds for which what was expected counts as seen: until much is done, a machine counts as any other.
    private static let confidence = 3.0

    /// How much longer things take than expected. What is under way and takes longer already counts as well.
    private var slowness: Double {
        let first = (finished.took + Self.confidence) / (finished.expected + Self.confidence)
        let late = running.filter { $0.elapsed > $0.expected * first }
        return (finished.took + late.reduce(0) { $0 + $1.elapsed } + Self.confidence)
            / (finished.expected + late.reduce(0) { $0 + $1.expected } + Self.confidence)
    }

    /// What is left of a piece under way; of one that is late, a tenth.
    private func rest(_ piece: (expected: Double, elapsed: Double), _ slowness: Double) -> Double {
        max(piece.expected * slowness - piece.elapsed, 0.1 * piece.expected * slowness)
    }

    /// Seconds until the end.
    var left: Double {
        let slowness = slowness
        let rests = running.map { rest($0, slowness) }
        let all = rests.reduce(0, +) + waiting.reduce(0, +) * slowness
        return max(all / Double(max(1, jobs)), rests.max() ?? 0)
    }

    /// How much of the work is done, from 0 to 1.
    var share: Double {
        let slowness = slowness
        let done = finished.expected + running.reduce(0) { $0 + $1.expected - rest($1, slowness) / slowness }
        let all = finished.expected + running.reduce(0) { $0 + $1.expected } + waiting.reduce(0, +)
        return all > 0 ? min(1, max(0, done / all)) : 1
    }
}
