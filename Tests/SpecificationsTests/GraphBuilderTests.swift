import Testing
import Values

@testable import Specifications

@Suite struct GraphBuilderTests {
    /// The graph of a definition over inputs `a` and `b`.
    private func graph(
        _ text: String, _ a: Shape = [2, 3], _ b: Shape = [3], _ attributes: Attributes = [:]
    ) throws -> ExpressionGraph {
        let definition = try Definition(
            parsing: SourceText(text), inputs: ["a", "b"], attributes: Array(attributes.keys))
        var builder = GraphBuilder()
        let inputs = FormulaScope.Names(tensors: ["a": builder.addInput(shape: a), "b": builder.addInput(shape: b)])
        let assigned = try builder.append(definition, inputs: inputs, attributes: attributes)
        for output in definition.outputs { builder.addOutput(assigned.tensors[output.name]!) }
        return builder.graph.pruned()
    }

    private func outputShape(
        _ text: String, _ a: Shape = [2, 3], _ b: Shape = [3], _ attributes: Attributes = [:]
    ) throws -> Shape {
        let graph = try graph(text, a, b, attributes)
        return graph.nodes[graph.outputs[0]!].shape
    }

    /// Where each output element of a definition that only moves elements of `a` comes from.
    private func sources(
        _ text: String, _ a: Shape, _ attributes: Attributes = [:]
    ) throws -> [Int?] {
        let graph = try graph(text, a, [], attributes)
        let output = graph.nodes[graph.outputs[0]!]
        guard output.operation == .elementwise(.identity) else {
            return (0..<output.shape.elementCount).map { $0 }
        }
        return (0..<output.shape.elementCount).map { output.operands[0].map[$0] }
    }

    private static let shapes: [(String, [Int])] = [
        ("y = a + b", [2, 3]),
        ("y = sum(a, 0)", [1, 3]),
        ("y = sum(a, [0, -1])", [1, 1]),
        ("y = squeeze(sum(a, -1), -1)", [2]),
        ("y = sum(a)", []),
        ("y = sum(a * b) / count(a) + product(b)", []),
        ("y = broadcast(max(a), [count(b), count(a)])", [3, 6]),
        ("y = unsqueeze(a, [0, 2])", [1, 2, 1, 3]),
        ("y = unsqueeze(b, -1)", [3, 1]),
        ("y = broadcast(b, [4, 2, 3])", [4, 2, 3]),
        ("y = reshape(a, [3, 2])", [3, 2]),
        ("y = transpose(a)", [3, 2]),
        ("y = a[1, 2]", []),
        ("y = sum(k: b[k] * b[k])", []),
        ("y[i, j] = b[i] * b[j]", [3, 3]),
        ("y[i] = sum(k: a[i, k] * b[k])", [2]),
        ("y[..., j] = a[..., j]", [2, 3]),
        ("y[i] = i * a[0, i]", [3]),
        ("y = 1", []),
        ("y = a * sum(k: b[k])", [2, 3]),
        ("y[i < 2 * size(b, 0) - 1] = padded(b[i - 1], 0)", [5]),
        ("y[i < size(a, 0) // 2, j < 7 % 4] = a[i, j]", [1, 3]),
        ("y[i < 3] = sum(p < 2: padded(b[i + p], 0))", [3]),
        ("y = moveaxis(a, 0, -1)", [3, 2]),
        ("y = tile(a, [2, 1])", [4, 3]),
        ("y = concatenate([a, a], 1)", [2, 6]),
        ("y = stack([b, b], -1)", [3, 2]),
        ("y = reshape(a, [-1])", [6]),
        ("y = broadcast(b, extents(a))", [2, 3]),
        ("y = where(rank(a) == 2, sum(a, 0), a)", [1, 3]),
        ("y = product(a, 1)", [2, 1]),
    ]

