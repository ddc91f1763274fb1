public import Values

/// Some elements of a tensor, and how messages name them: `[0, 1...3]`.
struct TensorSlice {
    /// Row-major positions, in order.
    let positions: [Int]
    /// The indices along each axis.
    let indices: [[Int]]
    /// Whether the elements are all that have these indices.
    let isBox: Bool
    private let shape: Shape

    init(_ shape: Shape, _ positions: some Sequence<Int>) {
        self.shape = shape
        self.positions = positions.sorted()
        var found = [Set<Int>](repeating: [], count: shape.rank)
        for position in self.positions {
            for (axis, index) in shape.index(at: position).enumerated() { found[axis].insert(index) }
        }
        indices = found.map { $0.sorted() }
        isBox = indices.reduce(1) { $0 * $1.count } == self.positions.count
    }

    /// The extents of the axes along which there are several; none for one element.
    var extents: Shape { Shape(indices.map(\.count).filter { $0 != 1 }) }

    /// Which elements, behind the name of the tensor; empty for a scalar and for all elements of several.
    var text: String {
        if shape == .scalar || positions.count == shape.elementCount && positions.count > 1 { return "" }
        return "[" + indices.map(Self.text).joined(separator: ", ") + "]"
    }

    private static func text(_ indices: [Int]) -> String {
        guard indices.count > 1, let first = indices.first, let last = indices.last else {
            return indices.first.map(String.init) ?? ""
        }
        if last - first + 1 == indices.count { return "\(first)...\(last)" }
        return "{" + indices.map(String.init).joined(separator: ", ") + "}"
    }
}

extension Localisation {
    /// An output element and the elements of tensors that it depends on.
    ///
    /// - Parameter tensors: each with its name and the row-major positions of those elements.
    public init(
        element: ElementIndex, of tensors: [(name: String, array: HostArray, positions: [Int])],
        reproduction: String? = nil
    ) {
        var parts: [InputPart] = []
        for tensor in tensors where !tensor.positions.isEmpty {
            let slice = TensorSlice(tensor.array.shape, tensor.positions)
            func part(_ slice: TensorSlice) -> InputPart {
                let text =
                    slice.positions.count == 1
                    ? tensor.array.fullText(at: slice.positions[0])
                    : tensor.array.gathered(slice.positions, shape: slice.extents).inputDescription
                return InputPart(name: tensor.name + slice.text, text: text)
            }
            if slice.isBox {
                parts.append(part(slice))
                continue
            }
            for position in slice.positions.prefix(16) {
                parts.append(part(TensorSlice(tensor.array.shape, [position])))
            }
            if slice.positions.count > 16 {
                parts.append(InputPart(name: tensor.name, text: "and \(slice.positions.count - 16) elements more"))
            }
        }
        self.init(element: "element \(element)", inputs: parts, reproduction: reproduction)
    }
}
