import Foundation
import Testing
import Values

@testable import Verification

@Suite("The search for frontiers")
struct FrontierSearchTests {
    /// exp in binary64, rounded to float32: it changes class where the real exponential does.
    @Test("All frontiers of exp are found, to the bit")
    func exponential() {
        let found = frontiers { Float(exp(Double($0))) }
        #expect(found.map(\.below.bitsText) == ["0xC2CFF1B5", "0xC2AEAC50", "0x42B17217"])
        #expect(found.map(\.above.bitsText) == ["0xC2CFF1B4", "0xC2AEAC4F", "0x42B17218"])
        #expect(found.map(\.classBelow) == [.zero, .subnormal, .normal])
        #expect(found.map(\.classAbove) == [.subnormal, .normal, .inf])
    }

    @Test("A square leaves and enters the numbers on both sides of zero")
    func square() {
        let found = frontiers { $0 * $0 }
        #expect(found.map(\.classBelow) == [.inf, .normal, .subnormal, .zero, .subnormal, .normal])
        #expect(found.map(\.classAbove) == [.normal, .subnormal, .zero, .subnormal, .normal, .inf])
        for (low, high) in zip(found, found.reversed()) {
            #expect(low.below == -high.above)
            #expect(low.above == -high.below)
        }
    }

    @Test("Several classes between two samples are each found")
    func severalClasses() {
        // Between the samples 4 and 6: normal, infinite, NaN, zero.
        let found = frontiers { $0 < 4.5 ? 1 : $0 < 5 ? .infinity : $0 < 5.5 ? .nan : 0 }
        #expect(found.map(\.above) == [4.5, 5, 5.5])
        #expect(found.map(\.below) == [Float(4.5).nextDown, Float(5).nextDown, Float(5.5).nextDown])
        #expect(found.map(\.classAbove) == [.inf, .nan, .zero])
    }

    @Test("A frontier at zero has a zero on one side")
    func zero() {
        let found = frontiers { $0 > 0 ? 1 : .nan }
        #expect(found.map(\.above) == [0x1p-149])
        #expect(found.map(\.below) == [0])
    }

    @Test("A function of one class has no frontier")
    func constant() {
        #expect(frontiers { _ in 1 }.isEmpty)
        #expect(frontiers { _ in .nan }.isEmpty)
    }

    @Test("A class that changes with every call ends the search all the same")
    func restless() {
        var calls = 0
        let found = frontiers { _ in
            calls += 1
            return calls % 2 == 0 ? .nan : 1
        }
        #expect(!found.isEmpty)
    }

    @Test("Samples ascend through both signs and hold every landmark")
    func samples() {
        let samples = FrontierSearch.samples
        #expect(zip(samples, samples.dropFirst()).allSatisfy { $0.ordinal < $1.ordinal })
        #expect(samples.first == -.greatestFiniteMagnitude)
        #expect(samples.last == .greatestFiniteMagnitude)
        #expect(samples.contains(.leastNonzeroMagnitude))
        #expect(samples.contains(.leastNormalMagnitude))
    }

    private func frontiers(_ function: (Float) -> Float) -> [FrontierSearch.Frontier] {
        FrontierSearch.frontiers { FloatClass(Double(function($0)), format: .binary32) }
    }
}
