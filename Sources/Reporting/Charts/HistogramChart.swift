import Foundation
import Values
import Verification

/// How many elements have which error: eighths of an ulp below 1 ulp, powers of two beyond. Heights are logarithmic: a single
/// element among many is what a reader looks for, and the chart says so. The last bin of all has no end.
struct HistogramChart: Chart {
    let profile: ProfileRecord
    let name: String
    /// In ulps; bars that begin beyond it are marked.
    let budget: Double?

    var size: (width: Int, height: Int) { (420, 114) }

    /// Nil when there is but one bar, which says nothing.
    init?(_ profile: ProfileRecord, of name: String, budget: String?) {
        guard profile.histogram.filter({ $0 > 0 }).count > 1 else { return nil }
        self.profile = profile
        self.name = name
        self.budget = budget.flatMap(ulps(ofBudget:))
    }

    var alternative: String {
        let bins = profile.histogram.enumerated().filter { $0.element > 0 }.map { bin, count in
            Self.isOpen(bin)
                ? "\(countText(count)) above \(Self.edgeText(bin))"
                : "\(countText(count)) from \(Self.edgeText(bin)) to \(Self.edgeText(bin + 1))"
        }
        return "Results by error in ulps, heights logarithmic, \(name): \(bins.joined(separator: ", "))."
    }

    /// Where a bin begins, in ulps.
    static func edge(_ bin: Int) -> Double { bin < 8 ? Double(bin) / 8 : exp2(Double(bin - 8)) }

    /// Whether a bin holds all that is larger.
    private static func isOpen(_ bin: Int) -> Bool { bin >= ProfileRecord.bins - 1 }

    /// Where a bin begins, as it is read.
    static func edgeText(_ bin: Int) -> String {
        isOpen(bin - 1) ? "∞" : bin < 18 ? decimalText(edge(bin), digits: 6) : SweepFrame.power(bin - 8)
    }

    var content: Markup {
        let count = max(9, profile.histogram.count)
        let width = 404.0 / Double(count)
        let most = Foundation.log2(Double(max(2, profile.histogram.max() ?? 2)) + 1)
        var (within, over) = ("", "")
        for (bin, number) in profile.histogram.enumerated() where number > 0 {
            let height = max(2, Foundation.log2(Double(number) + 1) / most * 62)
            let left = 8 + Double(bin) * width
            let bar = "M\(text(left)) 70v\(-Int(height.rounded()))H\(text(left + width - 1.5))V70z"
            if let budget, Self.edge(bin) >= budget { over += bar } else { within += bar }
        }
        // Edges that are read at a glance, none of them upon another.
        var labels: [Markup] = []
        var free = -1.0
        for bin in 0..<count where bin.isMultiple(of: 4) {
            let x = 8 + Double(bin) * width
            guard x >= free, x <= 412 - 62 else { continue }
            labels.append("<text x=\"\(text(x))\" y=\"86\">\(Self.edgeText(bin))</text>")
            free = x + 46
        }
        let end: Markup = "<text class=\"end\" x=\"412\" y=\"86\">\(Self.edgeText(count))</text>"
        let bars: Markup = within.isEmpty ? .none : "<path class=\"bars\" d=\"\(within)\"/>"
        let far: Markup =
            over.isEmpty ? .none : "<path class=\"bars over\" d=\"\(over)\"><title>over budget</title></path>"
        return "<path class=\"grid\" d=\"M8 70.5H412\"/>\(bars)\(far)<g class=\"m\">\(labels)</g>\(end)"
            + "<text x=\"8\" y=\"106\">error in ulps; heights are logarithmic</text>"
    }
}
