import TensorEngine
import Values
import Verification

extension Tensor {
    /// Tensors with the given elements that lie in memory as told. Views that make no difference, as of scalars, are
    /// contiguous.
    static func laidOut(_ arrays: [HostArray], _ layout: InputLayout) -> [Tensor] {
        var tensors: [Tensor] = []
        for (place, array) in arrays.enumerated() {
            if layout == .aliased, let twin = arrays[..<place].firstIndex(of: array) {
                tensors.append(tensors[twin])
            } else {
                tensors.append(laidOut(array, layout))
            }
        }
        return tensors
    }

    private static func laidOut(_ array: HostArray, _ layout: InputLayout) -> Tensor {
        let shape = array.shape
        switch layout {
        case .contiguous, .aliased: return Tensor(array)
        case .transposed:
            let axes = Array((0..<shape.rank).reversed())
            return Tensor(array.permuted(axes)).permuted(axes)
        case .reversed:
            let backwards = array.gathered((0..<array.count).reversed(), shape: shape)
            return Operation.slice(
                Tensor(backwards),
                attributes: [
                    "starts": .integers(shape.extents.map { Swift.max($0 - 1, 0) }),
                    "steps": .integers(shape.extents.map { _ in -1 }), "shape": .integers(shape.extents),
                ])
        case .spaced:
            let whole = Shape(shape.extents.map { 2 * $0 })
            return Operation.slice(
                Tensor(array.spaced(in: whole)),
                attributes: [
                    "starts": .integers(shape.extents.map { _ in 0 }),
                    "steps": .integers(shape.extents.map { _ in 2 }), "shape": .integers(shape.extents),
                ])
        case .shifted:
            guard array.count > 0 else { return Tensor(array) }
            let buffer = array.gathered([0] + Array(0..<array.count), shape: [array.count + 1])
            return Tensor(buffer)[1...].reshaped(shape)
        case .expanded:
            let narrow = array.collapsed()
            return Tensor(narrow).expanded(to: shape)
        }
    }
}

extension HostArray {
    /// The axes in another order.
    fileprivate func permuted(_ axes: [Int]) -> HostArray {
        let strides = shape.rowMajorStrides
        let target = Shape(axes.map { shape[$0] })
        let positions = (0..<count).map { place in
            zip(target.index(at: place), axes).reduce(0) { $0 + $1.0 * strides[$1.1] }
        }
        return gathered(positions, shape: target)
    }

    /// The elements at even places of a tensor twice as large along each axis; the others are NaN, or what a kernel
    /// that reads them by mistake shows most.
    fileprivate func spaced(in whole: Shape) -> HostArray {
        func fill<Element>(_ values: [Element], _ filler: Element) -> [Element] {
            var elements = [Element](repeating: filler, count: whole.elementCount)
            let strides = whole.rowMajorStrides
            for place in values.indices {
                elements[zip(shape.index(at: place), strides).reduce(0) { $0 + 2 * $1.0 * $1.1 }] = values[place]
            }
            return elements
        }
        switch elements {
        case .float32(let values): return HostArray(fill(values, .nan), shape: whole)
        case .float64(let values): return HostArray(fill(values, .nan), shape: whole)
        case .int64(let values): return HostArray(fill(values, .max), shape: whole)
        case .bool(let values): return HostArray(fill(values, true), shape: whole)
        }
    }

    /// With extent 1 along every axis whose slices are equal, bit for bit.
    fileprivate func collapsed() -> HostArray {
        var result = self
        for axis in 0..<shape.rank where shape[axis] > 1 && result.count > 0 {
            let strides = result.shape.rowMajorStrides
            let firsts = (0..<result.count).map { $0 - result.shape.index(at: $0)[axis] * strides[axis] }
            guard result.gathered(firsts, shape: result.shape) == result else { continue }
            var narrow = result.shape
            narrow[axis] = 1
            let kept = (0..<result.count).filter { result.shape.index(at: $0)[axis] == 0 }
            result = result.gathered(kept, shape: narrow)
        }
        return result
    }
}
