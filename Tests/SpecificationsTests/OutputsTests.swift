import Testing
import Values

@testable import Specifications

@Suite("Inputs and outputs of every kind")
struct OutputsTests {
    private func specification(_ text: String) throws -> Specification {
        try Specification(parsing: text, file: "f.yaml")
    }

    private let pick = """
        operation: pick
        summary: An element of each row.
        kind: exact
        nonfinite: moved
        inputs: { x: {}, column: { dtype: int64, domain: [0, "size(x, 1) - 1"], except: [1] } }
        definition: "y[i] = x[i, column[i]]"
        anchors: [{ x: [[1, 2, 3], [4, 5, 6]], column: [2, 0] }]
        shapes: [{ x: [5, 4], column: [5] }]
        budgets: { default: { float32: { forward: exact } } }
        """

    @Test("Integers choose elements, and their domain follows the shape")
    func integers() throws {
        let pick = try specification(pick)
        let column = HostArray([Int64(2), 0])
        let graph = try pick.graph(for: [HostArray([Float(1), 2, 3, 4, 5, 6], shape: [2, 3]), column], [:])
        let output = graph.nodes[graph.outputs[0]!]
        #expect((0..<2).map { output.operands[0].map[$0] } == [2, 3])
        #expect(try pick.integerDomain(ofArgument: 1, shapes: [[2, 7], [2]], [:]) == 0...6)
        #expect(try pick.integerDomain(ofArgument: 1, shapes: [[2, 0], [2]], [:]) == nil)
        #expect(pick.inputs[1].isDifferentiable == false)
        let beyond = HostArray([Int64(3), 0])
        #expect(
            complaint {
                _ = try pick.graph(for: [HostArray([Float](repeating: 0, count: 6), shape: [2, 3]), beyond], [:])
            }
                == "f.yaml:6:26: position 3 is outside axis 1 of 'x', shape [2, 3]")
        #expect(
            complaint { _ = try pick.graph(for: [HostArray([true]), beyond], [:]) }
                == "f.yaml:6:14: input 'x' holds real values, not logical ones")
    }

    @Test(
        "Mistakes in what files say of inputs and outputs have their place",
        arguments: [
            ("column: [2, 0] }", "column: [3, 0] }", "7:11: 3 is outside the domain of 'column', from 0 to 2"),
            ("column: [2, 0] }", "column: [1, 0] }", "7:11: 1 is outside the domain of 'column', from 0 to 2"),
            ("column: [2, 0] }", "column: [0.5, 0] }", "7:49: '0.5' is not an integer of 64 bits"),
            ("dtype: int64", "dtype: float32", "5:35: inputs are floating-point unless they say int64 or bool"),
            (
                "x: {}", "x: { except: [0] }",
                "5:24: only values of int64 can be left out of a domain one by one, and NaN: 'except: [nan]'"
            ),
            (
                "except: [1]", "differentiable: true",
                "5:89: there are no gradients with respect to values of int64"
            ),
            ("kind: exact", "kind: relation", "3:7: an operation of kind relation needs its 'relation'"),
            (
                "kind: exact", "kind: given draws",
                "9:43: 'exact' is for operations of kind exact"
            ),
            (
                "nonfinite: moved", "outputs: { z: {} }",
                "4:12: the definition assigns no output 'z'"
            ),
            (
                "nonfinite: moved", "outputs: { y: { updates: state } }",
                "4:26: there is no input 'state' to update"
            ),
            (
                "nonfinite: moved", "relation: [{ holds: y == y }]",
                "4:11: a 'relation' decides for operations of kind relation only; elsewhere write 'invariants'"
            ),
            (
                "nonfinite: moved", "kinks: [{ when: x == 0, input: column, gradient: dy }]",
                "4:32: 'column' is no input with a gradient"
            ),
            (
                "nonfinite: moved", "attributes: { m: { type: choice } }",
                "4:26: an attribute of type choice, and no other, lists its words: 'of: [...]'"
            ),
            (
                "shapes: [{ x: [5, 4]", "shapes: [{ x: [5, 0]",
                "8:10: there is no value for 'column': its domain is empty"
            ),
        ])
    func mistakes(_ old: String, _ new: String, _ message: String) {
        #expect(complaint(about: pick.replacing(old, with: new)) == "f.yaml:" + message)
    }

    @Test("A list of tensors has as many members as a call brings, and so have lists of outputs")
    func lists() throws {
        let weave = try specification(
            """
            operation: weave
            summary: Columns as rows.
            kind: exact
            nonfinite: moved
            inputs: { parts: { variadic: true }, last: {} }
            definition: rows = unbind(concatenate([stack(parts, 1), unsqueeze(last, 1)], 1), 0)
            anchors: [{ parts: [[1, 2], [3, 4]], last: [5, 6] }]
            shapes: [{ parts: [[4]], last: [4] }]
            budgets: { default: { float32: { forward: exact } } }
            """)
        #expect(weave.arguments(count: 3)?.map(\.name) == ["parts[0]", "parts[1]", "last"])
        #expect(weave.arguments(count: 0) == nil)
        let graph = try weave.graph(for: weave.anchors[0].inputs, [:])
        #expect(graph.outputNames == ["rows[0]", "rows[1]"])
        #expect(graph.outputs.map { graph.nodes[$0!].shape } == [[3], [3]])
        #expect(weave.output(named: "rows[1]").name == "rows")
    }

    @Test("Words and sizes choose a branch before anything is computed")
    func branches() throws {
        let reduce = try specification(
            """
            operation: reduceAll
            summary: A sum or a mean.
            inputs: { x: {} }
            attributes: { how: { type: choice, of: [sum, mean, none], default: mean }, scale: { type: real, default: 2 } }
            definition: |
              let total = sum(x, 0)
              y = where(how == "none", x, where(how == "mean" and scale > 1, total / size(x, 0), total))
            shapes: [{ x: [4] }, { x: [4], how: none }]
            budgets: { default: { float32: { forward: 1 ulp } } }
            """)
        func shape(_ attributes: Attributes) throws -> Shape {
            let graph = try reduce.graph(shapes: [[4]], attributes: attributes)
            return graph.nodes[graph.outputs[0]!].shape
        }
        #expect(try shape([:]) == [1])
        #expect(try shape(["how": .text("none")]) == [4])
        #expect(throws: ValueError.self) { try reduce.attributeValues(["how": "median"]) }
        #expect(try reduce.attributeValues(["scale": "-inf"])["scale"] == .real(-.infinity))
    }
}
