internal import Values

/// Errors in ulps as certificates and reports print them: nine significant digits, trailing zeros kept: `0.501636880`.
public enum UlpText {
    private static let digits = 9

    /// The nearest text of nine digits; an exact zero is `0`.
    public static func nearest(_ value: Double) -> String { padded(decimalText(value, digits: digits)) }

    /// The smallest text of nine digits that is not below the value: still a bound.
    public static func bound(_ value: Double) -> String {
        var candidate = value
        while true {
            let text = nearest(candidate)
            guard let read = Double(text), read < value else { return text }
            // A unit of the ninth digit is at least 1e-9 of the value; half of it cannot pass over a text.
            candidate += abs(value) * 0.5e-9
        }
    }

    /// Both bounds of an error: one text where nine digits do not tell them apart, else `0.4..0.6`.
    public static func enclosure(_ least: Double, _ most: Double) -> String {
        let (low, high) = (nearest(least), nearest(most))
        return low == high ? low : "\(low)..\(high)"
    }

    private static func padded(_ text: String) -> String {
        guard text.contains(where: { ("1"..."9").contains($0) }) else { return text }
        let parts = text.split(separator: "e", maxSplits: 1)
        var mantissa = String(parts[0])
        // Zeros before the first digit that counts are none of the nine.
        let significant = mantissa.filter(\.isNumber).drop { $0 == "0" }.count
        if significant < digits {
            if !mantissa.contains(".") { mantissa += "." }
            mantissa += String(repeating: "0", count: digits - significant)
        }
        return parts.count == 1 ? mantissa : "\(mantissa)e\(parts[1])"
    }
}

extension SweepPiece.Worst {
    /// The error, in nine digits.
    public var errorText: String { UlpText.enclosure(least, most) }
}
