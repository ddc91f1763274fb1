import Foundation
import Values
import Verification

/// How many inputs have which error: eighths of an ulp below 1 ulp, powers of two beyond.
///
/// Bars are logarithmic: a single input among billions is what a reader looks for. The counts stand beside them.
struct SweepHistogram {
    /// Where exact counts are wanted, there are the counts of results.
    static let caveat =
        "Below 1 ulp errors are computed to within 2^-24 ulp, so that a few next to the end of a bin are in its neighbour."

    private let bins: [(name: String, count: Int)]

    init(_ tally: SweepTally) { bins = tally.namedBins }

    private static let (row, left, width) = (22, 110.0, 700.0)

    var markup: Markup {
        let most = Foundation.log2(Double(max(2, bins.map(\.count).max() ?? 2)) + 1)
        let rows: [Markup] = bins.enumerated().map { place, bin in
            let middle = place * Self.row + Self.row / 2
            let length = Foundation.log2(Double(bin.count) + 1) / most * Self.width
            let end = decimalText((Self.left + length + 8).rounded(), digits: 6)
            let bar: Markup =
                bin.count == 0
                ? .none
                : """
                <rect class="\(place < 8 ? "below" : "beyond")" x="\(decimalText(Self.left, digits: 6))" \
                y="\(middle - 7)" width="\(decimalText((length * 10).rounded() / 10, digits: 6))" height="14"/>
                """
            return """
                <text class="label" x="\(decimalText(Self.left - 10, digits: 6))" y="\(middle + 4)">\(bin.name)</text>\
                \(bar)<text class="\(bin.count == 0 ? "none" : "count")" x="\(end)" y="\(middle + 4)">\
                \(countText(bin.count))</text>

                """
        }
        return """
            <svg class="sweep" viewBox="0 0 1000 \(bins.count * Self.row)" role="img" \
            aria-label="Number of inputs by error in ulps, on a logarithmic scale">
            \(rows)</svg>
            """
    }
}
