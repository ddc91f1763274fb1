import CompiledLibraries
import Testing
import Verification

@testable import Subjects

/// What a function does besides its values: each planted mistake is found, and a good kernel has none.
@Suite(.timeLimit(.minutes(5))) struct CLibraryProbesTests {
    private func defects(
        _ source: String, _ form: CLibrarySweepSubject.Form = .array, flags: [String] = []
    ) throws -> [String] {
        let library = try CompiledLibrary(source, flags: flags)
        return try CLibrarySweepSubject(
            library: library.path, symbol: "f", form: form, executable: VerifyExecutable.path, timeout: .seconds(1)
        ).defects().map(\.description)
    }

    /// A kernel with a vector loop of 8 and a scalar tail that gives the same bits.
    private static func kernel(vector: String = "1.0f / (1.0f + fabsf(x[i]))", tail: String? = nil) -> String {
        """
        void f(const float *x, float *y, size_t n) {
            size_t i = 0;
            for (; i + 8 <= n; i++) { size_t end = i + 8; for (; i < end; i++) y[i] = \(vector); i--; }
            for (; i < n; i++) y[i] = \(tail ?? vector);
        }
        """
    }

    @Test func goodFunctionsHaveNoDefects() throws {
        #expect(try defects(Self.kernel()) == [])
        #expect(try defects(Self.kernel(vector: "logf(x[i])")) == [])
        #expect(try defects("float f(float x) { return sinf(x); }", .scalar) == [])
        // A function may hand on what it is given, whatever bits that has.
        #expect(try defects("void f(const float *x, float *y, size_t n) { memcpy(y, x, n * 4); }") == [])
    }

    @Test(
        arguments: [
            ("y[n] = 0;", "strayWrite: writes memory right past the end of 'y', n = 0"),
            ("if (n > 2) y[n + 1] = 0;", "strayWrite: writes memory 4 bytes past the end of 'y', n = 3"),
            ("if (n) y[-1] = 0;", "strayWrite: writes memory 4 bytes before the start of 'y', n = 1"),
            ("if (n == 5) ((float *)x)[2] = 0;", "strayWrite: writes to its input 'x', n = 5"),
            ("if (n) y[0] += 0 * x[n];", "strayRead: reads memory right past the end of 'x', n = 1"),
            (
                "if (n > 3) { volatile float before = x[-2]; (void)before; }",
                "strayRead: reads memory 8 bytes before the start of 'x', n = 4"
            ),
        ])
    func memoryBesideTheArraysIsOffLimits(body: String, expected: String) throws {
        let found = try defects(
            "void f(const float *x, float *y, size_t n) { for (size_t i = 0; i < n; i++) y[i] = x[i] * 2; \(body) }")
        #expect(found.first == expected)
    }

    @Test func aPlaceThatIsNotWrittenIsFound() throws {
        #expect(
            try defects(
                "void f(const float *x, float *y, size_t n) { for (size_t i = 0; i + 1 < n; i++) y[i] = x[i]; }"
            )
            .first == "missingResult: element 0 of 'y' was left as it was, n = 1")
        #expect(
            try defects(
                "void f(const float *x, float *y, size_t n) { for (size_t i = 0; i < n; i++) if (n < 9 || i % 8 != 7) y[i] = x[i]; }"
            ).first == "missingResult: element 7 of 'y' was left as it was, n = 9")
    }

    @Test func aTailThatIsComputedInAnotherWayIsFound() throws {
        let found = try defects(Self.kernel(vector: "x[i] / 3.0f", tail: "x[i] * (1.0f / 3.0f)"))
        let first = try #require(found.first)
        #expect(first.hasPrefix("lengthDependence: element "))
        #expect(first.contains(", alone it gives "))
        // What stands in the tail is in another place, too.
        #expect(found.dropFirst().allSatisfy { $0.hasPrefix("positionDependence: of 131 elements") })
    }

    @Test func aLongArrayThatIsComputedInAnotherWayIsFound() throws {
        let found = try defects(
            "void f(const float *x, float *y, size_t n) { for (size_t i = 0; i < n; i++) "
                + "y[i] = n > 20000 && i > 50000 ? x[i] * (1.0f / 3.0f) : x[i] / 3.0f; }")
        let only = try #require(found.first)
        #expect(only.hasPrefix("lengthDependence: element 5000"))
        #expect(only.contains(" of 100003 gives "))
        #expect(found.count == 1)
    }

    @Test func aCrashWithoutElementsIsFound() throws {
        #expect(
            try defects(
                "#include <stdlib.h>\nvoid f(const float *x, float *y, size_t n) { if (!n) abort(); for (size_t i = 0; i < n; i++) y[i] = x[i]; }"
            ) == ["crash: SIGABRT, n = 0"])
    }

    @Test func aHangIsFound() throws {
        #expect(
            try defects(
                "void f(const float *x, float *y, size_t n) { volatile int on = 1; while (n == 3 && on) {} for (size_t i = 0; i < n; i++) y[i] = x[i]; }"
            ) == ["hang: no answer within 1 s, n = 3"])
    }

    @Test func resultsThatDependOnAlignmentAreFound() throws {
        let found = try defects(
            """
            void f(const float *x, float *y, size_t n) {
                int aligned = ((uintptr_t)x & 15) == 0;
                for (size_t i = 0; i < n; i++) y[i] = aligned ? x[i] / 3.0f : x[i] * (1.0f / 3.0f);
            }
            """)
        #expect(found.contains { $0.hasPrefix("positionDependence: ") }, "\(found)")
    }

    @Test func resultsThatDependOnThePlaceAreFound() throws {
        let found = try defects(
            "void f(const float *x, float *y, size_t n) { for (size_t i = 0; i < n; i++) y[i] = i == 40 ? x[i] * 1.0000001f : x[i]; }"
        )
        #expect(found.contains { $0.hasPrefix("positionDependence: of 131 elements, it gives ") }, "\(found)")
    }

    @Test func resultsThatDependOnNeighboursAreFound() throws {
        // A vector of 4 takes the slow way when one of its elements is infinite.
        let found = try defects(
            """
            void f(const float *x, float *y, size_t n) {
                for (size_t i = 0; i < n; i++) {
                    int slow = 0;
                    for (size_t j = i / 4 * 4; j < n && j < i / 4 * 4 + 4; j++) slow |= isinf(x[j]) != 0;
                    y[i] = slow ? x[i] * (1.0f / 3.0f) : x[i] / 3.0f;
                }
            }
            """)
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("neighbourDependence: element "))
        #expect(found[0].contains("are inf (inf, 0x7F800000), and "))
    }

    @Test(arguments: CLibrarySweepSubject.Form.allCases)
    func answersThatChangeAreFound(form: CLibrarySweepSubject.Form) throws {
        let found = try defects(
            form == .scalar
                ? "float f(float x) { static int calls; return ++calls % 1000 == 0 ? x * 1.0000001f : x; }"
                : "void f(const float *x, float *y, size_t n) { static int calls; calls++; for (size_t i = 0; i < n; i++) y[i] = calls % 7 ? x[i] : x[i] * 1.0000001f; }",
            form)
        #expect(found.contains { $0.hasPrefix("nondeterminism: the same input") }, "\(found)")
    }

    @Test(arguments: CLibrarySweepSubject.Form.allCases)
    func aChangedEnvironmentIsFound(form: CLibrarySweepSubject.Form) throws {
        func source(_ head: String, _ statement: String) -> String {
            head + "\n"
                + (form == .scalar
                    ? "float f(float x) { \(statement) return x; }"
                    : "void f(const float *x, float *y, size_t n) { \(statement) for (size_t i = 0; i < n; i++) y[i] = x[i]; }")
        }
        let rounding = try defects(source("#include <fenv.h>", "fesetround(FE_DOWNWARD);"), form)
        #expect(rounding.count == 1)
        #expect(rounding[0].hasPrefix("floatingPointEnvironment: the function changes the rounding mode"))
        #if arch(x86_64)
            let flushing = try defects(
                source("#include <immintrin.h>", "_mm_setcsr(_mm_getcsr() | 0x8040);"), form)
            #expect(flushing.count == 1)
            #expect(
                flushing[0].hasPrefix(
                    "floatingPointEnvironment: the function makes the processor flush subnormal results to zero (FTZ) and makes the processor take subnormal arguments for zero (DAZ)"
                ))
            let loading = try defects(
                "#include <immintrin.h>\n__attribute__((constructor)) static void start(void) { _mm_setcsr(_mm_getcsr() | 0x8000); }\n"
                    + source("", ""), form)
            #expect(
                loading
                    == [
                        "floatingPointEnvironment: loading the library makes the processor flush subnormal results to zero (FTZ)"
                    ]
            )
        #endif
    }
}
