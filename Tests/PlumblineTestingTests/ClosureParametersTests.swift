import Testing

@testable import PlumblineTesting

@Suite struct ClosureParametersTests {
    @Test(arguments: [
        ("check(\"a (b\", .float32) { x in x > 0 }", 1, ["x"]),
        ("    check(\"a\", .float32.map { y in y * 2 }, .float32) { x, scale in", 2, ["x", "scale"]),
        ("check(\n  \"a\", .tensor(shape: .ranks(1...3)),\n  within: .ulps(4)\n) {\n  x, c in\n", 2, ["x", "c"]),
        ("await check(\"a\", .float32) { (x: Float, y: [Int: Bool]) async throws -> Bool in", 2, ["x", "y"]),
        ("check(\"a\", .float32) { [self, weak b] x throws in", 1, ["x"]),
        ("check(\"a\", .float32, .float32) { x, _ in", 2, ["x", "unused"]),
    ])
    func `names of the closure after the call`(source: String, count: Int, names: [String]) throws {
        #expect(try #require(ClosureParameters(source, callee: "check", count: count)).names == names)
    }

    @Test func `or of the first closure in it`() throws {
        let source = "checkGradients(of: { w, b in loss(w, b) }, at: w, b)\nforEach { x, y in }"
        #expect(try #require(ClosureParameters(source, callee: "checkGradients", count: 2)).names == ["w", "b"])
    }

    @Test func `as many as there are, where nobody says how many`() throws {
        let source = "check(\"a\", .matrixProduct()) { a, b in"
        #expect(try #require(ClosureParameters(source, callee: "check", count: nil)).names == ["a", "b"])
        #expect(ClosureParameters("check(\"a\", .float32) { $0 > 0 }", callee: "check", count: nil) == nil)
    }

    @Test(arguments: [
        "check(\"a\", .float32) { $0 > 0 }\ncheck(\"b\", .float32) { x in x > 0 }",
        "check(\"a\", .float32) { x, y in x > y }",
        "check(\"a\", .float32, property)\nforEach { x in }",
        "verify(\"a\") { x in }",
        "check(\"a",
        "check(\"a\\",
    ])
    func `no names where there are none to be had`(source: String) {
        #expect(ClosureParameters(source, callee: "check", count: 1) == nil)
    }
}
