internal import CMachine
import Foundation
internal import Multiprecision
internal import TensorEngine
internal import Verification

#if canImport(Darwin)
    import Darwin
#endif

// What the machine is, from the machine itself.

extension Diagnosis {
    static var plumbline: Section {
        Section(
            title: "Plumbline",
            lines: [
                Line(state: .fact, name: "version", text: Plumbline.version),
                Line(
                    state: .fact, name: "executable", text: Bundle.main.executableURL?.path ?? CommandLine.arguments[0]),
            ])
    }

    static var processor: Section {
        var lines = [
            Line(state: .fact, name: "system", text: ProcessInfo.processInfo.operatingSystemVersionString),
            Line(state: .fact, name: "processor", text: processorName),
            Line(
                state: .fact, name: "threads",
                text:
                    "\(Machine.processorCount) at the same time, of \(ProcessInfo.processInfo.processorCount) processors"
            ),
        ]
        let features = self.features
        if !features.isEmpty {
            let present = features.filter(\.isPresent).map(\.name)
            let absent = features.filter { !$0.isPresent }.map(\.name)
            lines.append(
                Line(
                    state: .fact, name: "vectors",
                    text: (present.isEmpty ? "none" : present.joined(separator: ", "))
                        + (absent.isEmpty ? "" : " (not \(absent.joined(separator: ", ")))")))
        }
        return Section(title: "Processor", lines: lines)
    }

    /// The extensions of the instruction set, as the processor itself says.
    static var features: [(name: String, isPresent: Bool)] {
        var first: UnsafePointer<machine_feature>?
        let count = machine_features(&first)
        return UnsafeBufferPointer(start: first, count: count).map { (String(cString: $0.name), $0.is_present) }
    }

    /// What arithmetic does, found by doing some, on this thread and on a new one.
    static func arithmetic() -> Section {
        func line(_ name: String, _ good: String, _ bad: String, _ holds: @escaping @Sendable () -> Bool) -> Line {
            let (here, there) = (holds(), onNewThread(holds))
            let isGood = here && there
            return Line(
                state: isGood ? .good : .bad, name: name,
                text: isGood ? good : bad + (here == there ? "" : here ? ", on new threads" : ", on the main thread"),
                remedy: isGood ? nil : environmentRemedy)
        }
        return Section(
            title: "Arithmetic, as tried",
            lines: [
                line("rounding", "to nearest", "not to nearest") { machine_rounds_to_nearest() },
                line("FTZ", "off: subnormal results are kept", "on: subnormal results become zero") {
                    !machine_flushes_results()
                },
                line("DAZ", "off: subnormal operands are read", "on: subnormal operands count as zero") {
                    !machine_flushes_operands()
                },
            ])
    }

    /// What to do where arithmetic is not what a process begins with.
    static let environmentRemedy =
        "a library that was loaded changes it, as those built with -ffast-math do; take it out of "
        + (dynamicLoaderVariables.filter { !(ProcessInfo.processInfo.environment[$0] ?? "").isEmpty }.first
            ?? dynamicLoaderVariables[0])

    #if os(macOS)
        private static let dynamicLoaderVariables = ["DYLD_INSERT_LIBRARIES", "DYLD_LIBRARY_PATH"]
    #else
        private static let dynamicLoaderVariables = ["LD_PRELOAD", "LD_LIBRARY_PATH"]
    #endif

    static var libraries: Section {
        var lines = [
            Line(
                state: MultiprecisionLibrary.isThreadSafe ? .good : .bad, name: "MPFR",
                text: MultiprecisionLibrary.version
                    + (MultiprecisionLibrary.isThreadSafe
                        ? ", with a state for each thread" : ", built without thread-local state"),
                remedy: MultiprecisionLibrary.isThreadSafe
                    ? nil : "build Plumbline with an MPFR that was configured with --enable-thread-safe"),
            Line(state: .good, name: "GMP", text: MultiprecisionLibrary.integerVersion),
            Line(
                state: .good, name: "BLAS",
                text: "\(EngineLibraries.blas), \(EngineLibraries.blasThreads) threads"),
        ]
        if let library = machine_c_library() {
            lines.append(Line(state: .fact, name: "libm", text: String(cString: library)))
        }
        return Section(title: "Libraries, as loaded", lines: lines)
    }

    private final class Answer: @unchecked Sendable { var value = false }

    private static func onNewThread(_ body: @escaping @Sendable () -> Bool) -> Bool {
        let answer = Answer()
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            answer.value = body()
            done.signal()
        }
        thread.start()
        done.wait()
        return answer.value
    }

    private static var processorName: String {
        #if canImport(Darwin)
            var size = 0
            sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0)
            var bytes = [UInt8](repeating: 0, count: size)
            sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0)
            return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        #else
            let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
            for key in ["model name", "Model", "CPU part"] {
                if let line = text.split(separator: "\n").first(where: { $0.hasPrefix(key) }),
                    let colon = line.firstIndex(of: ":")
                {
                    return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                }
            }
            return "one that does not say its name"
        #endif
    }
}
