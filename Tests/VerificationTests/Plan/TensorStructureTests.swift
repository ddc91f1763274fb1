import Testing

@testable import Verification

@Suite("Structures of generated tensors")
struct TensorStructureTests {
    private func elements(_ structure: TensorStructure, _ count: Int, earlier: [Float]? = nil) -> [Float] {
        var random = SeededGenerator(seed: 1, name: "\(structure)")
        return structure.elements(count: count, earlier: earlier, &random)
    }

    @Test("Every structure has as many elements as are asked for, all finite", arguments: TensorStructure.allCases)
    func counts(structure: TensorStructure) {
        for count in [0, 1, 2, 7, 300] {
            for earlier in [nil, [], [.greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0]] as [[Float]?] {
                let drawn = elements(structure, count, earlier: earlier)
                #expect(drawn.count == count)
                #expect(drawn.allSatisfy { $0.isFinite })
            }
        }
    }

    @Test("Cancelling elements are nearly the negatives of the earlier input's")
    func cancelling() {
        let earlier: [Float] = [1, -2.5, 1e30]
        let pairs = zip(earlier, elements(.cancelling, 3, earlier: earlier))
        #expect(pairs.allSatisfy { abs($0 + $1) <= 8 * $0.ulp })
    }

    @Test("Equal elements are equal, subnormal ones subnormal or zero")
    func named() {
        #expect(Set(elements(.equal, 20)).count == 1)
        #expect(elements(.subnormal, 200).allSatisfy { $0.isSubnormal || $0 == 0 })
    }

    @Test("One huge element stands among tiny ones")
    func hugeAmongTiny() {
        let magnitudes = elements(.hugeAmongTiny, 50).map(abs).sorted()
        #expect(magnitudes[49] > 0x1p+20)
        #expect(magnitudes[48] < 0x1p-10)
    }
}
