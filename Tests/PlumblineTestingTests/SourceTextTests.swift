import Testing

@testable import PlumblineTesting

@Suite struct SourceTextTests {
    private let text = SourceText(
        """
        final class RootTests: XCTestCase {
            func helper(_ x: Float) -> Float { x }

            func testRoots() throws {
                #expect(x < 100, "a (comment")
                let root = try #require(
                    squareRoot(x)
                )
                check("a", .float32) { _ in true }
            }

            func other() { check("b", .float32) { _ in true } }
            #expect(unfinished
        """)

    @Test func `the call of a macro, in one line`() {
        #expect(text.macroCall(on: 5) == "#expect(x < 100, \"a (comment\")")
        #expect(text.macroCall(on: 6) == "#require(squareRoot(x))")
        #expect(text.macroCall(on: 9) == nil)
        #expect(text.macroCall(on: 13) == nil)
        #expect(text.macroCall(on: 99) == nil)
        #expect(text.macroCall(on: 0) == nil)
    }

    @Test func `the method around a line, if it is a test`() {
        #expect(text.testMethod(around: 9) == "RootTests/testRoots")
        #expect(text.testMethod(around: 2) == nil)
        #expect(text.testMethod(around: 12) == nil)
    }

    @Test func `no file, no text`() {
        #expect(SourceText(file: "/no/such/file.swift") == nil)
    }
}
