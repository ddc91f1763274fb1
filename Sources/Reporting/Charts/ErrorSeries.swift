import Values
import Verification

/// The errors of one implementation by binade, proven or of a sample.
struct ErrorSeries {
    let name: String
    let isProven: Bool
    /// `proven on all 4,294,967,296 inputs`, `the worst of a sample of 3,120 results`
    let provenance: String
    let budget: String?
    /// From -inf through 0 to inf.
    let cells: [Cell]

    struct Cell {
        let places: ClosedRange<Int>
        /// In ulps; nil where none has an error.
        var error: Double?
        var wrong: Int
        var elements: Int
        var at: UInt32
    }

    /// What is known of an implementation: what is proved, and what the cases showed where a proof leaves settings of
    /// attributes out, or where there is none.
    static func all(_ implementation: ImplementationRecord, of operation: OperationRecord, _ check: String) -> [Self] {
        let profile = implementation.profiles.first { $0.check == check }
        let budget = check == "forward" ? implementation.forward.budget : implementation.gradient?.budget
        // A proof by input has a place only where the sample's binades are those of inputs as well.
        let proofs = operation.proofs(of: implementation.name).filter {
            $0.check == check && !$0.binades.isEmpty && (profile == nil || profile?.input != nil)
        }
        let sample = profile.map { Self($0, of: implementation.name, budget: budget) }
        if let whole = proofs.first(where: \.attributes.isEmpty) { return [Self(whole, budget: budget)] }
        return proofs.map { Self($0, budget: budget) } + (sample.map { [$0] } ?? [])
    }

    private init(_ proof: ProofRecord, budget: String?) {
        name = proof.functionText
        isProven = proof.isComplete
        provenance = proof.coverageText
        self.budget = budget
        cells = proof.binades.map { Cell($0, count: 2) }
    }

    private init(_ profile: ProfileRecord, of name: String, budget: String?) {
        self.name = name
        isProven = false
        provenance = "the worst of a sample of \(counted(profile.elements, "result"))"
        self.budget = budget
        cells = profile.binades.map { Cell($0) }
    }

    /// The cell with the largest error; one with elements of a wrong class counts most.
    var worst: Cell? {
        cells.max { ($0.wrong > 0 ? 1 : 0, $0.error ?? -1) < ($1.wrong > 0 ? 1 : 0, $1.error ?? -1) }
    }

    var largestError: Double? { cells.compactMap(\.error).max() }

    /// Cells of so many binades, a power of two, the same for every series.
    func grouped(by width: Int) -> [Cell] {
        var groups: [Cell] = []
        for cell in cells {
            let first = cell.places.lowerBound & ~(width - 1)
            if let last = groups.last, last.places.lowerBound == first {
                groups[groups.count - 1].add(cell)
            } else {
                let places = first...(first + width - 1)
                groups.append(
                    Cell(places: places, error: cell.error, wrong: cell.wrong, elements: cell.elements, at: cell.at))
            }
        }
        return groups
    }

    /// Neighbouring cells whose errors print alike, joined: at most so many rows.
    func rows(atMost limit: Int = 10) -> [Cell] {
        for digits in [3, 2, 1] {
            func key(_ cell: Cell) -> String {
                cell.wrong > 0 ? "wrong" : cell.error.map { significant($0, digits: digits) } ?? "–"
            }
            var rows: [Cell] = []
            for cell in cells {
                if let last = rows.last, key(last) == key(cell), last.places.upperBound + 1 >= cell.places.lowerBound {
                    rows[rows.count - 1].add(cell)
                } else {
                    rows.append(cell)
                }
            }
            if rows.count <= limit { return rows }
        }
        // Errors that go up and down: stretches of equal length.
        let length = max(1, (cells.count + limit - 1) / limit)
        return stride(from: 0, to: cells.count, by: length).map { start in
            cells[start..<min(start + length, cells.count)].dropFirst().reduce(into: cells[start]) { $0.add($1) }
        }
    }

    private func significant(_ error: Double, digits: Int) -> String {
        digits == 3 ? boundText(error) : decimalText(error, digits: digits)
    }
}

extension ErrorSeries.Cell {
    /// - Parameter count: how many binades the record is about.
    init(_ binade: BinadeRecord, count: Int = 1) {
        self.init(
            places: binade.place...(binade.place + count - 1), error: binade.maximumULP, wrong: binade.wrong,
            elements: binade.elements, at: binade.at)
    }

    /// Takes in what is to its right, or in the same pair.
    mutating func add(_ other: Self) {
        let isWorse = wrong == 0 && (other.wrong > 0 || (other.error ?? -1) > (error ?? -1))
        self = Self(
            places: places.lowerBound...max(places.upperBound, other.places.upperBound),
            error: [error, other.error].compactMap(\.self).max(), wrong: wrong + other.wrong,
            elements: elements + other.elements, at: isWorse ? other.at : at)
    }

    /// `2^-3 to 2^2`, `-2^-126 to 0`
    var text: String { "\(lowerText) to \(upperText)" }

    var lowerText: String { Self.bound(places.lowerBound) }
    var upperText: String { Self.bound(places.upperBound + 1) }

    /// Where it begins and ends as a sentence has it: `8`, `0.0625`, `-2^-126`.
    var lowerNumber: String { Self.number(places.lowerBound) }
    var upperNumber: String { Self.number(places.upperBound + 1) }

    private static func number(_ place: Int) -> String {
        let power = place > 0 ? place - 127 : -place - 127
        guard place != 0, (-6...20).contains(power) else { return bound(place) }
        return decimalText(Double(sign: place > 0 ? .plus : .minus, exponent: power, significand: 1), digits: 9)
    }

    /// The float at which a place begins.
    private static func bound(_ place: Int) -> String {
        switch place {
        case 0: "0"
        case 255: "inf"
        case ...(-255): "-inf"
        case 1...: "2^\(place - 127)"
        default: "-2^\(-place - 127)"
        }
    }
}
