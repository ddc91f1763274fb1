extension Tensor: CustomStringConvertible {
    /// The elements as nested lists with aligned columns, and the dtype unless it is float32 or bool:
    ///
    ///     tensor([[1.0, 2.0],
    ///             [3.0, 4.0]], dtype=float64)
    ///
    /// Each number has the digits that are needed to read it back. Of more than 1000 elements only the first and last
    /// three along each axis are shown.
    public var description: String {
        let array = unobservedHostArray
        let edge = elementCount > 1000 ? 3 : Int.max
        var texts: [Int: String] = [:]
        visit(shape, edge: edge) { texts[$0] = array.text(at: $0) }
        let width = texts.values.map(\.count).max() ?? 0
        var notes: [String] = []
        if elementCount == 0 { notes.append("shape=\(shape)") }
        if dtype != .float32 && dtype != .bool { notes.append("dtype=\(dtype)") }
        if history != nil { notes.append(isLeaf ? "requiresGrad" : "with history") }
        let body =
            elementCount == 0
            ? "[]"
            : nested(shape, axis: 0, position: 0, edge: edge) { position in
                let text = texts[position] ?? ""
                return String(repeating: " ", count: width - text.count) + text
            }
        return "tensor(" + ([body] + notes).joined(separator: ", ") + ")"
    }
}

extension HostArray {
    fileprivate func text(at position: Int) -> String {
        switch elements {
        case .float32(let values): values[position].description
        case .float64(let values): values[position].description
        case .int64(let values): values[position].description
        case .bool(let values): values[position].description
        }
    }
}

/// The indices along an axis that are shown; nil stands for those left out.
private func shown(_ extent: Int, edge: Int) -> [Int?] {
    if extent <= 2 * min(edge, extent) { return Array(0..<extent) }
    return Array(0..<edge) + [nil] + Array(extent - edge..<extent)
}

private func visit(_ shape: Shape, edge: Int, axis: Int = 0, position: Int = 0, _ body: (Int) -> Void) {
    if axis == shape.rank { return body(position) }
    for index in shown(shape[axis], edge: edge) {
        guard let index else { continue }
        visit(shape, edge: edge, axis: axis + 1, position: position * shape[axis] + index, body)
    }
}

private func nested(_ shape: Shape, axis: Int, position: Int, edge: Int, _ text: (Int) -> String) -> String {
    if axis == shape.rank { return text(position) }
    let parts = shown(shape[axis], edge: edge).map { index in
        guard let index else { return "..." }
        return nested(shape, axis: axis + 1, position: position * shape[axis] + index, edge: edge, text)
    }
    // Rows of matrices go on lines of their own, below the first one.
    let indent = String(repeating: " ", count: "tensor(".count + axis + 1)
    let newlines = String(repeating: "\n", count: shape.rank - axis - 1)
    return "[" + parts.joined(separator: axis == shape.rank - 1 ? ", " : "," + newlines + indent) + "]"
}
