internal import Values

/// What the names of a formula stand for.
struct FormulaScope {
    let source: SourceText
    var names: Names
    var attributes: Attributes
    var indices: IndexScope?

    /// Tensors, and lists of tensors: inputs with any number of them, and what `unbind` makes.
    struct Names {
        var tensors: [String: TensorView] = [:]
        var lists: [String: [TensorView]] = [:]

        /// These names and others, which win.
        func merging(_ other: Names) -> Names {
            Names(tensors: tensors.merging(other.tensors) { $1 }, lists: lists.merging(other.lists) { $1 })
        }
    }

    func error(_ offset: Int, _ message: String) -> SpecificationError {
        SpecificationError(at: source.position(ofCharacter: offset), message)
    }

    /// The indices that are bound here; outside all, those of `...` and none other.
    func bindings(around expression: Expression) throws -> IndexScope {
        if let indices { return indices }
        return try IndexScope(batchOf: expression, hasEllipsis: false, in: self)
    }

    /// The tensor that a name stands for.
    func tensor(_ name: String, at offset: Int) throws -> TensorView {
        if let view = names.tensors[name] { return view }
        throw error(
            offset,
            names.lists[name] != nil
                ? "'\(name)' is a list of tensors; 'stack' or 'concatenate' makes one of them"
                : "unknown tensor '\(name)'")
    }

    /// The shape, unless tensors that large cannot be built.
    func checked(_ shape: Shape, at offset: Int) throws -> Shape {
        guard shape.isBuildable else { throw error(offset, shape.unbuildableMessage) }
        return shape
    }
}
