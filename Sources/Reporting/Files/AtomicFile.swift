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
        } catch {
            try? temporary.handle.close()
            unlink(temporary.path)
            throw error
        }
    }

    /// Creates a file in a directory and removes it.
    static func probe(_ directory: String) throws {
        let temporary = try create(beside: directory + "/writable")
        defer { unlink(temporary.path) }
        try temporary.handle.close()
    }

    private static func create(beside path: String) throws -> (handle: FileHandle, path: String) {
        var name = Array((path + ".XXXXXX").utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw failure(path) }
        // A temporary file is its owner's alone; a report is for everybody whom the mask admits.
        let mask = umask(0)
        umask(mask)
        fchmod(descriptor, 0o666 & ~mask)
        let temporary = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (FileHandle(fileDescriptor: descriptor, closeOnDealloc: false), temporary)
    }

    private static func failure(_ path: String) -> ReportError {
        .unwritableFile(path: path, reason: String(cString: strerror(errno)))
    }
}
