internal import Values

/// What a sweep over all float32 inputs proves of an implementation, taken from its certificate.
public struct ProofRecord: Codable, Sendable, Equatable {
    /// `exp`
    public var implementation: String
    public var direction: SweepReference.Direction
    public var attributes: [String: String]
    public var budget: String
    /// The inputs that are covered: 2^32 for a proof.
    public var inputs: Int
    /// Whether nothing is worth showing.
    public var passes: Bool
    /// The largest error in ulps, in nine digits; nil when no input has one, as those of exact functions.
    public var error: String?
    /// An upper bound of all errors, in ulps.
    public var bound: Double
    public var worst: FloatRecord?
    /// `misrounded`, `above 1 ulp` and the others that are not 0.
    public var counts: [String: Int]
    /// The largest error of every two binades that have one, from -inf through 0 to inf; each begins at an even place.
    public var binades: [BinadeRecord]
    /// Why the budget is more than the ceilings, as the specification says.
    public var reason: String?

    /// Whether every float32 is covered.
    public var isComplete: Bool { inputs == 1 << 32 }

    public subscript(count: CompactCertificate.Count) -> Int { counts[count.text] ?? 0 }

    /// - Parameter reason: why the budget is more than the ceilings.
    public init(_ certificate: CompactCertificate, reason: String? = nil) {
        implementation = certificate.identity["implementation"] ?? certificate.operation
        direction = certificate.direction
        attributes = certificate.attributes
        budget = certificate.budget
        inputs = certificate.inputs
        passes = certificate.passes
        let bound = certificate.bound
        self.bound = bound
        // What is proved is the bound, where it is more than the worst input's error.
        error = certificate.worst.map { bound > $0.most ? UlpText.bound(bound) : $0.errorText }
        worst = certificate.worst.map { FloatRecord(Float(bitPattern: $0.input)) }
        var counts: [String: Int] = [:]
        for count in CompactCertificate.Count.allCases where certificate[count] != 0 {
            counts[count.text] = certificate[count]
        }
        self.counts = counts
        binades = certificate.shards.compactMap(BinadeRecord.init).sorted { $0.place < $1.place }
        self.reason = reason
    }
}

extension BinadeRecord {
    /// The two binades of a shard; nil without an error, and for shards in parts, which are no proof.
    fileprivate init?(_ shard: CompactCertificate.Shard) {
        guard shard.inputs == Sweep.shardSize, let worst = shard.worst else { return nil }
        let number = Int(shard.range.lowerBound) / Sweep.shardSize
        self.init(
            place: number < 128 ? 2 * number : -2 * (number - 127), elements: shard.inputs, wrong: shard[.wrongClass],
            maximumULP: worst.bound, at: worst.input)
    }
}

extension RunRecord {
    /// The record with what sweeps prove of its operations.
    ///
    /// - Parameter proofs: by operation.
    public func adding(_ proofs: [String: [ProofRecord]]) -> RunRecord {
        var record = self
        for place in operations.indices {
            record.operations[place].proofs += proofs[operations[place].name] ?? []
        }
        return record
    }
}
