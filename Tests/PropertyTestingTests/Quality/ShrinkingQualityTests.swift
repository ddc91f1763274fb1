import Testing
import Values

@testable import PropertyTesting

/// What failures are simplified to, exactly, from twenty starts each. A start is a seed: what is found first differs, what
/// it ends at must not.
@Suite("Shrinking ends at one simplest input")
struct ShrinkingQualityTests {
    /// The simplest inputs from 20 seeds, as text, without repetition.
    private func simplest<Value>(
        _ generator: Generator<Value>, cases: Int = 1000, goal: PropertySettings.Goal = .simplest,
        fails: @Sendable (Value) -> Bool
    ) -> Set<String> {
        Set(
            (0..<20).map { start in
                var settings = PropertySettings()
                settings.seed = "start \(start)"
                settings.cases = cases
                let report = runProperty("shrinking", generator, settings) { Measure(holds: !fails($0)) }
                let failure = report.failures.first
                return failure.map { $0.simplest.input.map(\.text).joined(separator: ", ") } ?? "not found"
            })
    }

    private func text(_ value: Float) -> Set<String> { [value.fullText] }

    @Test("A subnormal is 2^-127")
    func subnormal() {
        #expect(simplest(.float32) { $0.isSubnormal } == text(0x1p-127))
    }

    @Test("A number beyond 2^24 with an odd significand is 2^24 + 2")
    func oddSignificand() {
        #expect(simplest(.float32) { $0.isFinite && $0 > 0x1p24 && $0.bitPattern & 1 == 1 } == text(16_777_218))
    }

    @Test("A number within a thousandth of 1, and within a millionth, is found and is just above 1")
    func nearOne() {
        #expect(simplest(.float32) { $0 != 1 && ($0 - 1).magnitude < 1e-3 } == text(0x1.004p+0))
        #expect(simplest(.float32) { $0 != 1 && ($0 - 1).magnitude < 1e-6 } == text(0x1.00001p+0))
    }

    @Test("The shortest fraction of an interval that has no integer")
    func interval() {
        let answers = simplest(.float32(80...100, anchors: [88.72284])) { $0 > 88.722 && $0 < 88.7229 }
        #expect(answers == text(0x1.62e4p+6))
        #expect(simplest(.float32) { $0 > 0.1 && $0 < 0.2 } == text(0.125))
    }

    @Test("Thresholds are found exactly")
    func thresholds() {
        #expect(simplest(.float32) { $0 > 1000 } == text(1001))
        #expect(simplest(.float32) { $0 < -1000 } == text(-1001))
        #expect(simplest(.float32) { $0 >= 1e30 }.count == 1)
        #expect(simplest(.float64) { $0 > 0x1p60 } == [(0x1p60 as Double).nextUp.fullText])
        #expect(simplest(.integer(in: Int.min...Int.max)) { (x: Int) in x > 12_345 } == ["12346"])
        #expect(simplest(.integer(in: -1000...1000)) { (x: Int) in x < -77 } == ["-78"])
    }

