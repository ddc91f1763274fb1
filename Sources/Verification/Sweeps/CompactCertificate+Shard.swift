internal import Values

extension CompactCertificate {
    /// What is counted, by the letter that stands for it in a shard's line.
    public enum Count: String, Sendable, Hashable, CaseIterable {
        /// Left out where every other input is misrounded, undecided or not judged.
        case correctlyRounded = "c"
        case misrounded = "m"
        /// Left out where all misrounded inputs are.
        case faithful = "f"
        case aboveOneUlp = "a"
        case overBudget = "o"
        case wrongClass = "w"
        case undecidedRounding = "r"
        case undecidedBudget = "b"
        case flushed = "z"
        case unjudged = "n"
        /// Neighbouring outputs in the wrong order.
        case disorders = "d"
        case violations = "v"
        case defects = "x"

        public var text: String {
            switch self {
            case .correctlyRounded: "correctly rounded"
            case .misrounded: "misrounded"
            case .faithful: "faithful but misrounded"
            case .aboveOneUlp: "above 1 ulp"
            case .overBudget: "over budget"
            case .wrongClass: "of a wrong class"
            case .undecidedRounding: "undecided roundings"
            case .undecidedBudget: "undecided"
            case .flushed: "flushed to zero"
            case .unjudged: "not judged"
            case .disorders: "neighbours in the wrong order"
            case .violations: "invariants broken"
            case .defects: "defects"
            }
        }
    }

    /// A piece of a sweep in one line.
    public struct Shard: Sendable, Hashable {
        public let range: ClosedRange<UInt32>
        /// Without zeros.
        private let counts: [Count: Int]
        public let worst: Worst?
        /// 64 bits, as eleven characters of base64.
        public let outputs: String
        /// The first 32 bits, as six characters: they guard against mistakes.
        public let models: String

        /// The worst input, with numbers of nine digits.
        public struct Worst: Sendable, Hashable {
            public let input: UInt32
            public let least: Double
            public let most: Double
            /// An upper bound of every error in the shard.
            public let bound: Double

            public var errorText: String { UlpText.enclosure(least, most) }
        }

        public var inputs: Int { Int(range.upperBound) - Int(range.lowerBound) + 1 }

        public subscript(count: Count) -> Int { counts[count] ?? 0 }
    }
}

extension CompactCertificate.Shard {
    public init(_ piece: SweepPiece) {
        range = piece.first...piece.last
        let tally = piece.tally()
        let counts: [CompactCertificate.Count: Int] = [
            .correctlyRounded: tally.correctlyRounded, .misrounded: tally.misrounded, .faithful: tally.faithful,
            .aboveOneUlp: tally.aboveOneUlp, .overBudget: tally.overBudget, .wrongClass: tally.wrongClass,
            .undecidedRounding: tally.undecidedRounding, .undecidedBudget: tally.undecidedBudget,
            .flushed: tally.flushed, .unjudged: piece.tally { $0.region == .unjudged }.inputs,
            .disorders: piece.disorders, .violations: piece.violations.count, .defects: piece.defects.count,
        ]
        self.counts = counts.filter { $0.value != 0 }
        worst = piece.worst.map { Worst(rounding: $0.input, least: $0.least, most: $0.most, bound: $0.bound) }
        outputs = Base64.text(UInt64(piece.fingerprint, radix: 16) ?? 0)
        models = Base64.text(UInt32(truncatingIfNeeded: (UInt64(piece.plan, radix: 16) ?? 0) >> 32))
    }

    private static let size = UInt32(Sweep.shardSize)

    // MARK: The line

    /// `42 m28417 @b17217:0.501636880 9sPq0hYzK1o x3Jd_g`
    public var text: String {
        var words = [rangeText]
        for count in CompactCertificate.Count.allCases where self[count] != Self.derived(count, counts, inputs) {
            words.append("\(count.rawValue)\(self[count])")
        }
        if let worst {
            words.append("@\(Self.hexadecimal(worst.input % Self.size, digits: 6)):\(worst.errorText)")
            if worst.bound > worst.most { words.append("<\(UlpText.bound(worst.bound))") }
        }
        return (words + [outputs, models]).joined(separator: " ")
    }

    /// What a count is when the line does not say it.
    private static func derived(
        _ count: CompactCertificate.Count, _ counts: [CompactCertificate.Count: Int], _ inputs: Int
    ) -> Int {
        switch count {
        case .correctlyRounded:
            inputs - [.misrounded, .undecidedRounding, .unjudged].reduce(0) { $0 + (counts[$1] ?? 0) }
        case .faithful: counts[.misrounded] ?? 0
        default: 0
        }
    }

    private var rangeText: String {
        let (first, last) = (range.lowerBound, range.upperBound)
        if first % Self.size == 0, last == first | (Self.size - 1) {
            return Self.hexadecimal(first / Self.size, digits: 2)
        }
        return "\(Self.hexadecimal(first, digits: 8))-\(Self.hexadecimal(last, digits: 8))"
    }

