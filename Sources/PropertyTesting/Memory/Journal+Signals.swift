#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

// A handler that notes which case a signal came from. It stores one word into a mapped page and gives the signal back to
// whoever handled it before, so that crash reports and debuggers see what they always see. It touches nothing but fixed
// memory, as signal handlers must.

/// Pages of journals in use; their number is fixed so that the handler can read them without a lock.
private nonisolated(unsafe) let watched: UnsafeMutablePointer<UnsafeMutablePointer<UInt64>?> = {
    let slots = UnsafeMutablePointer<UnsafeMutablePointer<UInt64>?>.allocate(capacity: watchedCount)
    slots.initialize(repeating: nil, count: watchedCount)
    return slots
}()
private let watchedCount = 256

/// What handled each signal before.
private nonisolated(unsafe) let previous: UnsafeMutablePointer<sigaction> = {
    let actions = UnsafeMutablePointer<sigaction>.allocate(capacity: 64)
    actions.initialize(repeating: sigaction(), count: 64)
    return actions
}()

private nonisolated(unsafe) var isWatching = false
private nonisolated(unsafe) let lock: UnsafeMutablePointer<pthread_mutex_t> = {
    let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    pthread_mutex_init(lock, nil)
    return lock
}()

private let fatalSignals: [Int32] = [SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSEGV]

private func noteSignal(_ signal: Int32) {
    let thread = Journal.currentThread
    for place in 0..<watchedCount {
        guard let words = watched[place], words[1] != 0, words[5] == thread else { continue }
        words[2] = UInt64(signal)
    }
    // The instruction that failed runs again and meets the handler that was there before.
    sigaction(signal, &previous[Int(signal)], nil)
    if signal == SIGABRT { raise(signal) }
}

/// Notes which case called `exit`, which runs this on the thread that calls it.
private func noteExit() {
    let thread = Journal.currentThread
    for place in 0..<watchedCount {
        guard let words = watched[place], words[1] != 0, words[5] == thread else { continue }
        words[2] = UInt64(Journal.exitSignal)
    }
}

extension Journal {
    /// What stands in the place of a signal where a case called `exit`.
    static let exitSignal: Int32 = 255

    /// A stack for the handler, so that it runs where the thread's own has come to its end. It stays as long as the
    /// thread; one that the thread has already is left alone.
    private static func provideSignalStack() {
        var stack = stack_t()
        #if canImport(Darwin)
            let disabled: Int32 = 4
        #else
            let disabled: Int32 = 2
        #endif
        guard sigaltstack(nil, &stack) == 0, stack.ss_flags & disabled != 0 else { return }
        let size = 1 << 16
        stack.ss_sp = .allocate(byteCount: size, alignment: 16)
        stack.ss_size = .init(size)
        stack.ss_flags = 0
        sigaltstack(&stack, nil)
    }

    /// The calling thread as a number.
    static var currentThread: UInt64 {
        #if canImport(Darwin)
            UInt64(UInt(bitPattern: pthread_self()))
        #else
            UInt64(pthread_self())
        #endif
    }

    static func watchSignals(_ slot: Slot) {
        provideSignalStack()
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        if let place = (0..<watchedCount).first(where: { watched[$0] == nil }) { watched[place] = slot.words }
        guard !isWatching else { return }
        isWatching = true
        atexit(noteExit)
        for signal in fatalSignals {
            var action = sigaction()
            #if canImport(Darwin)
                action.__sigaction_u.__sa_handler = noteSignal
            #elseif canImport(Musl)
                action.__sa_handler.sa_handler = noteSignal
            #else
                action.__sigaction_handler.sa_handler = noteSignal
            #endif
            action.sa_flags = SA_ONSTACK | SA_NODEFER
            sigaction(signal, &action, &previous[Int(signal)])
        }
    }

    /// The cases that one thread has drawn are judged by this one.
    static func takeOver(from thread: UInt64) {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        for place in 0..<watchedCount {
            if let words = watched[place], words[5] == thread { words[5] = currentThread }
        }
    }

    static func forget(_ slot: Slot) {
        pthread_mutex_lock(lock)
        defer { pthread_mutex_unlock(lock) }
        for place in 0..<watchedCount where watched[place] == slot.words { watched[place] = nil }
    }

    /// What tells one build of the running program from another: the file that this code is in, its size and its time.
    static let programIdentity: String = {
        var status = stat()
        #if canImport(Darwin)
            var info = Dl_info()
            guard dladdr(#dsohandle, &info) != 0, let name = info.dli_fname, stat(name, &status) == 0 else { return "" }
            let time = status.st_mtimespec
        #else
            guard stat("/proc/self/exe", &status) == 0 else { return "" }
            let time = status.st_mtim
        #endif
        return "\(status.st_size) \(time.tv_sec).\(time.tv_nsec) \(status.st_ino)"
    }()
}
