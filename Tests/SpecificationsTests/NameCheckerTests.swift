import Testing

@testable import Specifications

@Suite struct NameCheckerTests {
    private func check(_ text: String) -> String? {
        complaint { _ = try Definition(parsing: SourceText(text), inputs: ["x", "weights"], attributes: ["axis"]) }
    }

    @Test(arguments: [
        "y = exp(x - max(x, axis))",
        "let a = x\ny = a * pi",
        "y[..., i] = sum(k: x[..., i, k] * weights[k])",
        "y = x[0]",
        "y = sum(k: x[k] * k)",
        "y[i] = sum(k: x[i, k]) + max(k: x[i, k])",
    ])
    func definitionsWithKnownNamesPass(_ text: String) { #expect(check(text) == nil) }

    @Test(arguments: [
        ("y = expp(x)", "1:5: unknown function 'expp'; did you mean 'exp'?"),
        ("y = frobnicate(x)", "1:5: unknown function 'frobnicate'"),
        ("y = wieghts", "1:5: unknown name 'wieghts'; did you mean 'weights'?"),
        ("y = exp", "1:5: function 'exp' is used without its arguments"),
        ("y = z\nlet z = x", "1:5: unknown name 'z'"),
        ("y = exp(x, x)", "1:5: 'exp' takes 1 argument, got 2"),
        ("y = sum()", "1:5: 'sum' takes 1 or 2 arguments, got 0"),
        ("y = sum(x, axis, 0)", "1:5: 'sum' takes 1 or 2 arguments, got 3"),
        ("y = size(x)", "1:5: 'size' takes 2 arguments, got 1"),
        ("y = where(x, x)", "1:5: 'where' takes 3 arguments, got 2"),
        ("y = transpose(x, axis)", "1:5: 'transpose' takes 1 argument, got 2"),
        ("y = count(x, 0, 0)", "1:5: 'count' takes 1 or 2 arguments, got 3"),
        ("y[i] = x[i, k]", "1:13: unknown index 'k'; bind it on the left side or in a reduction such as 'sum(k: ...)'"),
        (
            "y = sum(k: x[k]) + x[k]",
            "1:22: unknown index 'k'; bind it on the left side or in a reduction such as 'sum(k: ...)'"
        ),
        ("y[i] = weigths[i]", "1:8: unknown tensor 'weigths'; did you mean 'weights'?"),
        ("y[i] = axes[i]", "1:8: unknown tensor 'axes'; did you mean 'axis'?"),
        ("y = exp(k: x[k])", "1:5: 'exp' cannot bind indices; reductions can: sum, product, max, min, any, all"),
        ("x = 1", "1:1: 'x' is an input or attribute and cannot be assigned"),
        ("let axis = 1", "1:1: 'axis' is an input or attribute and cannot be assigned"),
        ("let pi = 3\ny = pi", "1:1: 'pi' is a word of the definition language and cannot be assigned"),
        ("sum = x", "1:1: 'sum' is a word of the definition language and cannot be assigned"),
        ("y = x\ny = x", "2:1: 'y' is assigned twice"),
        ("let y = x", "1:1: the definition assigns no output; write, for example, 'y = ...'"),
        ("", "1:1: the definition assigns no output; write, for example, 'y = ...'"),
        ("y[i, i] = x[i, i]", "1:6: index 'i' is bound twice"),
        ("y[i] = sum(i: x[i, i])", "1:12: index 'i' is bound twice"),
        ("y = sum(k, k: x[k])", "1:12: index 'k' is bound twice"),
        ("y[x] = weights[x]", "1:3: 'x' has another meaning already and cannot be an index"),
        ("y[pi] = weights[pi]", "1:3: 'pi' has another meaning already and cannot be an index"),
        ("y[i, ...] = x[..., i]", "1:6: '...' comes first on the left side"),
        ("y[0] = x[0]", "1:3: expected the name of an index, found '0'"),
    ])
    func everyMistakeIsNamedWhereItStands(_ text: String, _ message: String) {
        #expect(check(text) == "<formula>:" + message)
    }
}
