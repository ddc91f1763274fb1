import Foundation
import Values
import Verification

/// Errors over the whole range of floats: for each implementation a line, in ulps on a logarithmic axis, with the budget
/// and the frontiers. Every binade has the same width; a proven line is thick, one of a sample thin.
struct ErrorChart: Chart {
    let operation: OperationRecord
    /// `forward` or `gradient`.
    let check: String
    let series: [ErrorSeries]
    /// The input whose sizes the axis has; nil for those of the real result.
    let input: String?
    private let frontiers: [FrontierRecord]
    private let legendPlaces: [(x: Double, row: Int)]
    private let frame: SweepFrame

    var size: (width: Int, height: Int) { (1000, 285 + 15 * (legendPlaces.last?.row ?? 1)) }

    private static let (left, right, top, bottom) = (60.0, 984.0, 30.0, 226.0)
    private static let shown = 3

    /// Nil where no implementation has errors to show.
    ///
    /// - Parameter implementations: those to show, the first as the one to compare with.
    init?(_ operation: OperationRecord, _ check: String, _ implementations: [ImplementationRecord]) {
        let series = Array(
            implementations.prefix(Self.shown).flatMap { ErrorSeries.all($0, of: operation, check) }.prefix(Self.shown))
        guard series.contains(where: { ($0.largestError ?? 0) > 0 || $0.cells.contains { $0.wrong > 0 } }) else {
            return nil
        }
        self.operation = operation
        self.check = check
        self.series = series
        input =
            implementations.flatMap(\.profiles).first { $0.check == check }?.input
            ?? (implementations.contains { $0.profiles.contains { $0.check == check } } ? nil : operation.inputs.first)
        frontiers =
            input == nil
            ? []
            : implementations.flatMap(\.frontiers).filter { $0.direction == check }.reduce(into: []) { all, frontier in
                if !all.contains(where: { $0.firstBad.bits == frontier.firstBad.bits }), all.count < 12 {
                    all.append(frontier)
                }
            }
        legendPlaces = Self.legendPlaces(series)
        let budget = series.compactMap { $0.budget.flatMap(ulps(ofBudget:)) }
        let isByInput = input != nil
        frame = SweepFrame(
            places: series.flatMap { series in
                // What is proven is proven of all floats, those too that have no error.
                series.isProven && isByInput
                    ? [SweepFrame.all.lowerBound, SweepFrame.all.upperBound]
                    : series.cells.flatMap { [max($0.places.lowerBound, -255), $0.places.upperBound] }
            },
            errors: series.flatMap { $0.cells.compactMap(\.error) } + budget)
    }

    var hasFrontiers: Bool { !frontiers.isEmpty }

    var alternative: String {
        let parts = series.map { series in
            let wrong = series.cells.reduce(0) { $0 + $1.wrong }
            let error = series.largestError.map { "largest error \(boundText($0)) ulp" } ?? "no error"
            return "\(series.name), \(series.provenance): \(error)"
                + (wrong > 0 ? ", \(countText(wrong)) of a wrong class" : "")
        }
        return
            "Error in ulps of the \(check == "forward" ? "values" : "gradient") of \(operation.name), by binade of the "
            + "\(input.map { "input \($0)" } ?? "real result"). \(parts.joined(separator: ". "))."
    }

    var content: Markup { "\(axes)\(budgetLine)\(frontierMarks)\(series.indices.map(curve))\(legend)" }

    // MARK: Places

    private func x(_ place: Double) -> Double {
        let (first, next) = (Double(frame.places.lowerBound), Double(frame.places.upperBound + 1))
        let share = min(max((place - first) / (next - first), 0), 1)
        return Self.left + share * (Self.right - Self.left)
    }

    private func y(_ error: Double) -> Double {
        let (low, high) = (Double(frame.powers.lowerBound), Double(frame.powers.upperBound))
        let power = error > 0 ? min(max(Foundation.log2(error), low), high) : low
        return Self.bottom - (power - low) / (high - low) * (Self.bottom - Self.top)
    }

    /// `Error of the values over the range of x`, `Error of the gradient by the size of the real result`
    func title(of what: String) -> String {
        "Error of the \(what) \(input.map { "over the range of \($0)" } ?? "by the size of the real result")"
    }

    // MARK: Axes

    private var axes: Markup {
        var grid = ""
        let errors: [Markup] = frame.errorTicks.map { power in
            let y = text(y(exp2(Double(power))))
            grid += "M\(text(Self.left)) \(y)H\(text(Self.right))"
            return "<text x=\"52\" y=\"\(y)\" dy=\"4\">\(Self.errorLabel(power))</text>"
        }
        let floats: [Markup] = frame.floatTicks.map { place, label in
            let x = text(x(Double(place)))
            grid += place == 0 ? "M\(x) \(text(Self.top))V\(text(Self.bottom + 6))" : "M\(x) \(text(Self.bottom))v6"
            return "<text x=\"\(x)\" y=\"\(text(Self.bottom + 21))\">\(label)</text>"
        }
        let infinity: Markup = frame.hasInfinity ? "<text x=\"52\" y=\"\(text(Self.top))\" dy=\"4\">∞</text>" : .none
        let one = text(y(1))
        let title = input.map { "input \($0)" } ?? "real result"
        return """
            <path class="grid" d="\(grid)"/><path class="one" d="M\(text(Self.left)) \(one)H\(text(Self.right))"/>\
            <g class="e">\(errors)\(infinity)</g><g class="m">\(floats)</g>\
            <text x="8" y="15">error in ulps</text>\
            <text class="end" x="\(text(Self.right))" y="\(text(Self.bottom + 40))">\(title)</text>
            """
    }

