import Synchronization
import Testing

@testable import VerifyCommands

/// A terminal that understands as much as a live table says: text, line breaks, return, cursor up, erase below.
private struct Screen {
    var lines: [[Character]] = [[]]
    var row = 0
    var column = 0

    mutating func write(_ text: String) {
        var rest = text[...]
        while let character = rest.popFirst() {
            switch character {
            case "\r": column = 0
            case "\n", "\r\n":
                row += 1
                column = 0
                if row == lines.count { lines.append([]) }
            case "\u{1B}":
                let code = rest.prefix { $0 == "[" || $0.isNumber }
                rest = rest.dropFirst(code.count)
                let letter = rest.popFirst()
                if letter == "A" { row -= Int(code.dropFirst()) ?? 1 }
                if letter == "J" {
                    lines[row] = Array(lines[row].prefix(column))
                    lines.removeSubrange((row + 1)...)
                }
            default:
                while lines[row].count <= column { lines[row].append(" ") }
                lines[row][column] = character
                column += 1
            }
        }
    }

    var text: [String] { lines.map { String($0) } }
}

@Suite("The region of a terminal that is drawn again")
struct TerminalRegionTests {
    private final class Terminal: Sendable {
        let screen = Mutex(Screen())
        func write(_ text: String) { screen.withLock { $0.write(text) } }
        var text: [String] { screen.withLock { $0.text } }
    }

    @Test("It shows what was drawn last, in the same place, and nothing when it is cleared")
    func drawing() {
        let terminal = Terminal()
        terminal.write("before\n")
        var region = TerminalRegion(write: terminal.write, width: { 40 })
        region.draw(["one", "two", "three"])
        #expect(terminal.text == ["before", "one", "two", "three"])
        region.draw(["four"])
        #expect(terminal.text == ["before", "four"])
        region.draw(["five", "six"])
        #expect(terminal.text == ["before", "five", "six"])
        region.clear()
        terminal.write("after")
        #expect(terminal.text == ["before", "after"])
    }

    @Test("Lines are cut to the terminal, which would wrap them")
    func wide() {
        let terminal = Terminal()
        var region = TerminalRegion(write: terminal.write, width: { 12 })
        region.draw(["0123456789ABCDEF", "x"])
        #expect(terminal.text == ["0123456789A", "x"])
    }
}