    @Test(arguments: shapes)
    func shapesFollowTheFormula(_ text: String, _ expected: [Int]) throws {
        #expect(try outputShape(text).extents == expected)
    }

    @Test func structuralFunctionsMoveElements() throws {
        #expect(try sources("y = transpose(a)", [2, 3]) == [0, 3, 1, 4, 2, 5])
        #expect(try sources("y = permute(a, [2, 0, 1])", [1, 2, 3]) == [0, 3, 1, 4, 2, 5])
        #expect(try sources("y = slice(a, [2], [-2], [2])", [3]) == [2, 0])
        #expect(try sources("y = embed(a, [1], [2], [5])", [2]) == [nil, 0, nil, 1, nil])
        #expect(try sources("y = embed(a, [3], [-1], [4])", [2]) == [nil, nil, 1, 0])
        #expect(try sources("y = transpose(embed(a, [0, 1], [1, 1], [2, 2]))", [1, 1]) == [nil, nil, 0, nil])
        #expect(try sources("y = broadcast(a, [2, 2])", [2, 1]) == [0, 0, 1, 1])
        #expect(try sources("y[j, i] = a[i, j]", [2, 3]) == [0, 3, 1, 4, 2, 5])
        #expect(try sources("y[i] = a[i, i]", [2, 2]) == [0, 3])
        #expect(try sources("y[..., i] = a[i, ...]", [2, 2]) == [0, 2, 1, 3])
        #expect(try sources("y = a[1]", [3]) == [1])
        #expect(try sources("y = reshape(a, [4])", [2, 2]) == [0, 1, 2, 3])
        #expect(try sources("y = slice(a, [0, 0], [1, 1], [0, 2])", [2, 2]) == [])
        #expect(try sources("y[i < 3] = a[2 * i + 1]", [6]) == [1, 3, 5])
        #expect(try sources("y[i < 4] = padded(a[i - 1], 0)", [2]) == [nil, 0, 1, nil])
        #expect(try sources("y[i < 4] = a[(5 - i) % 3]", [3]) == [2, 1, 0, 2])
        #expect(try sources("y[i < 4] = a[i // 2]", [2]) == [0, 0, 1, 1])
        #expect(try sources("y[i < 3] = a[size(a, 0) - 1 - i]", [3]) == [2, 1, 0])
        #expect(try sources("y = tile(a, [2])", [2]) == [0, 1, 0, 1])
        #expect(try sources("y = moveaxis(a, 0, 1)", [2, 3]) == [0, 3, 1, 4, 2, 5])
        #expect(try sources("y[i < 2] = a[start + i]", [5], ["start": .integer(3)]) == [3, 4])
        #expect(try sources("y[i < 2] = a[places[1] - i]", [5], ["places": .integers([0, 4])]) == [4, 3])
    }

    @Test func aFlagAmongTheAttributesChoosesTheBranch() throws {
        let text = "y = where(keep, sum(a, 0), squeeze(sum(a, 0), 0))"
        #expect(try outputShape(text, [2, 3], [], ["keep": .bool(true)]) == [1, 3])
        #expect(try outputShape(text, [2, 3], [], ["keep": .bool(false)]) == [3])
    }

    @Test func whatNoOutputNeedsIsDropped() throws {
        let graph = try graph("let unused = exp(a)\ny = b")
        #expect(graph.nodes.count == 2)
        #expect(graph.inputs == [0, 1])
        #expect(graph.outputs == [1])
    }

