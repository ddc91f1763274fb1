internal import Specifications
internal import Values

/// The bounds of many numbers, lower and upper ones apart, as loops want them.
struct FastArray {
    let lower: [Double]
    /// The same storage as `lower` for points.
    let upper: [Double]
    /// Whether every element is known to be a point.
    let isPoint: Bool

    init(points: [Double]) {
        lower = points
        upper = points
        isPoint = true
    }

    init(lower: [Double], upper: [Double]) {
        self.lower = lower
        self.upper = upper
        isPoint = false
    }

    var count: Int { lower.count }

    /// The elements of an input, unknown where they are not finite or where binary64 does not hold them.
    init(_ array: HostArray) {
        switch array.elements {
        case .float32(let values): self = Self.finite(values.count) { Double(values[$0]) }
        case .float64(let values): self = Self.finite(values.count) { values[$0] }
        case .int64(let values): self = Self.finite(values.count) { Double(exactly: values[$0]) ?? .nan }
        case .bool(let values): self = Self.finite(values.count) { values[$0] ? 1 : 0 }
        }
    }

    @inline(__always)
    private static func finite(_ count: Int, _ element: (Int) -> Double) -> FastArray {
        var isFinite = true
        let values = [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
            for i in 0..<count {
                let value = element(i)
                isFinite = isFinite && value.isFinite
                buffer[i] = value.isFinite ? value : .nan
            }
            initialized = count
        }
        return isFinite ? FastArray(points: values) : FastArray(lower: values, upper: values)
    }

    @inline(__always)
    subscript(position: Int) -> Bounds { Bounds(lower[position], upper[position]) }

    /// One element after another; points stay points where every result is one.
    @inline(__always)
    static func make(_ count: Int, _ element: (Int) -> Bounds) -> FastArray {
        var isPoint = true
        var upper: [Double] = []
        let lower = [Double](unsafeUninitializedCapacity: count) { lower, lowerCount in
            upper = [Double](unsafeUninitializedCapacity: count) { upper, upperCount in
                for i in 0..<count {
                    let bounds = element(i)
                    lower[i] = bounds.lower
                    upper[i] = bounds.upper
                    isPoint = isPoint && bounds.isPoint && bounds.isReal
                }
                upperCount = count
            }
            lowerCount = count
        }
        return isPoint ? FastArray(points: lower) : FastArray(lower: lower, upper: upper)
    }

    @inline(__always)
    static func map(_ a: FastArray, _ function: (Bounds) -> Bounds) -> FastArray {
        a.lower.withUnsafeBufferPointer { lower in
            a.upper.withUnsafeBufferPointer { upper in
                make(lower.count) { function(Bounds(lower[$0], upper[$0])) }
            }
        }
    }

    @inline(__always)
    static func map(_ a: FastArray, _ b: FastArray, _ function: (Bounds, Bounds) -> Bounds) -> FastArray {
        b.lower.withUnsafeBufferPointer { lower in
            b.upper.withUnsafeBufferPointer { upper in
                a.lower.withUnsafeBufferPointer { ownLower in
                    a.upper.withUnsafeBufferPointer { ownUpper in
                        make(ownLower.count) {
                            function(Bounds(ownLower[$0], ownUpper[$0]), Bounds(lower[$0], upper[$0]))
                        }
                    }
                }
            }
        }
    }

    /// The elements in the order in which an index map reads them; holes are 0.
    func read(_ map: IndexMap, count: Int) -> FastArray {
        if case .identity = map { return self }
        let lower = Self.read(lower, map, count)
        return isPoint ? FastArray(points: lower) : FastArray(lower: lower, upper: Self.read(upper, map, count))
    }

    private static func read(_ elements: [Double], _ map: IndexMap, _ count: Int) -> [Double] {
        switch map {
        case .identity: return elements
        case .scalar: return [Double](repeating: count > 0 ? elements[0] : 0, count: count)
        case .table(let table):
            return elements.withUnsafeBufferPointer { elements in
                table.withUnsafeBufferPointer { table in
                    [Double](unsafeUninitializedCapacity: count) { buffer, initialized in
                        for i in 0..<count { buffer[i] = table[i] < 0 ? 0 : elements[Int(table[i])] }
                        initialized = count
                    }
                }
            }
        }
    }
}
