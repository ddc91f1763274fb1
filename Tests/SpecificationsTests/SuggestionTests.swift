import Testing

@testable import Specifications

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("expp", "exp"), ("xep", "exp"), ("ep", "exp"), ("EXP", "exp"), ("sofmtax", "softmax"), ("sotfmx", "softmax"),
        ("log1", "log"),
    ])
    func aNearWordIsFound(_ word: String, _ meant: String) {
        #expect(suggestion(for: word, among: ["softmax", "exp", "log", "log1p"]) == meant)
    }

    @Test(arguments: ["", "quux", "frobnicate", "so"])
    func aFarWordIsNot(_ word: String) {
        #expect(suggestion(for: word, among: ["softmax", "exp"]) == nil)
    }

    @Test func amongEquallyNearWordsTheFirstInTheAlphabetWins() {
        #expect(suggestion(for: "sim", among: ["sum", "sin"]) == "sin")
        #expect(suggestion(for: "a", among: [String]()) == nil)
    }
}
