import Values
import Verification

/// What a sweep found of some inputs, as a row of numbers.
struct SweepRow {
    let name: String
    let tally: SweepTally
    /// The largest error and its input; exact to nine digits where the input was judged in multiple precision.
    let largest: (error: String, input: UInt32)?

    static let header = [
        "inputs", "count", "correctly rounded", "misrounded", "> 1 ulp", "wrong class", "max ulp", "mean ulp", "at",
    ]

    /// As many as the header.
    var cells: [String] {
        [
            name, countText(tally.inputs), countText(tally.correctlyRounded), countText(tally.misrounded),
            countText(tally.aboveOneUlp), countText(tally.wrongClass), largest?.error ?? "–",
            tally.measured == 0 ? "–" : Self.rough(tally.meanError), largest?.input.bits ?? "–",
        ]
    }

    /// Six digits: what is computed in binary64 has no more that count.
    static func rough(_ value: Double) -> String { decimalText(value, digits: 6) }
}

/// A binade by sign and exponent field, as certificates number it.
struct SweepBinade: Hashable {
    /// 0 to 511; from 256 on negative.
    let number: Int

    var isNegative: Bool { number >= 256 }
    var field: Int { number % 256 }
    /// NaN and the infinities.
    var isNonfinite: Bool { field == 255 }
    /// Where its cell begins on the line of all finite floats, in binades from zero: -255 to 254.
    var place: Int { isNegative ? -1 - field : field }

    /// `2^-3 to 2^-2`
    var text: String {
        let sign = isNegative ? "-" : ""
        switch field {
        case 0: return "\(sign)0 to \(sign)2^-126"
        case 255: return isNegative ? "-inf, NaN" : "inf, NaN"
        default: return "\(sign)2^\(field - 127) to \(sign)2^\(field - 126)"
        }
    }
}

extension SweepCertificate {
    /// A row for each class of inputs that occurs, then one for all.
    var regionRows: [SweepRow] {
        let rows = SweepRegion.allCases.map { region in row(region.text) { $0.region == region } }
            .filter { $0.tally.inputs > 0 }
        return rows + [row("all") { _ in true }]
    }

    /// A row for each binade that is covered, from -inf through 0 to inf.
    var binadeRows: [(binade: SweepBinade, row: SweepRow, regions: [SweepRegion])] {
        var byBinade: [Int: [SweepPiece.Row]] = [:]
        for row in pieces.flatMap(\.rows) { byBinade[row.binade, default: []].append(row) }
        return byBinade.keys.map { SweepBinade(number: $0) }.sorted { $0.place < $1.place }.map { binade in
            var tally = SweepTally()
            var inputs: [SweepRegion: Int] = [:]
            for row in byBinade[binade.number]! {
                tally.add(row.tally)
                inputs[row.region, default: 0] += row.tally.inputs
            }
            let regions = inputs.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
            return (binade, SweepRow(name: binade.text, tally: tally, largest: largest(tally)), regions)
        }
    }

    private func row(_ name: String, where isIncluded: (SweepPiece.Row) -> Bool) -> SweepRow {
        let tally = self.tally(where: isIncluded)
        return SweepRow(name: name, tally: tally, largest: largest(tally))
    }

    private func largest(_ tally: SweepTally) -> (error: String, input: UInt32)? {
        guard let input = tally.largestInput else { return nil }
        // All inputs together have the worst one, which the loops may see one place off.
        if let worst, tally.inputs == inputs { return (worst.errorText, worst.input) }
        if let exact = pieces.compactMap(\.worst).first(where: { $0.input == input }) {
            return (exact.errorText, input)
        }
        return (SweepRow.rough(tally.largestError), input)
    }
}

extension SweepTally {
    /// The bins of the histogram up to the last that holds anything: `0 to 1/8`, ..., `1 to 2`, `2 to 4`.
    var namedBins: [(name: String, count: Int)] {
        let used = max(8, (histogram.lastIndex { $0 > 0 } ?? 0) + 1)
        return histogram.prefix(used).enumerated().map { bin, count in
            (Self.name(ofBin: bin, last: histogram.count - 1), count)
        }
    }

    private static func name(ofBin bin: Int, last: Int) -> String {
        let eighths = ["0", "1/8", "1/4", "3/8", "1/2", "5/8", "3/4", "7/8", "1"]
        if bin < 8 { return "\(eighths[bin]) to \(eighths[bin + 1])" }
        func power(_ exponent: Int) -> String { exponent < 10 ? "\(1 << exponent)" : "2^\(exponent)" }
        return bin == last ? "\(power(bin - 8)) and more" : "\(power(bin - 8)) to \(power(bin - 7))"
    }
}
