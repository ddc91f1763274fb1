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

    /// What is proved, where there is a proof; else what the cases showed. Nil without either.
    init?(_ implementation: ImplementationRecord, of operation: OperationRecord, _ check: String) {
        let profile = implementation.profiles.first { $0.check == check }
        name = implementation.name
        budget = check == "forward" ? implementation.forward.budget : implementation.gradient?.budget
        // A proof by input has a place only where the sample's binades are those of inputs as well.
        if let proof = operation.proof(of: implementation.name, check), !proof.binades.isEmpty,
            profile == nil || profile?.input != nil
        {
            isProven = proof.isComplete
            let attributes = proof.attributes.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
            provenance = ([proof.provenanceText] + attributes).joined(separator: ", ")
            cells = proof.binades.map { binade in
                Cell(
                    places: binade.place...(binade.place + 1), error: binade.maximumULP, wrong: binade.wrong,
                    elements: binade.elements, at: binade.at)
            }
        } else if let profile {
            isProven = false
            provenance = "the worst of a sample of \(counted(profile.elements, "result"))"
            cells = profile.binades.map { binade in
                Cell(
                    places: binade.place...binade.place, error: binade.maximumULP, wrong: binade.wrong,
                    elements: binade.elements, at: binade.at)
            }
        } else {
            return nil
        }
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
    /// Takes in what is to its right, or in the same pair.
    mutating func add(_ other: Self) {
        let isWorse = wrong == 0 && (other.wrong > 0 || (other.error ?? -1) > (error ?? -1))
        self = Self(
            places: places.lowerBound...max(places.upperBound, other.places.upperBound),
            error: [error, other.error].compactMap(\.self).max(), wrong: wrong + other.wrong,
            elements: elements + other.elements, at: isWorse ? other.at : at)
    }

    /// `2^-3 to 2^2`, `-2^-126 to 0`
    var text: String { "\(Self.bound(places.lowerBound)) to \(Self.bound(places.upperBound + 1))" }

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
