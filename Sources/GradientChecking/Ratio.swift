internal import Values

/// How one number relates to another, in words: what a wrong derivative has too much or too little of.
enum Ratio {
    /// `: twice what it should be`, or nothing where no simple relation holds to within a relative tolerance. It follows both
    /// numbers, so a 0 is not said again.
    static func phrase(_ got: Double, _ expected: Double, tolerance: Double = 1e-9) -> String {
        expected == 0 ? "" : words(got, expected, tolerance).map { ": \($0)" } ?? ""
    }

    static func words(_ got: Double, _ expected: Double, _ tolerance: Double) -> String? {
        guard got.isFinite, expected.isFinite else { return nil }
        if expected == 0 { return "it should be 0" }
        if got == 0 { return "it is missing" }
        let ratio = got / expected
        func isNear(_ value: Double) -> Bool { (ratio - value).magnitude <= tolerance * max(1, value.magnitude) }
        if isNear(1) { return nil }
        if isNear(-1) { return "its sign is flipped" }
        for whole in 2...64 {
            let number = Double(whole)
            if isNear(number) { return whole == 2 ? "twice as large as it should be" : "\(whole) times too large" }
            if isNear(-number) { return "\(whole) times too large, and its sign is flipped" }
            if isNear(1 / number) { return whole == 2 ? "half of what it should be" : "\(whole) times too small" }
            if isNear(-1 / number) { return "\(whole) times too small, and its sign is flipped" }
        }
        let excess = ratio - 1
        if excess.magnitude < 0.01 {
            return "a relative \(decimalText(excess.magnitude, digits: 3)) too \(excess > 0 ? "large" : "small")"
        }
        return nil
    }
}
