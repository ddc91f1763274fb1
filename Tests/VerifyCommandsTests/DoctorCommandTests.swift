import CMachine
import CompiledLibraries
import Foundation
import Multiprecision
import Reporting
import TensorEngine
import Testing

@testable import VerifyCommands

@Suite("verify doctor")
struct DoctorCommandTests {
    @Test("It says what libraries and folders say of themselves, and that all is well")
    func facts() throws {
        let store = TemporaryFolder()
        let ending = try Executable.run("doctor", "--store", store.path)
        #expect(ending.status == 0, "\(ending.output)")
        #expect(
            ending.output.contains("✓ MPFR             \(MultiprecisionLibrary.version), with a state for each thread"))
        #expect(ending.output.contains("✓ GMP              \(MultiprecisionLibrary.integerVersion)\n"))
        #expect(ending.output.contains(EngineLibraries.blas))
        #expect(ending.output.contains("✓ FTZ              off: subnormal results are kept\n"))
        #expect(ending.output.contains("✓ runs             0 runs remembered in \(store.path), which is writable\n"))
        #expect(ending.output.contains("✓ child processes  sqrtf of "))
        for (name, isPresent) in Diagnosis.features where isPresent { #expect(ending.output.contains(name)) }
        // What the kernel says of the processor must be what the processor says.
        if let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
            let flags = text.split(separator: "\n").first(where: { $0.hasPrefix("flags") })?.split(separator: " ")
        {
            let names = ["SSE4.2": "sse4_2", "AVX": "avx", "AVX2": "avx2", "FMA": "fma", "AVX-512F": "avx512f"]
            for (name, isPresent) in Diagnosis.features {
                if let flag = names[name] { #expect(flags.contains(flag[...]) == isPresent, "\(name)") }
            }
        }
    }

    @Test("It writes nothing, and says what to do about what is wrong")
    func careful() throws {
        let folder = TemporaryFolder()
        let ending = try Executable.run("doctor", "--store", folder.path + "/a/b")
        #expect(
            ending.output.contains("✓ runs             none remembered yet; the first run makes \(folder.path)/a/b\n"))
        #expect(folder.names.isEmpty)
        try folder.write("", to: "file")
        let file = try Executable.run("doctor", "--store", folder.path + "/file/b", "--specs", folder.path)
        #expect(file.output.contains("– runs             '\(folder.path)/file' is no folder\n"))
        #expect(file.output.contains("put it right: name the folder 'Specs' of a checkout"))
        #expect(folder.names == ["file"])
    }

    @Test("A process that begins with flushing says so once, and how to end it")
    func preloaded() throws {
        #if os(Linux)
            let library = try CompiledLibrary(
                """
                #if defined(__x86_64__)
                #include <xmmintrin.h>
                __attribute__((constructor)) static void flush(void) { _mm_setcsr(_mm_getcsr() | 0x8040); }
                #elif defined(__aarch64__)
                __attribute__((constructor)) static void flush(void) {
                    uint64_t control;
                    __asm__ volatile("mrs %0, fpcr" : "=r"(control));
                    __asm__ volatile("msr fpcr, %0" : : "r"(control | (1u << 24)));
                }
                #endif
                """)
            let ending = try Executable.run("doctor", environment: ["LD_PRELOAD": library.path])
            #expect(ending.status == 1)
            #expect(ending.output.contains("✗ FTZ              on: subnormal results become zero"))
            #expect(ending.output.contains("put it right: ") && ending.output.contains("take it out of LD_PRELOAD"))
            #expect(!ending.output.contains("floatingPointEnvironment"))
            #expect(ending.output.contains("was called in one, with arithmetic as above"))
        #endif
    }

    @Test("A thread that flushes subnormal numbers is found out, by trying")
    func flushing() {
        #expect(!machine_flushes_results() && !machine_flushes_operands() && machine_rounds_to_nearest())
        guard machine_set_flushing(true) else { return }
        let found = (machine_flushes_results(), machine_flushes_operands())
        _ = machine_set_flushing(false)
        #expect(found.0 && found.1)
        #expect(!machine_flushes_results() && !machine_flushes_operands())
    }

    @Test("A tool that is missing comes with the command to get it, one that is there with its own words")
    func tools() throws {
        let folder = TemporaryFolder()
        try folder.write("#!/bin/sh\necho answer 42\n", to: "there")
        try folder.write("#!/bin/sh\nexit 3\n", to: "silent")
        for name in ["there", "silent"] {
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path + "/" + name)
        }
        func tool(_ names: String...) -> Tool {
            Tool(names: names, purpose: "does things", apt: "apt it", brew: "brew it")
        }
        let section = Diagnosis.tools(
            [tool("absent", "there"), tool("silent"), tool("missing")], path: "/nowhere:\(folder.path)")
        #expect(
            section.lines.map(\.text) == [
                "answer 42 (\(folder.path)/there)", "\(folder.path)/silent, which does not say its version",
                "not there: it does things",
            ])
        #if os(macOS)
            #expect(section.lines[2].remedy == "brew it")
        #else
            #expect(section.lines[2].remedy == "apt it")
        #endif
        let text = Diagnosis(sections: [section]).text
        #expect(text.contains { $0.hasSuffix("get it: apt it") || $0.hasSuffix("get it: brew it") })
        #expect(text.last == "Everything that results depend on is there; 1 optional tools are not.")
    }

    @Test("A folder of specifications that is broken is an illness")
    func broken() throws {
        let folder = TemporaryFolder()
        let ending = try Executable.run("doctor", "--specs", folder.path)
        #expect(ending.status == 1)
        #expect(ending.output.contains("✗ specifications"))
        #expect(ending.output.hasSuffix("Something is wrong that results depend on: see the lines with ✗.\n"))
    }
}