    @Test(arguments: [
        ("y = a + transpose(a)", "1:5: shapes [2, 3] and [3, 2] do not broadcast together"),
        ("y[i < 3] = b[i + 1]", "1:14: position 3 is outside axis 0 of 'b', shape [3]"),
        ("y[i < 3] = b[i - 1]", "1:14: position -1 is outside axis 0 of 'b', shape [3]"),
        ("y[i < 3] = b[i // 0]", "1:19: '//' by 0"),
        ("y[i < 3] = b[i % (2 - 2)]", "1:19: '%' by 0"),
        ("y[i < b] = b[i]", "1:7: the bound of an index is made of numbers, attributes and sizes"),
        ("y[i < -1] = b[i]", "1:7: index 'i' runs over -1 elements"),
        (
            "y[i] = b[a]",
            "1:3: the extent of index 'i' cannot be told: no tensor is indexed by it alone; give it a bound, 'i < ...'"
        ),
        (
            "y[i < 2] = b[0 * b[i]]",
            "1:18: an index is made of indices, integers, attributes, sizes and inputs of integers, with + - * // %"
        ),
        ("y[i < 3] = b[i * 2147483647 * 2147483647]", "1:14: the index is too large an integer"),
        ("y = padded(b, 0)", "1:5: 'padded' takes an element of a tensor, such as 'padded(x[i - 1], 0)'"),
        (
            "y = concatenate([a, b], 0)",
            "1:5: 'concatenate' takes tensors that differ along axis 0 alone, got [2, 3] and [3]"
        ),
        ("y = stack([a, b], 0)", "1:5: 'stack' takes tensors of one shape, got [2, 3] and [3]"),
        ("y = a + unbind(a, 0)", "1:9: 'unbind' makes a list of tensors: it stands alone, as in 'y = unbind(x, 0)'"),
        ("y = tile(a, [2])", "1:5: 'tile' of shape [2, 3] needs a count that is not negative for each axis"),
        ("y = reshape(a, [4, -1])", "1:16: shape [2, 3] leaves no extent for -1 beside [4, 1]"),
        ("y = size(a, 2)", "1:13: there is no axis 2 in shape [2, 3]"),
        ("y = \"mean\"", "1:5: a word in quotes can only be compared with an attribute"),
        ("y = transpose(b)", "1:5: 'transpose' needs at least two axes, got shape [3]"),
        ("y = sum(a, 2)", "1:12: there is no axis 2 in shape [2, 3]"),
        ("y = sum(a, [0, -2])", "1:12: axes [0, 0] name one axis twice"),
        ("y = sum(a, b)", "1:12: expected integers: a number, a list, or an attribute that is one"),
        ("y = sum(a, [b])", "1:13: expected an integer or an attribute that is one"),
        ("y = sum(a, 99999999999)", "1:12: expected integers: a number, a list, or an attribute that is one"),
        ("y = squeeze(a, 0)", "1:5: 'squeeze' removes axes of extent 1, but axis 0 of [2, 3] is not"),
        ("y = unsqueeze(a, [0, 0])", "1:18: axes [0, 0] name one axis twice"),
        ("y = unsqueeze(a, 5)", "1:18: there is no axis 5 in shape [1, 1, 1]"),
        ("y = reshape(a, [4])", "1:5: shape [2, 3] cannot be reshaped to [4]"),
        ("y = reshape(a, [-2, -3])", "1:16: a shape has no negative extents, got [-2, -3]"),
        ("y = broadcast(a, [2, 4])", "1:5: shape [2, 3] does not broadcast to [2, 4]"),
        ("y = permute(a, [0])", "1:5: [0] is no permutation of the axes of [2, 3]"),
        ("y = slice(b, [1], [1], [3])", "1:5: the slice leaves axis 0 of shape [3]"),
        ("y = slice(b, [1], [2147483647], [3])", "1:5: the slice leaves axis 0 of shape [3]"),
        (
            "y = slice(b, [0, 0], [1], [3])",
            "1:5: 'slice' of shape [3] needs a start, a step and an extent for each axis"
        ),
        ("y = embed(b, [0], [0], [9])", "1:5: 'embed' needs steps other than 0"),
        ("y = a ^ b", "1:9: the exponent of '^' must be an integer that is known; 'pow(x, y)' takes any"),
        ("y = a ^ 0.5", "1:9: the exponent of '^' must be an integer that is known; 'pow(x, y)' takes any"),
        ("y = a < b + (a < b)", "1:9: 'add' takes a number as argument 2"),
        ("y = not a", "1:5: 'not' takes a condition as argument 1"),
        ("y = where(a, a, a)", "1:5: 'where' takes a condition as argument 1"),
        ("y = any(a, 0)", "1:5: 'any' combines conditions"),
        ("y = sum(a < b, 0)", "1:5: 'sum' combines numbers"),
        ("y = any(a)", "1:5: 'any' combines conditions"),
        (
            "y[i] = b[i] / sum(b[i])",
            "1:15: 'sum' of all elements cannot stand among indices; bind some, as in 'sum(k: ...)'"
        ),
        (
            "y = where(signbit(a + a), 1, 0)",
            "1:11: 'signbit' takes an input: the sign of a zero is no property of a real number"
        ),
        ("y = [1, 2]", "1:5: a list can only stand where axes or a shape are expected"),
        ("y[i] = a[i]", "1:8: 'a' has shape [2, 3], which 1 index does not fit"),
        ("y[i] = a[i, i]", "1:13: index 'i' runs over 2 elements elsewhere, but over 3 here: 'a' has shape [2, 3]"),
        ("y[i] = b[i] * a", "1:15: tensor 'a' needs indices here, such as 'a[..., i]'"),
        (
            "y[i, j] = b[i]",
            "1:6: the extent of index 'j' cannot be told: no tensor is indexed by it alone; give it a bound, 'j < ...'"
        ),
        (
            "y = sum(k: 1)",
            "1:9: the extent of index 'k' cannot be told: no tensor is indexed by it alone; give it a bound, 'k < ...'"
        ),
        ("y = b[3]", "1:5: position 3 is outside axis 0 of 'b', shape [3]"),
        ("y = a[..., 0]", "1:5: '...' stands for axes on the right, but there is none on the left: y[..., i] = ..."),
        ("y[i] = a[..., i]", "1:8: '...' stands for axes on the right, but there is none on the left: y[..., i] = ..."),
        (
            "y = broadcast(1, [5000, 5000])",
            "1:18: a tensor of shape [5000, 5000] has too many elements; the most is 16777216"
        ),
    ])
    func whatDoesNotFitIsNamedWhereItStands(_ text: String, _ message: String) throws {
        #expect(complaint { _ = try graph(text) } == "<formula>:" + message)
    }