    /// Reads a line.
    ///
    /// - Throws: `SweepError` without file or place.
    init(_ line: String) throws {
        var words = line.split(separator: " ", omittingEmptySubsequences: false)[...]
        guard words.count >= 3 else { throw SweepError("expected a range, counts and two fingerprints") }
        let range = try Self.range(words.removeFirst())
        let models = String(words.removeLast())
        let outputs = String(words.removeLast())
        guard Base64.isText(outputs, bits: 64), Base64.isText(models, bits: 32) else {
            throw SweepError("'\(outputs) \(models)' are no fingerprints")
        }
        var counts: [CompactCertificate.Count: Int] = [:]
        var worst: Worst?
        for word in words {
            guard let letter = word.first else { throw SweepError("two spaces in a row") }
            if letter == "@" {
                guard worst == nil, let found = Self.worst(word.dropFirst(), range) else {
                    throw SweepError("'\(word)' is no worst input")
                }
                worst = found
            } else if letter == "<" {
                guard let found = worst, let bound = Self.error(word.dropFirst()), bound > found.most else {
                    throw SweepError("'\(word)' is no bound of the errors")
                }
                worst = Worst(input: found.input, exactly: found.least, found.most, bound: bound)
            } else {
                guard let count = CompactCertificate.Count(rawValue: String(letter)), counts[count] == nil,
                    let value = Int(word.dropFirst()), (0...1 << 32).contains(value), "\(letter)\(value)" == word
                else { throw SweepError("'\(word)' is no count") }
                counts[count] = value
            }
        }
        let inputs = range.count
        for count in [CompactCertificate.Count.correctlyRounded, .faithful] where counts[count] == nil {
            counts[count] = Self.derived(count, counts, inputs)
        }
        guard counts.values.allSatisfy({ $0 >= 0 }) else { throw SweepError("more inputs than the shard has") }
        self.range = range
        self.counts = counts.filter { $0.value != 0 }
        self.worst = worst
        self.outputs = outputs
        self.models = models
    }

    private static func range(_ word: Substring) throws -> ClosedRange<UInt32> {
        let ends = word.split(separator: "-", omittingEmptySubsequences: false)
        if ends.count == 1, word.count == 2, let shard = encoding(word) {
            return shard * size...(shard * size + (size - 1))
        }
        guard ends.count == 2, ends.allSatisfy({ $0.count == 8 }), let first = encoding(ends[0]),
            let last = encoding(ends[1]), first <= last, first / size == last / size
        else { throw SweepError("'\(word)' is no range within a shard") }
        return first...last
    }

    private static func worst(_ word: Substring, _ range: ClosedRange<UInt32>) -> Worst? {
        let parts = word.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].count == 6, let offset = encoding(parts[0]) else { return nil }
        let input = range.lowerBound / size * size + offset
        let texts: [Substring]
        if let dots = parts[1].firstRange(of: "..") {
            texts = [parts[1][..<dots.lowerBound], parts[1][dots.upperBound...]]
        } else {
            texts = [parts[1], parts[1]]
        }
        guard range.contains(input), let least = error(texts[0]), let most = error(texts[1]),
            least >= 0, most >= least
        else { return nil }
        return Worst(input: input, exactly: least, most, bound: most)
    }

    /// A number of ulps as `UlpText` writes it, and in no other spelling.
    private static func error(_ text: Substring) -> Double? {
        Double(text).flatMap { UlpText.nearest($0) == text ? $0 : nil }
    }

    private static func encoding(_ text: Substring) -> UInt32? {
        // Signs, which Swift would accept, are no digits.
        text.allSatisfy(\.isHexDigit) ? UInt32(text, radix: 16) : nil
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

extension CompactCertificate.Shard.Worst {
    /// Rounds to what nine digits say.
    fileprivate init(rounding input: UInt32, least: Double, most: Double, bound: Double) {
        self.input = input
        self.least = Double(UlpText.nearest(least)) ?? least
        self.most = Double(UlpText.nearest(most)) ?? most
        // A bound that is the worst input's own needs no text beside it.
        self.bound = bound <= most ? self.most : max(self.most, Double(UlpText.bound(bound)) ?? bound)
    }

    fileprivate init(input: UInt32, exactly least: Double, _ most: Double, bound: Double) {
        self.input = input
        self.least = least
        self.most = most
        self.bound = bound
    }
}

/// Bits in characters that need no escaping anywhere.
private enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

    /// Six bits a character, the lowest last.
    static func text(_ value: some FixedWidthInteger & UnsignedInteger) -> String {
        var rest = value
        var text: [Character] = []
        for _ in 0..<count(value.bitWidth) {
            text.append(alphabet[Int(rest & 63)])
            rest >>= 6
        }
        return String(text.reversed())
    }

    static func isText(_ text: String, bits: Int) -> Bool {
        text.count == count(bits) && text.allSatisfy(alphabet.contains)
    }

    private static func count(_ bits: Int) -> Int { (bits + 5) / 6 }
}
