import Foundation

/// How fast something goes, and how long it will go on.
struct Pace {
    /// What is done of the total, in any unit that costs the same time everywhere.
    let done: Double
    let total: Double
    let seconds: Double

    /// The seconds left, at the pace so far; nil as long as there is none.
    var left: Double? {
        guard done > 0, seconds > 0, total >= done else { return nil }
        return (total - done) / done * seconds
    }

    var percent: Int { total > 0 ? min(100, Int(done / total * 100)) : 100 }

    /// `about 40 s left`, `about 3 min left`; nothing as long as nobody can tell.
    var leftText: String { left.map { "about \(Self.text($0)) left" } ?? "" }

    /// `0.4 s`, `12 s`, `3 min`, `1 h 20 min`
    static func text(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds < 1e9 else { return "very long" }
        if seconds < 9.95 { return "\((max(0, seconds) * 10).rounded() / 10) s" }
        if seconds < 119.5 { return "\(Int(seconds.rounded())) s" }
        let minutes = Int((seconds / 60).rounded())
        if minutes < 60 { return "\(minutes) min" }
        return "\(minutes / 60) h" + (minutes % 60 > 0 ? " \(minutes % 60) min" : "")
    }

    /// `12`, `3.4 thousand`, `56 million`: so many a second.
    static func rate(_ perSecond: Double) -> String {
        func short(_ value: Double) -> String {
            value < 9.95 ? "\((value * 10).rounded() / 10)" : "\(Int(value.rounded()))"
        }
        if perSecond >= 1e6 { return "\(short(perSecond / 1e6)) million" }
        if perSecond >= 1e4 { return "\(short(perSecond / 1e3)) thousand" }
        return "\(Int(max(0, perSecond).rounded()))"
    }

    /// A line of progress. Where there is no room for all of it, the bar goes first and the rate next: how much is done and how
    /// long it will take come last.
    static func line(bar: Double, count: String, rate: String, left: String, columns: Int) -> String {
        func joined(_ parts: [String]) -> String { parts.filter { !$0.isEmpty }.joined(separator: "  ") }
        let forms = [
            "\(Self.bar(bar)) " + joined([count, rate, left]), joined([count, rate, left]), joined([count, left]),
            left.isEmpty ? count : left,
        ]
        return forms.first { $0.count <= columns } ?? forms[forms.count - 1]
    }

    /// A bar of so many characters.
    static func bar(_ fraction: Double, width: Int = 24) -> String {
        let filled = Int(Double(width) * min(1, max(0, fraction)))
        return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
