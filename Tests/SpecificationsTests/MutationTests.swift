import Testing

@testable import Specifications

/// Whatever a file contains, loading it ends with a specification or an error: it never ends the process.
@Suite struct MutationTests {
    @Test func damagedFilesAreRefusedAndNeverTrap() throws {
        let files = try repositorySpecFiles()
        var generator = SeededGenerator(seed: 0x5EED)
        var refused = 0
        for round in 0..<4000 {
            let file = files[round % files.count]
            var text = file.text
            for _ in 0..<Int.random(in: 1...3, using: &generator) { text = mutated(text, &generator) }
            do {
                _ = try Specification(parsing: text, file: file.name)
            } catch let error as SpecificationError {
                refused += 1
                #expect(error.position.line >= 1 && error.position.column >= 1 && !error.message.isEmpty)
            } catch {
                Issue.record("\(file.name), round \(round): \(error)")
            }
        }
        #expect(refused > 1000, "most damage is noticed")
    }

    /// Words that mean something in these files, and numbers at the edges of what is allowed.
    private static let words = [
        "x", "axis", "let", "sum", "max", "[", "]", "(", ")", "{", "}", ":", ",", "...", "k", "-1", "0", "[]", "{}",
        "1000000", "[1000000, 1000000]", "-9223372036854775808", "9223372036854775807", "99999999999999999999",
        "2147483647", "-2147483648", "inf", "nan", "-0", "bits:FFFFFFFF", "0x", "1e999", "repeat(t, n)", "t", "~",
        "&a", "*a", "!!str", "|", ">", "'", "\"", "\\", "\t", "\r\n", "\u{0}", "é", "#", "^", "ulp", "omega", "exact",
        "int64", "log2(n/0)", "embed", "signbit", "where", "not", "null", "a[0]", "[..., k, k]",
    ]

    private func mutated(_ text: String, _ generator: inout SeededGenerator) -> String {
        func any<Element>(_ elements: [Element]) -> Element { elements.randomElement(using: &generator)! }
        switch Int.random(in: 0..<8, using: &generator) {
        case 0, 1:
            var characters = Array(text)
            guard !characters.isEmpty else { return text }
            let place = characters.indices.randomElement(using: &generator)!
            switch Int.random(in: 0..<3, using: &generator) {
            case 0: characters.remove(at: place)
            case 1: characters.insert(characters[place], at: place)
            default: characters[place] = any(Array(" :,[](){}-+0123456789abcxyz\"'.\n#&*|>%@`"))
            }
            return String(characters)
        case 2, 3, 4:
            // Words and what stands between them, alternately.
            var pieces = text.reduce(into: [String]()) { pieces, character in
                let isWord = character.isLetter || character.isNumber
                if isWord, let last = pieces.last?.last, last.isLetter || last.isNumber {
                    pieces[pieces.count - 1].append(character)
                } else {
                    pieces.append(String(character))
                }
            }
            guard !pieces.isEmpty else { return text }
            let place = pieces.indices.randomElement(using: &generator)!
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: pieces.remove(at: place)
            case 1: pieces.insert(any(pieces), at: place)
            case 2: pieces[place] = any(pieces)
            default: pieces[place] = any(Self.words)
            }
            return pieces.joined()
        case 5:
            // Numbers are where most limits are.
            let matches = text.matches(of: /-?[0-9]+/)
            guard let match = matches.randomElement(using: &generator) else { return text }
            return text[..<match.range.lowerBound] + any(Self.words) + text[match.range.upperBound...]
        default:
            var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            let place = lines.indices.randomElement(using: &generator)!
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: lines.remove(at: place)
            case 1: lines.insert(lines[place], at: place)
            case 2: lines.swapAt(place, lines.indices.randomElement(using: &generator)!)
            default: lines[place] = any(lines)
            }
            return lines.joined(separator: "\n")
        }
    }

    @Test func deepNestingIsRefused() {
        let deep = String(repeating: "(", count: 100_000)
        #expect(
            complaint(about: spec(definition: "definition: y = \(deep)"))?
                .hasSuffix("a formula has at most 2000 words") == true)
        for opening in ["(", "-", "not ", "abs(", "x^", "[", "-("] {
            let nested = String(repeating: opening, count: 300)
            #expect(
                complaint(about: spec(definition: "definition: \"y = \(nested)x\""))?
                    .hasSuffix("a formula nests at most 100 levels deep") == true, "\(opening)")
        }
        let chain = String(repeating: "x + ", count: 990)
        #expect(complaint(about: spec(definition: "definition: y = \(chain)x")) == nil)
        for opening in ["[", "{a: ", "- "] {
            #expect(complaint(about: String(repeating: opening, count: 100_000)) != nil)
        }
        let blank = String(repeating: "\\n", count: 200_000)
        #expect(complaint(about: spec(definition: "definition: \"y = (\(blank)x)\"")) == nil)
    }

    @Test func aliasesThatWouldGrowWithoutLimitAreRefused() {
        #expect(
            complaint(about: spec(shapes: "shapes: &a [{ x: [3] }]", adding: "anchors: *a"))
                == "f.yaml:6:9: anchors and aliases of YAML are not understood here")
    }
}
