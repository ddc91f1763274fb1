import Foundation
import Testing
import Values

@testable import Verification

@Suite("The search for frontiers")
struct FrontierSearchTests {
    private func expClass(_ value: Float) -> FloatClass {
        FloatClass(Double(Float(exp(Double(value)))), format: .binary32)
    }

    @Test("The exponential leaves the format at four places, zero to infinity")
    func exponential() {
        let frontiers = FrontierSearch.frontiers(expClass)
        #expect(frontiers.map(\.classBelow) == [.zero, .subnormal, .normal])
        #expect(frontiers.map(\.classAbove) == [.subnormal, .normal, .inf])
        #expect(frontiers.map(\.below.bitsText) == ["0xC2CFF1B5", "0xC2AEAC50", "0x42B17217"])
        #expect(frontiers.map(\.above.bitsText) == ["0xC2CFF1B4", "0xC2AEAC4F", "0x42B17218"])
    }

    @Test(
        "Both sides of a frontier are adjacent, and of the classes that it says", arguments: [1, 2.5, -7] as [Double])
    func adjacency(factor: Double) {
        let observe = { (value: Float) in FloatClass(Double(Float(exp(factor * Double(value)))), format: .binary32) }
        let frontiers = FrontierSearch.frontiers(observe)
        #expect(frontiers.count == 3)
        for frontier in frontiers {
            #expect(frontier.below.nextUp == frontier.above)
            #expect(observe(frontier.below) == frontier.classBelow)
            #expect(observe(frontier.above) == frontier.classAbove)
        }
    }

    @Test("Two classes that begin between the same two samples are two frontiers")
    func twoBetweenSamples() {
        let frontiers = FrontierSearch.frontiers { $0 < 2.5 ? .normal : $0 < 3 ? .subnormal : .zero }
        #expect(
            frontiers == [
                .init(below: Float(2.5).nextDown, above: 2.5, classBelow: .normal, classAbove: .subnormal),
                .init(below: Float(3).nextDown, above: 3, classBelow: .subnormal, classAbove: .zero),
            ])
    }

    @Test("A class of one single float is found when it is a sample")
    func zeroOnly() {
        let frontiers = FrontierSearch.frontiers { FloatClass(Double($0), format: .binary32) }
        #expect(
            frontiers.map(\.above) == [
                -Float.leastNormalMagnitude.nextDown, -0.0, .leastNonzeroMagnitude, .leastNormalMagnitude,
            ])
        #expect(frontiers.map(\.classAbove) == [.subnormal, .zero, .subnormal, .normal])
    }

    @Test("A class that changes with every call ends the search all the same")
    func restless() {
        var calls = 0
        let found = FrontierSearch.frontiers { _ in
            calls += 1
            return calls % 2 == 0 ? .nan : .normal
        }
        #expect(!found.isEmpty)
    }

    @Test("Nothing changes where there is one class")
    func constant() {
        #expect(FrontierSearch.frontiers { _ in .nan } == [])
    }

    @Test("Frontiers at the ends of the floats are found")
    func ends() {
        let largest = Float.greatestFiniteMagnitude
        #expect(
            FrontierSearch.frontiers { $0 < largest ? .normal : .inf }
                == [.init(below: largest.nextDown, above: largest, classBelow: .normal, classAbove: .inf)])
        #expect(
            FrontierSearch.frontiers { $0 == -largest ? .nan : .normal }
                == [.init(below: -largest, above: -largest.nextDown, classBelow: .nan, classAbove: .normal)])
    }

    @Test("What the subject throws is passed on")
    func errors() {
        #expect(throws: CancellationError.self) {
            try FrontierSearch.frontiers { _ throws -> FloatClass in throw CancellationError() }
        }
    }

    @Test("Samples grow, from the smallest number to the largest")
    func samples() {
        let samples = FrontierSearch.samples
        #expect(samples.first == -Float.greatestFiniteMagnitude)
        #expect(samples.last == .greatestFiniteMagnitude)
        #expect(zip(samples, samples.dropFirst()).allSatisfy { $0 < $1 })
    }
}
