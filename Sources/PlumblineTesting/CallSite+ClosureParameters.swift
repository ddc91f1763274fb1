internal import Foundation

extension CallSite {
    /// The names that the closure of a call gives its parameters, as its source file has them; none where there is no
    /// such file, or no closure with so many named parameters.
    ///
    /// Messages call inputs what the property calls them. Nothing else depends on this.
    func closureParameters(of function: String, count: Int) -> [String] {
        guard let text = try? String(contentsOfFile: "\(filePath)", encoding: .utf8) else { return [] }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard line >= 1, Int(line) <= lines.count else { return [] }
        let source = lines[(Int(line) - 1)...].prefix(60).joined(separator: "\n")
        return ClosureParameters(source, callee: function, count: count)?.names ?? []
    }
}

/// The parameter names of the closure that a call is given: after its parentheses, or else the first one within them.
struct ClosureParameters {
    let names: [String]

    init?(_ source: String, callee: String, count: Int) {
        guard let call = source.range(of: callee + "(") else { return nil }
        let characters = Array(source[call.upperBound...])
        var inner: Int?
        var depth = 1
        var place = 0
        while place < characters.count, depth > 0 {
            switch characters[place] {
            case "\"": place = Self.end(ofString: characters, from: place)
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{":
                if depth == 1, inner == nil { inner = place }
                depth += 1
            case "}": depth -= 1
            default: break
            }
            place += 1
        }
        var trailing = place
        while trailing < characters.count, characters[trailing].isWhitespace { trailing += 1 }
        let hasTrailing = depth == 0 && trailing < characters.count && characters[trailing] == "{"
        guard let start = hasTrailing ? trailing : inner,
            let names = Self.names(String(characters[(start + 1)...])), names.count == count
        else { return nil }
        self.names = names
    }

    /// The place of a string literal's last quotation mark. Interpolations with strings of their own are not followed.
    private static func end(ofString characters: [Character], from start: Int) -> Int {
        var place = start + 1
        while place < characters.count, characters[place] != "\"" {
            place += characters[place] == "\\" ? 2 : 1
        }
        return min(place, characters.count - 1)
    }

    /// `x, y in`, `(x: Float, y: Float) throws -> Bool in` and their like.
    private static func names(_ text: String) -> [String]? {
        let clause =
            /\s*(?:\[[^\]]*\]\s*)?(?:\((?<typed>[^{}]*?)\)|(?<plain>[\w\s,]+?))(?:\s+async)?(?:\s+throws)?(?:\s*->\s*[^{}]+?)?\s+in\b/
        guard let match = text.prefixMatch(of: clause), let list = match.output.typed ?? match.output.plain else {
            return nil
        }
        return list.split(separator: ",").compactMap { part in
            let words = part.prefix { $0 != ":" }.split(whereSeparator: \.isWhitespace)
            // Swift's own `_` names nothing.
            guard let name = words.last else { return nil }
            return name == "_" ? "unused" : String(name)
        }
    }
}
