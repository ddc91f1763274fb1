import Foundation
import Values
import Verification

/// Omega, the error of a sum in units of what rounding one term may cost, against the number of terms, both on logarithmic
/// axes, with the lines n, which no order of summation exceeds, and sqrt n, which errors of both signs come to.
struct GrowthChart: Chart {
    private let series: [(name: String, points: [GrowthRecord])]
    private let operation: String

    var size: (width: Int, height: Int) { (580, 300) }

    private static let (left, right, top, bottom) = (60.0, 552.0, 30.0, 226.0)

    /// Nil where there are not two numbers of terms to compare.
    init?(_ operation: OperationRecord, _ implementations: [ImplementationRecord]) {
        series = implementations.prefix(3).map { ($0.name, $0.growth.filter { $0.terms > 0 }) }
            .filter { $0.1.count > 1 }
        self.operation = operation.name
        guard !series.isEmpty else { return nil }
    }

    private var largestTerms: Double { Double(series.flatMap(\.points).map(\.terms).max() ?? 2) }

    /// In powers of two.
    private var axis: (terms: Double, low: Double, high: Double) {
        let omegas = series.flatMap(\.points).map(\.maximumOmega).filter { $0 > 0 && $0.isFinite }.map {
            Foundation.log2($0)
        }
        let terms = max(1, Foundation.log2(largestTerms)).rounded(.up)
        return (
            terms, max(-4, min(-1, (omegas.min() ?? -1).rounded(.down))), max(terms, (omegas.max() ?? 1).rounded(.up))
        )
    }

    private func x(_ terms: Double) -> Double {
        Self.left + Foundation.log2(terms) / axis.terms * (Self.right - Self.left)
    }

    private func y(_ omega: Double) -> Double {
        let power = omega > 0 ? min(max(Foundation.log2(omega), axis.low), axis.high) : axis.low
        return Self.bottom - (power - axis.low) / (axis.high - axis.low) * (Self.bottom - Self.top)
    }

    var alternative: String {
        let parts = series.map { name, points in
            "\(name): "
                + points.map { "\(boundText($0.maximumOmega)) for \(countText($0.terms))" }.joined(separator: ", ")
        }
        return "Largest omega of \(operation) against the number of terms, with the lines n and square root of n. "
            + parts.joined(separator: ". ") + "."
    }

    var content: Markup {
        var grid = ""
        var labels: [Markup] = []
        let step = axis.high - axis.low > 10 ? 4 : 2
        for power in Int(axis.low)...Int(axis.high) where power.isMultiple(of: step) {
            let y = text(y(exp2(Double(power))))
            grid += "M\(text(Self.left)) \(y)H\(text(Self.right))"
            labels.append("<text x=\"52\" y=\"\(y)\" dy=\"4\">\(ErrorChart.errorLabel(power))</text>")
        }
        var terms: [Markup] = []
        for power in 0...Int(axis.terms) where power.isMultiple(of: axis.terms > 8 ? 2 : 1) {
            let x = text(x(exp2(Double(power))))
            grid += "M\(x) \(text(Self.bottom))v6"
            terms.append(
                "<text x=\"\(x)\" y=\"247\">\(power < 14 ? countText(1 << power) : SweepFrame.power(power))</text>")
        }
        let end = exp2(axis.terms)
        let lines: Markup = """
            <path class="law" d="M\(text(x(1))) \(text(y(1)))L\(text(x(end))) \(text(y(end)))"><title>n</title></path>\
            <path class="law" d="M\(text(x(1))) \(text(y(1)))L\(text(x(end))) \(text(y(end.squareRoot())))">\
            <title>square root of n</title></path>\
            <text class="end" x="\(text(x(end)))" y="\(text(y(end) - 5))">n</text>\
            <text class="end" x="\(text(x(end)))" y="\(text(y(end.squareRoot()) - 5))">√n</text>
            """
        return """
            <path class="grid" d="\(grid)"/><g class="e">\(labels)</g><g class="m">\(terms)</g>\(lines)\
            <text x="4" y="15">omega</text><text class="end" x="552" y="264">terms n</text>\(curves)
            """
    }

    private var curves: [Markup] {
        series.enumerated().map { number, series in
            let places = series.points.map { "\(text(x(Double($0.terms)))) \(text(y($0.maximumOmega)))" }
            let dots: [Markup] = series.points.map { point in
                """
                <circle class="w\(number)" cx="\(text(x(Double(point.terms))))" cy="\(text(y(point.maximumOmega)))" r="3.5">\
                <title>\(series.name): \(boundText(point.maximumOmega)) omega for \(counted(point.terms, "term")), the worst \
                of \(countText(point.elements))</title></circle>
                """
            }
            let label = 60 + number * 170
            return """
                <path class="s\(number) sample" d="M\(places.joined(separator: "L"))"/>\(dots)\
                <path class="s\(number)" d="M\(label) 281h20"/><text x="\(label + 26)" y="285">\(series.name)</text>
                """
        }
    }
}
