extension CallSite {
    /// The names that the closure of a call gives its parameters, as its source file has them; none where there is no
    /// such file, or no closure with so many named parameters.
    ///
    /// Messages call inputs what the property calls them. Nothing else depends on this.
    ///
    /// - Parameter count: how many there are; nil for a function of one input, whose closure may name the elements of a
    ///   tuple.
    func closureParameters(of function: String, count: Int?) -> [String] {
        guard let source = SourceText(file: "\(filePath)")?.text(from: Int(line)) else { return [] }
        return ClosureParameters(source, callee: function, count: count)?.names ?? []
    }
}

/// The parameter names of the closure that a call is given: after its parentheses, or else the first one within them.
struct ClosureParameters {
    let names: [String]

    init?(_ source: String, callee: String, count: Int?) {
        guard let call = source.range(of: callee + "(") else { return nil }
        let characters = Array(source[call.upperBound...])
        let scan = CallScan(characters)
        var trailing = scan.end
        while trailing < characters.count, characters[trailing].isWhitespace { trailing += 1 }
        let hasTrailing = scan.isClosed && trailing < characters.count && characters[trailing] == "{"
        guard let start = hasTrailing ? trailing : scan.closure,
            let names = Self.names(String(characters[(start + 1)...])),
            count.map({ $0 == names.count }) ?? !names.isEmpty
        else { return nil }
        self.names = names
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
