import Testing

@testable import Verification

@Suite("Seeded random bits")
struct SeededGeneratorTests {
    @Test("The stream is that of SplitMix64 from the FNV-1a hash of the name")
    func stream() {
        var random = SeededGenerator(seed: 42, name: "softmax/anchor-1")
        let first = (0..<3).map { _ in random.next() }
        #expect(first == [0x17BD5175B6AF228F, 0xF9C2AE3B1D417AB8, 0x8592A45FD6041355])
    }

    @Test("Names and seeds have streams of their own")
    func streams() {
        let firsts = [(0, "a"), (1, "a"), (0, "b"), (1, "b")].map { seed, name in
            var random = SeededGenerator(seed: UInt64(seed), name: name)
            return random.next()
        }
        #expect(Set(firsts).count == 4)
    }

    @Test("Numbers lie where they are said to")
    func ranges() {
        var random = SeededGenerator(seed: 0, name: "ranges")
        #expect(Set((0..<200).map { _ in random.below(3) }) == [0, 1, 2])
        #expect((0..<1000).map { _ in random.unit() }.allSatisfy { $0 >= 0 && $0 < 1 })
        #expect(Set((0..<50).map { _ in random.sign() }) == [1, -1])
    }
}
