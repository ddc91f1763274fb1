/// A contiguous row-major array in host memory: what cases and outputs are made of.
///
/// It computes nothing. Float bits, NaN payloads and signs of zero are kept as given.
public struct HostArray: Sendable, Hashable {
    /// The elements, in row-major order.
    public enum Elements: Sendable {
        case float32([Float])
        case float64([Double])
        case int64([Int64])
        case bool([Bool])
    }

    public let shape: Shape
    public let elements: Elements

    /// - Precondition: there are as many elements as the shape has.
    public init(_ elements: Elements, shape: Shape) {
        self.elements = elements
        self.shape = shape
        precondition(
            count == shape.elementCount, "shape \(shape) has \(shape.elementCount) elements, got \(count)")
    }

    public init(_ elements: [Float], shape: Shape? = nil) {
        self.init(.float32(elements), shape: shape ?? [elements.count])
    }

    public init(_ elements: [Double], shape: Shape? = nil) {
        self.init(.float64(elements), shape: shape ?? [elements.count])
    }

    public init(_ elements: [Int64], shape: Shape? = nil) {
        self.init(.int64(elements), shape: shape ?? [elements.count])
    }

    public init(_ elements: [Bool], shape: Shape? = nil) {
        self.init(.bool(elements), shape: shape ?? [elements.count])
    }

    public var dtype: DType {
        switch elements {
        case .float32: .float32
        case .float64: .float64
        case .int64: .int64
        case .bool: .bool
        }
    }

    public var count: Int {
        switch elements {
        case .float32(let values): values.count
        case .float64(let values): values.count
        case .int64(let values): values.count
        case .bool(let values): values.count
        }
    }

    /// The float32 elements, or nil for another dtype.
    public var float32: [Float]? { if case .float32(let values) = elements { values } else { nil } }

    /// The float64 elements, or nil for another dtype.
    public var float64: [Double]? { if case .float64(let values) = elements { values } else { nil } }

    /// The element at a row-major position as a binary64, which holds every dtype's values exactly but for int64
    /// beyond 2^53 (rounded) and NaN payloads.
    public func double(at position: Int) -> Double {
        switch elements {
        case .float32(let values): Double(values[position])
        case .float64(let values): values[position]
        case .int64(let values): Double(values[position])
        case .bool(let values): values[position] ? 1 : 0
        }
    }

    /// The bit pattern of the element at a row-major position, zero-extended.
    public func bits(at position: Int) -> UInt64 {
        switch elements {
        case .float32(let values): UInt64(values[position].bitPattern)
        case .float64(let values): values[position].bitPattern
        case .int64(let values): UInt64(bitPattern: values[position])
        case .bool(let values): values[position] ? 1 : 0
        }
    }

    /// The element at a row-major position with the digits that tell it from its neighbours: `0.1`, `-3`, `true`.
    public func text(at position: Int) -> String {
        switch elements {
        case .float32(let values): values[position].decimalText
        case .float64(let values): values[position].decimalText
        case .int64(let values): "\(values[position])"
        case .bool(let values): "\(values[position])"
        }
    }

    /// The same, for floats with their bits.
    public func fullText(at position: Int) -> String {
        switch elements {
        case .float32(let values): values[position].fullText
        case .float64(let values): values[position].fullText
        case .int64, .bool: text(at: position)
        }
    }

    /// The elements at row-major positions, under a shape.
    ///
    /// - Precondition: there are as many positions as the shape has elements.
    public func gathered(_ positions: [Int], shape: Shape) -> HostArray {
        switch elements {
        case .float32(let values): HostArray(positions.map { values[$0] }, shape: shape)
        case .float64(let values): HostArray(positions.map { values[$0] }, shape: shape)
        case .int64(let values): HostArray(positions.map { values[$0] }, shape: shape)
        case .bool(let values): HostArray(positions.map { values[$0] }, shape: shape)
        }
    }

    /// Whether every element is a finite number. True for integers and booleans.
    public var isFinite: Bool {
        switch elements {
        case .float32(let values): values.allSatisfy(\.isFinite)
        case .float64(let values): values.allSatisfy(\.isFinite)
        case .int64, .bool: true
        }
    }

    /// The same elements under another shape of the same size.
    public func reshaped(_ shape: Shape) -> HostArray { HostArray(elements, shape: shape) }
}

extension HostArray {
    /// Arrays are equal when dtype, shape and every bit are: NaN equals the same NaN, and -0 differs from +0.
    public static func == (left: HostArray, right: HostArray) -> Bool {
        left.dtype == right.dtype && left.shape == right.shape
            && (0..<left.count).allSatisfy { left.bits(at: $0) == right.bits(at: $0) }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(dtype)
        hasher.combine(shape)
        for position in 0..<count { hasher.combine(bits(at: position)) }
    }
}
