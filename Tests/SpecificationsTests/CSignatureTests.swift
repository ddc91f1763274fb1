import Testing

@testable import Specifications

@Suite struct CSignatureTests {
    private func signature(_ text: String) throws -> CSignature { try CSignature(parsing: SourceText(text, file: "s")) }

    @Test func declarationsAreReadAsHeadersHaveThem() throws {
        let softmax = try signature("void softmax(const float *x, float *y, size_t rows, size_t cols)")
        #expect(softmax.function == "softmax")
        #expect(softmax.returned == .nothing)
        #expect(
            softmax.parameters == [
                .init("x", .float, isPointer: true, isConstant: true), .init("y", .float, isPointer: true),
                .init("rows", .int64), .init("cols", .int64),
            ])
        let other = try signature(
            "extern int f ( float const * restrict x , double y[ ], unsigned int n, long long m, const int64_t *at, bool deep, uint8_t *mask );"
        )
        #expect(other.returned == .status)
        #expect(
            other.parameters == [
                .init("x", .float, isPointer: true, isConstant: true), .init("y", .double, isPointer: true),
                .init("n", .int32), .init("m", .int64), .init("at", .int64, isPointer: true, isConstant: true),
                .init("deep", .bool), .init("mask", .bool, isPointer: true),
            ])
        #expect(try signature("float my_gelu(float x)").returned == .float)
        #expect(try signature("double hypot(double x, double y)").numberType == .double)
        #expect(try signature("void f(void)").parameters == [])
        #expect(try signature("void f(\n  const float *x,\n  float *y\n)").parameters.count == 2)
    }

    @Test(
        arguments: [
            ("", "s:1:1: unknown type '' in a C signature"),
            ("void softmax", "s:1:13: a C signature has '(' here"),
            ("vod softmax(float x)", "s:1:1: unknown type 'vod' in a C signature; did you mean 'void'?"),
            ("void f(half x)", "s:1:8: unknown type 'half' in a C signature"),
            ("void f(float)", "s:1:13: a parameter needs a name in a C signature"),
            ("void f(float x, float x)", "s:1:23: two parameters are called 'x'"),
            ("void f(float **x)", "s:1:15: pointers to pointers cannot be passed"),
            ("float *f(float x)", "s:1:8: a function that returns a pointer cannot be called"),
            ("size_t f(float x)", "s:1:1: a function returns void, float, double, or an int that is 0 for success"),
            ("void f(void *x)", "s:1:8: a parameter has a type: float, double, an integer or a pointer to one of them"),
            ("void f(float x[3][3])", "s:1:18: arrays are passed flat, as pointers to their first elements"),
            ("void f(float x) {", "s:1:17: a C signature ends before '{'"),
            ("void f(float x float y)", "s:1:16: a C signature has ')' here, not 'float'"),
            ("void f(long double x)", "s:1:8: 'long double' is no type that can be passed"),
        ])
    func mistakesAreReportedWithTheirPlace(text: String, message: String) {
        #expect(complaint { _ = try signature(text) } == message)
    }

    // MARK: In a specification

    /// A specification of an operation with two inputs and an attribute.
    private func specification(_ lines: String) throws -> Specification {
        try Specification(
            parsing: """
                operation: example
                summary: An example.
                inputs: { x: {}, weight: {} }
                attributes: { eps: { type: real, default: 1 } }
                definition: y = sum(x, -1) * weight + eps
                shapes: [{ x: [3, 4], weight: [3, 1] }]
                budgets: { default: { float32: { forward: 1 ulp } } }
                \(lines)
                """, file: "example.yaml")
    }

    @Test func parametersAreKnownByTheirNames() throws {
        let library = try #require(
            try specification(
                """
                signature: void f(const float *weight, const float *x, float *y, int rows, int cols, float eps)
                backward: void g(const float *x, const float *y, const float *weight, const float *dy, float *dx, float *dweight, int n)
                sizes: { rows: "size(x, 0)", cols: "size(x, -1) * 1" }
                """
            ).library)
        #expect(
            library.forwardRoles == [
                .input(1), .input(0), .output(0), .size("rows"), .size("cols"), .attribute("eps"),
            ])
        #expect(
            library.backwardRoles == [
                .input(0), .output(0), .input(1), .cotangent(0), .gradient(0), .gradient(1), .count,
            ])
        #expect(!library.isElementwise)
    }

    @Test func sizesAreComputedFromShapes() throws {
        let specification = try specification(
            """
            signature: void f(const float *weight, const float *x, float *y, int rows, int cols)
            sizes: { rows: "count(x, 0)", cols: "where(size(x, 0) == 3, size(x, 1) + 1, 0)" }
            """)
        let sizes = try #require(specification.library?.sizes)
        func size(_ name: String, _ extents: [Int]) throws -> Int {
            try specification.size(try #require(sizes[name]), shapes: [.init(extents), [1]], [:])
        }
        #expect(try size("rows", [5, 7]) == 5)
        #expect(try size("cols", [5, 7]) == 0)
        #expect(try size("cols", [3, 7]) == 8)
    }

    @Test(
        arguments: [
            (
                "signature: void f(const float *x, float *y, const float *weigt)",
                "example.yaml:8:12: the parameter 'weigt' of 'f' is neither an input nor an output; did you mean 'weight'?"
            ),
            (
                "signature: void f(const float *x, const float *weight, float *y, int rows, int cols)",
                "example.yaml:8:12: the parameter 'rows' of 'f' is no input, attribute or size; say what it is in 'sizes'"
            ),
            (
                "signature: void f(const float *x, float *y)",
                "example.yaml:8:12: no parameter of 'f' takes the input 'weight'"
            ),
            (
                "signature: void f(const float *x, const float *weight)",
                "example.yaml:8:12: no parameter of 'f' takes the output 'y'"
            ),
            (
                "signature: void f(const float *x, const float *weight, const float *y)",
                "example.yaml:8:12: the output 'y' needs a pointer through which it can be written, without 'const'"
            ),
            (
                "signature: float f(const float *x, const float *weight, float *y)",
                "example.yaml:8:12: 'f' returns a number, and every output has a parameter already"
            ),
            ("sizes: { n: 3 }", "example.yaml:8:8: 'sizes' goes with a 'signature'"),
            ("backward: void g(float *dx)", "example.yaml:8:11: 'backward' goes with a 'signature'"),
            (
                "signature: void f(const float *x, const float *weight, float *y, int rows)\nsizes: { row: 3 }",
                "example.yaml:9:10: no parameter is called 'row'; did you mean 'rows'?"
            ),
            (
                "signature: void f(const float *x, const float *weight, float *y, int n)\nsizes: { n: \"size(x, 2)\" }",
                "example.yaml:9:22: there is no axis 2 in shape [3, 4]"
            ),
            (
                "signature: void f(const float *x, const float *weight, float *y, int n)\nsizes: { n: eps }",
                "example.yaml:9:13: a size is an integer, made of sizes of inputs and attributes"
            ),
            (
                "signature: void f(const float *x, const float *weight, float *y, int n)\nbackward: void g(const float *dy, float *dx)",
                "example.yaml:9:11: no parameter of 'g' takes the gradient 'dweight' of the input 'weight'"
            ),
            (
                "signature: void f(const flat *x)",
                "example.yaml:8:25: unknown type 'flat' in a C signature; did you mean 'float'?"
            ),
        ])
    func whatDoesNotFitTheOperationIsReported(lines: String, message: String) {
        #expect(complaint { _ = try specification(lines) } == message)
    }
}
