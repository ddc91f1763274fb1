import Foundation
import Values

/// Where things are in a chart of errors against encodings. Encodings are in the order of the floats, so that every
/// binade has the same width; errors are on a logarithmic axis that no finite error exceeds. What is below its lower end lies
/// on it, and what is infinite on the upper one.
struct SweepFrame {
    static let (width, height) = (1000, 370)
    static let (left, right, top, bottom) = (64.0, 980.0, 34.0, 270.0)
    /// Binades of the floats that are finite, from the negative ones on.
    static let all = -255...254

    /// The binades that are shown.
    let places: ClosedRange<Int>
    /// The powers of two at the ends of the axis of errors.
    let powers: ClosedRange<Int>
    /// Whether the upper end stands for infinity, which has a place of its own above all other errors.
    let hasInfinity: Bool

    /// - Parameters:
    ///   - places: the binades that are covered.
    ///   - errors: what is to be shown, in ulps.
    init(places: [Int], errors: [Double]) {
        var covered = (places.min() ?? Self.all.lowerBound)...(places.max() ?? Self.all.upperBound)
        // A single binade would be a bar; its neighbours say where it is.
        while covered.count < 8, covered != Self.all {
            covered =
                max(covered.lowerBound - 1, Self.all.lowerBound)...min(covered.upperBound + 1, Self.all.upperBound)
        }
        self.places = covered
        let exponents = errors.filter { $0.isFinite && $0 > 0 }.map { Int($0.exponent) }
        let high = max((exponents.max() ?? 0) + 1, 1)
        let low = max(min(exponents.min() ?? -4, -4), -8)
        hasInfinity = errors.contains(.infinity)
        powers = low...(hasInfinity ? high + max(1, (high - low) / 8) : high)
    }

    func x(_ place: Int) -> Double { x(Double(place)) }

    /// The place of a float among the others.
    func x(of encoding: UInt32) -> Double {
        let magnitude = Double(encoding & 0x7FFF_FFFF) / 0x1p23
        return x(encoding >> 31 == 0 ? magnitude : -magnitude)
    }

    private func x(_ place: Double) -> Double {
        let (first, next) = (Double(places.lowerBound), Double(places.upperBound + 1))
        return Self.left + (place - first) / (next - first) * (Self.right - Self.left)
    }

    func y(_ error: Double) -> Double {
        let (low, high) = (Double(powers.lowerBound), Double(powers.upperBound))
        let power = error > 0 ? min(max(Foundation.log2(error), low), high) : low
        return Self.bottom - (power - low) / (high - low) * (Self.bottom - Self.top)
    }

    /// Tenths of a unit are finer than eyes.
    func text(_ place: Double) -> String { decimalText((place * 10).rounded() / 10, digits: 6) }

    // MARK: Ticks

    /// Powers of two on the axis of errors, 1 ulp always among them.
    var errorTicks: [Int] {
        let step = [1, 2, 4, 8, 16, 32].first { powers.count / $0 <= 9 } ?? 32
        let top = hasInfinity ? powers.upperBound - max(1, powers.count / 16) : powers.upperBound
        return powers.filter { $0.isMultiple(of: step) && $0 <= top }
    }

    /// Floats on the axis of encodings: where they are, and what they are called.
    var floatTicks: [(place: Int, text: String)] {
        // The field of exponents of 2^0 is 127; steps are from there, so that 1 is a tick.
        let step = [1, 2, 4, 8, 16, 32, 64].first { places.count / $0 <= 16 } ?? 64
        var ticks: [(Int, String)] = []
        for place in places.lowerBound...(places.upperBound + 1) {
            switch place {
            case 0: ticks.append((0, "0"))
            case 255: ticks.append((place, "∞"))
            case -255: ticks.append((place, "−∞"))
            default:
                // Beside zero and infinity there is no room when steps are wide.
                let power = abs(place) - 127
                let isRoomy = step < 16 || (abs(place) >= step / 2 && abs(place) <= 255 - step / 2)
                if power.isMultiple(of: step), isRoomy {
                    ticks.append((place, (place < 0 ? "−" : "") + Self.power(power)))
                }
            }
        }
        return ticks
    }

    /// `1`, `2⁻⁶⁴`
    static func power(_ exponent: Int) -> String {
        if exponent == 0 { return "1" }
        let digits: [Character: Character] = [
            "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
            "9": "⁹",
        ]
        return "2" + String("\(exponent)".map { digits[$0]! })
    }
}

extension SweepChart {
    private var infinity: Markup {
        """
        <text class="error" x="\(frame.text(SweepFrame.left - 8))" y="\(frame.text(SweepFrame.top))" dy="4">∞</text>

        """
    }

    /// Lines and labels of both axes.
    var axes: Markup {
        let errors: [Markup] = frame.errorTicks.map { power in
            let y = frame.text(frame.y(exp2(Double(power))))
            let isFloor = power == frame.powers.lowerBound
            return """
                <line class="\(power == 0 ? "one" : "grid")" x1="\(frame.text(SweepFrame.left))" y1="\(y)" \
                x2="\(frame.text(SweepFrame.right))" y2="\(y)"/>\
                <text class="error" x="\(frame.text(SweepFrame.left - 8))" y="\(y)" dy="4">\
                \(isFloor ? "≤ " : "")\(SweepFrame.power(power))</text>

                """
        }
        let floats: [Markup] = frame.floatTicks.map { place, text in
            let x = frame.text(frame.x(place))
            return """
                <line class="\(place == 0 ? "zero" : "tick")" x1="\(x)" \
                y1="\(frame.text(place == 0 ? SweepFrame.top : SweepFrame.bottom))" x2="\(x)" \
                y2="\(frame.text(SweepFrame.bottom + 14))"/>\
                <text class="float" x="\(x)" y="\(frame.text(SweepFrame.bottom + 31))">\(text)</text>

                """
        }
        return """
            <text class="title" x="\(frame.text(SweepFrame.left))" y="16">error in ulps</text>
            <text class="title end" x="\(frame.text(SweepFrame.right))" y="\(frame.text(SweepFrame.bottom + 54))">\
            input</text>
            \(errors)\(frame.hasInfinity ? infinity : .none)\(floats)
            """
    }
}
