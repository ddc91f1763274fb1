import Values
import Verification

/// The line of all float32 values with a mark where an implementation's results change class.
///
/// Places are proportional to ordinals, not to values: zero is in the middle, every binade has the same length, and
/// the subnormals are as visible as the large numbers. Beside each mark the good side is drawn solid, the bad dashed.
struct NumberLine {
    private struct Mark {
        let place: Double
        let isGoodBelow: Bool
        let isInherent: Bool
        let title: String
    }

    private let marks: [Mark]

    /// Frontiers of other dtypes have no place on this line and are left out.
    init(_ frontiers: [FrontierRecord]) {
        marks = frontiers.compactMap { frontier in
            guard let good = Self.float(frontier.lastGood), let bad = Self.float(frontier.firstBad) else { return nil }
            return Mark(
                place: Self.place(good), isGoodBelow: good.ordinal < bad.ordinal, isInherent: frontier.isInherent,
                title: "\(frontier.probe): \(frontier.change) after \(frontier.lastGood.decimal)")
        }
    }

    var markup: Markup {
        guard !marks.isEmpty else { return .none }
        return """
            <svg class="line" viewBox="0 0 1000 62" role="img" aria-label="frontiers on the line of all floats">
            <line class="axis" x1="10" y1="40" x2="990" y2="40"/>\(ticks)\(marks.map(draw))</svg>
            """
    }

    private func draw(_ mark: Mark) -> Markup {
        let x = Self.text(mark.place)
        let (good, bad) = (mark.isGoodBelow ? -16.0 : 16, mark.isGoodBelow ? 16.0 : -16)
        return """
            <g class="\(mark.isInherent ? "inherent" : "own")"><title>\(mark.title)</title>\
            <line class="good" x1="\(x)" y1="18" x2="\(Self.text(mark.place + good))" y2="18"/>\
            <line class="bad" x1="\(x)" y1="18" x2="\(Self.text(mark.place + bad))" y2="18"/>\
            <line class="mark" x1="\(x)" y1="8" x2="\(x)" y2="40"/></g>
            """
    }

    private var ticks: [Markup] {
        let labels: [(Float, String)] = [
            (-.greatestFiniteMagnitude, "−max"), (-1, "−1"), (-0x1p-126, "−2⁻¹²⁶"), (0, "0"), (0x1p-126, "2⁻¹²⁶"),
            (1, "1"), (.greatestFiniteMagnitude, "max"),
        ]
        return labels.map { value, label in
            let x = Self.text(Self.place(value))
            return """
                <line class="axis" x1="\(x)" y1="36" x2="\(x)" y2="44"/><text x="\(x)" y="58">\(label)</text>
                """
        }
    }

    /// Between 20 and 980.
    private static func place(_ value: Float) -> Double {
        500 + 480 * Double(value.ordinal) / Double(Float.infinity.ordinal)
    }

    private static func text(_ place: Double) -> String { decimalText((place * 10).rounded() / 10, digits: 5) }

    private static func float(_ record: FloatRecord) -> Float? {
        guard record.bits.count == 10, record.bits.hasPrefix("0x") else { return nil }
        return Float(text: "bits:" + record.bits.dropFirst(2)).flatMap { $0.isNaN ? nil : $0 }
    }
}
