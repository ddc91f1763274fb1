import Testing
import Values

@testable import Specifications

@Suite struct PropertyReaderTests {
    private func read(_ properties: String, definition: String = "definition: y = x + x") throws -> Specification {
        try Specification(
            parsing: spec(definition: definition, adding: "properties:\n" + properties), file: "double.yaml")
    }

    @Test func aPropertyIsRead() throws {
        let specification = try read(
            """
              - name: adds what is added twice
                draw: { c: { domain: [-50, 50] }, p: { permutation: "size(x, 0)" }, k: { integer: [-3, 3] }, z: { like: x } }
                change: { x: "take(x, p, 0) + c * k + z * 0" }
                gives: { y: "take(y, p, 0) + 2 * c * k" }
                within: 2 ulp
                because: "it is linear"
              - { name: grows, draw: { more: { above: x } }, change: { x: more }, holds: "y' >= y and x' >= x" }
            """)
        let (first, second) = (specification.properties[0], specification.properties[1])
        #expect(first.name == "adds what is added twice" && first.draws.map(\.name) == ["c", "p", "k", "z"])
        #expect(first.text == "y' = take(y, p, 0) + 2 * c * k within 2 ulp" && first.reason == "it is linear")
        #expect(first.changeText == "x' = take(x, p, 0) + c * k + z * 0")
        #expect(second.text == "y' >= y and x' >= x")
        #expect(specification.tensorDraws(of: first).map(\.name) == ["c", "z"])
    }

    @Test(arguments: [
        ("  - { change: { x: -x }, gives: { y: -y }, within: exact }", "a property has a 'name'"),
        ("  - { name: a, gives: { y: y }, within: exact }", "a property changes inputs: 'change: { x: ... }'"),
        ("  - { name: a, change: { z: -x }, gives: { y: y }, within: exact }", "there is no input 'z'"),
        ("  - { name: a, change: { x: -q }, gives: { y: y }, within: exact }", "unknown name 'q'"),
        ("  - { name: a, change: { x: -y }, gives: { y: y }, within: exact }", "unknown name 'y'"),
        ("  - { name: a, change: { x: -x }, gives: { y: -y } }", "says how near"),
        ("  - { name: a, change: { x: -x }, gives: { z: -y }, within: exact }", "the definition assigns no output 'z'"),
        ("  - { name: a, change: { x: -x }, gives: { y: -y }, within: 2 omega }", "in ulps or exactly"),
        ("  - { name: a, change: { x: -x }, gives: { y: \"y < 0\" }, within: exact }", "is a number"),
        ("  - { name: a, change: { x: -x }, holds: y }", "is a condition, not a number"),
        ("  - { name: a, change: { x: -x }, holds: y > 0, within: exact }", "'within' goes with 'gives'"),
        ("  - { name: a, change: { x: -x } }", "either 'gives' the outputs or says what 'holds'"),
        ("  - { name: a, draw: { x: number }, change: { x: -x }, holds: y > 0 }", "'x' has another meaning already"),
        ("  - { name: a, draw: { c: numbr }, change: { x: -x }, holds: y > 0 }", "a draw is 'number'"),
        ("  - { name: a, draw: { c: { like: q } }, change: { x: -x }, holds: y > 0 }", "there is no input 'q'"),
        ("  - { name: a, draw: { c: { integer: [3, 1] } }, change: { x: -x }, holds: y > 0 }", "the smaller first"),
        ("  - { name: a, draw: { c: { like: x, above: x } }, change: { x: -x }, holds: y > 0 }", "a draw is one of"),
        ("  - { name: a, change: { x: x }, gives: { y: \"take(y, [7], 0)\" }, within: exact }", "'take' leaves axis 0"),
        ("  - { name: a, change: { x: x, }, holds: y > 0, wthin: 1 }", "unknown key 'wthin'"),
        (
            "  - { name: a, change: { x: x }, holds: y > 0 }\n  - { name: a, change: { x: -x }, holds: y > 0 }",
            "two properties called 'a'"
        ),
    ])
    func mistakesAreNamedWithTheirPlace(_ text: String, _ message: String) {
        let error = #expect(throws: SpecificationError.self) { try read(text) }
        #expect(error?.description.contains(message) == true, "\(error.map(String.init) ?? "")")
        #expect(error?.description.hasPrefix("double.yaml:") == true)
    }

    @Test func primesAreForWhatHasChanged() {
        #expect(throws: SpecificationError.self) {
            try Specification(parsing: spec(definition: "definition: y' = x + x"), file: "double.yaml")
        }
        #expect(throws: SpecificationError.self) {
            try Specification(parsing: spec(definition: "definition: y = x' + x"), file: "double.yaml")
        }
    }

    @Test func takeRearrangesAlongAnAxis() throws {
        let specification = try Specification(
            parsing: spec(
                inputs: "inputs: { x: {} }\nattributes: { p: { type: integers, default: [2, 0] } }",
                definition: "definition: y = take(x, p, -1)", shapes: "shapes: [{ x: [2, 3] }]"),
            file: "double.yaml")
        let graph = try specification.graph(shapes: [[2, 3]], attributes: [:])
        let node = graph.nodes[graph.outputs[0]!]
        #expect(node.shape == [2, 2])
    }
}
