#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Whole small files, by the C library alone: this module does without Foundation.
enum FileText {
    struct Problem: Error, CustomStringConvertible {
        let description: String

        init(_ what: String, _ path: String) {
            description = "\(path): \(what): \(String(cString: strerror(errno)))"
        }
    }

    /// The bytes of a file; nil where there is none.
    static func read(_ path: String) throws(Problem) -> [UInt8]? {
        guard let file = fopen(path, "rb") else {
            if errno == ENOENT { return nil }
            throw Problem("cannot be opened", path)
        }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            bytes += buffer.prefix(count)
            if count < buffer.count { break }
        }
        if ferror(file) != 0 { throw Problem("cannot be read", path) }
        return bytes
    }

    /// Replaces a file as a whole: whoever reads it at the same time sees the old text or the new one.
    static func write(_ text: String, to path: String) throws(Problem) {
        let temporary = "\(path).\(getpid()).tmp"
        guard let file = fopen(temporary, "wb") else { throw Problem("cannot be written", path) }
        let bytes = Array(text.utf8)
        let count = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, count == bytes.count else {
            unlink(temporary)
            throw Problem("cannot be written", path)
        }
        guard rename(temporary, path) == 0 else {
            unlink(temporary)
            throw Problem("cannot be replaced", path)
        }
    }

    /// Makes a folder and those it is in.
    static func makeFolder(_ path: String) throws(Problem) {
        guard !path.isEmpty, path != "/", access(path, F_OK) != 0 else { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try makeFolder(String(path[..<slash])) }
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw Problem("cannot be made", path) }
    }

    /// The folder that a path is in.
    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// A name that every file system takes: letters, digits and hyphens. Where a name has other characters than spaces
    /// besides, or is long, digits of a hash keep different names apart.
    static func fileName(_ name: String) -> String {
        var text = ""
        var isExact = name.utf8.count <= 80
        for character in name.unicodeScalars {
            let isPlain = character.isASCII && (character.properties.isAlphabetic || ("0"..."9").contains(character))
            if !isPlain, character != " ", character != "-" { isExact = false }
            if isPlain { text.unicodeScalars.append(character) } else if !text.hasSuffix("-") { text += "-" }
        }
        if isExact, !text.isEmpty, text != "-" { return text }
        let hash = String(RandomNumbers.seed(text: name) >> 32, radix: 16)
        return text.prefix(80) + "-" + String(repeating: "0", count: 8 - hash.count) + hash
    }
}
