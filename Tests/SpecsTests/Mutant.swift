/// A mistake planted in one place.
struct Mutant: Sendable {
    /// The kind of mistake: sign, axis, constant.
    let kind: String
    /// The file it is in, or the operation.
    let place: String
    /// What was replaced, with some of its surroundings, and by what.
    let change: String

    /// The mutant's name, under which an excuse is looked up.
    var name: String { "\(place): \(change)" }
}

/// Textual changes of a formula or a line of C.
struct TextMutation: Sendable {
    let kind: String
    let pattern: String
    let replacement: String

    /// Every way of applying the mutation once within a part of a text.
    func applied(to text: String, within part: Range<String.Index>) throws -> [(change: String, text: String)] {
        let expression = try Regex(pattern)
        return text[part].matches(of: expression).map { match in
            var changed = replacement
            for group in 1..<max(1, match.output.count) {
                changed = changed.replacing("$\(group)", with: String(match.output[group].substring ?? ""))
            }
            let start = match.range.lowerBound
            let lineStart = text[..<start].lastIndex(of: "\n").map(text.index(after:)) ?? text.startIndex
            let line = text[lineStart...].prefix { $0 != "\n" }
            let column = text.distance(from: lineStart, to: start)
            var whole = text
            whole.replaceSubrange(match.range, with: changed)
            let shown = line.drop { $0 == " " }
            return ("\(shown) [\(column): '\(text[match.range])' to '\(changed)']", whole)
        }
    }
}
