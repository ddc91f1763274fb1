import Foundation
public import Verification

/// Errors against encodings: for each binade from -inf through 0 to inf the largest and the mean error, in ulps on a
/// logarithmic axis.
///
/// Each curve is one path, whatever the number of binades. A ribbon below the axis shows the class that most inputs of a
/// binade are in; marks above the chart the binades with findings. Colours follow the reader's scheme.
public struct SweepChart {
    public let certificate: SweepCertificate
    private let points: [Point]
    let frame: SweepFrame

    /// One binade.
    private struct Point {
        let place: Int
        let maximum: Double
        let mean: Double
        let region: SweepRegion
        let hasFinding: Bool
        let hasErrors: Bool
    }

    public init(_ certificate: SweepCertificate) {
        self.certificate = certificate
        points = certificate.binadeRows.filter { !$0.binade.isNonfinite }.map { binade, row, regions in
            Point(
                place: binade.place, maximum: row.tally.largestError, mean: row.tally.meanError, region: regions[0],
                hasFinding: row.tally.hasFindings, hasErrors: row.tally.measured > 0)
        }
        let budget = certificate.budgetInUlps
        frame = SweepFrame(
            places: points.map(\.place),
            errors: points.filter(\.hasErrors).flatMap { [$0.maximum, $0.mean] } + (budget.map { [$0] } ?? []))
    }

    /// The chart as a file of its own.
    public var svg: String {
        """
        <?xml version="1.0" encoding="UTF-8"?>
        \(markup(style: "<style>\(SweepStyle.colours)\(SweepStyle.charts)</style>").text)

        """
    }

    /// The chart as a part of a page that has the style sheet.
    var markup: Markup { markup(style: .none) }

    private func markup(style: Markup) -> Markup {
        """
        <svg class="sweep" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(SweepFrame.width) \(SweepFrame.height)" \
        role="img" aria-labelledby="sweep-title sweep-text">
        <title id="sweep-title">Error of \(certificate.functionText) in ulps, by binade of the input</title>
        <desc id="sweep-text">\(description)</desc>
        \(style)<rect class="paper" width="\(SweepFrame.width)" height="\(SweepFrame.height)"/>
        \(axes)\(ribbon)\(budgetLine)
        <path class="mean" d="\(curve(\.mean))"/>
        <path class="maximum" d="\(curve(\.maximum))"/>
        \(worstMark)\(findingMarks)\(legend)
        </svg>
        """
    }

    private var description: String {
        let names = certificate.binadeRows.filter { !$0.binade.isNonfinite }.map(\.binade.text)
        guard let first = names.first, let last = names.last else { return "No binade of finite floats is covered." }
        let worst = certificate.worst.map { "The largest error is \($0.errorText) ulp at \($0.input.bits). " } ?? ""
        return "\(worst)\(counted(names.count, "binade")), the first \(first), the last \(last). "
            + "The table by binade holds the same numbers."
    }

    // MARK: Curves

    /// A step for each binade; gaps where binades have no errors or are not covered.
    private func curve(_ value: KeyPath<Point, Double>) -> String {
        var path = ""
        var pen: (x: Int, y: String)?
        for point in points where point.hasErrors {
            let y = frame.text(frame.y(point[keyPath: value]))
            if let last = pen, last.x == point.place {
                if last.y != y { path += "H\(frame.text(frame.x(last.x)))V\(y)" }
            } else {
                if let last = pen { path += "H\(frame.text(frame.x(last.x)))" }
                path += "M\(frame.text(frame.x(point.place))) \(y)"
            }
            pen = (point.place + 1, y)
        }
        if let last = pen { path += "H\(frame.text(frame.x(last.x)))" }
        return path
    }

    private var budgetLine: Markup {
        guard let budget = certificate.budgetInUlps, budget > 0 else { return .none }
        let y = frame.y(budget)
        return """
            <line class="budget" x1="\(frame.text(SweepFrame.left))" y1="\(frame.text(y))" \
            x2="\(frame.text(SweepFrame.right))" y2="\(frame.text(y))"/>\
            <text class="budget" x="\(frame.text(SweepFrame.right))" y="\(frame.text(y - 5))">\
            budget \(certificate.budget)</text>

            """
    }

    private var worstMark: Markup {
        guard let worst = certificate.worst, Float(bitPattern: worst.input).isFinite else { return .none }
        let (x, y) = (frame.x(of: worst.input), frame.y(worst.most))
        return """
            <circle class="worst" cx="\(frame.text(x))" cy="\(frame.text(y))" r="4">\
            <title>\(worst.errorText) ulp at \(worst.input.bits)</title></circle>

            """
    }

    /// A triangle above each binade with findings, all of them one path.
    private var findingMarks: Markup {
        let marks = points.filter(\.hasFinding).map { point in
            let x = (frame.x(point.place) + frame.x(point.place + 1)) / 2
            return "M\(frame.text(x - 3.5)) \(frame.text(SweepFrame.top - 12))h7l-3.5 7z"
        }
        return marks.isEmpty ? .none : "<path class=\"finding\" d=\"\(marks.joined())\"/>"
    }

    // MARK: Classes

    /// Runs of binades of one class, a path for each class.
    private var ribbon: [Markup] {
        let top = frame.text(SweepFrame.bottom + 4)
        return SweepRegion.allCases.compactMap { region in
            var path = ""
            var run: (first: Int, next: Int)?
            func close() {
                guard let run else { return }
                path +=
                    "M\(frame.text(frame.x(run.first))) \(top)H\(frame.text(frame.x(run.next)))v7"
                    + "H\(frame.text(frame.x(run.first)))z"
            }
            for point in points where point.region == region {
                if let old = run, old.next == point.place {
                    run = (old.first, point.place + 1)
                } else {
                    close()
                    run = (point.place, point.place + 1)
                }
            }
            close()
            return path.isEmpty ? nil : "<path class=\"\(region.rawValue)\" d=\"\(path)\"/>\n"
        }
    }

    /// What curves and colours mean, for those that occur.
    private var legend: Markup {
        var items: [(Markup, String)] = [
            ("<path class=\"maximum\" d=\"M0 0H18\"/>", "largest error"),
            ("<path class=\"mean\" d=\"M0 0H18\"/>", "mean error"),
        ]
        for region in SweepRegion.allCases where points.contains(where: { $0.region == region }) {
            items.append(("<rect class=\"\(region.rawValue)\" y=\"-4\" width=\"18\" height=\"7\"/>", region.text))
        }
        if points.contains(where: \.hasFinding) {
            items.append(("<path class=\"finding\" d=\"M5 -4h8l-4 8z\"/>", "findings"))
        }
        var x = SweepFrame.left
        var parts: [Markup] = []
        for (sign, text) in items {
            parts.append(
                """
                <g transform="translate(\(frame.text(x)) \(SweepFrame.height - 10))">\(sign)\
                <text class="key" x="24" y="4">\(text)</text></g>

                """)
            x += 44 + 7.2 * Double(text.count)
        }
        return "\(parts)"
    }
}

extension SweepCertificate {
    /// The budget, where it is a number of ulps.
    var budgetInUlps: Double? { ulps(ofBudget: budget) }
}

/// The number of ulps that a budget is, where it is one.
func ulps(ofBudget text: String) -> Double? {
    text.hasSuffix(" ulp") ? Double(text.dropLast(4)).flatMap { $0.isFinite && $0 > 0 ? $0 : nil } : nil
}
