internal import CLibraryCalls

/// Memory that this process and a child share: a header, then data.
final class SharedMemory {
    let descriptor: Int32
    let bytes: Int
    private let start: UnsafeMutableRawPointer

    /// - Parameter dataBytes: the room for data; pages that are never touched cost nothing.
    /// - Throws: `LibraryError` when the system has none.
    init(dataBytes: Int) throws {
        bytes = Int(library_data_start) + dataBytes
        descriptor = library_create_memory(bytes)
        guard descriptor >= 0, let start = library_map_memory(descriptor, bytes) else {
            library_close(descriptor)
            throw LibraryError("there is no memory to share with a worker: \(systemError())")
        }
        self.start = start
    }

    deinit {
        library_unmap_memory(start, bytes)
        library_close(descriptor)
    }

    var header: UnsafeMutablePointer<library_header> { start.assumingMemoryBound(to: library_header.self) }

    /// The place of data that lies at an offset from the beginning of the memory.
    func data(at offset: Int) -> UnsafeMutableRawPointer { start + offset }

    /// The text of the header, up to its end.
    var text: String {
        get { string(at: Int(library_text_start)) }
        set { store(newValue, at: Int(library_text_start)) }
    }

    var symbol: String {
        get { string(at: Int(library_symbol_start)) }
        set { store(newValue, at: Int(library_symbol_start)) }
    }

    private func string(at offset: Int) -> String {
        let bytes = UnsafeRawBufferPointer(start: start + offset, count: Int(library_text_limit))
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    private func store(_ text: String, at offset: Int) {
        let bytes = Array(text.utf8.prefix(Int(library_text_limit) - 1)) + [0]
        bytes.withUnsafeBytes { (start + offset).copyMemory(from: $0.baseAddress!, byteCount: $0.count) }
    }
}
