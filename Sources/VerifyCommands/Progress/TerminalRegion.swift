import Foundation
internal import Values

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The last lines of a terminal, drawn again and again in the same place.
///
/// Lines are cut to the terminal's width, because one that wraps would be two where the next drawing expects one.
struct TerminalRegion {
    private let write: @Sendable (String) -> Void
    private let width: @Sendable () -> Int
    private var drawn = 0

    init(write: @escaping @Sendable (String) -> Void, width: @escaping @Sendable () -> Int = Self.terminalWidth) {
        self.write = write
        self.width = width
    }

    /// The characters that a line has room for.
    var columns: Int { max(8, width() - 1) }

    /// Replaces what the region shows.
    mutating func draw(_ lines: [String]) {
        let columns = columns
        let text = lines.map { String(visible($0).prefix(columns)) }.joined(separator: "\n")
        write(back + text)
        drawn = lines.count
    }

    /// Takes the region away; what is printed next stands where it was.
    mutating func clear() {
        guard drawn > 0 else { return }
        write(back)
        drawn = 0
    }

    /// To the region's first column, with everything below it gone.
    private var back: String { drawn > 1 ? "\r\u{1B}[\(drawn - 1)A\u{1B}[J" : "\r\u{1B}[J" }

    /// The columns of the terminal behind standard error.
    @Sendable static func terminalWidth() -> Int { terminalWidth(of: 2) }

    /// The columns of the terminal behind a file descriptor, 80 where nobody knows.
    static func terminalWidth(of descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}
