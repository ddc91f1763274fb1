/// What a subscript selects of a tensor: a slice, seen through a shape without the axes that were indexed by a position
/// and with the new ones.
struct Selection {
    private(set) var starts: [Int] = []
    private(set) var steps: [Int] = []
    private(set) var sliced: [Int] = []
    private(set) var result: [Int] = []

    /// - Precondition: there are no more indices than axes, and all bounds are on their axis.
    init(_ indices: [TensorIndex.Kind], of shape: Shape) {
        let consuming = indices.filter { $0 != .ellipsis && $0 != .newAxis }.count
        let ellipses = indices.filter { $0 == .ellipsis }.count
        if consuming > shape.rank { trap("\(consuming) indices for a tensor of shape \(shape)") }
        if ellipses > 1 { trap("a subscript can hold one ellipsis, got \(ellipses)") }
        for index in ellipses == 1 ? indices : indices + [.ellipsis] {
            switch index {
            case .newAxis: result.append(1)
            case .ellipsis: for _ in consuming..<shape.rank { take(.all, of: shape) }
            default: take(index, of: shape)
            }
        }
    }

    private mutating func take(_ index: TensorIndex.Kind, of shape: Shape) {
        let axis = starts.count
        let extent = shape[axis]
        func fail() -> Never { trap("index \(index) is outside axis \(axis) of shape \(shape)") }
        var (start, step, count) = (0, 1, extent)
        switch index {
        case .position(let position):
            start = position < 0 ? position + extent : position
            count = 1
            guard (0..<extent).contains(start) else { fail() }
        case .range(let from, let to, let by):
            start = from.map { $0 < 0 ? $0 + extent : $0 } ?? 0
            let end = to.map { $0 < 0 ? $0 + extent : $0 } ?? extent
            guard by > 0, (0...extent).contains(start), (0...extent).contains(end) else { fail() }
            step = by
            count = max(0, (end - start + by - 1) / by)
        case .steps(let first, let by, let total):
            (start, step, count) = (first, by, total)
            let inside = total == 0 || ((0..<extent).contains(first) && (0..<extent).contains(first + (total - 1) * by))
            guard inside else { fail() }
        case .reversed: (start, step) = (max(0, extent - 1), -1)
        case .all, .ellipsis, .newAxis: break
        }
        starts.append(count == 0 ? 0 : start)
        steps.append(step)
        sliced.append(count)
        if case .position = index { return }
        result.append(count)
    }

    /// The selected elements as a view, by way of operations.
    func callAsFunction(_ tensor: Tensor) -> Tensor {
        let whole = Shape(sliced) == tensor.shape && steps.allSatisfy { $0 == 1 }
        let part =
            whole
            ? tensor
            : Operation.slice(
                tensor,
                attributes: ["starts": .integers(starts), "steps": .integers(steps), "shape": .integers(sliced)])
        return part.reshaped(Shape(result))
    }
}
