internal import Values

/// A rule that relates the elements of a generated tensor to each other. Many mistakes show only where elements cancel,
/// tie, or differ by many binades; independent elements do neither.
public enum TensorStructure: Int, Sendable, CaseIterable, Hashable {
    /// Ordinary numbers, uniform in an interval around zero or in the generator's.
    case plain
    /// Ordinary numbers with one unusual value among them.
    case oneUnusual
    /// Every element from the full mixture: NaN, infinities, subnormals, any exponent.
    case wild
    /// Most elements equal, a few others.
    case sparse
    case equal
    /// Pairs that cancel but for a few ulps.
    case cancelling
    /// Elements a few ulps apart, for arguments of maxima, sorts and softmax.
    case nearTies
    /// One huge element among tiny ones.
    case oneHuge
    case subnormal
    case sorted
    case alternatingSigns
    /// Slices along the first axis that repeat each other.
    case repeatedRows
    /// Magnitudes that fall by a binade or more from one element to the next.
    case graded
}

extension RandomNumbers {
    /// The elements of a tensor, in row-major order; each is in the domain, whatever the structure asks for.
    mutating func tensor(_ shape: Shape, _ domain: FloatDomain, _ structure: TensorStructure) -> [UInt64] {
        let count = shape.elementCount
        guard count > 0 else { return [] }
        let format = domain.format
        var values: [UInt64]
        switch structure {
        case .plain:
            values = plain(count, domain)
        case .oneUnusual:
            values = plain(count, domain)
            values[below(count)] = float(of: domain)
        case .wild:
            values = (0..<count).map { _ in float(of: domain) }
        case .sparse:
            values = [UInt64](repeating: chance(2) ? format.bits(nearest: 0) : float(of: domain), count: count)
            let others = min(count, max(1, Int(Double(count).squareRoot())))
            for _ in 0..<others { values[below(count)] = float(of: domain) }
        case .equal:
            values = [UInt64](repeating: float(of: domain), count: count)
        case .cancelling:
            values = plain(count, domain)
            for place in stride(from: 1, to: count, by: 2) {
                values[place] = besides(values[place - 1] ^ format.signBit, format)
            }
            values.shuffle(using: &self)
        case .nearTies:
            let center = finite(domain)
            values = (0..<count).map { _ in besides(center, format) }
        case .oneHuge:
            values = plain(count, domain).map { format.bits(nearest: format.value($0) * 0x1p-20) }
            let exponent = min(format.bias - 1, 10 + below(format.bias - 10))
            let huge = Double(sign: .plus, exponent: exponent, significand: 1 + unit())
            values[below(count)] = format.bits(nearest: chance(2) ? huge : -huge)
        case .subnormal:
            values = (0..<count).map { _ in (chance(2) ? format.signBit : 0) | next() & format.significandMask }
        case .sorted:
            values = plain(count, domain).sorted { format.ordinal($0) < format.ordinal($1) }
            if chance(2) { values.reverse() }
        case .alternatingSigns:
            values = plain(count, domain).enumerated().map { place, bits in
                place.isMultiple(of: 2) ? bits & ~format.signBit : bits | format.signBit
            }
        case .repeatedRows:
            let rows = shape.rank > 0 ? shape[0] : 1
            let row = plain(count / rows, domain)
            values = (0..<rows).flatMap { _ in row }
        case .graded:
            let step = 1 + below(3)
            values = plain(count, domain).enumerated().map { place, bits in
                format.bits(
                    nearest: format.value(bits) * Double(sign: .plus, exponent: -step * (place % 40), significand: 1))
            }
        }
        for place in values.indices where !domain.permits(values[place]) {
            values[place] = domain.isWhole ? plain(1, domain)[0] : uniformPermitted(domain)
        }
        return values
    }

    /// Ordinary numbers of the domain, all on the same scale.
    private mutating func plain(_ count: Int, _ domain: FloatDomain) -> [UInt64] {
        guard domain.isWhole else { return (0..<count).map { _ in uniformPermitted(domain) } }
        let scale = element(of: [1, 1, 1, 10, 10, 100, 1e-3, 1e4])
        return (0..<count).map { _ in domain.format.bits(nearest: (unit() * 2 - 1) * scale) }
    }

    private mutating func uniformPermitted(_ domain: FloatDomain) -> UInt64 {
        for _ in 0..<4 {
            let bits = uniform(domain)
            if domain.permits(bits) { return bits }
        }
        return float(of: domain)
    }

    private mutating func finite(_ domain: FloatDomain) -> UInt64 {
        for _ in 0..<8 {
            let bits = float(of: domain)
            if domain.format.isFinite(bits) { return bits }
        }
        return domain.simplest
    }
}
