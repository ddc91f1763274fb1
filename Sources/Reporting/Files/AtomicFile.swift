import Foundation

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Files that appear whole or not at all: written under another name in the same directory, then renamed, which POSIX
/// does in one step within a file system.
enum AtomicFile {
    /// Replaces the file at a path by what `body` writes. When `body` throws, the old file stays and nothing else is
    /// left behind.
    static func replace(_ path: String, with body: (FileHandle) throws -> Void) throws {
        let temporary = try create(beside: path)
        do {
            try body(temporary.handle)
            try temporary.handle.synchronize()
            try temporary.handle.close()
            guard rename(temporary.path, path) == 0 else { throw failure(path) }
            // The name, too, is to survive a loss of power.
            let parent = (path as NSString).deletingLastPathComponent
            let folder = open(parent.isEmpty ? "." : parent, O_RDONLY | O_CLOEXEC)
            if folder >= 0 {
                fsync(folder)
                close(folder)
            }
        } catch {
            try? temporary.handle.close()
            unlink(temporary.path)
            // What the system has against writing; other errors are whose body it is.
            if let reason = reason(for: error) { throw ReportError.unwritableFile(path: path, reason: reason) }
            throw error
        }
    }

    /// Why the system did not write, in its own words: `No space left on device`; nil for any other error.
    private static func reason(for error: any Error) -> String? {
        var next: NSError? = error as NSError
        while let found = next {
            if found.domain == NSPOSIXErrorDomain { return String(cString: strerror(Int32(found.code))) }
            next = found.userInfo[NSUnderlyingErrorKey] as? NSError
        }
        let other = error as NSError
        return other.domain == NSCocoaErrorDomain ? other.localizedDescription : nil
    }

    /// Creates a file in a directory and removes it.
    static func probe(_ directory: String) throws {
        let temporary = try create(beside: directory + "/writable")
        defer { unlink(temporary.path) }
        try temporary.handle.close()
    }

    /// A new file under a name that nobody else has, with the permissions of an ordinary one.
    private static func create(beside path: String) throws -> (handle: FileHandle, path: String) {
        let temporary = path + "." + UUID().uuidString
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw failure(path) }
        return (FileHandle(fileDescriptor: descriptor, closeOnDealloc: false), temporary)
    }

    private static func failure(_ path: String) -> ReportError {
        .unwritableFile(path: path, reason: String(cString: strerror(errno)))
    }
}