    @Test("The ends of the line of float64 are in reach")
    func farFloat64() {
        #expect(simplest(.float64) { $0 < -1e300 }.count == 1)
        let report = runProperty("far", .float64) { Measure(holds: !($0 < -1e300)) }
        #expect(
            report.failures.first?.frontiers.map(\.lastGood) == [
                "-0x1.7e43c8800759cp+996 (-1.0000000000000001e+300, 0xFE37E43C8800759C)"
            ])
    }

    @Test("Special values keep what makes them fail")
    func specials() {
        #expect(simplest(.float32) { $0.isNaN } == text(.nan))
        #expect(simplest(.float32) { $0.isSignalingNaN } == text(Float(bitPattern: 0x7F80_0001)))
        #expect(simplest(.float32) { $0.isNaN && $0.bitPattern & 0xFF == 3 } == text(Float(bitPattern: 0x7FC0_0003)))
        #expect(simplest(.float32) { $0.isNaN && $0.sign == .minus } == text(Float(bitPattern: 0xFFC0_0000)))
        #expect(simplest(.float32) { $0 == 0 && $0.sign == .minus } == text(-0.0))
        #expect(simplest(.float32) { $0.isInfinite } == text(.infinity))
        #expect(simplest(.float32) { $0 == -.infinity } == text(-.infinity))
    }

    @Test("Lists keep the elements that matter, in order")
    func lists() {
        let numbers = Generator.array(of: Generator<Int>.integer(in: -1000...1000), count: 0...20)
        #expect(simplest(numbers) { $0.contains { $0 > 10 } } == ["[11]"])
        #expect(simplest(numbers) { $0.count >= 4 } == ["[0, 0, 0, 0]"])
        #expect(simplest(numbers) { $0.reduce(0, +) > 100 } == ["[101]"])
        #expect(simplest(numbers) { Set($0).count < $0.count } == ["[0, 0]"])
        #expect(simplest(numbers) { $0 != $0.sorted() } == ["[0, -1]"])
        let nested = Generator.array(of: numbers, count: 0...8)
        #expect(simplest(nested) { $0.flatMap { $0 }.count >= 3 } == ["[[0, 0, 0]]"])
        #expect(simplest(nested) { $0.filter { !$0.isEmpty }.count >= 2 } == ["[[0], [0]]"])
    }

    @Test("Sums move into one number")
    func sums() {
        #expect(
            simplest(.zip(.integer(in: 0...10_000), .integer(in: 0...10_000))) { (x: Int, y: Int) in x + y > 1000 }
                == ["0, 1001"])
        #expect(
            simplest(.zip(.float32(0...1e6), .float32(0...1e6))) { x, y in x + y > 1000 } == [
                "\(Float(0).fullText), \(Float(1001).fullText)"
            ])
    }

    @Test("Equal numbers are simplified together")
    func duplicates() {
        let both = simplest(.zip(.float32, .float32)) { x, y in x == y && x > 5 }
        #expect(both == ["\(Float(6).fullText), \(Float(6).fullText)"])
    }

    @Test("Broadcast shapes are as small as the failure allows")
    func broadcastShapes() {
        let ranks = simplest(.broadcastableShapes(2)) { shapes in shapes.shapes[0] != shapes.shapes[1] }
        #expect(ranks.count == 1)
        let stretched = simplest(.broadcastableShapes(2, ranks: 0...3)) { shapes in
            shapes.shapes.contains { $0 != shapes.result && $0.rank == 2 }
        }
        #expect(stretched.count == 1, "\(stretched)")
    }

    @Test("Trees become their smallest failing subtrees")
    func trees() {
        indirect enum Tree: Sendable, CustomStringConvertible {
            case leaf(Int)
            case node(Tree, Tree)
            var depth: Int { if case .node(let l, let r) = self { 1 + max(l.depth, r.depth) } else { 0 } }
            var sum: Int {
                switch self {
                case .leaf(let n): n;
                case .node(let l, let r): l.sum + r.sum
                }
            }
            var description: String {
                switch self {
                case .leaf(let n): "\(n)";
                case .node(let l, let r): "(\(l) \(r))"
                }
            }
        }
        let leaf = Generator<Int>.integer(in: 0...100).map { Tree.leaf($0) }
        let trees = Generator<Tree>.recursive(leaf, depth: 5) { inner in
            Generator.zip(inner, inner).map { Tree.node($0.0, $0.1) }
        }
        #expect(simplest(trees) { $0.depth >= 1 } == ["(0 0)"])
        #expect(simplest(trees) { $0.sum > 50 } == ["51"])
    }

    @Test("A tensor becomes the element that matters")
    func tensors() {
        let tensors = Generator<HostArray>.tensor(shape: .shape(ranks: 1...3, extents: 1...5))
        let nan = simplest(tensors) { $0.float32!.contains { $0.isNaN } }
        #expect(nan == [HostArray([Float.nan], shape: [1]).inputDescription])
        let two = simplest(tensors) { array in array.float32!.filter { $0 > 2 }.count >= 2 }
        #expect(two == [HostArray([Float(3), 3], shape: [2]).inputDescription])
    }

    @Test("A matrix product of 3x5 and 5x7 becomes one dot product")
    func matrixProduct() {
        // A product that loses the fourth term of every sum.
        let answers = simplest(.matrixProduct(extents: 1...7, .float32(-100...100))) { left, right in
            let (rows, depth, columns) = (left.shape[0], left.shape[1], right.shape[1])
            for row in 0..<rows {
                for column in 0..<columns {
                    guard depth > 3 else { continue }
                    let lost = left.float32![row * depth + 3] * right.float32![3 * columns + column]
                    if lost != 0 { return true }
                }
            }
            return false
        }
        #expect(
            answers == [
                [HostArray([Float(0), 0, 0, 1], shape: [1, 4]), HostArray([Float(0), 0, 0, 1], shape: [4, 1])]
                    .map(\.inputDescription).joined(separator: ", ")
            ])
    }
}
