public import Values

// Localisations of operations that properties are often about: one output element and the numbers that it is computed
// from.

extension Localisation {
    /// An element of a product of two matrices: the row, the column, and their dot product in scalar code.
    ///
    /// - Returns: nil if the measure names no element, or the operands are no float32 matrices that fit.
    public static func matrixProduct(_ left: HostArray, _ right: HostArray, _ measure: Measure) -> Localisation? {
        guard let index = measure.element?.index, index.count == 2, left.shape.rank == 2, right.shape.rank == 2,
            left.shape[1] == right.shape[0], index[0] < left.shape[0], index[1] < right.shape[1],
            let rows = left.float32, let columns = right.float32
        else { return nil }
        let depth = left.shape[1]
        let row = (0..<depth).map { rows[index[0] * depth + $0] }
        let column = (0..<depth).map { columns[$0 * right.shape[1] + index[1]] }
        func literal(_ values: [Float]) -> String {
            "[" + values.map { $0.isNaN ? "Float(bitPattern: \($0.bitsText))" : $0.hexLiteral }.joined(separator: ", ")
                + "]"
        }
        return Localisation(
            element: "element \(measure.element!)",
            inputs: [
                InputPart(name: "row", text: HostArray(row).inputDescription),
                InputPart(name: "column", text: HostArray(column).inputDescription),
            ],
            reproduction:
                "zip(\(literal(row)) as [Float], \(literal(column)) as [Float]).reduce(0) { $0 + $1.0 * $1.1 }")
    }

    /// An element of an elementwise operation: the elements of its operands, broadcast.
    ///
    /// - Parameter inputs: the operands with their names.
    /// - Returns: nil if the measure names no element.
    public static func elementwise(_ inputs: [(name: String, array: HostArray)], _ measure: Measure) -> Localisation? {
        guard let index = measure.element?.index else { return nil }
        var parts: [InputPart] = []
        for input in inputs {
            let shape = input.array.shape
            guard shape.rank <= index.count else { return nil }
            var position = 0
            for (axis, stride) in shape.rowMajorStrides.enumerated() {
                let place = index[index.count - shape.rank + axis]
                guard shape[axis] == 1 || place < shape[axis] else { return nil }
                position += shape[axis] == 1 ? 0 : place * stride
            }
            parts.append(InputPart(name: input.name, text: input.array.fullText(at: position)))
        }
        return Localisation(element: "element \(measure.element!)", inputs: parts)
    }

    /// An element of a reduction along one axis: the slice that it reduces.
    ///
    /// - Parameter keepsAxis: whether the output still has the axis: of extent 1, or because the operation, as softmax,
    ///   computes each element of a slice from all of it.
    /// - Returns: nil if the measure names no element.
    public static func reduction(
        _ name: String, _ array: HostArray, axis: Int, keepsAxis: Bool = false, _ measure: Measure
    ) -> Localisation? {
        guard var index = measure.element?.index, let axis = array.shape.axis(axis) else { return nil }
        if !keepsAxis { index.insert(0, at: min(axis, index.count)) }
        guard index.count == array.shape.rank else { return nil }
        index[axis] = 0
        let strides = array.shape.rowMajorStrides
        let start = zip(index, strides).reduce(0) { $0 + $1.0 * $1.1 }
        guard zip(index, array.shape.extents).allSatisfy({ $0 < $1 || $1 == 0 }) else { return nil }
        let slice = array.gathered(
            (0..<array.shape[axis]).map { start + $0 * strides[axis] }, shape: [array.shape[axis]])
        return Localisation(
            element: "element \(measure.element!)",
            inputs: [InputPart(name: "\(name) along axis \(axis)", text: slice.inputDescription)])
    }
}

extension Float {
    /// The float as Swift code, exactly.
    fileprivate var hexLiteral: String { isInfinite ? (self < 0 ? "-.infinity" : ".infinity") : hexText }
}
