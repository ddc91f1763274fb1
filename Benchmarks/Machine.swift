import Foundation

/// What the numbers were measured on.
enum Machine {
    static var description: String {
        let process = ProcessInfo.processInfo
        let memory = process.physicalMemory >> 30
        return
            "\(processor), \(process.activeProcessorCount) cores, \(memory) GiB, \(process.operatingSystemVersionString)"
    }

    private static var processor: String {
        #if canImport(Darwin)
            var size = 0
            sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0)
            var name = [UInt8](repeating: 0, count: size)
            sysctlbyname("machdep.cpu.brand_string", &name, &size, nil, 0)
            return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
        #else
            let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
            let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
            return line?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
                ?? "unknown processor"
        #endif
    }
}
