import CompiledLibraries
import Foundation
import Specifications
import Testing
import Values
import Verification

@testable import Subjects

/// Kernels of C libraries, checked like any subject; with mistakes planted, which must be found.
@Suite(.timeLimit(.minutes(10))) struct CLibrarySubjectTests {
    /// A kernel's source and the specification of what it should compute.
    struct Kernel {
        var specification: String
        var source: String
    }

    private func record(_ kernel: Kernel, replacing: (String, String)? = nil) async throws -> ImplementationRecord {
        var source = kernel.source
        if let (piece, replacement) = replacing {
            #expect(source.contains(piece), "the planted mistake has no place")
            source = source.replacingOccurrences(of: piece, with: replacement)
        }
        let library = try CompiledLibrary(source)
        let specification = try Specification(parsing: kernel.specification, file: "kernel.yaml")
        let subject = try CLibrarySubject(
            specification, library: library.path, interface: try #require(specification.library),
            executable: VerifyExecutable.path, timeout: .seconds(2))
        let verifier = Verifier(
            catalog: SpecificationCatalog([specification]), subject: subject, casesPerTuple: 6)
        let record = try await verifier.run([specification.operation], jobs: 1)
        return try #require(record.operations.first?.implementations.first)
    }

    private static let softmax = Kernel(
        specification: """
            operation: softmax
            summary: Exponentials along the last axis, normalised to sum to one.
            inputs: { x: { domain: [-1000, 1000], finite: true } }
            definition: |
              let e = exp(x - max(x, -1))
              y = e / sum(e, -1)
            specials: [{ when: "any(isnan(x), -1)", then: nan }]
            anchors: [{ x: [[1000, 0]] }, { x: [[-103, -104]] }]
            shapes: [{ x: [4, 7] }, { x: [1, 129] }, { x: [3, 0] }, { x: [0, 3] }]
            budgets: { default: { float32: { forward: 1 ulp, gradient: 1 ulp } } }
            signature: void softmax(const float *x, float *y, size_t rows, size_t cols)
            backward: int softmax_backward(const float *y, const float *x, const float *dy, float *dx, int rows, int cols)
            sizes: { rows: "size(x, 0)", cols: "size(x, 1)" }
            """,
        source: """
            static double shift(const float *x, size_t cols) {
                double m = -INFINITY; for (size_t c = 0; c < cols; c++) m = fmax(m, x[c]); return m;
            }
            void softmax(const float *x, float *y, size_t rows, size_t cols) {
                for (size_t r = 0; r < rows; r++) {
                    const float *a = x + r * cols;
                    double m = shift(a, cols), s = 0;
                    for (size_t c = 0; c < cols; c++) s += exp(a[c] - m);
                    for (size_t c = 0; c < cols; c++) y[r * cols + c] = exp(a[c] - m) / s;
                }
            }
            int softmax_backward(const float *y, const float *x, const float *dy, float *dx, int rows, int cols) {
                for (int r = 0; r < rows; r++) {
                    const float *a = x + r * cols, *g = dy + r * cols;
                    double m = shift(a, cols), s = 0;
                    for (int c = 0; c < cols; c++) s += exp(a[c] - m);
                    for (int c = 0; c < cols; c++) {
                        double sum = 0;
                        for (int k = 0; k < cols; k++) sum += exp(a[k] - m) * ((double)g[c] - g[k]);
                        dx[r * cols + c] = exp(a[c] - m) / s * (sum / s);
                    }
                }
                return 0;
            }
            """)

    private static let layerNorm = Kernel(
        specification: """
            operation: layerNorm
            summary: Rows brought to mean 0 and variance 1, then scaled and shifted.
            inputs: { x: { domain: [-100, 100] , finite: true }, gamma: { domain: [-100, 100], finite: true }, beta: { domain: [-100, 100], finite: true } }
            attributes: { eps: { type: real, default: 1e-5 } }
            definition: |
              let centred = x - sum(x, -1) / count(x, -1)
              y = centred / sqrt(sum(centred ^ 2, -1) / count(x, -1) + eps) * gamma + beta
            scale: abs(centred) / sqrt(sum(centred ^ 2, -1) / count(x, -1) + eps) * abs(gamma) + abs(beta) + (sum(abs(x), -1) / count(x, -1) + abs(x)) / sqrt(sum(centred ^ 2, -1) / count(x, -1) + eps) * abs(gamma)
            specials: [{ when: "isnan(gamma) or isnan(beta) or any(isnan(x), -1)", then: nan }]
            shapes: [{ x: [3, 5], gamma: [5], beta: [5] }, { x: [2, 33], gamma: [33], beta: [33], eps: 0.5 }]
            budgets: { default: { float32: { forward: 1.01 omega } } }
            signature: "void layer_norm(const float *x, const float *gamma, const float *beta, float *y, size_t rows, size_t cols, float eps);"
            sizes: { rows: "size(x, 0)", cols: "size(x, -1)" }
            """,
        source: """
            void layer_norm(const float *x, const float *gamma, const float *beta, float *y, size_t rows, size_t cols, float eps) {
                for (size_t r = 0; r < rows; r++) {
                    const float *a = x + r * cols;
                    double mean = 0, variance = 0;
                    for (size_t c = 0; c < cols; c++) mean += a[c];
                    mean /= cols;
                    for (size_t c = 0; c < cols; c++) variance += (a[c] - mean) * (a[c] - mean);
                    variance /= cols;
                    for (size_t c = 0; c < cols; c++) y[r * cols + c] = (a[c] - mean) / sqrt(variance + eps) * gamma[c] + beta[c];
                }
            }
            """)

    private static let gemm = Kernel(
        specification: """
            operation: gemm
            summary: The product of two matrices.
            inputs: { a: { domain: [-0x1p+60, 0x1p+60], finite: true }, b: { domain: [-0x1p+60, 0x1p+60], finite: true } }
            definition: "c[i, j] = sum(l: a[i, l] * b[l, j])"
            scale: "sum(l: abs(a[i, l]) * abs(b[l, j]))"
            terms: "count(a, -1)"
            specials: [{ when: "any(l: isnan(a[i, l]) or isnan(b[l, j]))", then: nan }]
            anchors: [{ a: [[1, 2], [3, 4]], b: [[5, 6], [7, 8]] }]
            shapes: [{ a: [3, 4], b: [4, 5] }, { a: [1, 16], b: [16, 1] }, { a: [2, 0], b: [0, 3] }, { a: [4, 4], b: [4, 4] }]
            budgets: { default: { float32: { forward: n + 2 omega } } }
            signature: void gemm(const float *a, const float *b, float *c, int m, int n, int k)
            sizes: { m: "size(a, 0)", n: "size(b, 1)", k: "size(a, 1)" }
            """,
        source: """
            void gemm(const float *a, const float *b, float *c, int m, int n, int k) {
                for (int i = 0; i < m; i++)
                    for (int j = 0; j < n; j++) {
                        float sum = 0;
                        for (int l = 0; l < k; l++) sum += a[i * k + l] * b[l * n + j];
                        c[i * n + j] = sum;
                    }
            }
            """)

    @Test func goodKernelsPass() async throws {
        for kernel in [Self.softmax, Self.layerNorm, Self.gemm] {
            let record = try await record(kernel)
            #expect(record.outcome == .passed, "\(record.findings.map(\.message).prefix(3))")
            #expect(record.forward.cases > 0)
        }
        #expect(try await (record(Self.softmax).gradient?.cases ?? 0) > 10)
    }

    @Test(
        arguments: [
            (softmax, "= shift(a, cols)", "= 0"),
            (softmax, "exp(a[c] - m) / s;", "exp(a[c] - m) / (s + 1e-4);"),
            (layerNorm, "variance /= cols", "variance /= cols - 1"),
            (layerNorm, "+ eps", "+ 1e-5f"),
            (layerNorm, "* gamma[c]", "* gamma[r]"),
            (gemm, "b[l * n + j]", "b[j * k + l]"),
            (gemm, "c[i * n + j] = sum", "c[j * m + i] = sum"),
            (gemm, "int l = 0", "int l = k > 9"),
        ].map { (kernel: $0.0, piece: $0.1, mistake: $0.2) })
    func plantedMistakesInValuesAreFound(planted: (kernel: Kernel, piece: String, mistake: String)) async throws {
        let record = try await record(planted.kernel, replacing: (planted.piece, planted.mistake))
        #expect(record.outcome == .failed)
        #expect(record.findings.contains { $0.kind == .forward }, "\(record.findings.map(\.message).prefix(3))")
    }

    @Test(
        arguments: [
            ("exp(a[c] - m) / s * (sum / s)", "exp(a[c] - m) / s * g[c]"),
            ("(double)g[c] - g[k]", "(double)g[k] - g[c]"),
            ("sum / s)", "sum / s * 1.00001)"),
        ])
    func plantedMistakesInGradientsAreFound(piece: String, mistake: String) async throws {
        let record = try await record(Self.softmax, replacing: (piece, mistake))
        #expect(record.outcome == .failed)
        #expect(record.findings.contains { $0.kind == .gradient })
        #expect(!record.findings.contains { $0.kind == .forward })
    }

    @Test(
        arguments: [
            ("return 0;", "return 7;", "the function returned 7, not 0"),
            (
                "dx[r * cols + c] =", "dx[r * cols + c + 1] =",
                "strayWrite: 'softmax_backward': writes memory right past the end of 'dx'"
            ),
            (
                "const float *a = x + r * cols, *g", "((float *)dy)[0] = 0; const float *a = x + r * cols, *g",
                "strayWrite: 'softmax_backward': writes to its input 'dy'"
            ),
            (
                "y[r * cols + c] = exp", "if (c || cols != 7) y[r * cols + c] = exp",
                "missingResult: 'softmax': element 0 of 'y' was left as it was"
            ),
            (
                "double m = -INFINITY;", "if (cols == 129) __builtin_trap(); double m = -INFINITY;",
                "crash: 'softmax': SIG"
            ),
            (
                "double m = -INFINITY;", "volatile int on = 1; while (cols == 129 && on) {} double m = -INFINITY;",
                "hang: 'softmax': no answer within 2 s"
            ),
        ])
    func whatAKernelDoesBesidesItsValuesIsAFinding(piece: String, mistake: String, message: String) async throws {
        let record = try await record(Self.softmax, replacing: (piece, mistake))
        #expect(record.outcome == .failed)
        let findings = record.findings.filter { $0.kind == .subject }
        #expect(findings.contains { $0.message.contains(": " + message) }, "\(findings.map(\.message).prefix(3))")
    }

    // MARK: Scalar forms

    private func elementwise(
        _ definition: String, inputs: [String], _ signature: String, _ body: String, budget: String = "float32"
    ) async throws -> ImplementationRecord {
        let fields = inputs.map { "\($0): { domain: [0.5, 100], finite: true }" }.joined(separator: ", ")
        let shape = inputs.map { "\($0): [64]" }.joined(separator: ", ")
        return try await record(
            Kernel(
                specification: """
                    operation: elementwise
                    summary: An example.
                    inputs: { \(fields) }
                    definition: \(definition)
                    specials: [{ when: \(inputs.map { "isnan(\($0))" }.joined(separator: " or ")), then: nan }]
                    shapes: [{ \(shape) }]
                    budgets: { default: { \(budget): { forward: 0.501 ulp }\(budget == "float32" ? "" : ", float32: { forward: 0.501 ulp }") } }
                    signature: \(signature)
                    """, source: "\(signature) { \(body) }"))
    }

    @Test func scalarFormsOfOneToThreeNumbersAreCalled() async throws {
        let passing = [
            try await elementwise("y = x * x", inputs: ["x"], "float f(float x)", "return x * x;"),
            try await elementwise("y = a / b", inputs: ["a", "b"], "float f(float a, float b)", "return a / b;"),
            try await elementwise(
                "y = a * b + c", inputs: ["a", "b", "c"], "float f(float c, float a, float b)",
                "return (float)((double)a * b + c);"),
            try await elementwise("y = a / b", inputs: ["a", "b"], "double f(double a, double b)", "return a / b;"),
            try await elementwise(
                "y = a / b", inputs: ["a", "b"], "double f(double a, double b)", "return a / b;", budget: "float64"),
            try await elementwise(
                "y = 1 / x", inputs: ["x"], "void f(const double *x, double *y, int n)",
                "for (int i = 0; i < n; i++) y[i] = 1 / x[i];"),
        ]
        for record in passing {
            #expect(record.outcome == .passed, "\(record.findings.map(\.message).prefix(3))")
        }
    }

    @Test func wrongScalarFormsAreFound() async throws {
        let failing = [
            try await elementwise("y = a / b", inputs: ["a", "b"], "float f(float a, float b)", "return a * (1 / b);"),
            try await elementwise(
                "y = a / b", inputs: ["a", "b"], "double f(double a, double b)", "return a * (1 / b);"),
            // Float32 inside is not enough for float64.
            try await elementwise(
                "y = a / b", inputs: ["a", "b"], "double f(double a, double b)", "return (float)a / (float)b;"),
        ]
        for record in failing { #expect(record.findings.contains { $0.kind == .forward }) }
    }

    @Test func aCrashOfAScalarFunctionIsReportedWithItsNumbers() async throws {
        let specification = try Specification(
            parsing: """
                operation: quotient
                summary: An example.
                inputs: { a: {}, b: {} }
                definition: y = a / b
                anchors: [{ a: [1, 2, 3], b: 1 }]
                budgets: { default: { float32: { forward: 1 ulp } } }
                signature: float f(float a, float b)
                """, file: "quotient.yaml")
        let library = try CompiledLibrary(
            "#include <stdlib.h>\nfloat f(float a, float b) { if (a == 2 && b == 1) abort(); return a / b; }")
        let subject = try CLibrarySubject(
            specification, library: library.path, interface: try #require(specification.library),
            executable: VerifyExecutable.path)
        #expect {
            try subject.outputs(
                of: "quotient", on: [HostArray([Float(1), 2, 3]), HostArray([Float(1)], shape: .scalar)], [:])
        } throws: { error in
            "\(error)"
                == "crash: 'f': SIGABRT for a = 2 (0x1p+1, 0x40000000), b = 1 (0x1p+0, 0x3F800000)"
        }
        #expect(
            try subject.outputs(
                of: "quotient", on: [HostArray([Float(1), 3]), HostArray([Float(2)], shape: .scalar)], [:])
                == [HostArray([Float(0.5), 1.5])])
    }

    @Test func aFunctionThatHangsIsNotCalledForEver() async throws {
        let record = try await record(
            Self.gemm, replacing: ("for (int i", "volatile int on = 1; while (on) {} for (int i"))
        // Cases beyond the third cost nothing.
        #expect(record.findings.filter { $0.message.contains("hang: 'gemm': no answer within 2 s") }.count == 3)
        #expect(record.findings.contains { $0.message.contains("'gemm' is not called any more: it hung 3 times") })
    }

    @Test func manyParametersReachTheirFunction() async throws {
        // More integers than there are registers, with numbers between them.
        let specification = try Specification(
            parsing: """
                operation: digits
                summary: An example.
                inputs: { x: {} }
                attributes: { a: { type: integer, default: 1 }, s: { type: real, default: 2.5 }, t: { type: real, default: -3 } }
                definition: y = x * 0 + a + s - t
                shapes: [{ x: [3] }]
                budgets: { default: { float32: { forward: 1 ulp } } }
                signature: int f(int a, float s, const float *x, size_t b, long c, int d, double t, int e, long g, int h, long long i, int j, unsigned k, int64_t l, float *y)
                sizes: { b: 2 * a, c: 3 * a, d: 4 * a, e: 5, g: 6, h: 7, i: 8, j: 9, k: 0, l: "size(x, 0)" }
                """, file: "digits.yaml")
        let library = try CompiledLibrary(
            """
            int f(int a, float s, const float *x, size_t b, long c, int d, double t, int e, long g, int h, long long i, int j, unsigned k, int64_t l, float *y) {
                double value = b; long all[] = {c, d, e, g, h, i, j, k};
                for (int p = 0; p < 8; p++) value = value * 10 + all[p];
                for (int64_t p = 0; p < l; p++) y[p] = (float)(x[p] * 0 + value + s * 1000.0 - t);
                return a - 1;
            }
            """)
        let subject = try CLibrarySubject(
            specification, library: library.path, interface: try #require(specification.library),
            executable: VerifyExecutable.path)
        #expect(
            try subject.outputs(of: "digits", on: [HostArray([Float(1), 2, 3])], [:])
                == [HostArray([Float](repeating: Float(234_570_393 as Double), count: 3))])
        #expect(throws: RefusedCall.self) {
            try subject.outputs(of: "digits", on: [HostArray([Float(1)])], ["a": .integer(2)])
        }
    }
}
