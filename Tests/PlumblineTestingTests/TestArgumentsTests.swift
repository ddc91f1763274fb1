import PropertyTesting
import Testing

@testable import PlumblineTesting

@Suite struct TestArgumentsTests {
    @Test(arguments: [1, 20] as [Float])
    func `of each argument a property is another`(bound: Float) {
        let report = check("floats are below", .float32(0...0.5), cases: 20) { x in x < bound }
        #expect(report.name == "floats are below (bound: \(bound))")
    }

    @Test(arguments: [1, 2], ["a", "b\nc"])
    func `several arguments`(_ number: Int, of letters: String) {
        let text = letters.replacing("\n", with: " ")
        #expect(TestArguments.name("p") == "p (number: \(number), letters: \"\(text)\")")
    }

    @Test(arguments: [String(repeating: "long ", count: 40), String(repeating: "long ", count: 41)])
    func `a long argument is shortened, and stays another than others`(text: String) {
        let name = TestArguments.name("p")
        #expect(name.count < 80)
        #expect(name.hasSuffix("… \(ReplayLine.mark(of: String(reflecting: text))))"))
    }

    @Test func `a test without arguments has none`() { #expect(TestArguments.name("p") == "p") }

    @Test func `what finds a test finds no other`() throws {
        let filter = PropertyReport.filter(id: "Module.Suite/bound(_:)/File.swift:6:14")
        #expect(filter == "^Module.Suite/bound\\(")
        let regex = try Regex(filter)
        for id in ["Module.Suite/bound(_:)/File.swift:6:14", "Module.Suite/bound()/File.swift:6:14"] {
            #expect(id.contains(regex))
        }
        for id in ["Module.Suite/boundary()/File.swift:9:14", "OtherModule.Suite/bound()/File.swift:6:14"] {
            #expect(!id.contains(regex))
        }
    }
}
