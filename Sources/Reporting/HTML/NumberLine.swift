import Values
import Verification

/// The line of all float32 values with a mark where an implementation's results change class.
///
/// Places are proportional to ordinals, not to values: zero is in the middle and every binade has the same length.
/// Beside each mark the good side is drawn solid, the bad dashed. Marks are on lanes of their own, as far as those go.
struct NumberLine {
    private struct Mark {
        let place: Double
        let isGoodBelow: Bool
        let isInherent: Bool
        let title: String

        /// Marks that would cover each other.
        func coincides(with other: Mark) -> Bool {
            place == other.place && isGoodBelow == other.isGoodBelow && isInherent == other.isInherent
        }
    }

    private let marks: [Mark]

    /// Frontiers of other dtypes have no place on this line and are left out.
    init(_ frontiers: [FrontierRecord]) {
        let all: [Mark] = frontiers.compactMap { frontier in
            guard let good = Float(bitsOf: frontier.lastGood), let bad = Float(bitsOf: frontier.firstBad) else {
                return nil
            }
            return Mark(
                place: Self.place(good), isGoodBelow: good.ordinal < bad.ordinal, isInherent: frontier.isInherent,
                title: "\(frontier.probe): \(frontier.change) after \(frontier.lastGood.decimal)")
        }
        marks = all.reduce(into: []) { marks, mark in
            if !marks.contains(where: mark.coincides) { marks.append(mark) }
        }
    }

    private static let lanes = 6
    private static let laneHeight = 12

    /// The axis below the lanes that are in use.
    private var axis: Int { 8 + min(marks.count, Self.lanes) * Self.laneHeight }

    var markup: Markup {
        guard !marks.isEmpty else { return .none }
        let drawn = marks.enumerated().map { draw($1, onLane: $0 % Self.lanes) }
        return """
            <svg class="line" viewBox="0 0 1000 \(axis + 22)" role="img" \
            aria-label="frontiers on the line of all floats">
            <line class="axis" x1="10" y1="\(axis)" x2="990" y2="\(axis)"/>\(ticks)\(drawn)</svg>
            """
    }

    private func draw(_ mark: Mark, onLane lane: Int) -> Markup {
        let x = Self.text(mark.place)
        let y = 8 + lane * Self.laneHeight
        let (good, bad) = (mark.isGoodBelow ? -18.0 : 18, mark.isGoodBelow ? 18.0 : -18)
        return """
            <g class="\(mark.isInherent ? "inherent" : "own")"><title>\(mark.title)</title>\
            <line class="good" x1="\(x)" y1="\(y)" x2="\(Self.text(mark.place + good))" y2="\(y)"/>\
            <line class="bad" x1="\(x)" y1="\(y)" x2="\(Self.text(mark.place + bad))" y2="\(y)"/>\
            <line class="mark" x1="\(x)" y1="\(y - 6)" x2="\(x)" y2="\(axis)"/></g>
            """
    }

    private var ticks: [Markup] {
        let labels: [(Float, String)] = [
            (-.greatestFiniteMagnitude, "−max"), (-0x1p64, "−2⁶⁴"), (-1, "−1"), (-0x1p-64, "−2⁻⁶⁴"), (0, "0"),
            (0x1p-64, "2⁻⁶⁴"), (1, "1"), (0x1p64, "2⁶⁴"), (.greatestFiniteMagnitude, "max"),
        ]
        return labels.map { value, label in
            let x = Self.text(Self.place(value))
            return """
                <line class="axis" x1="\(x)" y1="\(axis - 4)" x2="\(x)" y2="\(axis + 4)"/>\
                <text x="\(x)" y="\(axis + 18)">\(label)</text>
                """
        }
    }

    /// Between 20 and 980.
    private static func place(_ value: Float) -> Double {
        500 + 480 * Double(value.ordinal) / Double(Float.infinity.ordinal)
    }

    private static func text(_ place: Double) -> String { decimalText((place * 10).rounded() / 10, digits: 5) }
}
