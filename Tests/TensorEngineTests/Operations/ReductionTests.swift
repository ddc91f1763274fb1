import Foundation
import Testing

@testable import TensorEngine

@Suite("Extremes, variance and norm")
struct ReductionTests {
    @Test("extremes, their places, and NaN before all numbers")
    func extremes() {
        let x = Tensor([3, 1, 4, 1, 5, 9, 2, 9], shape: [2, 4])
        #expect(x.max(axis: 1).values == [4, 9])
        #expect(x.min(axis: 0).values == [3, 1, 2, 1])
        #expect(x.max(.all).item() == 9)
        #expect(x.argmax(axis: 1).values == [2, 1])
        #expect(x.argmin(axis: 0, keepingDimensions: true).values == [0, 0, 1, 0])
        #expect(x.argmax(axis: 1).dtype == .int64)
        let nan = Tensor([1, .nan, 7, .nan], shape: [4])
        #expect(nan.max(.all).item().isNaN && nan.min(.all).item().isNaN)
        #expect(nan.argmax(axis: 0).item() == 1 && nan.argmin(axis: 0).item() == 1)
        #expect(Tensor([Int64.min, 5, .max], shape: [3]).max(.all).hostArray == HostArray([Int64.max], shape: []))
    }

    @Test("nothing has no extreme")
    func empty() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor.zeros([2, 0]).max(axis: 1)
        }
        #expect(trapMessage(result).contains("nothing has no extreme: shape [2, 0] is empty along the axes"))
        #expect(Tensor.zeros([0, 2]).max(axis: 1).shape == [0])
    }

    @Test("the variance does not cancel, and needs degrees of freedom")
    func variance() {
        let offset = Tensor([0x1p24, 0x1p24 + 2, 0x1p24 + 4], shape: [3])
        #expect(offset.variance(axes: [0]).item() == 4)
        #expect(offset.variance(axes: [0], correction: 0).item() == Double(Float(8.0 / 3)))
        #expect(offset.variance(axes: [0], correction: 3).item().isNaN)
        #expect(Tensor.full([1000], 0.1).variance(axes: [0]).item() == 0)
    }

    @Test("the norm neither overflows nor vanishes on its way, in float64 either")
    func norm() {
        #expect(Tensor([3e30, 4e30], shape: [2]).norm(axes: [0]).item() == Double(Float(5e30)))
        #expect(Tensor([0x1.8p-132, 0x1p-131], shape: [2]).norm(axes: [0]).item() == 0x1.4p-131)
        let wide = Tensor([3e300, 4e300] as [Double], shape: [2])
        #expect(abs(wide.norm(axes: [0]).item() / 5e300 - 1) < 1e-15)
    }

    @Test("first and second derivatives")
    func derivatives() {
        var numbers = Numbers(seed: 3)
        let x = numbers.tensor([3, 4], in: 0.5...2)
        expectDerivatives(at: [x]) { $0[0].max(axis: 1) * $0[0].min(axis: 1) }
        expectDerivatives(at: [x]) { $0[0].variance(axes: [0], keepingDimensions: true) }
        expectDerivatives(at: [x]) { $0[0].norm(axes: [1]) }
    }

    @Test("ties share, and the origin has gradient zero")
    func conventions() {
        let x: Tensor = [2, 2, 1, 2]
        let third = Double(Float(1) / 3)
        #expect(gradient(at: x) { $0.max(.all) }.values == [third, third, 0, third])
        #expect(gradient(at: Tensor.zeros([3])) { $0.norm(axes: [0]) }.values == [0, 0, 0])
    }
}

