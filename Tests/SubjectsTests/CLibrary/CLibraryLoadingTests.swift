import CompiledLibraries
import Foundation
import Testing
import Verification

@testable import Subjects

/// Libraries and symbols that are not what they should be, and workers that are none.
@Suite(.timeLimit(.minutes(5))) struct CLibraryLoadingTests {
    private func complaint(
        _ library: String, _ symbol: String, executable: String = VerifyExecutable.path
    ) -> String? {
        do {
            _ = try CLibrarySweepSubject(library: library, symbol: symbol, form: .scalar, executable: executable)
            return nil
        } catch {
            return "\(error)"
        }
    }

    @Test func missingFilesAndFilesThatAreNoLibrariesAreNamed() throws {
        #expect(
            complaint("/nowhere/libmine.so", "f")
                == "library '/nowhere/libmine.so' cannot be loaded: cannot open shared object file: No such file or directory"
        )
        let library = try CompiledLibrary("float f(float x) { return x; }")
        let text = library.folder + "/libtext.so"
        try Data("no library\n".utf8).write(to: URL(fileURLWithPath: text))
        #expect(complaint(text, "f") == "library '\(text)' cannot be loaded: file too short")
        #expect(complaint(library.folder + "/mine.c", "f")?.hasSuffix("invalid ELF header") == true)
        #expect(complaint("", "f") == "'' can be the name of no library and no symbol")
    }

    @Test func missingSymbolsAreNamedWithTheOneThatWasMeant() throws {
        let library = try CompiledLibrary("float my_gelu(float x) { return x; } float table[3];")
        for wrong in ["my_gelu_", "y_gelu", "my_geul", "my_Gelu", "my_gelu"] {
            let expected = "library '\(library.path)' has no symbol '\(wrong)'; did you mean 'my_gelu'?"
            #expect(complaint(library.path, wrong) == (wrong == "my_gelu" ? nil : expected))
        }
        #expect(complaint(library.path, "other") == "library '\(library.path)' has no symbol 'other'")
        #expect(complaint(library.path, "table") == "'table' of library '\(library.path)' is data, not a function")
    }

    @Test func aFunctionOfCPlusPlusIsRecognised() throws {
        let library = try CompiledLibrary("float my_gelu(float x) { return x; }", isCPlusPlus: true)
        #expect(
            complaint(library.path, "my_gelu")
                == "library '\(library.path)' has no symbol 'my_gelu'; it has '_Z7my_geluf', the same name as C++ compiles it: declare the function extern \"C\""
        )
    }

    @Test func aLibraryThatCrashesWhenItIsLoadedIsNamed() throws {
        let library = try CompiledLibrary(
            """
            #include <stdlib.h>
            __attribute__((constructor)) static void start(void) { abort(); }
            float f(float x) { return x; }
            """)
        #expect(
            complaint(library.path, "f")
                == "library '\(library.path)' cannot be loaded: loading it ends in SIGABRT")
    }

    @Test func executablesThatAreNoWorkersAreNamed() throws {
        let library = try CompiledLibrary("float f(float x) { return x; }")
        #expect(
            complaint(library.path, "f", executable: "/nowhere/verify")
                == "the worker '/nowhere/verify' does not start: No such file or directory")
        #expect(
            complaint(library.path, "f", executable: "/bin/true")
                == "'/bin/true' is no worker of this version of verify (exit(0))")
    }

    @Test func theSystemsLibraryIsFoundByItsNameAndIdentified() throws {
        let subject = try CLibrarySweepSubject(
            library: "libm.so.6", symbol: "expf", form: .scalar, executable: VerifyExecutable.path)
        let path = try #require(subject.identity["library"])
        #expect(path.hasPrefix("/") && path.contains("libm"))
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(subject.identity["bytes"] == "\(bytes.count)")
        #expect(subject.identity["sha256"]?.count == 64)
        #expect(subject.identity["symbol"] == "expf")
        #expect(subject.name == "library" && subject.function == "expf")
        #expect(try subject.defects() == [])
    }

    @Test func theIdentityIsThatOfTheFile() throws {
        let library = try CompiledLibrary("float f(float x) { return x; }")
        let other = try CompiledLibrary("float f(float x) { return -x; }")
        let identities = try [library, library, other].map {
            try CLibrarySweepSubject(
                library: $0.path, symbol: "f", form: .scalar, executable: VerifyExecutable.path
            ).identity["sha256"]
        }
        #expect(identities[0] == identities[1] && identities[0] != identities[2])
    }

    @Test func workersLeaveNoProcessesAndNoDescriptorsBehind() throws {
        let library = try CompiledLibrary("#include <stdlib.h>\nfloat f(float x) { if (x == 3) abort(); return x; }")
        let subject = try CLibrarySweepSubject(
            library: library.path, symbol: "f", form: .scalar, executable: VerifyExecutable.path)
        var children: [Int32] = []
        for _ in 0..<8 {
            let worker = try #require(try subject.makeWorker() as? CLibrarySweepWorker)
            children.append(worker.process)
            let results = UnsafeMutableBufferPointer<Float>.allocate(capacity: 10)
            defer { results.deallocate() }
            #expect(throws: SubjectDefect.self) { try worker.compute(first: Float(3).bitPattern, into: results) }
            try worker.compute(first: 0, into: results)
            #expect(worker.process != children.last)
            children.append(worker.process)
        }
        // Neither running nor waiting to be noticed.
        for child in children { #expect(kill(child, 0) == -1 && errno == ESRCH) }
    }

    @Test func aWorkerEndsWithItsParent() throws {
        // A parent that is killed while its child hangs.
        let library = try CompiledLibrary("float f(float x) { volatile int on = 1; while (on) {} return x; }")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: VerifyExecutable.path)
        process.arguments = [
            "library", "exp", "--library", library.path, "--symbol", "f", "--timeout", "600", "--output",
            library.folder + "/report",
        ]
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.currentDirectoryURL = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        try process.run()
        var child: Int32?
        for _ in 0..<1000 where child == nil {
            Thread.sleep(forTimeInterval: 0.01)
            child = Self.busyChild(of: process.processIdentifier)
        }
        let hanging = try #require(child)
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        var hasEnded = false
        for _ in 0..<500 where !hasEnded {
            Thread.sleep(forTimeInterval: 0.01)
            hasEnded = Self.state(hanging).map { $0 == "Z" } ?? true
        }
        #expect(hasEnded)
    }

    /// A child of a process that computes, as /proc shows it.
    private static func busyChild(of parent: Int32) -> Int32? {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap(Int32.init).first { process in
            guard let fields = fields(process), fields.count > 11 else { return false }
            return fields[1] == "\(parent)" && (Int(fields[11]) ?? 0) > 20
        }
    }

    private static func state(_ process: Int32) -> String? { fields(process)?[0] }

    /// The fields of /proc's line after the name: the state, the parent, ...
    private static func fields(_ process: Int32) -> [String]? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return nil }
        return text[end...].dropFirst(2).split(separator: " ").map(String.init)
    }
}
