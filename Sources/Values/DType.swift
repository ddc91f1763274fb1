/// The element type of a tensor.
///
/// Spelled in files, attributes and messages by its raw value (`float32`).
public enum DType: String, Sendable, Codable, CaseIterable, Hashable {
    case float32, float64, int64, bool

    /// Whether values of this type round: only these have ulps, gradients and budgets.
    public var isFloatingPoint: Bool { self == .float32 || self == .float64 }

    /// The storage of one element, in bytes.
    public var byteCount: Int {
        switch self {
        case .float32: 4
        case .float64, .int64: 8
        case .bool: 1
        }
    }
}

extension DType: CustomStringConvertible {
    public var description: String { rawValue }
}
