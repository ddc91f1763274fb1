#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The case that is running, kept where it outlives the process: a trap in Swift ends the process at once, and nothing in
/// it could report the case.
///
/// The choices of each case are written into a mapped file as they are drawn, which costs a few stores; no system call
/// is made per case. Where the process ends, the file says so to the next run:
///
/// * If a signal or `exit` ended it, and that came from the thread that ran the case, the case is guilty. The next run
///   reports it without running it, since it would end that process too; it is run again when the program has changed.
/// * Otherwise (another property's trap, an interrupt from the keyboard) it is a suspect, and the next run runs it first.
///   If the process ends again, it is guilty.
final class Journal {
    /// What an earlier run left behind.
    struct Unfinished {
        let choices: [RecordedChoice]
        /// Whether the input was still being made.
        let isPartial: Bool
        /// The signal that the case raised, 0 where none was seen.
        let signal: Int32
        /// How many processes the case has ended, or was running in when they ended.
        let attempts: Int
        /// What the program was like then.
        let identity: String
        /// Whether the case is not to be run again as long as the program is the same.
        var isGuilty: Bool { signal != 0 || attempts > 1 }
    }

    private let path: String
    private let descriptor: Int32
    private let page: UnsafeMutableRawPointer
    private let size: Int
    private let identity: [UInt8]
    private let slots: [Slot]
    /// What earlier runs left behind: one case for each thread that they had.
    let unfinished: [Unfinished]
    /// Whether what earlier runs left behind stays for the next one.
    var keepsUnfinished = false

    // Layout of a slot: words of 8 bytes (0 magic, 1 state, 2 signal, 3 attempts, 4 count of choices, 5 thread, 6 length of
    // the identity), the identity, then values of 8 bytes and kinds of one.
    fileprivate static let magic: UInt64 = 0x504C_4D42_4A52_4E31
    fileprivate static let identityCapacity = 248
    fileprivate static let header = 64 + 256
    fileprivate static let capacity = 1 << 16
    private static let slotSize = header + capacity * 9

    enum Opening: Error {
        case failed(FileText.Problem)
        /// Another run of the same property has it.
        case isInUse
    }

    /// Opens the journal of a property, and reads what is in it.
    init(folder: String, name: String, identity: String, slots count: Int) throws(Opening) {
        path = folder + "/" + FileText.fileName(name) + ".journal"
        self.identity = Array(identity.utf8.prefix(Self.identityCapacity))
        do { try FileText.makeFolder(folder) } catch { throw .failed(error) }
        descriptor = open(path, O_RDWR | O_CREAT, 0o666)
        guard descriptor >= 0 else { throw .failed(FileText.Problem("cannot be opened", path)) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .isInUse
        }
        var status = stat()
        fstat(descriptor, &status)
        let earlier = Int(status.st_size) / Self.slotSize
        size = Self.slotSize * max(count, earlier, 1)
        guard ftruncate(descriptor, off_t(size)) == 0,
            let page = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), page != MAP_FAILED
        else {
            let problem = FileText.Problem("cannot be mapped", path)
            close(descriptor)
            throw .failed(problem)
        }
        self.page = page
        let all = (0..<max(count, earlier, 1)).map { Slot(page + $0 * Self.slotSize) }
        slots = Array(all.prefix(max(count, 1)))
        unfinished = all.prefix(earlier).compactMap(\.unfinished)
        if unfinished.isEmpty { for slot in all { slot.clear(self.identity) } }
        slots.forEach(Self.watchSignals)
    }

    deinit {
        slots.forEach(Self.forget)
        munmap(page, size)
        if !keepsUnfinished { unlink(path) }
        close(descriptor)
    }

    func slot(_ number: Int) -> Slot { slots[number] }

    /// Forgets what earlier runs left behind; from here on the file is about this run.
    func clear() {
        for start in stride(from: 0, to: size, by: Self.slotSize) { Slot(page + start).clear(identity) }
    }

    /// Notes that an unfinished case is about to be run once more.
    func beginRetry(_ unfinished: Unfinished) {
        clear()
        slots[0].noteAttempts(unfinished.attempts)
    }

    /// The part of the file that one thread writes.
    final class Slot {
        let words: UnsafeMutablePointer<UInt64>
        private let values: UnsafeMutablePointer<UInt64>
        private let kinds: UnsafeMutablePointer<UInt8>

        fileprivate init(_ page: UnsafeMutableRawPointer) {
            words = page.assumingMemoryBound(to: UInt64.self)
            values = (page + Journal.header).assumingMemoryBound(to: UInt64.self)
            kinds = (page + Journal.header + Journal.capacity * 8).assumingMemoryBound(to: UInt8.self)
        }

        /// A case is about to be drawn.
        func begin() {
            words[4] = 0
            words[5] = Journal.currentThread
            words[1] = 1
        }

        func append(_ choice: RecordedChoice) {
            let count = Int(words[4])
            guard count < Journal.capacity else { return }
            values[count] = choice.value
            kinds[count] = choice.kind
            words[4] = UInt64(count + 1)
        }

        /// The case is drawn and about to be judged.
        func beginJudging() { words[1] = 2 }

        /// A case that was drawn elsewhere is about to be judged.
        func beginJudging(_ choices: [RecordedChoice]) {
            begin()
            choices.forEach(append)
            beginJudging()
        }

        /// The case came to an end.
        func end() { words[1] = 0 }

        fileprivate func clear(_ identity: [UInt8]) {
            for place in 1...5 { words[place] = 0 }
            words[6] = UInt64(identity.count)
            (UnsafeMutableRawPointer(words) + 64).copyMemory(from: identity, byteCount: identity.count)
            words[0] = Journal.magic
        }

        fileprivate func noteAttempts(_ attempts: Int) { words[3] = UInt64(attempts) }

        fileprivate var unfinished: Unfinished? {
            guard words[0] == Journal.magic, words[1] != 0 else { return nil }
            let identity = UnsafeRawBufferPointer(
                start: UnsafeRawPointer(words) + 64, count: min(Int(words[6]), Journal.identityCapacity))
            let count = min(Int(words[4]), Journal.capacity)
            return Unfinished(
                choices: (0..<count).map { RecordedChoice(kind: kinds[$0], value: values[$0]) },
                isPartial: words[1] == 1,
                signal: Int32(truncatingIfNeeded: words[2]), attempts: Int(words[3]) + 1,
                identity: String(decoding: identity, as: UTF8.self))
        }
    }
}
