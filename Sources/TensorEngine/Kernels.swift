internal import CEngineKernels

// From tensors to the C loops and back.

/// A loop for each dtype that an elementwise operation of two operands takes.
func elementwise(
    _ name: String, _ loops: [DType: engine_binary], _ inputs: [Tensor], to dtype: DType? = nil
) -> [Tensor] {
    let (a, b) = (inputs[0], inputs[1])
    guard let loop = loops[a.dtype], let shape = a.shape.broadcast(with: b.shape) else {
        trap("\(name): no loop for \(a.type) and \(b.type)")
    }
    let result = Storage(dtype ?? a.dtype, count: shape.elementCount)
    let rows = StridedLoop([a.layout.expanded(to: shape), b.layout.expanded(to: shape), Layout(rowMajor: shape)])
    let (width, resultWidth) = (a.dtype.byteCount, result.dtype.byteCount)
    var fits = true
    a.storage.withElements { aBase in
        b.storage.withElements { bBase in
            result.withElements { base in
                rows.forEachRow { offsets in
                    fits =
                        loop(
                            rows.rowCount, aBase + offsets[0] * width, rows.rowStrides[0], bBase + offsets[1] * width,
                            rows.rowStrides[1], base + offsets[2] * resultWidth) && fits
                }
            }
        }
    }
    if !fits { trap("\(name): a result does not fit \(result.dtype)") }
    return [Tensor(storage: result, shape: shape)]
}

/// An elementwise operation of one operand.
func elementwise(_ name: String, _ loops: [DType: engine_unary], _ a: Tensor, to dtype: DType? = nil) -> [Tensor] {
    guard let loop = loops[a.dtype] else { trap("\(name): no loop for \(a.type)") }
    return elementwise(name, a, to: dtype) { loop($0, $1, $2, $3) }
}

/// An elementwise operation of one operand and a number that is the same for all elements.
func elementwise(
    _ name: String, _ loops: [DType: engine_parametric], _ a: Tensor, parameter: Double
) -> [Tensor] {
    guard let loop = loops[a.dtype] else { trap("\(name): no loop for \(a.type)") }
    return elementwise(name, a, to: nil) { loop($0, $1, $2, parameter, $3) }
}

private func elementwise(
    _ name: String, _ a: Tensor, to dtype: DType?,
    _ loop: (Int, UnsafeRawPointer, Int, UnsafeMutableRawPointer) -> Bool
) -> [Tensor] {
    let result = Storage(dtype ?? a.dtype, count: a.elementCount)
    let rows = StridedLoop([a.layout, Layout(rowMajor: a.shape)])
    let (width, resultWidth) = (a.dtype.byteCount, result.dtype.byteCount)
    var fits = true
    a.storage.withElements { source in
        result.withElements { base in
            rows.forEachRow { offsets in
                fits =
                    loop(
                        rows.rowCount, source + offsets[0] * width, rows.rowStrides[0],
                        base + offsets[1] * resultWidth) && fits
            }
        }
    }
    if !fits { trap("\(name): a value does not fit \(result.dtype)") }
    return [Tensor(storage: result, shape: a.shape)]
}

extension DType {
    /// - Precondition: the dtype is floating-point.
    var engineFloat: engine_float { self == .float32 ? engine_f32 : engine_f64 }
}

/// The rows of a tensor along one axis, laid out as the row kernels want them: the axis last, without gaps.
struct Rows {
    let elements: Tensor
    let shape: Shape
    private let axis: Int

    /// Where rows of a fresh result go.
    init(shape: Shape, axis: Int) {
        self.axis = axis
        var extents = shape.extents
        extents.append(extents.remove(at: axis))
        self.shape = Shape(extents)
        elements = .zeros([0])
    }

    init(_ tensor: Tensor, axis: Int) {
        self.axis = axis
        var order = Array(0..<tensor.rank)
        order.append(order.remove(at: axis))
        let moved = Tensor(storage: tensor.storage, layout: tensor.layout.permuted(order))
        elements = moved.contiguous()
        shape = moved.shape
    }

    /// The rows along the axis that the attribute `axis` names, once the shape rule has accepted it.
    init(_ tensor: Tensor, _ attributes: Attributes) {
        self.init(tensor, axis: attributes.checked { try $0.axis(of: tensor.shape) })
    }

    /// The elements of a row.
    var count: Int { shape[shape.rank - 1] }

    /// The number of rows.
    var rows: Int { shape.extents.dropLast().reduce(1, *) }

    /// The rows in `storage` as a tensor with the axis back in its place.
    func tensor(_ storage: Storage) -> Tensor {
        var order = Array(0..<shape.rank - 1)
        order.insert(shape.rank - 1, at: axis)
        return Tensor(storage: storage, layout: Layout(rowMajor: shape).permuted(order)).contiguous()
    }

    /// Calls `body` with the addresses of the rows, of a fresh result with `count` elements, and of scratch space.
    func fill(
        count: Int, _ body: (_ rows: UnsafeRawPointer, _ result: UnsafeMutableRawPointer, _ scratch: Scratch) -> Void
    ) -> Storage {
        let result = Storage(elements.dtype, count: count)
        elements.withElements { rows in
            result.withElements { base in
                withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, 7 * self.count)) { scratch in
                    if let address = scratch.baseAddress { body(rows, base, address) }
                }
            }
        }
        return result
    }

    typealias Scratch = UnsafeMutablePointer<Double>
}
