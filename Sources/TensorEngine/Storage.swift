import Synchronization

/// The memory behind tensors.
///
/// Unchecked because of the raw pointer. Storage is written only by whoever holds its one reference: an operation
/// before it returns its result, or a tensor's subscript setter after checking for uniqueness.
final class Storage: @unchecked Sendable {
    let dtype: DType
    let count: Int
    private let bytes: UnsafeMutableRawPointer

    /// Storage with undefined contents.
    init(_ dtype: DType, count: Int) {
        self.dtype = dtype
        self.count = count
        bytes = .allocate(byteCount: max(1, count * dtype.byteCount), alignment: 64)
    }

    deinit { bytes.deallocate() }

    convenience init(zeros dtype: DType, count: Int) {
        self.init(dtype, count: count)
        bytes.initializeMemory(as: UInt8.self, repeating: 0, count: count * dtype.byteCount)
    }

    convenience init(copying elements: HostArray.Elements) {
        switch elements {
        case .float32(let values): self.init(.float32, values)
        case .float64(let values): self.init(.float64, values)
        case .int64(let values): self.init(.int64, values)
        case .bool(let values): self.init(.bool, values)
        }
    }

    private convenience init<Element: BitwiseCopyable>(_ dtype: DType, _ values: [Element]) {
        self.init(dtype, count: values.count)
        values.withUnsafeBytes {
            bytes.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(bytes), byteCount: $0.count)
        }
    }

    /// Calls `body` with the address of the element at `offset`, and keeps the storage alive meanwhile.
    func withElements<Result>(at offset: Int = 0, _ body: (UnsafeMutableRawPointer) -> Result) -> Result {
        withExtendedLifetime(self) { body(bytes + offset * dtype.byteCount) }
    }
}

/// A number that no other value has had in this process.
struct ValueIdentity: Sendable, Hashable, Comparable {
    private let number: UInt64

    private static let counter = Atomic<UInt64>(0)

    static func next() -> ValueIdentity {
        ValueIdentity(number: counter.wrappingAdd(1, ordering: .relaxed).oldValue)
    }

    /// Older values first: what was computed from a value is greater than it.
    static func < (left: ValueIdentity, right: ValueIdentity) -> Bool { left.number < right.number }
}
