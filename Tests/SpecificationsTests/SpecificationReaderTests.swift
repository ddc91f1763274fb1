import Testing
import Values

@testable import Specifications

@Suite struct SpecificationReaderTests {
    // MARK: What is read

    @Test func aSmallSpecificationIsRead() throws {
        let text = spec(
            inputs: "inputs: { x: { domain: [-1, .inf], differentiable: false, meaning: the number } }",
            adding: """
                attributes: { axis: { type: axis, default: -1 } }
                names: { onnx: { operator: Double, opset: 1 }, aten: aten::double, array-api: ~ }
                specials: [{ when: isnan(x), then: nan, because: nothing else fits }, { when: x == 0, then: -0 }]
                anchors: [{ x: [[1, bits:7F800001], [-0, 0x1.8p+3]], note: mixed }]
                probes: [{ name: many, inputs: { x: "repeat(t, n)" }, sizes: [2, 9], observe: 1 }]
                implementations: { double.naive: { fails: [forward], because: it halves, machineDependent: true } }
                """)
        let read = try Specification(parsing: text, file: "f.yaml")
        #expect(read.operation == "double")
        #expect(read.kind == .real)
        #expect(read.inputs[0].domain == -1...Double.infinity)
        #expect(!read.inputs[0].isDifferentiable)
        #expect(read.attributes[0].defaultValue == .integer(-1))
        #expect(read.names.map(\.name) == ["Double", "aten::double"])
        #expect(read.names[0].opset == 1)
        #expect(read.specials.map(\.value) == [.nan, .zero(negative: true)])
        #expect(read.specials[0].text == "isnan(x) → nan")
        let anchor = try #require(read.anchors.first?.inputs.first)
        #expect(anchor.shape == [2, 2])
        #expect(anchor.float32?.map(\.bitPattern) == [0x3F80_0000, 0x7F80_0001, 0x8000_0000, 0x4140_0000])
        #expect(read.anchors[0].attributes == ["axis": .integer(-1)])
        #expect(read.probes[0].sizes == [2, 9])
        #expect(read.probes[0].observed == 1)
        #expect(read.implementations[0].expectedFailures == [.forward])
        #expect(read.implementations[0].isMachineDependent)
        #expect(read.budgets(for: "double", of: "anyone", .float32)?.forward.limit(terms: 1) == 1)
        #expect(read.budgets(for: "double", of: "anyone", .float64) == nil)
    }

    // MARK: Mistakes

    /// The parts of `spec()` stand on lines 1 to 7: operation, summary, kind, inputs, definition, shapes, budgets.
    struct Mistake: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let text: String
        let message: String

