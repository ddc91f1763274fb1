import Foundation
import Specifications

/// Mistakes in definitions: one operator, name or number of a file of `Specs/` replaced.
struct SpecificationMutants {
    static let mutations = [
        TextMutation(kind: "sign", pattern: #" \+ "#, replacement: " - "),
        TextMutation(kind: "sign", pattern: #" - "#, replacement: " + "),
        TextMutation(kind: "sign", pattern: #"\(-([a-z])"#, replacement: "($1"),
        TextMutation(kind: "product", pattern: #" \* "#, replacement: " / "),
        TextMutation(kind: "product", pattern: #" / "#, replacement: " * "),
        TextMutation(kind: "comparison", pattern: #" < "#, replacement: " <= "),
        TextMutation(kind: "comparison", pattern: #" <= "#, replacement: " < "),
        TextMutation(kind: "comparison", pattern: #" > "#, replacement: " >= "),
        TextMutation(kind: "comparison", pattern: #" >= "#, replacement: " > "),
        TextMutation(kind: "comparison", pattern: #" == "#, replacement: " != "),
        TextMutation(kind: "extreme", pattern: #"\bmax\("#, replacement: "min("),
        TextMutation(kind: "extreme", pattern: #"\bmin\("#, replacement: "max("),
        TextMutation(kind: "extreme", pattern: #"\bmaximum\("#, replacement: "minimum("),
        TextMutation(kind: "extreme", pattern: #"\bminimum\("#, replacement: "maximum("),
        TextMutation(kind: "constant", pattern: #"\b1\b(?!\.)"#, replacement: "2"),
        TextMutation(kind: "constant", pattern: #"\^ 2"#, replacement: "^ 4"),
        TextMutation(kind: "function", pattern: #"\bexp\("#, replacement: "expm1("),
        TextMutation(kind: "function", pattern: #"\blog\("#, replacement: "log1p("),
        TextMutation(kind: "function", pattern: #"\bsum\("#, replacement: "max("),
        TextMutation(kind: "function", pattern: #"\btanh\("#, replacement: "atan("),
        TextMutation(kind: "function", pattern: #"\bsqrt\("#, replacement: "cbrt("),
        TextMutation(kind: "function", pattern: #"\babs\("#, replacement: "tanh("),
        TextMutation(kind: "axis", pattern: #", axis\)"#, replacement: ", 0)"),
        TextMutation(kind: "axis", pattern: #", -1\)"#, replacement: ", 0)"),
        TextMutation(kind: "axis", pattern: #"\[0, 2\]"#, replacement: "[0, 1]"),
        TextMutation(kind: "missing term", pattern: #" [+-] [a-zA-Z]+(\[[^\]]*\])?(?=[\s,)\]])"#, replacement: ""),
        TextMutation(kind: "missing factor", pattern: #" \* [a-zA-Z]+(\[[^\]]*\])?(?=[\s,)\]])"#, replacement: ""),
        TextMutation(
            kind: "swapped operands", pattern: #"= ([a-z]+) (-|/) ([a-z]+)(?=\n|$)"#, replacement: "= $3 $2 $1"),
        TextMutation(
            kind: "swapped operands", pattern: #"where\(([^,()]+), ([^,()]+), ([^,()]+)\)"#,
            replacement: "where($1, $3, $2)"),
        TextMutation(kind: "off by one", pattern: #"- (padding\[\d\])"#, replacement: "- $1 + 1"),
        TextMutation(kind: "off by one", pattern: #"\bi \+ start"#, replacement: "i + start - 1"),
    ]

    /// The kinds of mistakes, in order.
    static let kinds = mutations.map(\.kind).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }

    struct Candidate: Sendable {
        let mutant: Mutant
        let specification: Specification
    }

    /// All mutants of a file that still are specifications, in a stable order that does not depend on other files.
    static func candidates(of file: URL) throws -> [Candidate] {
        let name = file.lastPathComponent
        let text = try String(contentsOf: file, encoding: .utf8).withoutBlock("probes")
        guard let part = text.definition else { return [] }
        let source = try? Specification(parsing: text, file: name)
        var found: [(UInt64, Candidate)] = []
        for mutation in mutations {
            for (change, mutated) in try mutation.applied(to: text, within: part) {
                guard let specification = try? Specification(parsing: mutated, file: name),
                    specification.definition != source?.definition
                else { continue }
                let mutant = Mutant(kind: mutation.kind, place: name, change: change)
                found.append((stableHash(mutant.name), Candidate(mutant: mutant, specification: specification)))
            }
        }
        return found.sorted { $0.0 < $1.0 }.map(\.1)
    }
}

extension String {
    /// The text of the key `definition` up to the next key.
    fileprivate var definition: Range<String.Index>? {
        guard let start = range(of: "\ndefinition:") else { return nil }
        let rest = self[start.upperBound...]
        let end = rest.firstRange(of: try! Regex(#"\n[a-z]"#))?.lowerBound ?? endIndex
        return start.upperBound..<end
    }

    /// Without a key and what is below it.
    fileprivate func withoutBlock(_ key: String) -> String {
        guard let start = range(of: "\n\(key):") else { return self }
        let rest = self[start.upperBound...]
        let end = rest.firstRange(of: try! Regex(#"\n[a-z]"#))?.lowerBound ?? endIndex
        return String(self[..<start.lowerBound]) + String(self[end...])
    }
}
