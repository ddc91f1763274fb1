import GradientChecking
import Synchronization
import TensorEngine
import Testing

/// Kinks, vacuity, determinism, instability, and what captures cannot see.
@Suite struct VerdictTests {
    // MARK: Kinks

    @Test func `relu, abs and ties of max are judged by subgradients`() throws {
        #expect(try gradientReport(of: { relu($0) }, at: [0, 1, -1]).verdict == .kink)
        #expect(try gradientReport(of: { abs($0) }, at: [0, 1, -1]).verdict == .kink)
        #expect(try gradientReport(of: { $0.max(.all) }, at: [2, 2, 1, 2]).verdict == .kink)
        #expect(try gradientReport(of: { maximum($0, $1) }, at: [1, 2], [1, 3]).verdict == .kink)
        #expect(try gradientReport(of: { clamp($0, lower: 0, upper: 1) }, at: [0, 1, 0.5]).verdict == .kink)
    }

    /// The derivative of the logistic loss at logit 0 is 1/2 - z. Written with max and abs, two kinks meet there.
    @Test func `the logistic loss at logit 0 is judged by its true derivative`() throws {
        let z: Tensor = [0.25, 1, 0]
        let x: Tensor = [0, 1, 0]
        let right = try gradientReport(of: { maximum($0, 0) - $0 * z + log1p(exp(-abs($0))) }, at: x)
        #expect(right.verdict == .correct, "\(right)")
        let wrong = try gradientReport(of: { relu($0) - $0 * z + log1p(exp(-abs($0))) }, at: x)
        #expect(wrong.verdict == .wrongFormula)
        #expect(wrong.description.contains("but the function is smooth there in that direction"))
        #expect(
            wrong.description.contains("conventions at the kinks")
                || wrong.description.contains("each convention at the kinks of relu, abs"))
        #expect(try gradientReport(of: { softplus($0) - $0 * z }, at: x).verdict == .correct)
    }

    @Test func `conventions that cancel are no derivative`() throws {
        let report = try gradientReport(of: { relu($0) - relu(-$0) }, at: [0, 1, -1])
        #expect(report.verdict == .wrongFormula)
        #expect(report.findings.first?.index == [0])
    }

    @Test func `a slope outside of the one-sided derivatives fails, at the kink alone`() throws {
        let wrong = Operation.relu.variant(
            named: "relu.wrong",
            derivative: { call in
                let x = call.inputs[0]
                let beyond = Tensor(scalar: 1.25, dtype: .float32)
                return [call.cotangent * select(where: x .== 0, beyond, (x .> 0).cast(to: .float32))]
            })
        #expect(try gradientReport(of: { wrong($0) }, at: [1, -1]).verdict == .correct)
        let report = try gradientReport(of: { wrong($0) }, at: [1, -1, 0])
        #expect(report.verdict == .wrongFormula)
        #expect(report.description.contains("outside of the one-sided derivatives"))
    }

    @Test func `equal maxima cannot both take everything`() throws {
        let greedy = Operation.max.variant(
            named: "max.greedy",
            derivative: { call in
                let wins = call.inputs[0] .== call.outputs[0]
                return [select(where: wins, call.cotangent, Tensor(scalar: 0, dtype: .float32))]
            })
        let attributes: Attributes = ["axes": .integers([0]), "keepingDimensions": .bool(false)]
        let report = try gradientReport(of: { apply(greedy, $0, attributes) }, at: [[2, 1, 2]])
        #expect(report.verdict == .wrongFormula)
        #expect(report.description.contains("the 2 elements of the gradient that belong together sum to"))
        #expect(try gradientReport(of: { apply(greedy, $0, attributes) }, at: [[2, 1, 3]]).isPass)
    }

    @Test func `the norm of nothing has a subgradient, and NaN is none`() throws {
        let right = try gradientReport(of: { $0.norm(axes: [1]) }, at: [[0, 0], [3, 4]])
        #expect(right.isPass, "\(right)")
        #expect(right.extent.undefined > 0)
        #expect(
            right.notes.contains(
                "some elements of gradients have no derivative to be compared with (poles, edges of the domain)"))
        let naive = try gradientReport(of: { sqrt(square($0).sum(axis: 1)) }, at: [[0, 0], [3, 4]])
        #expect(naive.verdict == .unstableFormula)
        #expect(naive.description.contains("is NaN, where the function has a value and one-sided derivatives"))
        let nothing = try gradientReport(of: { $0.norm(axes: [0]) }, at: [0, 0])
        #expect(
            nothing.description.hasPrefix("vacuous: the function has no derivative at any element of these arguments"))
    }

    @Test func `where many pieces meet, slopes of each operation are what they may be`() throws {
        // With all units at their kinks the gradient is 0, which is that of a piece that random directions hardly find.
        let w = numbers(4, 12, seed: 121)
        let layer = try gradientReport(of: { softmax(relu(matmul($0, w))) }, at: Tensor.zeros([3, 4]))
        #expect(layer.verdict == .kink, "\(layer)")
        // With two pieces there is no doubt: slopes are 3 and 1, and 0 is neither, nor between.
        let two = try gradientReport(of: { 3 * relu($0) - relu(-$0) }, at: [0, 1, -1])
        #expect(two.verdict == .wrongFormula)
        let steep = Operation.relu.variant(
            named: "relu.steep",
            derivative: { call in
                [call.cotangent * select(where: call.inputs[0] .>= 0, Tensor(scalar: 1.5, dtype: .float32), 0)]
            })
        let wrong = try gradientReport(of: { softmax(steep(matmul($0, w))) }, at: Tensor.zeros([3, 4]))
        #expect(wrong.findings.first?.operation == "relu.steep", "\(wrong)")
    }

    // MARK: Vacuity

    @Test func `a locally constant function is vacuous`() throws {
        for function in [floor, sign, { relu($0 - 10) }] as [@Sendable (Tensor) -> Tensor] {
            let report = try gradientReport(of: { function($0) }, at: [0.5, 1.5])
            #expect(report.verdict == .vacuous)
            #expect(report.description.contains("identically zero"))
        }
        let unused = try gradientReport(of: { a, b in a * a }, at: [1, 2], [3, 4])
        #expect(unused.verdict == .vacuous)
        #expect(unused.findings.map(\.input) == [1])
        let comparison = try gradientReport(of: { $0 .> 0 }, at: [1, 2])
        #expect(comparison.description == "vacuous: the results are bool[2], and have no derivatives")
    }

    /// In exact arithmetic their gradients cancel to nothing; in any other they leave dust.
    static let constants: [(name: String, function: @Sendable (Tensor) -> Tensor)] = [
        ("sum of softmax", { softmax($0).sum(.all) }), ("sums of softmax", { softmax($0).sum(axis: -1) }),
        ("sin^2 + cos^2", { square(sin($0)) + square(cos($0)) }), ("x / x", { $0 / $0 }),
        ("log(exp(x)) - x", { log(exp($0)) - $0 }), ("normalised", { ($0 / $0.sum(.all)).sum(.all) }),
        ("exp(log softmax)", { exp(logSoftmax($0)).sum(.all) }),
        ("deviations", { ($0 - $0.mean(.all)).sum(.all) }),
        ("steps", { floor($0) }), ("x - x", { $0 - $0 }),
    ]

    @Test(arguments: constants.indices)
    func `a function that is constant as a whole is vacuous`(number: Int) throws {
        for order in 1...2 {
            let report = try gradientReport(
                of: Self.constants[number].function, at: [[1, 2.5, 3], [3, 1.25, 2]],
                options: GradientCheckOptions(order: order))
            #expect(report.verdict == .vacuous, "\(Self.constants[number].name): \(report)")
            #expect(!report.isPass)
            #expect(report.extent.kinks == 0)
            #expect(report.extent.directions == 1 || order == 2, "\(report.unseen)")
        }
    }

    @Test func `one argument without effect is vacuous beside others, however it cancels`() throws {
        let report = try gradientReport(
            of: { x, y in softmax(x).sum(.all) + y * y }, at: [1, 2, 3], Tensor(scalar: 2, dtype: .float32))
        #expect(report.verdict == .vacuous)
        #expect(report.findings.map(\.input) == [0])
        // A small gradient is one.
        for scale in [1e-20, 1e-30, 1e-38] {
            let small = try gradientReport(of: { softmax($0).sum(.all) + $0 * scale }, at: [1, 2, 3])
            #expect(small.verdict == .correct || small.verdict == .unstableFormula, "\(small)")
        }
        // A wrong backward pass that shows in no element is not excused by what it multiplies.
        let scaled = Operation.softmax.changing("softmax.scaled") { 1.5 * $0 }
        #expect(try gradientReport(of: { scaled($0).sum(.all) }, at: [1, 2, 3]).verdict == .vacuous)
    }

    // MARK: Saturation

    @Test func `smooth functions are correct where they saturate, not at a kink`() throws {
        for x in [[1000, 0, -1000], [100, 0, 1], [5, 5, 5], [0, -800, -90]] as [Tensor] {
            for function in [{ softmax($0) }, { logSoftmax($0) }, { sigmoid($0) }, { tanh($0) }, { softplus($0) }]
                as [@Sendable (Tensor) -> Tensor]
            {
                let report = try gradientReport(of: { function($0) }, at: x)
                #expect(report.verdict == .correct, "\(x): \(report)")
                #expect(report.extent.kinks == 0)
            }
        }
        let rows = try gradientReport(of: { logSoftmax($0) }, at: [[1000, 0, -1000], [80, -80, 3]])
        #expect(rows.verdict == .correct, "\(rows)")
    }

    @Test func `a wrong derivative is blamed where it is too small for any float`() throws {
        let wrong = Operation.softmax.changing("softmax.scaled") { 1.5 * $0 }
        for x in [[1000, 0, -1000], [60, 0, -60], [300, 0, -300]] as [Tensor] {
            let report = try gradientReport(of: { wrong($0) }, at: x)
            #expect(report.verdict == .wrongFormula)
            let finding = try #require(report.findings.first)
            #expect(finding.operation == "softmax.scaled", "\(report)")
            #expect(!finding.message.contains("at a kink"))
        }
        let tiny = try gradientReport(of: { wrong($0) }, at: [1000, 0, -1000]).description
        #expect(tiny.contains(/d\(argument 1\)\[\d\] is -?\d.\d+e-43\d, should be -?\d.\d+e-43\d/), "\(tiny)")
    }

    // MARK: Behind kinks

    @Test func `a wrong derivative behind a kink is found, and named`() throws {
        let wrong = Operation.sin.changing("sin.wrong") { 1.3 * $0 }
        let zeros = Tensor.zeros([3])
        let report = try gradientReport(of: { wrong(relu($0) + $0) }, at: zeros)
        #expect(report.verdict == .wrongFormula)
        let finding = try #require(report.findings.first)
        #expect(finding.operation == "sin.wrong")
        #expect(
            finding.message.hasPrefix(
                """
                wrong formula: the gradient lies between the one-sided derivatives at a kink, but a derivative on its way is wrong
                  the derivative of sin.wrong (call 3, of float32[3]) is wrong
                  alone: the derivative of sin.wrong at 0 (0x0p+0, 0x00000000) is 1.29999995232, should be 1
                """), "\(report)")
        let flipped = Operation.sin.changing("sin.flipped") { -$0 }
        #expect(try gradientReport(of: { flipped(abs($0) + 0.5 * $0) }, at: zeros).verdict == .wrongFormula)
        // Before a kink as well as behind it, and at one element of many.
        #expect(try gradientReport(of: { x in relu(flipped(x)) }, at: zeros).verdict == .wrongFormula)
        #expect(try gradientReport(of: { sin(relu($0) + $0) }, at: zeros).verdict == .kink)
        #expect(try gradientReport(of: { relu(sin($0)) * exp(abs($0)) }, at: [0, 1, 2]).verdict == .kink)
    }

    @Test func `a branch that was never taken is noted`() throws {
        let report = try gradientReport(of: { relu($0) * 2 }, at: [1, 2, 3])
        #expect(report.verdict == .correct)
        #expect(report.notes == ["branch never taken: the negative side of relu (call 1 of the function)"])
        #expect(try gradientReport(of: { relu($0) }, at: [1, -2]).notes.isEmpty)
    }

    // MARK: Determinism

    @Test func `a hidden random draw is non-deterministic`() throws {
        let calls = Mutex(0)
        let report = try gradientReport(
            of: { x in
                let noise = calls.withLock { count in
                    count += 1
                    return 1 + 0.01 * Double(count)
                }
                return x * noise
            }, at: [1, 2])
        #expect(report.verdict == .nonDeterministic)
        #expect(report.description.contains("3 runs on the same arguments gave 3 different answers: result 1[0] was"))
    }

    @Test func `a function that changes later on is non-deterministic, whatever else is found`() throws {
        for runs in [4, 5, 6] {
            let calls = Mutex(0)
            let report = try gradientReport(
                of: { x in
                    let count = calls.withLock { count in
                        count += 1
                        return count
                    }
                    return count > runs ? x * 1.5 : x * 2
                }, at: [1, 2])
            #expect(report.verdict == .nonDeterministic, "\(report)")
            #expect(
                report.description.hasPrefix(
                    "non-deterministic: the function gives the same answer in a row, but not after more runs on the same "
                        + "arguments: result 1[0] was 2 (0x1p+1, 0x40000000), then 1.5"))
            #expect(report.findings.count == 1)
        }
    }

    @Test func `a gradient alone can be non-deterministic`() throws {
        let calls = Mutex(0)
        let noisy = Operation.exp.variant(
            named: "exp.noisy",
            derivative: { call in
                let noise = calls.withLock { count in
                    count += 1
                    return 1 + 0.01 * Double(count)
                }
                return [expGradient(call.inputs[0], call.cotangent) * noise]
            })
        let report = try gradientReport(of: { noisy($0) }, at: [1, 2])
        #expect(report.verdict == .nonDeterministic)
        #expect(report.description.contains("gradient 1[0] was"))
    }

    // MARK: Instability

    @Test func `right formulas that float32 does not compute are unstable, and the operation is named`() throws {
        let overflow = try gradientReport(of: { 1 / (1 + exp(-$0)) }, at: [-89, 1, 2])
        #expect(overflow.verdict == .unstableFormula)
        #expect(overflow.findings.first?.operation == "exp")
        #expect(
            overflow.description.contains(
                "blame exp (call 2): float32[3] element [0] is inf, exactly it is 4.489612819"))
        let underflow = try gradientReport(of: { log(softmax($0)) }, at: [0, -104, 2])
        #expect(underflow.verdict == .unstableFormula)
        // Within the bound of its own roundings, but far from what the function's condition allows.
        let cancellation = try gradientReport(of: { sin($0) / $0 }, at: [1e-4, 1, 2])
        #expect(cancellation.verdict == .unstableFormula)
        #expect(cancellation.findings.first?.index == [0])
        #expect(try gradientReport(of: { sin($0) / $0 }, at: [1, 2]).verdict == .correct)
        #expect(try gradientReport(of: { sinc($0) }, at: [1e-4, 1, 2]).verdict == .correct)
    }

    @Test func `sums that cancel are the numbers' fault, not the formula's`() throws {
        // 1e4 - 1e4 + 1: the derivative with respect to b is a sum that cancels.
        let a: Tensor = [[1e4, 1, -1e4]]
        let report = try gradientReport(of: { matmul(a, $0) * matmul(a, $0) }, at: [[1.5], [1], [1.500001]])
        #expect(report.isPass, "\(report)")
    }

    @Test func `a kernel beyond its budget is unstable though the formula is right`() throws {
        let sloppy = Operation.exp.variant(
            named: "exp.sloppy", kernel: { inputs, _ in [exp(inputs[0]) * (1 + 1e-4)] })
        let report = try gradientReport(of: { square(sloppy($0)) }, at: [0.5, 1])
        #expect(report.verdict == .unstableFormula)
        #expect(report.findings.first?.operation == "exp")
    }

    // MARK: What captures cannot see

    private static func squared(factor: Double) -> @Sendable (Tensor) -> Tensor {
        { x in
            withDerivative([x], of: { [square($0[0])] }) { call in
                let x = call.inputs[0]
                return [(x[0].item() > 0 ? factor : 2) * x * call.cotangent]
            }[0]
        }
    }

    @Test func `a custom derivative with a host branch is certified for this path only, and checked by differences`()
        throws
    {
        let x: Tensor = [1, 2, -3]
        let right = try gradientReport(of: Self.squared(factor: 2), at: x)
        #expect(right.verdict == .certifiedForThisPathOnly)
        #expect(right.isPass)
        #expect(right.unseen == ["item() of a float32[] tensor"])
        #expect(try #require(right.power?.differences) < 0.01)
        #expect(right.extent.directions > 0)
        #expect(right.description.hasPrefix("certified for this path only: "))
        #expect(right.description.contains("by finite differences; unseen: item() of a float32[] tensor"))
        let wrong = try gradientReport(of: Self.squared(factor: 2.02), at: x)
        #expect(wrong.verdict == .wrongFormula)
    }

    @Test func `numbers from the host are checked by differences alone`() throws {
        func f(_ x: Tensor, factor: Float) -> Tensor {
            withDerivative([x], of: { [square($0[0])] }) { call in
                let slopes = call.inputs[0].hostArray.float32!.map { factor * $0 }
                return [call.cotangent * Tensor(slopes, shape: call.inputs[0].shape)]
            }[0]
        }
        #expect(try gradientReport(of: { f($0, factor: 2) }, at: [1, 2, -3]).verdict == .finiteDifferencesOnly)
        let wrong = try gradientReport(of: { f($0, factor: 2.02) }, at: [1, 2, -3])
        #expect(wrong.verdict == .wrongFormula)
        #expect(wrong.description.contains("but finite differences of the function itself give"))
        // Nothing flows back through the host.
        let lost = try gradientReport(of: { $0 * Tensor(exp($0).hostArray) }, at: [1, 2, -3])
        #expect(lost.verdict == .wrongFormula)
    }

    @Test func `differences of what cancels are noise, and no derivative`() throws {
        // The sum is 1 to within rounding, which finite differences see; its derivative comes from the host, and is right.
        let report = try gradientReport(
            of: { x in
                withDerivative([x], of: { [square(sin($0[0])) + square(cos($0[0])) - 1] }) { call in
                    let zeros = call.inputs[0].hostArray.float32!.map { _ in Float(0) }
                    return [call.cotangent * Tensor(zeros, shape: call.inputs[0].shape)]
                }[0]
            }, at: [[1, 2.5, 3], [3, 1.25, 2]])
        #expect(!report.findings.contains { $0.verdict == .wrongFormula }, "\(report)")
    }

    @Test func `a kernel in foreign arithmetic is checked by differences alone`() throws {
        func cube(_ factor: Double) -> TensorEngine.Operation {
            Operation(name: "cube", shapeRule: Operation.sameFloatType) { inputs, _ in
                [Tensor(inputs[0].hostArray.float32!.map { $0 * $0 * $0 }, shape: inputs[0].shape)]
            } derivative: { call in
                [factor * square(call.inputs[0]) * call.cotangent]
            }
        }
        let right = try gradientReport(of: { cube(3)($0) }, at: [1, 2, -3])
        #expect(right.verdict == .finiteDifferencesOnly, "\(right)")
        #expect(
            right.summary.contains(/^right by finite differences only: \d+ directions; would have caught/), "\(right)")
        #expect(right.unseen.contains("cube has no specification, and its kernel is not made of engine operations"))
        #expect(try gradientReport(of: { cube(3.03)($0) }, at: [1, 2, -3]).verdict == .wrongFormula)
        #expect(try gradientReport(of: { cube(3.003)($0) }, at: [1, 2, -3]).verdict == .wrongFormula)
    }

    @Test func `an operation without a specification is judged by its kernel, if that is made of engine operations`()
        throws
    {
        func double(_ factor: Double) -> TensorEngine.Operation {
            Operation(name: "double", shapeRule: Operation.sameType) { inputs, _ in
                [inputs[0] + inputs[0]]
            } derivative: { call in
                [factor * call.cotangent]
            }
        }
        #expect(try gradientReport(of: { exp(double(2)($0)) }, at: [1, 2]).verdict == .correct)
        let wrong = try gradientReport(of: { exp(double(2.001)($0)) }, at: [1, 2])
        #expect(wrong.verdict == .wrongFormula)
        #expect(wrong.findings.first?.operation == "double")
    }
}
