import Testing
import Values

@Suite struct ShellWordTests {
    @Test(arguments: [
        ("softmax.naive", "softmax.naive"), ("x=[1, 2]", "'x=[1, 2]'"), ("", "''"), ("y' >= y", "'y'\\'' >= y'"),
        ("$(touch x)", "'$(touch x)'"), ("=ls", "'=ls'"),
        ("a\u{1B}[2J'\\\n", "$'a\\033[2J\\'\\\\\\012'"), ("\u{202E}x", "$'\\342\\200\\256x'"),
        ("AR8ADgAEAYKAoJYMCf7__-MB", "AR8ADgAEAYKAoJYMCf7__-MB"),
    ])
    func wordsArePastedAsTheyAre(_ word: String, _ quoted: String) { #expect(shellQuoted(word) == quoted) }
}