@Suite("Joining, taking apart and choosing")
struct IndexingTests {
    private let x = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])

    @Test("tensors are repeated, narrowed, joined and taken apart")
    func moving() {
        #expect(x.repeated([1, 2]).values == [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6])
        #expect(x.repeated([2, 1]).shape == [4, 3])
        #expect(x.narrowed(axis: 1, start: 1, length: 2).values == [2, 3, 5, 6])
        #expect(concatenate([x, x[0..<1]], axis: 0).shape == [3, 3])
        #expect(
            concatenate([x, x.transposed().reshaped([2, 3])], axis: -1).values == [1, 2, 3, 1, 4, 2, 4, 5, 6, 5, 3, 6])
        #expect(stack([x, -x], axis: 1).shape == [2, 2, 3])
        #expect(stack([Tensor([1], shape: []), Tensor([2], shape: [])]).values == [1, 2])
        #expect(concatenate([Tensor([Int64(1)], shape: [1]), Tensor([2.5], shape: [1])], axis: 0).dtype == .float32)
        let parts = x.unbound(axis: 1)
        #expect(parts.map(\.values) == [[1, 4], [2, 5], [3, 6]])
        #expect(stack(parts, axis: 1).hostArray == x.hostArray)
    }

    @Test("indices choose elements and slices, and what is scattered twice is added")
    func choosing() {
        let places = Tensor([Int64(2), 0, 1, 1], shape: [2, 2])
        #expect(x.gathered(axis: 1, places).values == [3, 1, 5, 5])
        #expect(x.selected(axis: 0, Tensor([Int64(1), 1, 0], shape: [3])).values == [4, 5, 6, 4, 5, 6, 1, 2, 3])
        #expect(x.transposed().selected(axis: 0, Tensor([Int64(2)], shape: [1])).values == [3, 6])
        let gradient = TensorEngine.gradient(at: x) { $0.gathered(axis: 1, places).sum(.all) }
        #expect(gradient.values == [1, 0, 1, 0, 2, 0])
    }

    @Test("an index beyond its axis stops with a message")
    func beyond() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Tensor([1, 2], shape: [2]).selected(axis: 0, Tensor([Int64(2)], shape: [1]))
        }
        #expect(trapMessage(result).contains("indexSelect: index 2 is not on an axis of extent 2"))
    }

    @Test("first and second derivatives")
    func derivatives() {
        var numbers = Numbers(seed: 9)
        let a = numbers.tensor([2, 3])
        let b = numbers.tensor([2, 3])
        let places = Tensor([Int64(2), 0, 2, 1], shape: [2, 2])
        expectDerivatives(at: [a, b]) { concatenate([$0[0] * $0[1], $0[1]], axis: 1) }
        expectDerivatives(at: [a, b]) { stack([$0[0] * $0[0], $0[1]], axis: -1) }
        expectDerivatives(at: [a]) {
            let p = $0[0].unbound(axis: 1); return p[0] * p[2]
        }
        expectDerivatives(at: [a]) { ($0[0] * $0[0]).gathered(axis: 1, places) }
        expectDerivatives(at: [a]) { ($0[0] * $0[0]).selected(axis: 1, places.reshaped([4])) }
        expectDerivatives(at: [a]) { ($0[0] * $0[0]).repeated([2, 1]).narrowed(axis: 0, start: 1, length: 2) }
    }

    @Test("losses of class indices: ignored rows, smoothing and reductions")
    func losses() {
        let logits = Tensor([1, 2, 3, 3, 2, 1, .nan, 0, 0], shape: [3, 3])
        let classes = Tensor([Int64(2), 0, -100], shape: [3])
        let each = crossEntropy(logits, classes: classes, reduction: .none)
        #expect(each.values == [0.4076059758663177, 0.4076059758663177, 0].map { Double(Float($0)) })
        #expect(crossEntropy(logits, classes: classes).item() == each.values[0])
        #expect(crossEntropy(logits, classes: classes, reduction: .sum).item() == Double(Float(2 * 0.40760596444438)))
        let none = Tensor([Int64(-100), -100, -100], shape: [3])
        #expect(crossEntropy(logits, classes: none).item().isNaN)
        #expect(gradient(at: logits) { crossEntropy($0, classes: classes) }.values.suffix(3) == [0, 0, 0])
        let soft = crossEntropy(logits[0..<2], classes: classes[0..<2], labelSmoothing: 0.3, reduction: .none)
        #expect(soft.values.allSatisfy { abs($0 - (0.7 * 0.40760596 + 0.3 * 1.40760596)) < 1e-6 })
    }
}
