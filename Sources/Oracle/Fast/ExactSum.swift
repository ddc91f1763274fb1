internal import COracleKernels
public import Multiprecision

/// A sum of binary64 numbers, or of products of two, that no rounding touches: the order of the terms does not matter,
/// and neither do overflow, underflow or cancellation on the way.
///
/// A number in fixed point as wide as the exponents of products reach (Kulisch and Miranker, The arithmetic of the digital
/// computer: a new approach, SIAM Review 28, 1986), in limbs that overlap (Neal, Fast exact summation using small and large
/// superaccumulators, arXiv:1505.05571, 2015). Holds up to 2^31 times the largest product.
public struct ExactSum: Sendable {
    private var accumulator: oracle_accumulator
    /// False once a term was infinite or NaN: then the sum has no value here.
    public private(set) var isFinite = true

    /// An empty sum, which is 0.
    public init() {
        accumulator = oracle_accumulator()
    }

    /// Adds every element.
    public mutating func add(_ terms: UnsafeBufferPointer<Double>) {
        guard let start = terms.baseAddress else { return }
        if !oracle_add_f64(&accumulator, terms.count, start) { isFinite = false }
    }

    /// Adds the products of elements at the same place.
    ///
    /// - Precondition: there are as many of each.
    public mutating func addProducts(_ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>) {
        precondition(a.count == b.count, "factors come in pairs, unlike \(a.count) and \(b.count)")
        guard let left = a.baseAddress, let right = b.baseAddress else { return }
        if !oracle_add_products_f64(&accumulator, a.count, left, right) { isFinite = false }
    }

    /// Adds every element.
    public mutating func add(_ terms: [Double]) { terms.withUnsafeBufferPointer { add($0) } }

    /// Adds the products of elements at the same place.
    public mutating func addProducts(_ a: [Double], _ b: [Double]) {
        a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { addProducts(a, $0) } }
    }

    /// The neighbouring binary64 numbers around the sum, the same one twice when it is one; beyond the largest number the
    /// outer one is infinite. Nil when a term was not finite.
    public var bounds: (lower: Double, upper: Double)? {
        guard isFinite else { return nil }
        var copy = accumulator
        var lower = 0.0
        var upper = 0.0
        oracle_bounds(&copy, &lower, &upper)
        return (lower, upper)
    }

    /// The sum itself; nil when a term was not finite.
    public var value: BigFloat? {
        guard isFinite else { return nil }
        var copy = accumulator
        let isNegative = oracle_normalize(&copy)
        // As many bits as there are in all limbs.
        let precision = 32 * oracle_limb_count + 32
        var sum = BigFloat(0, precision: precision)
        withUnsafeBytes(of: &copy.limbs) { bytes in
            for (place, limb) in bytes.bindMemory(to: Int64.self).enumerated() where limb != 0 {
                let term = BigFloat(Int(limb), precision: 64)
                    .scaled(byPowerOf2: 32 * place + oracle_unit_exponent)
                sum = BigFloat.add(sum, term, precision: precision, rounding: .nearest)
            }
        }
        return isNegative ? -sum : sum
    }
}
