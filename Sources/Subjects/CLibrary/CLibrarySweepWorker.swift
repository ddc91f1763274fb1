internal import CLibraryCalls
import Verification

/// Computes runs of encodings in a child process of its own.
final class CLibrarySweepWorker: SweepWorker {
    private let connection: LibraryConnection
    private let form: CLibrarySweepSubject.Form

    /// Where the child keeps the inputs of an array function; results follow.
    static let inputBytes = 65536
    /// The encodings that are computed by one command.
    static let room = 1 << 20
    /// How many elements an array function gets at a time: they fit the nearest cache.
    static let chunk = 4096
    /// How long a run may take that is only to say where a function hangs.
    private static let shortTime = Duration.milliseconds(500)

    init(_ function: LibraryFunction, form: CLibrarySweepSubject.Form) throws {
        self.form = form
        connection = try LibraryConnection(
            function, dataBytes: Self.inputBytes + Self.room * MemoryLayout<Float>.stride)
    }

    /// What loading the library does to the floating-point environment.
    var loadingDefect: SubjectDefect? { connection.loadingDefect }

    /// The child's number.
    var process: Int32 { connection.process }

    func compute(first: UInt32, into results: UnsafeMutableBufferPointer<Float>) throws {
        precondition(
            Int(first) + results.count <= 1 << 32, "there are no \(results.count) encodings from \(first) on")
        var done = 0
        while done < results.count {
            let count = min(Self.room, results.count - done)
            let run = Run(first: Int(first) + done, count: count)
            if let trouble = try trouble(run) { throw try defect(trouble, in: run) }
            UnsafeMutableRawPointer(results.baseAddress! + done).copyMemory(
                from: connection.memory.data(at: Int(library_data_start) + Self.inputBytes),
                byteCount: count * MemoryLayout<Float>.stride)
            done += count
        }
    }

    /// Consecutive encodings.
    private struct Run {
        var first: Int
        var count: Int
        /// How many are computed in one call of an array function.
        var chunk = CLibrarySweepWorker.chunk
    }

    private func trouble(_ run: Run, timeout: Duration? = nil) throws -> LibraryChild.Trouble? {
        let outcome = try connection.ask(
            form == .scalar ? library_sweep_scalar : library_sweep_array, first: run.first, count: run.count,
            chunk: run.chunk, timeout: timeout)
        guard case .trouble(var trouble) = outcome else { return nil }
        // What the child left in the memory may be anything.
        if !(0..<run.count).contains(trouble.progress) { trouble.progress = 0 }
        if let fault = trouble.fault {
            if fault.argument == 1, (0..<Self.inputBytes).contains(fault.distance) {
                trouble.kind = .strayWrite
                trouble.message = "writes to its inputs"
            } else {
                trouble.message += " beyond its \(fault.argument == 1 ? "inputs" : "results")"
            }
        }
        return trouble
    }

    // MARK: Narrowing

    // A run that came to trouble is run again in parts. First it is one input that is looked for, then how many that
    // follow it do the same.

    private func defect(_ trouble: LibraryChild.Trouble, in run: Run) throws -> SubjectDefect {
        let again = trouble.kind == .hang ? min(connection.function.timeout, Self.shortTime) : nil
        /// Whether the same happens, when these are computed by themselves.
        func repeats(_ part: Run) throws -> LibraryChild.Trouble? {
            try self.trouble(part, timeout: again).flatMap { $0.kind == trouble.kind ? $0 : nil }
        }
        var part = run
        if trouble.isSeenAtOnce {
            // The child came this far.
            part.first += trouble.progress
            part.count =
                form == .scalar || trouble.kind == .missingResult ? 1 : min(run.chunk, run.count - trouble.progress)
        }
        guard let place = try narrowed(part, repeats) else {
            // It takes more than the inputs, or it is a matter of chance.
            let until = min(run.count, trouble.progress + (form == .scalar ? 1 : run.chunk))
            return SubjectDefect(
                trouble.kind, trouble.description + "; not again with fewer inputs", first: UInt32(run.first),
                last: UInt32(run.first + (trouble.isSeenAtOnce ? until : run.count) - 1))
        }
        var last = place.run.first + place.run.count - 1
        if place.run.count == 1 {
            last = try extent(from: place.run.first, before: run.first + run.count, repeats)
        }
        // A hang is one for the time allowed, not for that of the search.
        let text = trouble.kind == .hang ? trouble.description : place.trouble.description
        return SubjectDefect(
            trouble.kind, text, first: UInt32(place.run.first), last: UInt32(last))
    }

    /// The first single input that comes to the same trouble; or the shortest run found that does.
    private func narrowed(
        _ whole: Run, _ repeats: (Run) throws -> LibraryChild.Trouble?
    ) throws -> (run: Run, trouble: LibraryChild.Trouble)? {
        // One call for each input: the child's progress says which.
        var single = whole
        single.chunk = 1
        if let trouble = try repeats(single) {
            if trouble.isSeenAtOnce {
                return (Run(first: whole.first + trouble.progress, count: 1, chunk: 1), trouble)
            }
            return try halved(single, trouble, repeats)
        }
        guard form == .array, let trouble = try repeats(whole) else { return nil }
        return try halved(whole, trouble, repeats)
    }

    /// Halves a run for as long as a half comes to the same trouble.
    private func halved(
        _ run: Run, _ trouble: LibraryChild.Trouble, _ repeats: (Run) throws -> LibraryChild.Trouble?
    ) throws -> (run: Run, trouble: LibraryChild.Trouble) {
        var (run, trouble) = (run, trouble)
        while run.count > 1 {
            let half = run.count / 2
            var first = run, second = run
            first.count = half
            second.first += half
            second.count -= half
            if let found = try repeats(first) {
                (run, trouble) = (first, found)
            } else if let found = try repeats(second) {
                (run, trouble) = (second, found)
            } else {
                break
            }
        }
        return (run, trouble)
    }

    /// The last of the inputs from one on that all come to trouble, as far as can be seen by doubling steps.
    private func extent(
        from first: Int, before end: Int, _ repeats: (Run) throws -> LibraryChild.Trouble?
    ) throws -> Int {
        func isTroubled(_ encoding: Int) throws -> Bool {
            try repeats(Run(first: encoding, count: 1, chunk: 1)) != nil
        }
        var last = first
        var step = 1
        var sound = end
        while last + step < end {
            guard try isTroubled(last + step) else {
                sound = last + step
                break
            }
            last += step
            step *= 2
        }
        if sound == end, last < end - 1, try isTroubled(end - 1) { return end - 1 }
        while sound - last > 1 {
            let middle = last + (sound - last) / 2
            if try isTroubled(middle) { last = middle } else { sound = middle }
        }
        return last
    }
}

extension LibraryChild.Trouble {
    /// Whether the child stopped where it happened, so that its progress says where.
    fileprivate var isSeenAtOnce: Bool { kind != .floatingPointEnvironment && kind != .descriptors }
}
