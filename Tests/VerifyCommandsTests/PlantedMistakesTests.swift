import Foundation
import Subjects
import Synchronization
import TensorEngine
import Testing
import Values
import Verification

/// One mistake at a time goes into the engine; the command must end with status 1 and say what is wrong and where.
@Suite("Mistakes planted in kernels are caught")
struct PlantedKernelMistakesTests {
    @Test("Nothing is found where nothing is planted")
    func noMistake() async throws {
        let run = try await PlantedRun(of: "exp", EngineSubject(.exp))
        #expect(run.status == 0)
        #expect(run.findings == "")
        #expect(run.kinds.isEmpty)
    }

    @Test("A result that is one ulp off on a single input is named with its bits")
    func oneUlp() async throws {
        let wrong = Operation.exp.changing { x, y in x.bitPattern == 0x3F80_0000 ? y.nextUp : y }
        let run = try await PlantedRun(of: "exp", EngineSubject(wrong))
        #expect(run.status == 1)
        #expect(
            run.findings.hasPrefix(
                "exp: over budget: y[2] is 2.71828198 (0x402DF855), expected 2.7182818284590452, off by 0.6538 ulp, "
                    + "at x = [0 (0x00000000), -0 (0x80000000), 1 (0x3F800000), -1 (0xBF800000)]\n"
                    + "    verify replay exp/anchor-1"), "\(run.findings)")
        #expect(run.kinds == [.forward])
    }

    @Test("One number that becomes NaN is of the wrong class")
    func oneNaN() async throws {
        let wrong = Operation.exp.changing { x, y in x == -1 ? .nan : y }
        let run = try await PlantedRun(of: "exp", EngineSubject(wrong))
        #expect(run.status == 1)
        #expect(run.findings.contains("exp: wrong class: y[3] is nan (0x7FC00000), expected 0.36787944117144232"))
        #expect(run.findings.contains("-1 (0xBF800000)"))
    }

    @Test("Silent mistakes are shown beside NaN, and the largest error with the case that has it")
    func silentBesideNaN() async throws {
        let wrong = Operation.exp.changing { x, y in x > 80 ? .nan : x > 10 && x < 20 ? y * 1.001 : y }
        let run = try await PlantedRun(of: "exp", EngineSubject(wrong), cases: 8)
        let found = try #require(run.implementation("exp"))
        let shown = found.findings.compactMap(\.element)
        #expect(shown.contains { $0.verdict == .wrongClass } && shown.contains { $0.isSilentlyWrong })
        let largest = try #require(found.worst.first { $0.check == "forward" && $0.verdict == .overBudget })
        #expect(largest.ulpsHigh == found.forward.maximumULP && found.forward.maximumULP! > 8000)
        #expect(found.worst.contains { $0.verdict == .wrongClass })
        #expect(found.forward.worstReplay == largest.replay)
    }

    @Test("An infinity that comes one float too early is over budget, one far too early of the wrong class")
    func earlyOverflow() async throws {
        let last = Float(bitPattern: 0x42B1_7217)
        let edge = Operation.exp.changing { x, y in x >= last ? .infinity : y }
        let run = try await PlantedRun(of: "exp", EngineSubject(edge))
        #expect(run.status == 1)
        #expect(run.findings.contains("exp: wrong class: y[0] is inf (0x7F800000)"))
        #expect(run.findings.contains("88.7228317 (0x42B17217)"))
    }

    @Test("Results that are flushed to zero are seen where they should have been subnormal")
    func flushedResults() async throws {
        let wrong = Operation.exp.changing { _, y in y.isSubnormal ? 0 : y }
        let run = try await PlantedRun(of: "exp", EngineSubject(wrong))
        #expect(run.status == 1)
        #expect(
            run.findings.contains(
                "exp: silently wrong (wrong class): y[1] is 0 (0x00000000), expected 1.1754907056089184e-38"))
        #expect(run.findings.contains("-87.3365479 (0xC2AEAC50)"))
        let frontiers = run.implementation("exp")!.frontiers.filter { $0.direction == "forward" }
        #expect(frontiers.contains { $0.classBefore == "normal" && $0.classAfter == "zero" && !$0.isInherent })
    }

    @Test("Arithmetic that treats subnormal numbers as zero is seen by its sums and recorded of the subject")
    func flushingAdd() async throws {
        @Sendable func flushed(_ tensor: Tensor) -> Tensor {
            Tensor(tensor.hostArray.float32!.map { $0.isSubnormal ? 0 : $0 }, shape: tensor.shape)
        }
        for (flushesInputs, flushesOutputs) in [(true, false), (false, true)] {
            let wrong = Operation.add.computing { inputs, attributes in
                let outputs = Operation.add.kernel(flushesInputs ? inputs.map(flushed) : inputs, attributes)
                return flushesOutputs ? outputs.map(flushed) : outputs
            }
            let run = try await PlantedRun(of: "add", EngineSubject(wrong))
            #expect(run.status == 1)
            #expect(!run.record.subject.keepsSubnormals)
            #expect(run.findings.contains("add: wrong class: y"))
        }
        let right = try await PlantedRun(of: "add", EngineSubject(.add))
        #expect(right.status == 0)
        #expect(right.record.subject.keepsSubnormals)
    }

    @Test("A sum of negative zeros that loses its sign breaks a row of the special-value table")
    func lostSign() async throws {
        let wrong = Operation.add.changing { _, y in y == 0 ? 0 : y }
        let run = try await PlantedRun(of: "add", EngineSubject(wrong))
        #expect(run.status == 1)
        #expect(run.findings.contains("add: wrong class: y[0] is 0 (0x00000000), expected -0"))
        #expect(run.findings.contains("-0 (0x80000000)"))
    }

    @Test("A maximum that skips NaN makes softmax swallow it")
    func swallowedNaN() async throws {
        let specs = try TemporaryFolder.specsWithSmallProbes()
        let wrong = Operation.softmax.computing { inputs, attributes in
            let clean = inputs[0].hostArray.float32!.map { $0.isNaN ? -Float.infinity : $0 }
            return Operation.softmax.kernel([Tensor(clean, shape: inputs[0].shape)], attributes)
        }
        let run = try await PlantedRun(of: "softmax", EngineSubject(wrong), specs: specs.path)
        #expect(run.status == 1)
        #expect(run.findings.contains(/softmax: wrong class: .* expected nan, at x = .*nan \(0x7FC00000\)/))
    }

    @Test("An infinity that is taken for the largest number is seen")
    func clampedInfinity() async throws {
        let wrong = Operation.exp.changing { x, y in x == .infinity ? .greatestFiniteMagnitude : y }
        let run = try await PlantedRun(of: "exp", EngineSubject(wrong))
        #expect(run.status == 1)
        #expect(run.findings.contains(/exp: wrong class: .*0x7F7FFFFF\), expected inf, .*inf \(0x7F800000\)/))
    }

    @Test("Softmax along the first axis instead of the last is seen")
    func softmaxAxis() async throws {
        let specs = try TemporaryFolder.specsWithSmallProbes()
        let wrong = Operation.softmax.computing { inputs, _ in
            Operation.softmax.kernel(inputs, ["axis": .integer(0)])
        }
        let run = try await PlantedRun(of: "softmax", EngineSubject(wrong), specs: specs.path)
        #expect(run.status == 1)
        #expect(run.findings.contains(/softmax: .*: y\[\d+,\d+\] is .*\(0x[0-9A-F]{8}\)/))
        #expect(run.kinds.contains(.forward))
    }

    @Test("A running float32 sum is over its budget where small terms vanish")
    func runningSum() async throws {
        let wrong = Operation.sum.computing { inputs, attributes in
            let right = Operation.sum.kernel(inputs, attributes)[0]
            guard right.rank == 0 else { return [right] }
            return [Tensor([inputs[0].hostArray.float32!.reduce(0, +)], shape: [])]
        }
        let run = try await PlantedRun(of: "sum", EngineSubject(wrong))
        #expect(run.status == 1)
        #expect(run.findings.contains("sum: over budget: y[] is 16777216 (0x4B800000), expected 16777220"))
    }

    @Test("A vector loop that spoils its tail is seen", arguments: [("exp", 48), ("log", 48), ("negate", 8)])
    func tail(name: String, longerThan length: Int) async throws {
        let wrong = OperationTable.standard.operation(named: name)!.computing { inputs, attributes in
            let y = OperationTable.standard.operation(named: name)!.kernel(inputs, attributes)[0]
            guard y.elementCount > length else { return [y] }
            var elements = y.hostArray.float32!
            elements[elements.count - 1] = elements[elements.count - 2]
            return [Tensor(elements, shape: y.shape)]
        }
        let run = try await PlantedRun(of: name, EngineSubject(wrong))
        #expect(run.status == 1)
        #expect(run.findings.contains("\(name): "))
    }

    @Test("A kernel whose last bit comes and goes does not repeat")
    func nonDeterministic() async throws {
        let calls = Mutex(0)
        let wrong = Operation.exp.changing { _, y in
            let isOdd = calls.withLock {
                $0 += 1; return $0 % 2 == 1
            }
            return isOdd && y.isNormal ? y.nextUp : y
        }
        let run = try await PlantedRun(of: "exp", EngineSubject(wrong))
        #expect(run.status == 1)
        #expect(run.kinds.contains(.nonDeterministic))
        #expect(run.findings.contains("exp: the same inputs gave other outputs when run again, at x = ["))
        #expect(run.implementation("exp")!.determinism.differing > 0)
    }

    @Test("A kernel that repeats for small inputs only is seen")
    func nonDeterministicWhenLarge() async throws {
        let calls = Mutex(0)
        let subject = ChangedSubject(changeOutputs: { question, outputs in
            guard question.implementation == "matmul", outputs[0].count > 60 else { return outputs }
            var elements = outputs[0].float32!
            let isOdd = calls.withLock {
                $0 += 1; return $0 % 2 == 1
            }
            if isOdd { elements[0] = elements[0].nextUp }
            return [HostArray(elements, shape: outputs[0].shape)]
        })
        let run = try await PlantedRun(of: "matmul", subject)
        #expect(run.status == 1)
        #expect(run.findings.contains("matmul: the same inputs gave other outputs when run again"))
    }
}
