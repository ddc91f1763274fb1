import Foundation
import Testing

@testable import TensorEngine

@Suite("Elementwise operations")
struct ElementwiseTests {
    private func values(_ tensor: Tensor) -> [Float] { tensor.hostArray.float32! }

    private func bits(_ tensor: Tensor) -> [UInt32] { values(tensor).map(\.bitPattern) }

    // MARK: Values

    @Test("special values are those of IEEE 754")
    func specials() {
        let x: Tensor = [0, -0.0, .number(.infinity), .number(-.infinity), .number(.nan), -1]
        #expect(bits(reciprocal(x)).prefix(4) == [0x7F80_0000, 0xFF80_0000, 0, 0x8000_0000])
        #expect(bits(abs(x)).prefix(4) == [0, 0, 0x7F80_0000, 0x7F80_0000])
        #expect(bits(sqrt(x)).prefix(3) == [0, 0x8000_0000, 0x7F80_0000])
        #expect(values(sqrt(x)).suffix(3).allSatisfy { $0.isNaN })
        #expect(values(tanh(x)).dropLast(2) == [0, -0.0, 1, -1])
        #expect(values(sigmoid(x)).dropLast(2) == [0.5, 0.5, 1, 0])
        #expect(values(relu(x)).prefix(4) == [0, 0, .infinity, 0])
        for function in [reciprocal, abs, sqrt, tanh, sigmoid, relu] { #expect(values(function(x))[4].isNaN) }
    }

    @Test("NaN wins on either side of maximum and minimum, and 1 and 0 win over it in powers")
    func nan() {
        let nan = Tensor([.nan, 1, .nan], shape: [3])
        let one: Tensor = [1, 1, 2]
        #expect(values(maximum(nan, one)).map(\.isNaN) == [true, false, true])
        #expect(values(maximum(one, nan)).map(\.isNaN) == [true, false, true])
        #expect(values(minimum(one, nan)).map(\.isNaN) == [true, false, true])
        #expect(values(pow(one, nan)).map(\.isNaN) == [false, false, true])
        #expect(values(pow(nan, 0)) == [1, 1, 1])
    }

    @Test("comparisons follow IEEE 754 and meet in the promoted dtype")
    func comparisons() {
        let a = Tensor([1, 2, .nan], shape: [3])
        let b: Tensor = [2, 2, 2]
        func truths(_ tensor: Tensor) -> [Bool] { tensor.values.map { $0 != 0 } }
        #expect((a .< b).dtype == .bool)
        #expect(truths(a .< b) == [true, false, false])
        #expect(truths(a .<= b) == [true, true, false])
        #expect(truths(a .> b) == [false, false, false])
        #expect(truths(a .>= b) == [false, true, false])
        #expect(truths(a .== b) == [false, true, false])
        #expect(truths(a .!= b) == [true, false, true])
        // 2^24 + 1 is no float32, but a float64 beside it keeps them apart.
        let big = Tensor([Int64(1) << 24 + 1], shape: [1])
        #expect(truths(big .== Tensor([16_777_216.0] as [Double], shape: [1])) == [false])
        #expect(truths(Tensor([true, false], shape: [2]) .== 1) == [true, false])
    }

    @Test("logic has the tables of logic")
    func logic() {
        let a = Tensor([false, false, true, true], shape: [4])
        let b = Tensor([false, true, false, true], shape: [4])
        #expect((a .& b).values == [0, 0, 0, 1])
        #expect((a .| b).values == [0, 1, 1, 1])
        #expect((a .^ b).values == [0, 1, 1, 0])
        #expect((.!a).values == [1, 1, 0, 0])
    }

    @Test("a choice keeps bits, for every dtype, and broadcasts all three operands")
    func choice() {
        let condition = Tensor([true, false], shape: [2, 1])
        let chosen = select(where: condition, Tensor([-0.0, .nan], shape: [2]), Tensor([5, 6, 7, 8], shape: [2, 2]))
        #expect(chosen.shape == [2, 2])
        #expect(bits(chosen)[0] == 0x8000_0000 && values(chosen)[1].isNaN && values(chosen)[2...] == [7, 8])
        let integers = Tensor([Int64.max, 1], shape: [2])
        #expect(
            select(where: Tensor([true, false], shape: [2]), integers, Tensor([Int64(3), .min], shape: [2])).hostArray
                == HostArray([Int64.max, .min]))
        #expect(
            select(where: Tensor([false], shape: [1]), Tensor([true], shape: [1]), Tensor([false], shape: [1])).values
                == [0])
    }

    @Test("every dtype becomes every other: integer parts toward zero, truth where a number is not 0")
    func conversions() async {
        let floats = Tensor([1.5, -1.5, 0, -0.0], shape: [4])
        for x in [floats, floats.cast(to: .float64)] {
            #expect(x.cast(to: .int64).hostArray == HostArray([Int64(1), -1, 0, 0]))
            #expect(x.cast(to: .bool).hostArray == HostArray([true, true, false, false]))
        }
        #expect(Tensor([.nan], shape: [1]).cast(to: .bool).values == [1])
        let integers = Tensor([Int64(1) << 24 + 1, -3, 0], shape: [3])
        #expect(integers.cast(to: .float32).hostArray == HostArray([Float(0x1p+24), -3, 0]))
        #expect(integers.cast(to: .bool).hostArray == HostArray([true, true, false]))
        let truths = Tensor([true, false], shape: [2])
        #expect(truths.cast(to: .float32).hostArray == HostArray([Float(1), 0]))
        #expect(truths.cast(to: .float64).hostArray == HostArray([1.0, 0.0]))
        #expect(truths.cast(to: .int64).hostArray == HostArray([Int64(1), 0]))
        #expect(Tensor(scalar: 2.5, dtype: .float32).cast(to: .int64).shape == .scalar)
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor([.nan], shape: [1]).cast(to: .int64)
        }
        #expect(trapMessage(result).contains("toInteger: a value does not fit int64"))
    }

    @Test("integers divide downward, and what is left has the sign of the divisor")
    func division() {
        let a = Tensor([Int64(7), -7, 7, -7, 6], shape: [5])
        let b = Tensor([Int64(2), 2, -2, -2, 3], shape: [5])
        #expect(a.floorDivided(by: b).values == [3, -4, -4, 3, 2])
        #expect(a.remainder(dividingBy: b).values == [1, 1, -1, -1, 0])
        #expect(abs(a).values == [7, 7, 7, 7, 6])
    }

    @Test("division of integers by zero stops with a message")
    func divisionByZero() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor([Int64(1)], shape: [1]).floorDivided(by: 0)
        }
        #expect(trapMessage(result).contains("floorDivide: a result does not fit int64"))
    }

    @Test("clamping keeps NaN, and one bound may be missing")
    func clamping() {
        let x = Tensor([-2, 0, 2, .nan, .infinity], shape: [5])
        #expect(values(clamp(x, lower: -1, upper: 1)).dropLast(2) == [-1, 0, 1])
        #expect(values(clamp(x, lower: -1, upper: 1))[3].isNaN)
        #expect(values(clamp(x, upper: 1)).first == -2)
        #expect(values(clamp(x, lower: 1)).last == .infinity)
        #expect(values(clamp(x)).prefix(3) == [-2, 0, 2])
    }

    @Test("x * y / y is NaN where y is stored as zero or infinity")
    func multiplyAndDivide() {
        #expect(values(multiplyDivide([3, 3], [1e-50, 1e+39])).allSatisfy { $0.isNaN })
        #expect(values(multiplyDivide([3], [7])) == [3])
    }

    // MARK: Layouts

    @Test("strides do not change bits")
    func layouts() {
        var numbers = Numbers(seed: 4)
        let whole = numbers.tensor([6, 10], in: 0.1...4, dtype: .float32)
        let view = whole[.every(2), .reversed].transposed()
        let copy = Tensor(view.hostArray)
        for function in [reciprocal, abs, sqrt, tanh, sigmoid, relu] {
            #expect(function(view).hostArray == function(copy).hostArray)
        }
        for function in [{ pow($0, $1) }, { maximum($0, $1) }, { $0 .< $1 }] as [(Tensor, Tensor) -> Tensor] {
            #expect(function(view, view[0]).hostArray == function(copy, copy[0]).hostArray)
        }
        let condition = (whole .> 2)[.every(2), .reversed].transposed()
        #expect(
            select(where: condition, view, -view).hostArray
                == select(where: Tensor(condition.hostArray), copy, -copy).hostArray)
    }

    // MARK: Derivatives

    @Test("first and second derivatives are those of the functions")
    func derivatives() {
        var numbers = Numbers(seed: 5)
        let x = numbers.tensor([2, 3], in: 0.3...2)
        let y = numbers.tensor([3], in: -1.5...2.5)
        for function in [reciprocal, sqrt, tanh, sigmoid] { expectDerivatives(at: [x]) { function($0[0]) } }
        expectDerivatives(at: [-x]) { reciprocal($0[0]) + abs($0[0]) + tanh($0[0]) + relu($0[0]) }
        expectDerivatives(at: [x, y]) { pow($0[0], $0[1]) }
        expectDerivatives(at: [x, y]) { maximum($0[0], $0[1]) * minimum($0[0], $0[1]) }
        expectDerivatives(at: [x, y]) { select(where: $0[0] .> 1, $0[0] * $0[1], $0[1] * $0[1]) }
        expectDerivatives(at: [x]) { clamp($0[0] * $0[0], lower: 0.5, upper: 2.5) }
    }

    @Test("conventions at kinks: nothing for abs and relu, half for a tie, all for a bound")
    func kinks() {
        func gradient(_ x: Tensor, _ function: (Tensor) -> Tensor) -> [Double] {
            TensorEngine.gradient(at: x) { function($0).sum(.all) }.values
        }
        #expect(gradient([0, -0.0], { abs($0) }) == [0, 0])
        #expect(gradient([0, -0.0], { relu($0) }) == [0, 0])
        #expect(gradient([2, 3], { maximum($0, [2, 2] as Tensor) }) == [0.5, 1])
        #expect(gradient([2, 3], { minimum($0, [2, 2] as Tensor) }) == [0.5, 0])
        #expect(gradient([-1, 1, 2], { clamp($0, lower: -1, upper: 1) }) == [1, 1, 0])
    }

    @Test("what is not chosen has no gradient, even where it is NaN")
    func unchosen() {
        let x = Tensor([-1, 4], shape: [2])
        let gradient = TensorEngine.gradient(at: x) {
            select(where: $0 .> 0, sqrt($0), Tensor(scalar: 0, dtype: .float32)).sum(.all)
        }
        // The cotangent of the root of -1 is 0, and 0 times the slope NaN is not a number: select before the root.
        #expect(gradient.values[1] == 0.25)
        let safe = TensorEngine.gradient(at: x) {
            sqrt(select(where: $0 .> 0, $0, Tensor(scalar: 1, dtype: .float32))).sum(.all)
        }
        #expect(safe.values == [0, 0.25])
    }
}
