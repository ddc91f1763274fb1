import CompiledLibraries
import Foundation
import Testing
import Verification

@testable import Subjects

/// Runs of encodings through functions of C libraries, those that crash and hang included.
@Suite(.timeLimit(.minutes(5))) struct CLibrarySweepWorkerTests {
    private func subject(
        _ library: CompiledLibrary, _ form: CLibrarySweepSubject.Form = .scalar, timeout: Duration = .seconds(10)
    ) throws -> CLibrarySweepSubject {
        try CLibrarySweepSubject(
            library: library.path, symbol: "f", form: form, executable: VerifyExecutable.path, timeout: timeout)
    }

    private func computed(_ worker: any SweepWorker, _ first: UInt32, _ count: Int) throws -> [Float] {
        try [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
            try worker.compute(first: first, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
            initialized = count
        }
    }

    /// What a run throws, in words.
    private func complaint(_ worker: any SweepWorker, _ first: UInt32, _ count: Int) throws -> String? {
        do {
            _ = try computed(worker, first, count)
            return nil
        } catch let defect as SubjectDefect {
            return "\(defect)"
        }
    }

    @Test(arguments: CLibrarySweepSubject.Form.allCases)
    func everyEncodingArrivesAndComesBackWithItsBits(form: CLibrarySweepSubject.Form) throws {
        // All bits turned, as integers; runs that do not fit one command, one chunk or a vector; NaNs that signal.
        let library = try CompiledLibrary(
            form == .scalar
                ? """
                float f(float x) { uint32_t b; memcpy(&b, &x, 4); b ^= 0x5A5A5A5Au; memcpy(&x, &b, 4); return x; }
                """
                : """
                void f(const float *x, float *y, size_t n) {
                    for (size_t i = 0; i < n; i++) { uint32_t b; memcpy(&b, x + i, 4); b ^= 0x5A5A5A5Au; memcpy(y + i, &b, 4); }
                }
                """)
        let worker = try subject(library, form).makeWorker()
        for (first, count) in [(UInt32(0), 1 << 20 | 4099), (0x7F7F_FF00, 1 << 16), (0xFFFF_FFF0, 16), (5, 0), (7, 1)] {
            let results = try computed(worker, first, count)
            #expect((0..<count).allSatisfy { results[$0].bitPattern == (first + UInt32($0)) ^ 0x5A5A_5A5A })
        }
    }

    @Test func aWrongBitOnOneOfAllInputsIsSeen() throws {
        let library = try CompiledLibrary(
            """
            float f(float x) {
                uint32_t b; memcpy(&b, &x, 4);
                float y = x * 0.5f;
                if (b == 0x41234567) { memcpy(&b, &y, 4); b ^= 1; memcpy(&y, &b, 4); }
                return y;
            }
            """)
        let worker = try subject(library).makeWorker()
        let first: UInt32 = 0x4120_0000
        let results = try computed(worker, first, 1 << 20)
        let wrong = results.indices.filter {
            results[$0].bitPattern != (Float(bitPattern: first + UInt32($0)) * 0.5).bitPattern
        }
        #expect(wrong == [0x34567])
    }

    /// A scalar and an array function that misbehave for some bits `b` of the input.
    private static func source(_ form: CLibrarySweepSubject.Form, _ head: String, _ misbehave: String) -> String {
        let body = "uint32_t b; memcpy(&b, &x, 4); volatile uint32_t zero = 0; (void)zero; \(misbehave)"
        return head + "\n"
            + (form == .scalar
                ? "float f(float x) { \(body) return x; }"
                : "void f(const float *xs, float *ys, size_t n) { for (size_t i = 0; i < n; i++) { float x = xs[i]; \(body) ys[i] = x; } }")
    }

    @Test(
        arguments: [
            ("", "if (b == 0x3F812345) *(volatile int *)64 = 1;", "crash: SIGSEGV"),
            ("#include <stdlib.h>", "if (b == 0x3F812345) abort();", "crash: SIGABRT"),
            ("#include <signal.h>", "if (b == 0x3F812345) raise(SIGFPE);", "crash: SIGFPE"),
            ("", "if (b == 0x3F812345) __builtin_trap();", nil),
            ("#include <signal.h>", "if (b == 0x3F812345) raise(SIGBUS);", "crash: SIGBUS"),
            ("#include <stdlib.h>", "if (b == 0x3F812345) exit(0);", "crash: exit(0)"),
            ("#include <unistd.h>", "if (b == 0x3F812345) _exit(3);", "crash: exit(3)"),
            (
                "#include <stdio.h>\n#include <stdlib.h>",
                "if (b == 0x3F812345) { fprintf(stderr, \"what\\n\\033[31mno such\\033[0m\\n\"); exit(1); }",
                "crash: exit(1) ([31mno such[0m)"
            ),
            (
                "#include <unistd.h>", "if (b == 0x3F812345) close(3);",
                "descriptors: closed a file descriptor that is not its own"
            ),
            (
                "#include <unistd.h>",
                "if (b == 0x3F812345) while (write(3, \"xx\", 2) != 2) {}",
                "descriptors: wrote to a file descriptor that is not its own"
            ),
            (
                "#include <fenv.h>", "if (b == 0x3F812345) fesetround(FE_UPWARD);",
                "floatingPointEnvironment: the function changes the rounding mode"
            ),
        ] as [(String, String, String?)], CLibrarySweepSubject.Form.allCases)
    func whatHappensOnOneInputIsReportedWithThatInput(
        behaviour: (String, String, String?), form: CLibrarySweepSubject.Form
    ) throws {
        let library = try CompiledLibrary(Self.source(form, behaviour.0, behaviour.1))
        let worker = try subject(library, form).makeWorker()
        let complaint = try #require(try complaint(worker, 0x3F80_0000, 1 << 20))
        // What a trap is called is the processor's affair.
        let expected = behaviour.2.map { $0 + ", for 0x3F812345 (1.0088888)" } ?? complaint
        #expect(complaint == expected)
        #expect(complaint.hasSuffix(", for 0x3F812345 (1.0088888)"))
        // The worker goes on, beside that input too.
        #expect(try computed(worker, 0x3F81_2346, 1000) == (0..<1000).map { Float(bitPattern: 0x3F81_2346 + $0) })
    }

    @Test(arguments: CLibrarySweepSubject.Form.allCases)
    func aHangOnOneInputIsReportedWithThatInput(form: CLibrarySweepSubject.Form) throws {
        let library = try CompiledLibrary(Self.source(form, "", "while (b == 0x3F812345 && !zero) {}"))
        let worker = try subject(library, form, timeout: .seconds(1)).makeWorker()
        #expect(
            try complaint(worker, 0x3F80_0000, 1 << 20) == "hang: no answer within 1 s, for 0x3F812345 (1.0088888)")
        #expect(try computed(worker, 0, 10).count == 10)
    }

    @Test(arguments: CLibrarySweepSubject.Form.allCases)
    func aRangeOfCrashesIsReportedFromItsFirstToItsLastInput(form: CLibrarySweepSubject.Form) throws {
        let library = try CompiledLibrary(
            Self.source(form, "#include <stdlib.h>", "if (b >= 0x3F812345 && b <= 0x3F8A0007) abort();"))
        let worker = try subject(library, form).makeWorker()
        #expect(
            try complaint(worker, 0x3F80_0000, 1 << 20)
                == "crash: SIGABRT, for encodings 0x3F812345 to 0x3F8A0007")
        #expect(
            try complaint(worker, 0x3F85_0000, 1000) == "crash: SIGABRT, for encodings 0x3F850000 to 0x3F8503E7")
    }

    @Test func aCrashThatNeedsNeighboursIsReportedWithTheRunThatShowsIt() throws {
        let library = try CompiledLibrary(
            """
            #include <stdlib.h>
            void f(const float *x, float *y, size_t n) {
                for (size_t i = 0; i < n; i++) {
                    uint32_t b; memcpy(&b, x + i, 4);
                    if (n >= 16 && b == 0x3F812345) abort();
                    y[i] = x[i];
                }
            }
            """)
        let worker = try subject(library, .array).makeWorker()
        let complaint = try complaint(worker, 0x3F80_0000, 1 << 20)
        #expect(complaint == "crash: SIGABRT, for encodings 0x3F812340 to 0x3F81234F")
    }

    @Test func aResultThatIsLeftUnwrittenIsReportedWithItsInput() throws {
        let library = try CompiledLibrary(
            """
            void f(const float *x, float *y, size_t n) {
                for (size_t i = 0; i < n; i++) { uint32_t b; memcpy(&b, x + i, 4); if (b != 0x3F812345) memcpy(y + i, &b, 4); }
            }
            """)
        let worker = try subject(library, .array).makeWorker()
        #expect(
            try complaint(worker, 0x3F80_0000, 1 << 20)
                == "missingResult: the result was left as it was, for 0x3F812345 (1.0088888)")
        // Bits that happen to be those left there beforehand are a result like any other.
        #expect(try computed(worker, 0x7FA5_0000, 1 << 16).count == 1 << 16)
    }

    @Test func inputsCannotBeWritten() throws {
        let library = try CompiledLibrary(
            "void f(float *x, float *y, size_t n) { for (size_t i = 0; i < n; i++) { y[i] = x[i]; if (i == 9) x[i] = 0; } }"
        )
        let worker = try subject(library, .array).makeWorker()
        #expect(
            try complaint(worker, 0, 100) == "strayWrite: writes to its inputs, for encodings 0x00000000 to 0x0000000B")
    }

    @Test func whatALibraryPrintsGoesNowhere() throws {
        let library = try CompiledLibrary(
            """
            #include <stdio.h>
            float f(float x) { printf("%g\\n", x); fprintf(stderr, "%g\\n", x); fflush(stdout); return x; }
            """)
        let worker = try subject(library).makeWorker()
        #expect(try computed(worker, 0, 100_000).count == 100_000)
    }

    @Test func workersAreIndependent() throws {
        let library = try CompiledLibrary(Self.source(.scalar, "#include <stdlib.h>", "if (b == 3) abort();"))
        let subject = try subject(library)
        let workers = try (0..<4).map { _ in try subject.makeWorker() }
        #expect(try complaint(workers[0], 0, 10) == "crash: SIGABRT, for 0x00000003 (4e-45)")
        for worker in workers { #expect(try computed(worker, 4, 10).map(\.bitPattern) == Array(4..<14)) }
    }
}
