import Verification

/// A stacked bar that shows how the verdicts share a check's elements, with the counts in words below.
///
/// Lengths are proportional, but no verdict that occurs is shorter than a hundredth: seven wrong elements among a
/// million are what a reader looks for.
struct VerdictBar {
    private let shares: [(verdict: Verdict, count: Int, width: Double)]

    init(_ check: CheckRecord) {
        let counted = check.countedVerdicts
        let total = Double(counted.reduce(0) { $0 + $1.count })
        let widths = counted.map { max(0.01, Double($0.count) / total) }
        let sum = widths.reduce(0, +)
        shares = zip(counted, widths).map { ($0.verdict, $0.count, $1 / sum) }
    }

    var markup: Markup {
        guard !shares.isEmpty else { return .none }
        var left = 0.0
        var pieces: [Markup] = []
        for share in shares {
            let (x, width) = (Self.length(left), Self.length(share.width))
            pieces.append(
                "<rect class=\"\(share.verdict.rawValue)\" x=\"\(x)\" y=\"0\" width=\"\(width)\" height=\"10\"/>")
            left += share.width
        }
        let legend: [Markup] = shares.map { share in
            "<li class=\"\(share.verdict.rawValue)\">\(countText(share.count)) \(share.verdict.text)</li>"
        }
        return """
            <svg class="bar" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true">\(pieces)</svg>
            <ul class="shares">\(legend)</ul>
            """
    }

    /// A share of the bar in thousandths, to a tenth.
    private static func length(_ share: Double) -> String {
        let tenths = Int((share * 10_000).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
