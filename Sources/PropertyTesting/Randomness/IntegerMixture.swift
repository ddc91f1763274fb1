extension IntegerDomain {
    /// What a sweep tries: the ends of the interval, and integers near zero and near powers of two.
    var edges: [Int64] {
        var list = [simplest, lowest, highest, 0, 1, -1, 2, -2, 3]
        if lowest < Int64.max { list.append(lowest + 1) }
        if highest > Int64.min { list.append(highest - 1) }
        for power in [7, 8, 15, 16, 24, 31, 32, 53, 62] {
            let value = Int64(1) << Int64(power)
            list += [value, value - 1, value + 1, -value, -value - 1]
        }
        var seen: Set<Int64> = []
        return list.filter { $0 >= lowest && $0 <= highest && seen.insert($0).inserted }
    }
}

extension RandomNumbers {
    /// An integer of the domain: of small domains uniformly, of large ones mostly small, sometimes an edge.
    mutating func integer(of domain: IntegerDomain) -> UInt64 {
        if let count = domain.count, count <= 64 {
            return UInt64(bitPattern: domain.lowest + Int64(below(count)))
        }
        switch below(8) {
        case 0, 1: return UInt64(bitPattern: element(of: domain.edges))
        case 2, 3, 4:
            // Uniform in the number of bits.
            let size = Int64(bitPattern: next() >> UInt64(below(63) + 1))
            let (value, overflow) = domain.simplest.addingReportingOverflow(chance(2) ? size : -size)
            if !overflow, value >= domain.lowest, value <= domain.highest { return UInt64(bitPattern: value) }
            return UInt64(bitPattern: inside(domain.lowest, domain.highest))
        default: return UInt64(bitPattern: inside(domain.lowest, domain.highest))
        }
    }
}
