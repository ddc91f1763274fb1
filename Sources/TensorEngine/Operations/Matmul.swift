internal import CEngineKernels
internal import COpenBLAS

/// The product of matrices: [..., i, k] times [..., k, j] is [..., i, j]; leading axes broadcast.
///
/// Through BLAS the last bits depend on the processor and on the shapes. `deterministic` sums each element's products
/// in binary64 in ascending k and rounds once: slower, and the same everywhere.
///
/// - Precondition: both operands have at least two axes, one dtype and the same k.
public func matmul(_ a: Tensor, _ b: Tensor, deterministic: Bool = false) -> Tensor {
    let dtype = a.dtype.promoted(with: b.dtype)
    return Operation.matmul(
        a.cast(to: dtype), b.cast(to: dtype), attributes: ["deterministic": .bool(deterministic)])
}

extension Operation {
    /// The product of (batches of) matrices. The attribute `deterministic` chooses the kernel.
    public static let matmul: Operation = Operation(name: "matmul") { types, _ throws(OperandError) in
        try expect(types, count: 2)
        try expectFloat(types)
        let (a, b) = (types[0].shape.extents, types[1].shape.extents)
        guard a.count >= 2, b.count >= 2, a[a.count - 1] == b[b.count - 2],
            let batch = Shape(Array(a.dropLast(2))).broadcast(with: Shape(Array(b.dropLast(2))))
        else {
            throw OperandError("shapes \(types[0].shape) and \(types[1].shape) are not [..., i, k] and [..., k, j]")
        }
        return [TensorType(types[0].dtype, Shape(batch.extents + [a[a.count - 2], b[b.count - 1]]))]
    } kernel: { inputs, attributes in
        [matrixProduct(inputs[0], inputs[1], deterministic: attributes.flag("deterministic"))]
    } derivative: { call in
        let (a, b, g) = (call.inputs[0], call.inputs[1], call.cotangent)
        return [
            call.cotangent(ofInput: 0) {
                reduced(matmul(g, b.transposed(), attributes: call.attributes), to: a.shape)
            },
            call.cotangent(ofInput: 1) {
                reduced(matmul(a.transposed(), g, attributes: call.attributes), to: b.shape)
            },
        ]
    }
}

extension Implementation {
    /// The fixed-order kernel.
    static let deterministicMatmul = Implementation(name: "matmul.deterministic", specification: "matmul") {
        inputs, attributes in
        apply(.matmul, inputs, attributes.merging(["deterministic": .bool(true)]) { $1 })
    }
}

/// - Precondition: the shape rule accepts the operands.
private func matrixProduct(_ a: Tensor, _ b: Tensor, deterministic: Bool) -> Tensor {
    let (rows, inner, columns) = (a.shape[a.rank - 2], a.shape[a.rank - 1], b.shape[b.rank - 1])
    guard
        let batch = Shape(Array(a.shape.extents.dropLast(2))).broadcast(with: Shape(Array(b.shape.extents.dropLast(2))))
    else { trap("matmul: shapes \(a.shape) and \(b.shape) do not broadcast") }
    let shape = Shape(batch.extents + [rows, columns])
    let result = Storage(zeros: a.dtype, count: shape.elementCount)
    let product = Tensor(storage: result, shape: shape)
    if shape.elementCount == 0 || inner == 0 { return product }
    let left = MatrixBatch(a, batch: batch, forBLAS: !deterministic)
    let right = MatrixBatch(b, batch: batch, forBLAS: !deterministic)
    let width = a.dtype.byteCount
    let batches = StridedLoop([left.batch, right.batch, Layout(rowMajor: batch)])
    withUnsafeTemporaryAllocation(of: Double.self, capacity: columns) { scratch in
        guard let scratch = scratch.baseAddress else { return }
        batches.forEachRow { offsets in
            for index in 0..<batches.rowCount {
                let places = (0..<3).map { (offsets[$0] + index * batches.rowStrides[$0]) * width }
                left.tensor.storage.withElements { aBase in
                    right.tensor.storage.withElements { bBase in
                        result.withElements { base in
                            let output = base + places[2] * rows * columns
                            if deterministic {
                                engine_matmul(
                                    a.dtype.engineFloat, rows, inner, columns, aBase + places[0], left.strides.row,
                                    left.strides.column, bBase + places[1], right.strides.row, right.strides.column,
                                    output, scratch)
                            } else {
                                blas(
                                    a.dtype, (rows, inner, columns), aBase + places[0], left, bBase + places[1], right,
                                    output)
                            }
                        }
                    }
                }
            }
        }
    }
    return product
}

/// Matrices and where each of them begins.
private struct MatrixBatch {
    let tensor: Tensor
    /// The offsets of the matrices, over the batch axes.
    let batch: Layout
    let strides: (row: Int, column: Int)

    /// - Parameter forBLAS: whether one of the strides within a matrix must be 1.
    init(_ tensor: Tensor, batch shape: Shape, forBLAS: Bool) {
        let rank = tensor.rank
        func fits(_ strides: [Int], _ unit: Int, _ other: Int) -> Bool {
            // Along an axis of one element any stride will do.
            (strides[unit] == 1 || tensor.shape[unit] == 1)
                && strides[other] >= max(1, tensor.shape[unit])
        }
        let strides = tensor.strides
        let usable = fits(strides, rank - 1, rank - 2) || fits(strides, rank - 2, rank - 1)
        self.tensor = forBLAS && !usable ? Tensor(storage: tensor.copiedStorage(), shape: tensor.shape) : tensor
        let layout = self.tensor.layout
        batch =
            Layout(
                shape: Shape(Array(layout.shape.extents.dropLast(2))), strides: Array(layout.strides.dropLast(2)),
                offset: layout.offset
            ).expanded(to: shape)
        self.strides = (layout.strides[rank - 2], layout.strides[rank - 1])
        let columnsAreNeighbours = fits(layout.strides, rank - 1, rank - 2)
        isTransposed = !columnsAreNeighbours
        leading = columnsAreNeighbours ? layout.strides[rank - 2] : layout.strides[rank - 1]
    }

    /// For BLAS: whether rows and columns are to be swapped, and the distance between rows before that.
    let isTransposed: Bool
    let leading: Int
}

private func blas(
    _ dtype: DType, _ extents: (rows: Int, inner: Int, columns: Int), _ a: UnsafeRawPointer, _ left: MatrixBatch,
    _ b: UnsafeRawPointer, _ right: MatrixBatch, _ result: UnsafeMutableRawPointer
) {
    func blasint(_ value: Int) -> Int32 {
        Int32(exactly: value).orTrap("matmul: an extent or stride of \(value) is beyond BLAS")
    }
    let (m, k, n) = (blasint(extents.rows), blasint(extents.inner), blasint(extents.columns))
    let (lda, ldb) = (blasint(left.leading), blasint(right.leading))
    let leftOrder = left.isTransposed ? CblasTrans : CblasNoTrans
    let rightOrder = right.isTransposed ? CblasTrans : CblasNoTrans
    if dtype == .float32 {
        cblas_sgemm(
            CblasRowMajor, leftOrder, rightOrder, m, n, k, 1, a.assumingMemoryBound(to: Float.self), lda,
            b.assumingMemoryBound(to: Float.self), ldb, 0, result.assumingMemoryBound(to: Float.self), n)
    } else {
        cblas_dgemm(
            CblasRowMajor, leftOrder, rightOrder, m, n, k, 1, a.assumingMemoryBound(to: Double.self), lda,
            b.assumingMemoryBound(to: Double.self), ldb, 0, result.assumingMemoryBound(to: Double.self), n)
    }
}
