/// What a sweep found of a run of encodings: a shard, or the part of one that a range covers. Pieces merge in any order.
public struct SweepPiece: Sendable, Hashable, Codable {
    public let first: UInt32
    public let last: UInt32
    /// By binade (sign and exponent field, 0 to 511), then region.
    public var rows: [Row] = []
    /// The fingerprint of the output bits, in order.
    public var fingerprint = ""
    /// The fingerprint of the models that outputs were compared with.
    public var plan = ""
    /// The worst input that is a number, judged in multiple precision.
    public var worst: Worst?
    /// Neighbouring outputs in the wrong order, where the real function is known to be monotone: how many, and the first
    /// such pair's second input.
    public var disorders = 0
    public var firstDisorder: UInt32?
    /// Invariants that an extreme output does not keep, a line each.
    public var violations: [String] = []
    /// What went wrong while the subject computed.
    public var defects: [SubjectDefect] = []

    public struct Row: Sendable, Hashable, Codable {
        public let binade: Int
        public let region: SweepRegion
        public var tally: SweepTally

        init(_ binade: Int, _ region: SweepRegion) {
            self.binade = binade
            self.region = region
            tally = SweepTally()
        }
    }

    /// Outputs of whole binades, for symmetry and range.
    public var outputs: [Outputs] = []

    public struct Outputs: Sendable, Hashable, Codable {
        public let binade: Int
        /// The encodings of the binade that were computed.
        public var inputs = 0
        /// The fingerprint of the outputs' bits; of those for negative inputs with their signs turned, where the formula is
        /// odd, so that mirrored binades have the same one.
        public var fingerprint = ""
        /// The least and the greatest number among the outputs, with the first inputs that give them.
        public var least: Extreme?
        public var greatest: Extreme?
        public var nans = 0
    }

    public struct Extreme: Sendable, Hashable, Codable {
        public let output: UInt32
        public let input: UInt32
    }

    public struct Worst: Sendable, Hashable, Codable {
        public let input: UInt32
        public let output: UInt32
        /// Bounds of the error, in ulps; from a lower bound of at most 17 digits.
        public let least: Double
        public let most: Double
        /// An upper bound of every error in the piece: `most`, unless more inputs come as close than could be told apart.
        public let bound: Double
        public let expected: String

        init(input: UInt32, output: UInt32, least: Double, most: Double, bound: Double, expected: String) {
            self.input = input
            self.output = output
            self.least = least
            self.most = most
            self.bound = bound
            self.expected = expected
        }
    }

    init(first: UInt32, last: UInt32) {
        self.first = first
        self.last = last
    }

    public var inputs: Int { Int(last) - Int(first) + 1 }

    /// The tally of all rows, or of some.
    public func tally(where isIncluded: (Row) -> Bool = { _ in true }) -> SweepTally {
        var sum = SweepTally()
        for row in rows where isIncluded(row) { sum.add(row.tally) }
        return sum
    }
}
