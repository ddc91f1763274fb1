internal import Synchronization
internal import Values

/// One element of an output, with what comparisons see of it while a property runs: how the engine finds out what the
/// element depends on, without knowing what the property computes.
///
/// `ulps` of tensors notes the element; the property needs to do nothing.
final class ElementFocus: Sendable {
    @TaskLocal static var current: ElementFocus?

    /// Both sides of a comparison, at the element.
    struct Comparison: Sendable, Hashable {
        let dtype: DType
        let actual: UInt64
        let expected: UInt64

        var actualText: String { text(actual) }
        var expectedText: String { text(expected) }
        /// The expected number; nil for a truth value.
        var expectedNumber: Double? {
            switch dtype {
            case .float32: Double(Float(bitPattern: UInt32(truncatingIfNeeded: expected)))
            case .float64: Double(bitPattern: expected)
            case .int64: Double(Int64(bitPattern: expected))
            case .bool: nil
            }
        }

        private func text(_ bits: UInt64) -> String {
            switch dtype {
            case .float32: Float(bitPattern: UInt32(truncatingIfNeeded: bits)).fullText
            case .float64: Double(bitPattern: bits).fullText
            case .int64: "\(Int64(bitPattern: bits))"
            case .bool: "\(bits != 0)"
            }
        }
    }

    private let index: [Int]
    private let seen = Mutex<[Comparison]>([])

    init(_ element: ElementIndex) { index = element.index }

    var comparisons: [Comparison] { seen.withLock { $0 } }

    /// - Precondition: both have one shape.
    func note(_ actual: HostArray, _ expected: HostArray) {
        guard index.count == actual.shape.rank, zip(index, actual.shape.extents).allSatisfy({ $0 < $1 }) else { return }
        let position = zip(index, actual.shape.rowMajorStrides).reduce(0) { $0 + $1.0 * $1.1 }
        let comparison = Comparison(
            dtype: actual.dtype, actual: actual.bits(at: position), expected: expected.bits(at: position))
        seen.withLock { $0.append(comparison) }
    }
}

/// The focus of the case that runs, for the thread or the task that runs it; one at a time.
final class FocusBox: @unchecked Sendable {
    var focus: ElementFocus?

    func focused<Result>(_ body: () throws -> Result) rethrows -> Result {
        guard let focus else { return try body() }
        return try ElementFocus.$current.withValue(focus) { try body() }
    }
}
