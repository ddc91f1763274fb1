import Testing
import Values

@testable import PropertyTesting

@Suite("Generators")
struct GeneratorTests {
    @Test("Numbers stay in their intervals, of every format, at random and in sweeps")
    func intervals() {
        func holds<Value: Sendable>(_ generator: Generator<Value>, _ isInside: (Value) -> Bool) -> Bool {
            runProperty("inside", generator) { Measure(holds: isInside($0)) }.outcome != .failed
        }
        #expect(holds(.float32(-1...3)) { $0 >= -1 && $0 <= 3 })
        #expect(holds(.float32(0..<1)) { $0 >= 0 && $0 < 1 })
        #expect(holds(.float32(2...)) { $0 >= 2 && $0.isFinite })
        #expect(
            holds(.float32((-1e30 as Float)..., values: [.infinity])) { $0 >= -1e30 && !$0.isSubnormal && !$0.isNaN })
        #expect(holds(.float32(...(-5))) { $0 <= -5 && $0.isFinite })
        #expect(holds(.float32(values: .normal)) { $0.isFinite && !$0.isSubnormal && !($0 == 0 && $0.sign == .minus) })
        #expect(holds(.float64(1e-3...1e3)) { $0 >= 1e-3 && $0 <= 1e3 })
        #expect(
            holds(.float16) {
                $0.isNaN || $0.isInfinite
                    || Float(FloatFormat.float16.value(FloatFormat.float16.bits(nearest: Double($0)))) == $0
            })
        #expect(holds(.float16(0.1...0.2)) { $0 >= 0.1 && $0 <= 0.2 })
        #expect(holds(.bfloat16(0.1...0.2)) { $0 >= 0.1 && $0 <= 0.2 && $0.bitPattern & 0xFFFF == 0 })
        #expect(holds(.integer(in: Int8.min...Int8.max)) { (_: Int8) in true })
        #expect(holds(.integer(in: UInt64(5)...UInt64.max)) { $0 >= 5 })
        #expect(holds(.integer(in: 7...9, toward: 9)) { (n: Int) in (7...9).contains(n) })
    }

    @Test("Special values come with all their bits")
    func specials() {
        let samples = Generator<Float>.float32.samples(20_000)
        #expect(samples.contains { $0.isSignalingNaN })
        #expect(samples.contains { $0.isNaN && $0.bitPattern & 0x3F_FFFF > 1 && $0.sign == .minus })
        #expect(samples.contains { $0 == 0 && $0.sign == .minus })
        #expect(samples.contains { $0.isSubnormal })
        #expect(Generator<Float>.float32(1...2, values: .nan).samples(5_000).contains { $0.isNaN } == true)
    }

    @Test("Combinators make what they say")
    func combinators() {
        let even = Generator<Int>.integer(in: 0...100).filter { $0.isMultiple(of: 2) }
        #expect(even.samples(500).allSatisfy { $0.isMultiple(of: 2) })
        #expect(Set(Generator<Int>.element(of: [3, 5, 8]).samples(100)) == [3, 5, 8])
        #expect(Set(Generator<Int>.oneOf(.constant(1), .integer(in: 5...6)).samples(200)) == [1, 5, 6])
        let dependent = Generator<Int>.integer(in: 1...5).flatMap { n in
            Generator<Int>.integer(in: 0...n).map { ($0, n) }
        }
        #expect(dependent.samples(500).allSatisfy { $0.0 <= $0.1 })
        #expect(Set(Generator<Bool>.bool.optional().samples(200)) == [nil, false, true])
        let lists = Generator<[Bool]>.array(of: .bool, count: 2...5).samples(2000)
        #expect(Set(lists.map(\.count)) == [2, 3, 4, 5])
        let tuple = Generator<(Bool, Bool, Bool, Bool, Bool, Bool)>.tuple(.bool, .bool, .bool, .bool, .bool, .bool)
        #expect(Set(tuple.samples(2000).map { [$0.0, $0.1, $0.2, $0.3, $0.4, $0.5] }).count == 64)
        let custom = Generator { source in
            let low = try source.draw(.float32(0...10))
            return (low, try source.draw(.float32(low...10)))
        }
        #expect(custom.samples(500).allSatisfy { $0.0 <= $0.1 })
    }

    @Test("Shapes have the ranks and extents asked for, zero only on request")
    func shapes() {
        let shapes = Generator<Shape>.shape(ranks: 1...3, extents: 1...4).samples(2000)
        #expect(Set(shapes.map(\.rank)) == [1, 2, 3])
        #expect(Set(shapes.flatMap(\.extents)) == [1, 2, 3, 4])
        #expect(Generator<Shape>.shape(extents: 0...2).samples(500).contains { $0.elementCount == 0 })
    }

    @Test("Broadcastable shapes broadcast to the shape that comes with them")
    func broadcasting() {
        let samples = Generator<BroadcastableShapes>.broadcastableShapes(3, ranks: 0...4, extents: 0...3).samples(3000)
        for sample in samples {
            #expect(sample.shapes.count == 3)
            var result: [Int] = []
            for axis in 1...max(1, sample.shapes.map(\.rank).max()!) {
                let extents = sample.shapes.filter { $0.rank >= axis }.map { $0[$0.rank - axis] }
                guard !extents.isEmpty else { continue }
                let stretched = Set(extents.filter { $0 != 1 })
                #expect(stretched.count <= 1)
                result.insert(stretched.first ?? 1, at: 0)
            }
            #expect(sample.result == Shape(result))
        }
        #expect(
            samples.contains { $0.shapes.contains { shape in shape.extents.contains(1) && shape != samples[0].result } }
        )
    }

    @Test("Operands of matrix products fit")
    func matrixProducts() {
        let samples = Generator<MatrixProductShapes>
            .matrixProductShapes(extents: 1...4, batchRanks: 0...2, allowsVectors: true).samples(2000)
        for sample in samples {
            #expect(sample.left.extents.last == sample.depth)
            #expect(sample.right[max(0, sample.right.rank - 2)] == sample.depth)
        }
        #expect(samples.contains { $0.left.rank == 1 && $0.right.rank == 1 && $0.result == .scalar })
        #expect(samples.contains { $0.result.rank == 4 })
    }

    @Test("Axes, permutations, indices and masks are well-formed")
    func structure() {
        #expect(Set(Generator<Int>.axis(rank: 2).samples(200)) == [-2, -1, 0, 1])
        for axes in Generator<[Int]>.axes(rank: 3).samples(500) {
            #expect(Set(axes.map { $0 < 0 ? $0 + 3 : $0 }).count == axes.count)
        }
        let orders = Generator<[Int]>.permutation(count: 3).samples(500)
        #expect(Set(orders).count == 6)
        #expect(orders.allSatisfy { $0.sorted() == [0, 1, 2] })
        let indices = Generator<HostArray>.indices(into: 4, shape: .ranks(1...2), allowsNegative: true).samples(300)
        #expect(
            indices.allSatisfy { array in (0..<array.count).allSatisfy { (-4.0..<4.0).contains(array.double(at: $0)) } }
        )
        #expect(indices.allSatisfy { $0.dtype == .int64 })
        #expect(Generator<HostArray>.mask(shape: .ranks(1...2)).samples(10).allSatisfy { $0.dtype == .bool })
    }

    @Test("Layouts put each element at a place of its own, and the simplest is contiguous")
    func layouts() {
        let shape: Shape = [2, 3, 4]
        let array = HostArray((0..<24).map { Float($0) }, shape: shape)
        let layouts = Generator<TensorLayout>.layout(of: shape, allowsReversed: true).samples(500)
        for layout in layouts {
            let places = (0..<24).map(layout.place)
            #expect(Set(places).count == 24)
            #expect(places.allSatisfy { (0..<layout.storageCount).contains($0) })
            let storage = layout.storage(of: array)
            #expect((0..<24).allSatisfy { storage.float32![layout.place(of: $0)] == Float($0) })
        }
        #expect(Set(layouts.map(\.strides)).count > 20)
        #expect(layouts.contains { $0.isContiguous } && layouts.contains { !$0.isContiguous })
        let report = runProperty("layouts", .layout(of: shape)) { Measure(holds: $0.strides.count != 3) }
        #expect(report.failures[0].simplest.input(of: .layout(of: shape)) == TensorLayout(contiguous: shape))
        let empty = Generator<TensorLayout>.layout(of: [0, 3]).samples(50)
        #expect(empty.allSatisfy { $0.storage(of: HostArray([Float](), shape: [0, 3])).count == 0 })
    }

    @Test("Tensors are related in every way that they may be", arguments: TensorStructure.allCases)
    func structures(_ structure: TensorStructure) {
        let generator = Generator<HostArray>.tensor(
            shape: [4, 6], .float32(values: .finite), structures: [structure])
        let samples = generator.samples(200).map { $0.float32! }
        #expect(samples.filter { isRelated($0, structure) }.count > 150)
        // Whatever the structure, elements stay in their interval.
        let bounded = Generator<HostArray>.tensor(shape: .ranks(0...2), .float32(1...2), structures: [structure])
        for sample in bounded.samples(200) { #expect(sample.float32!.allSatisfy { (1...2).contains($0) }) }
    }

    /// Whether four rows of six elements are related as a structure says.
    private func isRelated(_ x: [Float], _ structure: TensorStructure) -> Bool {
        let sizes: [Float] = x.map(\.magnitude)
        let different = Set(x.map(\.bitPattern)).count
        let (least, most) = (x.min()!, x.max()!)
        switch structure {
        case .plain: return different > 12 && sizes.max()! <= 1e4
        case .oneUnusual: return different > 12
        case .wild: return sizes.max()! > 1e6 * sizes.min()!
        case .sparse: return different <= 6
        case .equal: return different == 1
        case .cancelling:
            let sum: Double = x.reduce(0) { $0 + Double($1) }
            let size: Double = sizes.reduce(0) { $0 + Double($1) }
            return sum.magnitude < 0.2 * size
        case .nearTies: return most.ordinal - least.ordinal < 1 << 22
        case .oneHuge: return sizes.filter { $0 > 500 }.count == 1
        case .subnormal: return x.allSatisfy { $0.isSubnormal || $0 == 0 }
        case .sorted: return x == x.sorted() || x == Array(x.sorted().reversed())
        case .alternatingSigns:
            for (place, value) in x.enumerated() where (value.sign == .minus) == place.isMultiple(of: 2) {
                return false
            }
            return true
        case .repeatedRows:
            let first = Array(x[0..<6])
            return first == Array(x[6..<12]) && first == Array(x[18..<24])
        case .graded: return sizes[0] > sizes[23] * 1e4
        }
    }

    @Test("Tensors of float64, of narrow floats and of any other generator")
    func otherElements() {
        #expect(Generator<HostArray>.tensor(shape: [2, 2], .float64).samples(10).allSatisfy { $0.dtype == .float64 })
        let narrow = Generator<HostArray>.tensor(shape: [3], .bfloat16(-2...2)).samples(100)
        #expect(narrow.allSatisfy { $0.float32!.allSatisfy { $0.bitPattern & 0xFFFF == 0 } })
        let whole = Generator<HostArray>.tensor(shape: [3], Generator<Int>.integer(in: 0...3).map(Float.init)).samples(
            100)
        #expect(whole.allSatisfy { $0.float32!.allSatisfy { [0, 1, 2, 3].contains($0) } })
    }

    @Test("Expressions are as deep as asked for")
    func recursion() {
        indirect enum Nest: Sendable {
            case leaf
            case inner(Nest)
            var depth: Int { if case .inner(let nest) = self { 1 + nest.depth } else { 0 } }
        }
        let nests = Generator<Nest>.recursive(.constant(.leaf), depth: 3) { $0.map { .inner($0) } }.samples(500)
        #expect(Set(nests.map(\.depth)) == [0, 1, 2, 3])
    }

    @Test("A column meets a row of as many elements, among 1,000 cases, from any start")
    func columnsAndRows() {
        for start in 0..<10 {
            let met = Generator<BroadcastableShapes>.broadcastableShapes().samples(1000, seed: "\(start)").contains {
                let (one, other) = ($0.shapes[0].extents, $0.shapes[1].extents)
                return one.count == 2 && other.count == 2 && one[1] == 1 && other[0] == 1 && one[0] == other[1]
                    && one[0] > 1
            }
            #expect(met, "\(start)")
        }
    }
}
