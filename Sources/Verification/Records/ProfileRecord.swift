internal import Values

/// How large errors are where: for each binade the largest, and how many elements have which error.
///
/// It is about float32 elements that have an error: special values and exact operations have none. Errors of elements that
/// bounds settled are upper bounds, as all errors here are.
public struct ProfileRecord: Codable, Sendable, Equatable {
    /// `forward` or `gradient`.
    public var check: String
    /// The input whose binades they are: `x`. Nil for an operation that combines elements: then they are the binades of
    /// the real result.
    public var input: String?
    /// Elements with an error, or of a wrong class: the size of the sample.
    public var elements: Int
    /// Errors up to 1 ulp by eighths of an ulp, then by powers of two: [8 + k] counts those above 2^k, up to 2^(k+1).
    /// The last of all bins, of which there are `bins`, has no end.
    public var histogram: [Int]
    /// The binades that occur, from -inf through 0 to inf.
    public var binades: [BinadeRecord]

    /// The most that a histogram has.
    public static let bins = SweepTally.bins

    public init(check: String, input: String?, elements: Int, histogram: [Int], binades: [BinadeRecord]) {
        self.check = check
        self.input = input
        self.elements = elements
        self.histogram = histogram
        self.binades = binades
    }
}

/// The largest error among the floats of a binade, or of a few.
///
/// In JSON it is a line, so that people can read a column of them: `-3 12 0 0.500123000 0xBD4CCCCD` is the place, how many
/// elements were judged, how many of them are of a wrong class, the largest error in ulps (`-` where none has one), and the
/// float that has it.
public struct BinadeRecord: Sendable, Equatable {
    /// Where it begins on the line of all finite floats, in binades from zero: -255 to 254. Zero and the subnormal numbers
    /// are a binade, too: 0 is the place of the positive ones, -1 of the negative ones. Two binades of which the first is that
    /// of -inf and NaN begin at -256.
    public var place: Int
    public var elements: Int
    /// Of a wrong class.
    public var wrong: Int
    /// The largest error in ulps, rounded up to nine digits.
    public var maximumULP: Double?
    /// The encoding of the float that has it, or that is of a wrong class.
    public var at: UInt32

    /// - Parameter maximumULP: in any number of digits.
    public init(place: Int, elements: Int, wrong: Int, maximumULP: Double?, at: UInt32) {
        self.place = place
        self.elements = elements
        self.wrong = wrong
        self.maximumULP = maximumULP.map { $0.isFinite ? Double(UlpText.bound($0)) ?? $0 : .infinity }
        self.at = at
    }

    /// The binade of a float; nil for NaN and infinities.
    public static func place(of value: Float) -> Int? {
        guard value.isFinite else { return nil }
        let field = Int(value.bitPattern >> 23 & 0xFF)
        return value.sign == .minus ? -1 - field : field
    }
}

extension BinadeRecord: Codable {
    private var text: String {
        let error = maximumULP.map { $0.isFinite ? UlpText.bound($0) : "inf" } ?? "-"
        return "\(place) \(elements) \(wrong) \(error) \(Float(bitPattern: at).bitsText)"
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 5, let place = Int(words[0]), (-256...254).contains(place), let elements = Int(words[1]),
            let wrong = Int(words[2]), elements >= 0, (0...elements).contains(wrong),
            words[3] == "-" || Double(words[3]).map({ $0 >= 0 }) == true,
            words[4].hasPrefix("0x"), words[4].count == 10, let at = UInt32(words[4].dropFirst(2), radix: 16)
        else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "expected place, elements, wrong, ulps and bits, got '\(text)'")
        }
        self.init(
            place: place, elements: elements, wrong: wrong, maximumULP: words[3] == "-" ? nil : Double(words[3]), at: at
        )
    }
}

/// The largest omega among results that sum up so many terms.
public struct GrowthRecord: Codable, Sendable, Equatable {
    public var terms: Int
    public var elements: Int
    public var maximumOmega: Double

    public init(terms: Int, elements: Int, maximumOmega: Double) {
        self.terms = terms
        self.elements = elements
        self.maximumOmega = maximumOmega
    }
}

/// The error of every element of one output: where in a tensor an operation is wrong.
public struct ErrorMapRecord: Codable, Sendable, Equatable {
    /// `softmax.naive/anchor-1`
    public var caseID: String
    public var replay: String
    /// The output's name, where there are several.
    public var output: String?
    public var shape: [Int]
    /// In row-major order: upper bounds in ulps, nil for special values and for elements of a wrong class.
    public var ulps: [Double?]
    /// The positions of the elements of a wrong class, and of special values that are wrong.
    public var wrong: [Int]

    public init(caseID: String, replay: String, output: String?, shape: [Int], ulps: [Double?], wrong: [Int]) {
        self.caseID = caseID
        self.replay = replay
        self.output = output
        self.shape = shape
        self.ulps = ulps
        self.wrong = wrong
    }
}