    /// `0.5`, `1`, `256`, `2¹⁶`
    static func errorLabel(_ power: Int) -> String {
        (-4...9).contains(power) ? decimalText(exp2(Double(power)), digits: 6) : SweepFrame.power(power)
    }

    private var budgetLine: Markup {
        guard let text = series.first?.budget, let budget = ulps(ofBudget: text) else { return .none }
        let height = y(budget)
        let y = self.text(height)
        // Below the line, unless the lines at the bottom of the chart are there.
        let shift = Self.bottom - height < 20 ? -6 : 14
        return """
            <path class="budget" d="M\(self.text(Self.left)) \(y)H\(self.text(Self.right))"/>\
            <text class="budget end" x="\(self.text(Self.right))" y="\(y)" dy="\(shift)">budget \(text)</text>
            """
    }

    private var frontierMarks: [Markup] {
        frontiers.compactMap { frontier in
            guard let value = Float(bitsOf: frontier.firstBad) else { return nil }
            let place = Double(value.bitPattern & 0x7FFF_FFFF) / 0x1p23
            let x = text(x(value.sign == .minus ? -place : place))
            return """
                <path class="f\(frontier.isInherent ? "" : " own")" d="M\(x) \(text(Self.top))V\(text(Self.bottom))">\
                <title>\(frontier.change) at \(frontier.firstBad.decimal), probe \(frontier.probe)</title></path>
                """
        }
    }

    // MARK: Lines

    /// Two binades a step, or four of a sample, where there are many; a gap where there is nothing. Binades with elements of a wrong class have
    /// a mark above.
    private func curve(_ number: Int) -> Markup {
        let series = series[number]
        let cells = frame.places.count > 96 ? series.grouped(by: series.isProven ? 2 : 4) : series.cells
        var path = ""
        var pen: (next: Int, y: String)?
        for cell in cells {
            guard let error = cell.error else { continue }
            let y = text(y(error))
            if let last = pen, last.next == cell.places.lowerBound {
                if last.y != y { path += "H\(text(x(Double(last.next))))V\(y)" }
            } else {
                if let last = pen { path += "H\(text(x(Double(last.next))))" }
                path += "M\(text(x(Double(cell.places.lowerBound)))) \(y)"
            }
            pen = (cell.places.upperBound + 1, y)
        }
        if let last = pen { path += "H\(text(x(Double(last.next))))" }
        let marks = cells.filter { $0.wrong > 0 }.map { cell in
            "M\(text(x((Double(cell.places.lowerBound) + Double(cell.places.upperBound + 1)) / 2) - 3)) \(18 + number * 3)h6l-3 6z"
        }
        let title = "\(series.name): \(series.provenance)"
        let line: Markup =
            path.isEmpty
            ? .none
            : "<path class=\"s\(number)\(series.isProven ? "" : " sample")\" d=\"\(path)\"><title>\(title)</title></path>"
        let triangles: Markup =
            marks.isEmpty
            ? .none
            : "<path class=\"w\(number)\" d=\"\(marks.joined())\"><title>\(series.name): wrong class</title></path>"
        return line + triangles + worstMark(number)
    }

    private func worstMark(_ number: Int) -> Markup {
        guard let worst = series[number].worst, let error = worst.error, error.isFinite, worst.wrong == 0 else {
            return .none
        }
        let magnitude = Double(worst.at & 0x7FFF_FFFF) / 0x1p23
        let x = text(x(worst.at >> 31 == 0 ? magnitude : -magnitude))
        return """
            <circle class="w\(number)" cx="\(x)" cy="\(text(y(error)))" r="3.5"><title>\(boundText(error)) ulp at \
            \(Float(bitPattern: worst.at).fullText)</title></circle>
            """
    }

    private static func label(_ series: ErrorSeries) -> String { "\(series.name): \(series.provenance)" }

    /// Side by side as far as there is room, then on lines of their own.
    private static func legendPlaces(_ series: [ErrorSeries]) -> [(x: Double, row: Int)] {
        var (x, row) = (left, 1)
        return series.map { series in
            let width = 26 + 7.2 * Double(label(series).count)
            if x > left, x + width > right { (x, row) = (left, row + 1) }
            defer { x += width + 24 }
            return (x, row)
        }
    }

    private var legend: Markup {
        let items: [Markup] = zip(series, legendPlaces).enumerated().map { number, item in
            let (series, place) = item
            let y = 266 + 15 * place.row
            return """
                <path class="s\(number)\(series.isProven ? "" : " sample")" d="M\(text(place.x)) \(y - 4)h20"/>\
                <text x="\(text(place.x + 26))" y="\(y)">\(Self.label(series))</text>
                """
        }
        return "\(items)"
    }
}

extension Float {
    /// A float by its bits in a record; nil for another dtype and NaN.
    init?(bitsOf record: FloatRecord) {
        guard record.bits.count == 10, record.bits.hasPrefix("0x"),
            let bits = UInt32(record.bits.dropFirst(2), radix: 16), !Float(bitPattern: bits).isNaN
        else { return nil }
        self.init(bitPattern: bits)
    }
}
