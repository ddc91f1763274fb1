internal import CEngineKernels

extension Tensor {
    /// The elements in row-major order, bit for bit.
    ///
    /// A graph capture cannot see what is done with them, and notes the reading.
    public var hostArray: HostArray {
        Context.noteUnseen(self, "host read of a \(type) tensor")
        return unobservedHostArray
    }

    /// The only element, as a binary64.
    ///
    /// A graph capture cannot see what is done with it, and notes the reading.
    ///
    /// - Precondition: there is exactly one element.
    public func item() -> Double {
        if elementCount != 1 { trap("item() needs a tensor with one element, got shape \(shape)") }
        Context.noteUnseen(self, "item() of a \(type) tensor")
        return unobservedHostArray.double(at: 0)
    }

    /// The elements, for uses that cannot change what is computed.
    var unobservedHostArray: HostArray {
        switch dtype {
        case .float32: HostArray(.float32(copiedElements()), shape: shape)
        case .float64: HostArray(.float64(copiedElements()), shape: shape)
        case .int64: HostArray(.int64(copiedElements()), shape: shape)
        case .bool: HostArray(.bool(copiedElements()), shape: shape)
        }
    }

    private func copiedElements<Element: BitwiseCopyable>() -> [Element] {
        [Element](unsafeUninitializedCapacity: elementCount) { buffer, count in
            count = elementCount
            guard let base = buffer.baseAddress else { return }
            copyElements(to: base, layout: Layout(rowMajor: shape))
        }
    }

    /// Copies all elements to memory laid out in another way.
    func copyElements(to memory: UnsafeMutableRawPointer, layout target: Layout) {
        let width = dtype.byteCount
        let loop = StridedLoop([layout, target])
        storage.withElements { source in
            loop.forEachRow { offsets in
                engine_copy(
                    width, loop.rowCount, source + offsets[0] * width, loop.rowStrides[0],
                    memory + offsets[1] * width, loop.rowStrides[1])
            }
        }
    }

    /// The same values in row-major order without gaps: itself where that is so already.
    func contiguous() -> Tensor {
        if isContiguous { return self }
        var copy = Tensor(storage: copiedStorage(), shape: shape)
        copy.identity = identity
        copy.history = history
        return copy
    }

    func copiedStorage() -> Storage {
        let copy = Storage(dtype, count: elementCount)
        copy.withElements { copyElements(to: $0, layout: Layout(rowMajor: shape)) }
        return copy
    }

    /// Calls `body` with the address of the first element.
    func withElements<Result>(_ body: (UnsafeMutableRawPointer) -> Result) -> Result {
        storage.withElements(at: layout.offset, body)
    }
}
