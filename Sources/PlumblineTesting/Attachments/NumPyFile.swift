internal import Values

/// An array as a file of NumPy's, format version 1.0: magic, length of the header, header, elements in row-major order.
///
/// https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
enum NumPyFile {
    static func bytes(_ array: HostArray) -> [UInt8] {
        let type =
            switch array.dtype {
            case .float32: "<f4"
            case .float64: "<f8"
            case .int64: "<i8"
            case .bool: "|b1"
            }
        let extents = array.shape.extents.map(String.init).joined(separator: ", ") + (array.shape.rank == 1 ? "," : "")
        var header = "{'descr': '\(type)', 'fortran_order': False, 'shape': (\(extents)), }"
        // Elements begin at a multiple of 64 bytes; the header ends with a newline.
        let unpadded = 10 + header.utf8.count + 1
        header += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
        var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [1, 0]
        bytes += [UInt8(header.utf8.count & 0xFF), UInt8(header.utf8.count >> 8)] + Array(header.utf8)
        for position in 0..<array.count {
            let bits = array.bits(at: position)
            for byte in 0..<array.dtype.byteCount { bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * byte))) }
        }
        return bytes
    }
}
