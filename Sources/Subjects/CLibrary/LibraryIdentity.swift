internal import CLibraryCalls
import Foundation
import Values

/// What tells one library's code, and the machine that runs it, from others.
enum LibraryIdentity {
    /// - Parameter path: the file that the function is in; nil where the loader does not say.
    static func facts(library: String, symbol: String, path: String?) -> [String: String] {
        var facts = ["library": path ?? library, "symbol": symbol]
        if let path, let data = FileManager.default.contents(atPath: path) {
            facts["sha256"] = SHA256.hexDigest(of: data)
            facts["bytes"] = "\(data.count)"
        }
        // Kernels call the system's, which choose their code by the processor.
        facts["libc"] = cLibrary
        facts["cpu"] = processor
        return facts
    }

    private static var cLibrary: String? {
        library_glibc_version().map { "glibc \(String(cString: $0))" }
    }

    /// The processor's name, as it gives it.
    static let processor: String? = {
        #if os(Linux)
            let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
            let line = text?.split(separator: "\n").first { $0.hasPrefix("model name") }
            return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
        #else
            var size = 0
            guard sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0) == 0, size > 0 else { return nil }
            var name = [CChar](repeating: 0, count: size)
            guard sysctlbyname("machdep.cpu.brand_string", &name, &size, nil, 0) == 0 else { return nil }
            return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        #endif
    }()
}
