/// Floats that break code: the values that a sweep always tries, most telling first.
enum EdgeValues {
    private static let lists: [FloatFormat: [UInt64]] = Dictionary(
        uniqueKeysWithValues: FloatFormat.allCases.map { ($0, make($0)) })

    /// About 64 encodings, without repetition.
    static func list(_ format: FloatFormat) -> [UInt64] { lists[format]! }

    private static func make(_ format: FloatFormat) -> [UInt64] {
        let sign = format.signBit
        let one = format.one
        func power(_ exponent: Int) -> UInt64 {
            format.bits(nearest: Double(sign: .plus, exponent: exponent, significand: 1))
        }
        func number(_ value: Double) -> UInt64 { format.bits(nearest: value) }
        let precision = format.significandBits + 1
        var list: [UInt64] = [
            0, sign, one, one | sign,
            format.infinity, format.infinity | sign, format.quietNaN,
            1, 1 | sign, format.leastNormal, format.leastNormal | sign,
            format.leastNormal - 1, (format.leastNormal - 1) | sign,
            format.greatestFinite, format.greatestFinite | sign,
            number(0.5), number(-0.5), one - 1, one + 1,
            number(2), number(-2), number(1.5), number(-1.5), number(2.5), number(-2.5),
            power(precision), power(precision) + 1, power(precision) - 1, power(precision - 1) + 1,
            number(0.1), number(3),
            format.quietNaN | 0b101, format.infinity | 1, format.quietNaN | sign | 0b11,
        ]
        list += [
            (one - 1) | sign, (one + 1) | sign, number(0.5) - 1, number(0.5) + 1, number(2) - 1, number(2) + 1,
            // Where squares, products and sums leave the range.
            power(format.bias / 2 + 1), power(format.bias / 2 + 1) - 1, power(-(format.bias / 2 + 1)),
            power(format.bias),
            format.greatestFinite - 1, power(1 - precision), power(-precision), power(-precision - 1),
            power(precision - 1), power(precision - 1) - 1, power(precision) | sign, (power(precision - 1) + 1) | sign,
            // Conversions to integers.
            power(31), power(31) | sign, power(31) - 1, power(63), power(63) | sign, number(127), number(255),
            number(256),
            number(65504), number(65520),
            // Multiples of pi, and an argument of reductions.
            number(3.141592653589793), number(1.5707963267948966), number(-3.141592653589793),
            number(0.7853981633974483), number(1e5), number(1e6),
            // Exponentials at the ends of their range.
            number(88.72283), number(88.72284), number(-87.33655), number(-103.97208), number(709.782712893384),
            number(10), number(-10), number(100), number(-100), number(1.0 / 3), number(-0.1), number(1e-3),
            number(1e-10),
            format.leastNormal + 1, format.leastNormal << 1,
        ]
        var seen: Set<UInt64> = []
        return list.filter { seen.insert($0).inserted }
    }
}

extension FloatDomain {
    /// What a sweep tries: the anchors with their neighbours, the ends of the interval, and the edge values in it.
    var edges: [UInt64] {
        var list: [UInt64] = []
        for anchor in anchors {
            let ordinal = format.ordinal(anchor)
            list += [0, 1, -1, 2, -2].map { format.bits(ordinal: ordinal + $0) }
        }
        list += EdgeValues.list(format).prefix(isWhole ? 0 : 15)
        for end in [lowest, highest] where !isWhole {
            list += [0, 1, -1].map { format.bits(ordinal: end + $0) }
        }
        list += EdgeValues.list(format)
        var seen: Set<UInt64> = []
        return list.filter { permits($0) && seen.insert($0).inserted }
    }
}
