internal import CLibraryCalls
import Verification

/// A child process that carries out commands: the same executable, started as `verify worker`.
///
/// The child ends with this object, and with this process in whatever way that ends.
final class LibraryChild {
    private var child = library_child()
    private let memory: SharedMemory
    private var sequence: UInt64 = 0
    private var isRunning = true

    /// How long a child may take to start.
    private static let startTime = Duration.seconds(30)

    /// - Throws: `LibraryError` when the executable does not start or is no `verify` of this version.
    init(executable: String, memory: SharedMemory) throws {
        self.memory = memory
        memory.header.pointee.is_cut_off = 0
        let problem = library_start(executable, memory.descriptor, &child)
        guard problem == 0 else {
            isRunning = false
            throw LibraryError("the worker '\(executable)' does not start: \(systemError(problem))")
        }
        switch ask(library_greet, timeout: Self.startTime) {
        case .answered: return
        case .trouble(let trouble):
            end()
            throw LibraryError(
                "'\(executable)' is no worker of this version of verify"
                    + (trouble.remark.map { ": \($0)" } ?? " (\(trouble.message))"))
        }
    }

    deinit { end() }

    var process: Int32 { child.process }

    /// What came of a command.
    enum Reply {
        case answered(library_answer)
        /// The child has ended, or been ended.
        case trouble(Trouble)
    }

    /// Why there is no answer.
    struct Trouble: Error {
        var kind: SubjectDefect.Kind
        /// `SIGSEGV`, `exit(3)`, `no answer within 10 s`.
        var message: String
        /// How far the child came.
        var progress: Int
        /// The last line that it wrote to its standard error.
        var remark: String?
        /// The number of the argument next to which memory was touched that must not be, and the distance in bytes from
        /// its beginning.
        var fault: (argument: Int, distance: Int)?
        /// The input that it takes, where one was found.
        var first: UInt32?

        var description: String { message + (remark.map { " (\($0))" } ?? "") }
    }

    /// Sends a command and waits for its answer, for as long as there is progress within the timeout.
    ///
    /// - Precondition: no command has come to trouble before.
    func ask(
        _ operation: library_operation, first: Int = 0, count: Int = 0, chunk: Int = 0, timeout: Duration
    ) -> Reply {
        precondition(isRunning, "the child has ended")
        sequence += 1
        memory.header.pointee.progress = 0
        memory.header.pointee.fault_argument = 0
        var command = library_command()
        command.magic = UInt32(library_magic)
        command.protocol = UInt32(library_protocol)
        command.sequence = sequence
        command.operation = operation.rawValue
        command.first = UInt64(first)
        command.count = UInt64(count)
        command.chunk = UInt64(chunk)
        guard library_send(child.socket, &command) else { return .trouble(ending()) }
        return wait(timeout)
    }

    /// Time is counted in slices, so that a process that was stopped for a while, with its child, is not taken for one
    /// that waited.
    private static let slice = 50

    private func wait(_ timeout: Duration) -> Reply {
        var answer = library_answer()
        var progress = memory.header.pointee.progress
        var silence = Duration.zero
        while true {
            let left = Int((timeout - silence) / .milliseconds(1))
            let slice = max(1, min(Self.slice, left))
            switch library_receive(child.socket, &answer, Int32(slice)) {
            case library_answered:
                guard answer.magic == UInt32(library_magic), answer.sequence == sequence else {
                    let came = Int(memory.header.pointee.progress)
                    end()
                    return .trouble(
                        Trouble(
                            kind: .descriptors, message: "wrote to a file descriptor that is not its own",
                            progress: came))
                }
                guard answer.protocol == UInt32(library_protocol) else {
                    end()
                    return .trouble(
                        Trouble(
                            kind: .crash,
                            message: "speaks version \(answer.protocol) of the protocol, not \(library_protocol)",
                            progress: 0))
                }
                return .answered(answer)
            case library_closed: return .trouble(ending())
            default:
                let now = memory.header.pointee.progress
                silence = now == progress ? silence + .milliseconds(slice) : .zero
                progress = now
                guard silence >= timeout else { continue }
                end()
                return .trouble(
                    Trouble(kind: .hang, message: "no answer within \(timeout.text)", progress: Int(progress)))
            }
        }
    }

    /// How the child ended, which has closed its socket, in one way or another.
    private func ending() -> Trouble {
        var status: Int32 = 0
        var hasEnded = false
        // A process closes its files before it can be waited for; writing to a full disk may take its time.
        for _ in 0..<2000 where !hasEnded {
            hasEnded = library_has_ended(child.process, false, &status)
            if !hasEnded { sleepMillisecond() }
        }
        let header = memory.header
        var trouble = Trouble(kind: .crash, message: "", progress: Int(header.pointee.progress), remark: remark())
        var code: Int32 = 0
        if !hasEnded || header.pointee.is_cut_off != 0 {
            trouble.kind = .descriptors
            trouble.message = "closed a file descriptor that is not its own"
        } else if let signal = library_signal_name(status) {
            trouble.message = String(cString: signal)
            if header.pointee.fault_argument != 0 {
                trouble.fault = (Int(header.pointee.fault_argument), Int(header.pointee.fault_distance))
            }
        } else {
            trouble.message = library_exited(status, &code) ? "exit(\(code))" : "the process ended"
        }
        if hasEnded { release() } else { end() }
        return trouble
    }

    /// The last line that the child wrote to its standard error, without what no terminal should see.
    private func remark() -> String? {
        var bytes: [UInt8] = []
        var buffer = [CChar](repeating: 0, count: 4096)
        while bytes.count < 1 << 20 {
            let count = library_read(child.errors, &buffer, buffer.count)
            if count <= 0 { break }
            bytes += buffer.prefix(count).map { UInt8(bitPattern: $0) }
        }
        let line = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).last
        let text = (line ?? "").filter { !$0.unicodeScalars.contains { $0.properties.generalCategory == .control } }
        return text.isEmpty ? nil : String(text.prefix(200))
    }

    private func end() {
        guard isRunning else { return }
        var status: Int32 = 0
        library_kill(child.process)
        _ = library_has_ended(child.process, true, &status)
        release()
    }

    private func release() {
        guard isRunning else { return }
        isRunning = false
        library_close(child.socket)
        library_close(child.errors)
    }
}

extension Duration {
    /// `10 s`, `0.5 s`.
    var text: String {
        let milliseconds = Int(self / .milliseconds(1))
        if milliseconds % 1000 == 0 { return "\(milliseconds / 1000) s" }
        return "\(Double(milliseconds) / 1000) s"
    }
}
