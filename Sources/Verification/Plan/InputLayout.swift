/// How the elements of inputs lie in memory. A subject's answers must not depend on it.
public enum InputLayout: String, Sendable, Codable, CaseIterable, Hashable {
    /// In row-major order without gaps.
    case contiguous
    /// With the first axis innermost, as a transposed tensor lies.
    case transposed
    /// Every second element along each axis of a larger tensor, whose other elements are NaN or as conspicuous.
    case spaced
    /// Backwards along every axis.
    case reversed
    /// In row-major order without gaps, but from the second element of a buffer on.
    case shifted
    /// Once for each axis along which all elements are equal: with stride 0.
    case expanded
    /// In the memory of another input that holds the same.
    case aliased
}
