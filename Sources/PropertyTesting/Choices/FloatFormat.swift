/// A binary floating-point format of IEEE 754 or of its kind, on raw encodings.
///
/// Encodings are the low `width` bits of a `UInt64`, so that one implementation of order, neighbours and classes serves
/// all four formats, NaN payloads included.
public enum FloatFormat: UInt8, Sendable, CaseIterable, Hashable {
    case float32 = 1
    case float64, float16, bfloat16

    /// The bits of a significand that are stored: 23 for float32.
    public var significandBits: Int {
        switch self {
        case .float32: 23
        case .float64: 52
        case .float16: 10
        case .bfloat16: 7
        }
    }

    public var exponentBits: Int {
        switch self {
        case .float32, .bfloat16: 8
        case .float64: 11
        case .float16: 5
        }
    }

    /// The bits of an encoding.
    public var width: Int { 1 + exponentBits + significandBits }

    /// The largest exponent of a finite number: 127 for float32.
    public var bias: Int { 1 << (exponentBits - 1) - 1 }

    var signBit: UInt64 { 1 << UInt64(width - 1) }
    var significandMask: UInt64 { 1 << UInt64(significandBits) - 1 }

    /// The encoding of +inf; greater magnitudes are NaN.
    public var infinity: UInt64 { (1 << UInt64(exponentBits) - 1) << UInt64(significandBits) }

    public var greatestFinite: UInt64 { infinity - 1 }
    public var leastNormal: UInt64 { 1 << UInt64(significandBits) }
    public var one: UInt64 { UInt64(bias) << UInt64(significandBits) }

    /// The NaN that arithmetic makes: quiet, no payload, no sign.
    public var quietNaN: UInt64 { infinity | 1 << UInt64(significandBits - 1) }

    /// An encoding without its sign.
    func magnitude(_ bits: UInt64) -> UInt64 { bits & ~signBit }

    public func isNaN(_ bits: UInt64) -> Bool { magnitude(bits) > infinity }
    public func isFinite(_ bits: UInt64) -> Bool { magnitude(bits) < infinity }
    func isNegative(_ bits: UInt64) -> Bool { bits & signBit != 0 }

    /// The place of an encoding on the real line: 0 for +0, -1 for -0, as `Float.ordinal`.
    public func ordinal(_ bits: UInt64) -> Int64 {
        isNegative(bits) ? -1 - Int64(magnitude(bits)) : Int64(bits)
    }

    public func bits(ordinal: Int64) -> UInt64 {
        ordinal >= 0 ? UInt64(ordinal) : signBit | UInt64(-1 - ordinal)
    }

    /// The number, exactly; the payload of a NaN is lost.
    public func value(_ bits: UInt64) -> Double {
        switch self {
        case .float32: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
        case .float64: return Double(bitPattern: bits)
        case .bfloat16: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16))
        case .float16:
            let size = magnitude(bits)
            let sign: Double = isNegative(bits) ? -1 : 1
            if size >= infinity { return size == infinity ? sign * .infinity : .nan }
            let exponent = Int(size >> 10)
            let significand = Double(size & 0x3FF)
            return exponent == 0
                ? sign * significand * 0x1p-24
                : sign * (1024 + significand) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
        }
    }

    /// The encoding nearest to a number, ties to even; too large ones become infinities.
    public func bits(nearest value: Double) -> UInt64 {
        switch self {
        case .float32: return UInt64(Float(value).bitPattern)
        case .float64: return value.bitPattern
        case .float16, .bfloat16: break
        }
        if value.isNaN { return quietNaN }
        let sign: UInt64 = value.sign == .minus ? signBit : 0
        let size = value.magnitude
        if size == 0 { return sign }
        if size.isInfinite { return sign | infinity }
        let least = 1 - bias
        let exponent = max(Int(size.exponent), least)
        if exponent > bias { return sign | infinity }
        // A significand that rounds up to the next power of two carries into the exponent by itself.
        let quantum = Double(sign: .plus, exponent: exponent - significandBits, significand: 1)
        let steps = UInt64((size / quantum).rounded(.toNearestOrEven))
        return sign | min(infinity, UInt64(exponent - least) << UInt64(significandBits) + steps)
    }

    /// The encoding as hexadecimal digits: `0x7FC00000`.
    public func bitsText(_ bits: UInt64) -> String {
        let text = String(bits, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: max(0, width / 4 - text.count)) + text
    }
}
