import Dispatch
import Foundation
internal import Verification

/// Lines of standard input to lines of standard output, in order, on all cores.
///
/// What has arrived is answered as soon as nothing more is waiting, so that a pause in the input finds all earlier lines
/// answered, and an endless input needs no more memory than a short one.
final class LineStream {
    private let calculator: LineCalculator
    private let report: (String) -> Void
    /// Whether a line was no input.
    private(set) var hasProblems = false
    private var lineNumber = 1

    /// What is read before it is answered, in bytes, and the longest line.
    private static let blockSize = 1 << 20
    private static let longestLine = 1 << 16
    /// Lines that are worth another thread.
    private static let sliceSize = 1 << 13

    init(_ calculator: LineCalculator, report: @escaping (String) -> Void) {
        self.calculator = calculator
        self.report = report
    }

    /// - Throws: `CommandError` when the input cannot be read or the output cannot be written. A reader of the output that
    ///   has gone away ends the work without a word.
    func run() throws {
        signal(SIGPIPE, SIG_IGN)
        defer { signal(SIGPIPE, SIG_DFL) }
        var buffer: [UInt8] = []
        // Whether the rest of a line that is too long is being skipped.
        var isSkipping = false
        var isAtEnd = false
        while !isAtEnd {
            isAtEnd = try !fill(&buffer)
            if isSkipping {
                guard let end = buffer.firstIndex(of: UInt8(ascii: "\n")) else {
                    buffer.removeAll(keepingCapacity: true)
                    continue
                }
                buffer.removeFirst(end + 1)
                isSkipping = false
                lineNumber += 1
            }
            let complete = isAtEnd ? buffer.count : buffer.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            guard try answer(buffer, upTo: complete) else { return }
            buffer.removeFirst(complete)
            if buffer.count > Self.longestLine {
                problem(lineNumber, "there are more than \(Self.longestLine) characters")
                buffer.removeAll(keepingCapacity: true)
                isSkipping = true
            }
        }
    }

    private func problem(_ line: Int, _ message: String) {
        hasProblems = true
        report("verify: line \(line): \(message)")
    }

    /// Reads what there is, waiting for the first byte only. False at the end of the input.
    private func fill(_ buffer: inout [UInt8]) throws -> Bool {
        var isFirst = true
        while buffer.count < Self.blockSize {
            if !isFirst {
                var descriptor = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
                guard poll(&descriptor, 1, 0) > 0 else { return true }
            }
            let start = buffer.count
            let capacity = 1 << 16
            buffer.append(contentsOf: repeatElement(0, count: capacity))
            let count = buffer.withUnsafeMutableBytes { read(0, $0.baseAddress! + start, capacity) }
            let problem = errno
            buffer.removeLast(capacity - max(0, count))
            if count < 0, problem == EINTR { continue }
            guard count >= 0 else { throw CommandError("standard input cannot be read: \(Self.text(problem))") }
            if count == 0 { return false }
            isFirst = false
        }
        return true
    }

    /// Answers whole lines. False when nobody reads the answers any more.
    private func answer(_ buffer: [UInt8], upTo end: Int) throws -> Bool {
        guard end > 0 else { return true }
        return try buffer.withUnsafeBufferPointer { text in
            let slices = Self.slices(UnsafeBufferPointer(rebasing: text[..<end]))
            let results = Results(count: slices.count)
            let calculator = calculator
            if slices.count == 1 {
                results[0] = Result { try calculator.answers(to: slices[0]) }
            } else {
                let inputs = Slices(slices)
                DispatchQueue.concurrentPerform(iterations: slices.count) { place in
                    results[place] = Result { try calculator.answers(to: inputs[place]) }
                }
            }
            for (place, slice) in slices.enumerated() {
                let (answers, problems) = try results[place]!.get()
                guard try Self.write(answers) else { return false }
                for found in problems { problem(lineNumber + found.line, found.message) }
                lineNumber += slice.reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
            }
            return true
        }
    }

    /// Parts of a text that end with lines, one for each core if they are long enough.
    private static func slices(_ text: UnsafeBufferPointer<UInt8>) -> [UnsafeBufferPointer<UInt8>] {
        let count = max(1, min(Machine.processorCount, text.count / sliceSize))
        var slices: [UnsafeBufferPointer<UInt8>] = []
        var start = 0
        for number in 1...count {
            var end = number == count ? text.count : max(start, text.count * number / count)
            while end > start, end < text.count, text[end - 1] != UInt8(ascii: "\n") { end += 1 }
            if end > start { slices.append(UnsafeBufferPointer(rebasing: text[start..<end])) }
            start = end
        }
        return slices
    }

    private static func write(_ bytes: [UInt8]) throws -> Bool {
        var start = 0
        while start < bytes.count {
            let count = bytes.withUnsafeBytes { Foundation.write(1, $0.baseAddress! + start, bytes.count - start) }
            if count >= 0 {
                start += count
            } else if errno == EPIPE {
                return false
            } else if errno != EINTR {
                throw CommandError("the answers cannot be written: \(text(errno))")
            }
        }
        return true
    }

    private static func text(_ problem: Int32) -> String { String(cString: strerror(problem)) }
}

/// The parts of a text, which threads only read.
private struct Slices: @unchecked Sendable {
    private let slices: [UnsafeBufferPointer<UInt8>]

    init(_ slices: [UnsafeBufferPointer<UInt8>]) { self.slices = slices }

    subscript(place: Int) -> UnsafeBufferPointer<UInt8> { slices[place] }
}

/// A place for each thread's result.
private final class Results: @unchecked Sendable {
    typealias Element = Result<(text: [UInt8], problems: [LineCalculator.Problem]), any Error>

    private let lock = NSLock()
    private var results: [Element?]

    init(count: Int) { results = [Element?](repeating: nil, count: count) }

    subscript(place: Int) -> Element? {
        get { lock.withLock { results[place] } }
        set { lock.withLock { results[place] = newValue } }
    }
}