    @Test func axesUnderAnEllipsisBroadcastAcrossTensors() throws {
        // `...` stands for [2] in one place and for no axis in the other.
        #expect(try outputShape("y[..., i] = a[..., i] * b[i, ...]") == [2, 3])
    }

    @Test func tensorsThatNobodyCouldHoldAreRefused() {
        #expect(
            complaint { _ = try graph("y = a + b", [5000, 1], [5000]) }
                == "<formula>:1:5: a tensor of shape [5000, 5000] has too many elements; the most is 16777216")
        #expect(
            complaint { _ = try graph("y[i, j] = sum(k: a[i, k] * b[k, j])", [300, 300], [300, 300]) }
                == "<formula>:1:15: a tensor of shape [300, 300, 300] has too many elements; the most is 16777216")
        #expect(!Shape([0, 1 << 31, 1 << 31, 1 << 31]).isBuildable)
        #expect(Shape([0, 1 << 24]).isBuildable)
        #expect(!Shape([.max, .max]).isBuildable)
    }

    @Test func attributesThatAreNoNumbersCannotBeUsedAsNumbers() {
        #expect(
            complaint { _ = try graph("y = a * axes", [2, 3], [3], ["axes": .integers([0])]) }
                == "<formula>:1:9: attribute 'axes' is not a number")
        #expect(throws: Never.self) { try graph("y = a * axis", [2, 3], [3], ["axis": .integer(2)]) }
    }
}