        init(_ what: String, _ text: String, _ message: String) {
            testDescription = what
            self.text = text
            self.message = "f.yaml:" + message
        }
    }

    static let structure = [
        Mistake("an empty file", "", "1:1: the file is empty"),
        Mistake("a file of comments", "# nothing\n", "1:1: the file is empty"),
        Mistake("a list", "- a", "1:1: a specification must be a mapping of names to values"),
        Mistake("two documents", spec() + "\n---\na: 1", "9:1: but found another document"),
        Mistake("unbalanced brackets", spec(shapes: "shapes: [{ x: [3 }]"), "6:18: did not find expected ',' or ']'"),
        Mistake("a tab as indentation", "operation:\n\tx: 1", "2:1: found character that cannot start any token"),
        Mistake("a control character", "operation: \u{1}", "1:12: control characters are not allowed"),
        Mistake(
            "an unknown key", spec(adding: "defnition: y"),
            "8:1: unknown key 'defnition' in a specification; did you mean 'definition'?"),
        Mistake("a key given twice", spec(adding: "kind: real"), "8:1: key 'kind' is given twice"),
        Mistake(
            "a key given twice in braces",
            spec(inputs: "inputs: { x: { meaning: a, domain: [0, 1], meaning: \"b, meaning: c\" } }"),
            "4:44: key 'meaning' is given twice"),
        Mistake(
            "a key given twice, once in quotes", spec(inputs: "inputs: { on: {}, 'on': {} }"),
            "4:19: key 'on' is given twice"),
        Mistake(
            "a deeper key given twice", "inputs:\n  x:\n    meaning: a\n  x:\n    meaning: b\n",
            "4:3: key 'x' is given twice"),
        Mistake("no operation", spec(operation: ""), "2:1: the key 'operation' is missing"),
        Mistake("no definition", spec(definition: ""), "1:1: the key 'definition' is missing"),
        Mistake("no budgets", spec(budgets: ""), "1:1: the key 'budgets' is missing"),
        Mistake(
            "a blank summary", spec().replacing("Twice the number.", with: ""),
            "2:9: the summary must be a word or text"),
        Mistake(
            "a name in capitals", spec(operation: "operation: Double"),
            "1:12: an operation's name is a lower-case letter, then letters, digits or underscores; got 'Double'"),
        Mistake(
            "an unknown kind", spec(kind: "kind: reel"),
            "3:7: kind must be one of real, exact, relation, given draws; got 'reel'; did you mean 'real'?"),
        Mistake("nothing to verify", spec(shapes: ""), "1:1: there is nothing to verify without anchors or shapes"),
        Mistake(
            "an unknown catalogue", spec(adding: "names: { onxx: Double }"),
            "8:10: unknown catalogue 'onxx'; did you mean 'onnx'?"),
        Mistake(
            "an ONNX name without opset", spec(adding: "names: { onnx: { operator: Double } }"),
            "8:16: an ONNX name has an operator and an opset"),
    ]

    static let inputsAndAttributes = [
        Mistake("no inputs", spec(inputs: "inputs: {}"), "4:9: an operation has at least one input"),
        Mistake(
            "an input called like a function", spec(inputs: "inputs: { exp: {} }"),
            "4:11: 'exp' has another meaning already and cannot be the name of an input"),
        Mistake(
            "an input called like a key of anchors", spec(inputs: "inputs: { note: {} }"),
            "4:11: 'note' has another meaning already and cannot be the name of an input"),
        Mistake(
            "an input that no formula can name", spec(inputs: "inputs: { left side: {} }"),
            "4:11: the name of an input is made of letters, digits and '_', got 'left side'"),
        Mistake(
            "a domain of one number", spec(inputs: "inputs: { x: { domain: [1] } }"),
            "4:24: a domain is two numbers, the smaller first, for inputs of numbers"),
        Mistake(
            "a domain upside down", spec(inputs: "inputs: { x: { domain: [1, 0] } }"),
            "4:24: a domain is two numbers, the smaller first"),
        Mistake(
            "a flag that is none", spec(inputs: "inputs: { x: { differentiable: maybe } }"),
            "4:32: differentiable must be true or false, got 'maybe'"),
        Mistake(
            "an attribute called like an input", spec(adding: "attributes: { x: { type: axis } }"),
            "8:15: 'x' is an input already"),
        Mistake(
            "an attribute without type", spec(adding: "attributes: { axis: { default: 1 } }"),
            "8:21: an attribute needs a type"),
        Mistake(
            "an unknown type", spec(adding: "attributes: { axis: { type: axes_ } }"),
            "8:29: an attribute's type must be one of axis, axes, integer, integers, real, shape, bool, dtype, choice; got 'axes_'; did you mean 'axes'?"
        ),
        Mistake(
            "an axis that is text", spec(adding: "attributes: { axis: { type: axis, default: last } }"),
            "8:44: attribute 'axis' must be an integer of at most 32 bits, got 'last'"),
        Mistake(
            "an axis beyond all integers",
            spec(adding: "attributes: { axis: { type: axis, default: -9223372036854775808 } }"),
            "8:44: attribute 'axis' must be an integer of at most 32 bits, got '-9223372036854775808'"),
        Mistake(
            "a dtype that is none", spec(adding: "attributes: { to: { type: dtype, default: float23 } }"),
            "8:43: attribute 'to' must be one of float32, float64, int64, bool; got 'float23'; did you mean 'float32'?"),
        Mistake(
            "a value of an unknown attribute", spec(shapes: "shapes: [{ x: [3], axes: [0] }]"),
            "6:20: unknown key 'axes' in a tuple of shapes"),
        Mistake(
            "no value for an attribute", spec(adding: "attributes: { axis: { type: axis } }"),
            "6:10: attribute 'axis' is missing and has no default"),
    ]

    static let cases = [
        Mistake(
            "an anchor outside the domain",
            spec(inputs: "inputs: { x: { domain: [0, inf] } }", adding: "anchors:\n  - { x: [1, -2.5] }"),
            "9:10: -2.5 is outside the domain of 'x'"),
        Mistake(
            "an anchor that lacks an input", spec(adding: "anchors:\n  - { note: nothing }"),
            "9:5: the anchor lacks input 'x'"),
        Mistake(
            "an anchor with a misspelt key", spec(adding: "anchors:\n  - { x: 1, nite: one }"),
            "9:13: unknown key 'nite' in an anchor; did you mean 'note'?"),
        Mistake(
            "a ragged anchor", spec(adding: "anchors:\n  - { x: [[1], [2, 3]] }"),
            "9:10: the rows of a tensor must have equal lengths"),
        Mistake(
            "an anchor with a word", spec(adding: "anchors:\n  - { x: [one] }"),
            "9:11: 'one' is not a number; write decimals, 0x1.8p+3, bits:42B17217, inf or nan"),
        Mistake("a shape that lacks an input", spec(shapes: "shapes: [{}]"), "6:10: the shape of input 'x' is missing"),
        Mistake("a negative extent", spec(shapes: "shapes: [{ x: [-1] }]"), "6:15: a shape has no negative extents"),
        Mistake(
            "a shape beyond all memory", spec(shapes: "shapes: [{ x: [1000000, 1000000] }]"),
            "6:15: a tensor of shape [1000000, 1000000] has too many elements; the most is 16777216"),
        Mistake(
            "a shape that overflows", spec(shapes: "shapes: [{ x: [0, 2147483647, 2147483647, 2147483647] }]"),
            "6:15: a tensor of shape [0, 2147483647, 2147483647, 2147483647] has too many elements; the most is 16777216"
        ),
        Mistake(
            "shapes that do not broadcast",
            spec(
                inputs: "inputs: { x: {}, z: {} }", definition: "definition: y = x * z",
                shapes: "shapes:\n  - { x: [3], z: [4] }"),
            "7:5: the tuple of shapes does not fit the formula at f.yaml:5:17: shapes [3] and [4] do not broadcast together"
        ),
        Mistake(
            "an anchor that does not fit",
            spec(definition: "definition: y = x * transpose(x)", shapes: "", adding: "anchors: [{ x: [1, 2] }]"),
            "8:11: the anchor does not fit the formula at f.yaml:5:21: 'transpose' needs at least two axes, got shape [2]"
        ),
        Mistake("a probe without inputs", spec(adding: "probes: [{ name: p }]"), "8:10: a probe has a name and inputs"),
        Mistake(
            "a probe that lacks an input", spec(adding: "probes: [{ name: p, inputs: {} }]"),
            "8:29: the probe lacks input 'x'"),
        Mistake(
            "a probe without a free float", spec(adding: "probes: [{ name: p, inputs: { x: [1] } }]"),
            "8:29: no input of the probe contains 't'"),
        Mistake(
            "a repetition without sizes", spec(adding: "probes: [{ name: p, inputs: { x: 'repeat(t, n)' } }]"),
            "8:10: 'repeat(t, n)' needs 'sizes: [...]'"),
        Mistake(
            "sizes without a repetition", spec(adding: "probes: [{ name: p, inputs: { x: t }, sizes: [1] }]"),
            "8:46: sizes are for inputs written 'repeat(t, n)'"),
        Mistake(
            "no sizes", spec(adding: "probes: [{ name: p, inputs: { x: 'repeat(t, n)' }, sizes: [] }]"),
            "8:59: sizes are one or more numbers from 1 to 16777216"),
        Mistake(
            "a size of zero", spec(adding: "probes: [{ name: p, inputs: { x: 'repeat(t, n)' }, sizes: [0] }]"),
            "8:59: sizes are one or more numbers from 1 to 16777216"),
        Mistake(
            "an observed element that is not there",
            spec(adding: "probes: [{ name: p, inputs: { x: [t] }, observe: 1 }]"),
            "8:10: the probe observes element 1, but the output has shape [1]"),
        Mistake(
            "a negative observed element", spec(adding: "probes: [{ name: p, inputs: { x: [t] }, observe: -1 }]"),
            "8:50: elements of the output are counted from 0"),
    ]

    static let rules = [
        Mistake(
            "a special case without value", spec(adding: "specials: [{ when: isnan(x) }]"),
            "8:12: a special case has a condition, 'when', and a value, 'then'"),
        Mistake(
            "an unknown special value", spec(adding: "specials: [{ when: isnan(x), then: one }]"),
            "8:36: a special value is nan, inf, -inf, 0, +0, -0 or limit; got 'one'"),
        Mistake(
            "a condition that is a number", spec(adding: "specials: [{ when: x, then: nan }]"),
            "6:10: the tuple of shapes does not fit the formula at f.yaml:8:20: a special case's condition must be true or false, not a number"
        ),
        Mistake(
            "a condition of another shape", spec(adding: "specials: [{ when: \"unsqueeze(x, 1) == x\", then: nan }]"),
            "6:10: the tuple of shapes does not fit the formula at f.yaml:8:21: the formula has shape [3, 3], which does not broadcast to the output's [3]"
        ),
        Mistake(
            "an unknown name in a condition", spec(adding: "specials: [{ when: isnan(z), then: nan }]"),
            "8:26: unknown name 'z'"),
        Mistake(
            "a scale that is a condition", spec(adding: "scale: x > 0"),
            "6:10: the tuple of shapes does not fit the formula at f.yaml:8:8: the formula must be a number, not a condition"
        ),
        Mistake(
            "an output that is a condition",
            spec(definition: "definition: y = x > 0", adding: "outputs: { y: { dtype: int64 } }"),
            "6:10: the tuple of shapes does not fit the formula at f.yaml:5:13: output 'y' is a condition, not int64"
        ),
        Mistake(
            "a formula without limit", spec(adding: "specials: [{ when: x == 0, then: 0, formula: x }]"),
            "8:46: a formula goes with 'then: limit'"),
        Mistake(
            "a limit that does not fit", spec(adding: "specials: [{ when: x == 0, then: limit, formula: x > 0 }]"),
            "6:10: the tuple of shapes does not fit the formula at f.yaml:8:50: "
                + "the formula must be a number, not a condition"),
        Mistake(
            "a law of something else", spec(adding: "probes: [{ name: p, inputs: { x: t }, law: log(m) }]"),
            "8:48: unknown name 'm'"),
        Mistake(
            "a law that is a condition", spec(adding: "probes: [{ name: p, inputs: { x: t }, law: n > 1 }]"),
            "8:44: a law must be one number"),
        Mistake(
            "an unknown rule", spec(adding: "nonfinite: move"),
            "8:12: nonfinite must be one of listed, moved; got 'move'; did you mean 'moved'?"),
        Mistake(
            "a failure without reason", spec(adding: "implementations: { double.naive: { fails: [forward] } }"),
            "8:34: an expected failure needs its reason: 'because: ...'"),
        Mistake(
            "a failure with a blank reason",
            spec(adding: "implementations: { double.naive: { fails: [forward], because: } }"),
            "8:63: the reason must be a word or text"),
        Mistake(
            "an unknown check", spec(adding: "implementations: { double.naive: { fails: [backward], because: x } }"),
            "8:44: an expected failure must be one of forward, gradient, formula; got 'backward'"),
        Mistake(
            "an implementation of another operation", spec(adding: "implementations: { triple.naive: {} }"),
            "8:20: an implementation of double is called 'double' or 'double.variant'"),
        Mistake(
            "an implementation without variant", spec(adding: "implementations: { double.: {} }"),
            "8:20: an implementation of double is called 'double' or 'double.variant'"),
        Mistake(
            "no default budget", spec(budgets: "budgets: { engine: { float32: { forward: 1 ulp } } }"),
            "7:10: the budgets need a 'default' for float32"),
        Mistake(
            "a budget for a bad dtype", spec(budgets: "budgets: { default: { flot32: { forward: 1 ulp } } }"),
            "7:23: a dtype must be one of float32, float64, int64, bool; got 'flot32'; did you mean 'float32'?"),
        Mistake(
            "a budget of what does not round", spec(budgets: "budgets: { default: { int64: { forward: 1 ulp } } }"),
            "7:41: values of int64 do not round; write 'exact'"),
        Mistake(
            "a gradient budget alone", spec(budgets: "budgets: { default: { float32: { gradient: 1 ulp } } }"),
            "7:32: a budget needs 'forward'"),
        Mistake(
            "a budget that is none", spec(budgets: "budgets: { default: { float32: { forward: 1 ulps } } }"),
            "7:43: a budget is a limit and its metric, such as '1 ulp', '2 omega' or 'exact'; got '1 ulps'"),
        Mistake(
            "a mistake within a budget", spec(budgets: "budgets: { default: { float32: { forward: 1 + m ulp } } }"),
            "7:47: a budget's limit is made of numbers, n, + - * /, sqrt and log2"),
        Mistake(
            "omega without scale", spec(budgets: "budgets: { default: { float32: { forward: 2 omega } } }"),
            "7:43: a budget in omega needs the specification's 'scale'"),
        Mistake(
            "an exact kind with ulps", spec(kind: "kind: exact"),
            "7:43: the outputs of an operation of kind exact are judged bit for bit; write 'exact'"),
        Mistake(
            "a real kind judged exactly", spec(budgets: "budgets: { default: { float32: { forward: exact } } }"),
            "7:43: 'exact' is for operations of kind exact"),
    ]

    @Test(arguments: structure + inputsAndAttributes + cases + rules)
    func everyMistakeIsNamedWhereItStands(_ mistake: Mistake) {
        #expect(complaint(about: mistake.text) == mistake.message)
    }

    // MARK: Places within formulas

    static let formulas = [
        Mistake(
            "a plain formula", spec(definition: "definition: y = expp(x)"),
            "5:17: unknown function 'expp'; did you mean 'exp'?"),
        Mistake(
            "a plain formula over two lines", spec(definition: "definition: y = (x\n    + expp(x))"),
            "6:7: unknown function 'expp'; did you mean 'exp'?"),
        Mistake(
            "a plain formula on its own line", spec(definition: "definition:\n\n    y = expp(x)"),
            "7:9: unknown function 'expp'; did you mean 'exp'?"),
        Mistake(
            "double quotes", spec(definition: "definition: \"y = expp(x)\""),
            "5:18: unknown function 'expp'; did you mean 'exp'?"),
        Mistake(
            "double quotes with escapes", spec(definition: "definition: \"let\\ta = \\x78\\ny = expp(x)\""),
            "5:33: unknown function 'expp'; did you mean 'exp'?"),
        Mistake(
            "double quotes with a joined line", spec(definition: "definition: \"y = (x + \\\n   expp(x))\""),
            "6:4: unknown function 'expp'; did you mean 'exp'?"),
        Mistake(
            "single quotes", spec(definition: "definition: 'y = expp(x)'"),
            "5:18: unknown function 'expp'; did you mean 'exp'?"),
        Mistake(
            "doubled single quotes", spec(definition: "definition: 'y = ''a'' + x'"), "5:18: unexpected character '''"),
        Mistake(
            "after doubled single quotes", spec(definition: "definition: 'y = expp(x) # it''s'"),
            "5:18: unknown function 'expp'; did you mean 'exp'?"),
        Mistake(
            "a literal block", spec(definition: "definition: |\n  let a = x\n\n  y = a + expp(x)"),
            "8:11: unknown function 'expp'; did you mean 'exp'?"),
        Mistake(
            "a literal block with a header",
            spec(definition: "definition: |2-  # the formula\n\n    let a = x\n    y = a + expp(x)"),
            "8:13: unknown function 'expp'; did you mean 'exp'?"),
        Mistake(
            "a literal block with deeper lines", spec(definition: "definition: |\n  y = (x +\n      expp(x))"),
            "7:7: unknown function 'expp'; did you mean 'exp'?"),
        Mistake(
            "a folded block", spec(definition: "definition: >\n  y = (x +\n  expp(x))"),
            "7:3: unknown function 'expp'; did you mean 'exp'?"),
        Mistake(
            "an unfinished block", spec(definition: "definition: |\n  y = exp(x\n"),
            "6:12: expected ')', found the end of the formula"),
        Mistake(
            "a tagged formula", spec(definition: "definition: !!str y = expp(x)"),
            "5:23: unknown function 'expp'; did you mean 'exp'?"),
        Mistake(
            "a mistake behind other letters", spec(definition: "definition: 'y = x # über\n\n  z = expp(x)'"),
            "7:7: unknown function 'expp'; did you mean 'exp'?"),
        Mistake("no formula", spec(definition: "definition: [y]"), "5:13: the definition must be a formula"),
        Mistake("a blank formula", spec(definition: "definition:"), "5:12: the definition must be a formula"),
        Mistake(
            "an empty formula", spec(definition: "definition: ''"),
            "5:14: the definition assigns no output; write, for example, 'y = ...'"),
    ]

    @Test(arguments: formulas)
    func mistakesInFormulasStandAtTheWordInTheFile(_ mistake: Mistake) {
        #expect(complaint(about: mistake.text) == mistake.message)
        let text = mistake.text.replacing("\n", with: "\r\n")
        #expect(complaint(about: text) == mistake.message, "with line breaks of two characters")
    }

    @Test func aMisspeltFunctionInTheSoftmaxOfTheRepositoryIsFound() throws {
        let file = try #require(try repositorySpecFiles().first { $0.name == "softmax.yaml" })
        let text = file.text.replacing("let e = exp(", with: "let e = expp(")
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("expp") }! + 1
        #expect(
            complaint { _ = try Specification(parsing: text, file: "Specs/softmax.yaml") }
                == "Specs/softmax.yaml:\(line):11: unknown function 'expp'; did you mean 'exp'?")
    }

    // MARK: What holds them together

    @Test func budgetsOfASubjectHoldInPlaceOfTheDefault() throws {
        let read = try Specification(
            parsing: spec(
                budgets: """
                    budgets:
                      default: { float32: { forward: 4 ulp, gradient: 8 ulp }, float64: { forward: 2 ulp } }
                      engine: { float32: { forward: 1 ulp } }
                      double.naive: { float32: { forward: 9 ulp, because: a demonstration } }
                    """), file: "f.yaml")
        #expect(read.budgets(for: "double.naive", of: "engine", .float32)?.forward.text == "9 ulp")
        #expect(read.budgets(for: "double", of: "engine", .float32)?.forward.text == "1 ulp")
        #expect(read.budgets(for: "double", of: "engine", .float32)?.gradient == nil)
        #expect(read.budgets(for: "double", of: "engine", .float64)?.forward.text == "2 ulp")
        #expect(read.budgets(for: "double", of: "torch", .float32)?.gradient?.text == "8 ulp")
    }

    @Test func aClaimAboveTheCeilingsNeedsItsReason() {
        for claim in ["forward: 2 ulp", "forward: 1 ulp, gradient: 5 ulp"] {
            let text = spec(
                budgets: """
                    budgets:
                      default: { float32: { forward: 40 ulp } }
                      engine: { float32: { \(claim) } }
                    """)
            #expect(
                complaint(about: text)
                    == "f.yaml:9:22: a budget above 1 ulp forward or 4 ulp gradient needs its reason: 'because: ...'")
        }
    }
}
