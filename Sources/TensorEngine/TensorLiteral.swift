/// Nested literals on their way to becoming a tensor: `[[1, 2], [3, 4]]`.
///
/// Numbers are held as binary64, which is exact for every float32 and for integers up to 2^53.
public struct TensorLiteral: Sendable {
    let shape: Shape
    let elements: [Double]
    let defaultDType: DType
}

extension TensorLiteral: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    public init(floatLiteral value: Double) {
        self.init(shape: .scalar, elements: [value], defaultDType: .float32)
    }

    public init(integerLiteral value: Int) {
        self.init(shape: .scalar, elements: [Double(value)], defaultDType: .float32)
    }

    public init(booleanLiteral value: Bool) {
        self.init(shape: .scalar, elements: [value ? 1 : 0], defaultDType: .bool)
    }
}

extension TensorLiteral: ExpressibleByArrayLiteral {
    /// - Precondition: all rows have the same shape.
    public init(arrayLiteral rows: TensorLiteral...) { self.init(stacking: rows) }

    fileprivate init(stacking rows: [TensorLiteral]) {
        let shape = rows.first?.shape ?? .scalar
        for row in rows where row.shape != shape {
            trap("the rows of a tensor literal have different shapes: \(shape) and \(row.shape)")
        }
        self.init(
            shape: rows.isEmpty ? [0] : Shape([rows.count] + shape.extents), elements: rows.flatMap(\.elements),
            defaultDType: rows.first?.defaultDType ?? .float32)
    }
}

extension TensorLiteral {
    /// A number that is not written as a literal: `[.number(x), 0]`.
    public static func number(_ value: Double) -> TensorLiteral { TensorLiteral(floatLiteral: value) }
}

extension Tensor: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
    public init(floatLiteral value: Double) { self.init(TensorLiteral(floatLiteral: value)) }

    public init(integerLiteral value: Int) { self.init(TensorLiteral(integerLiteral: value)) }

    public init(arrayLiteral rows: TensorLiteral...) { self.init(TensorLiteral(stacking: rows)) }
}
