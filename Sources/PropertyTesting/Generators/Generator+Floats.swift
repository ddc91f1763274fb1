extension Generator where Value == Float {
    /// Every float32 encoding: NaNs with payloads, infinities, subnormals and both zeros included.
    public static var float32: Generator { float32(values: .all) }

    /// Float32 numbers of the whole range.
    ///
    /// - Parameters:
    ///   - values: which unusual floats are among them.
    ///   - anchors: values worth always trying, with their neighbours up to 2 ulps away.
    public static func float32(values: FloatValues = .all, anchors: [Float] = []) -> Generator {
        float32(-Float.infinity...Float.infinity, values: values, anchors: anchors)
    }

    /// Float32 numbers of an interval. Zero as an end stands for both zeros. NaN, and an infinity that is an end, are among
    /// them only where `values` says so.
    ///
    /// - Precondition: the interval has a float of the kinds asked for.
    public static func float32(
        _ range: ClosedRange<Float>, values: FloatValues = .finite, anchors: [Float] = []
    ) -> Generator {
        let domain = FloatDomain(
            format: .float32, lowest: UInt64(range.lowerBound.bitPattern), highest: UInt64(range.upperBound.bitPattern),
            values: values, anchors: anchors.map { UInt64($0.bitPattern) })
        return Generator(label: 0, floats: domain) {
            Float(bitPattern: UInt32(truncatingIfNeeded: try $0.float(domain)))
        }
    }

    public static func float32(
        _ range: Range<Float>, values: FloatValues = .finite, anchors: [Float] = []
    ) -> Generator {
        float32(range.lowerBound...range.upperBound.nextDown, values: values, anchors: anchors)
    }

    public static func float32(
        _ range: PartialRangeFrom<Float>, values: FloatValues = .finite, anchors: [Float] = []
    ) -> Generator {
        float32(range.lowerBound...Float.infinity, values: values, anchors: anchors)
    }

    public static func float32(
        _ range: PartialRangeThrough<Float>, values: FloatValues = .finite, anchors: [Float] = []
    ) -> Generator {
        float32(-Float.infinity...range.upperBound, values: values, anchors: anchors)
    }

    /// Every binary16 encoding, as float32, which holds each of them exactly.
    public static var float16: Generator { float16(-Float.infinity...Float.infinity, values: .all) }

    /// The binary16 numbers of an interval, as float32.
    public static func float16(
        _ range: ClosedRange<Float>, values: FloatValues = .finite, anchors: [Float] = []
    ) -> Generator {
        narrow(.float16, range, values, anchors)
    }

    /// Every bfloat16 encoding, as float32, which holds each of them exactly.
    public static var bfloat16: Generator { bfloat16(-Float.infinity...Float.infinity, values: .all) }

    /// The bfloat16 numbers of an interval, as float32.
    public static func bfloat16(
        _ range: ClosedRange<Float>, values: FloatValues = .finite, anchors: [Float] = []
    ) -> Generator {
        narrow(.bfloat16, range, values, anchors)
    }

    private static func narrow(
        _ format: FloatFormat, _ range: ClosedRange<Float>, _ values: FloatValues, _ anchors: [Float]
    ) -> Generator {
        let ends = (Double(range.lowerBound), Double(range.upperBound))
        // Rounding may lead out of the interval by one.
        var lowest = format.bits(nearest: ends.0)
        var highest = format.bits(nearest: ends.1)
        if format.value(lowest) < ends.0 { lowest = format.bits(ordinal: format.ordinal(lowest) + 1) }
        if format.value(highest) > ends.1 { highest = format.bits(ordinal: format.ordinal(highest) - 1) }
        let domain = FloatDomain(
            format: format, lowest: lowest, highest: highest, values: values,
            anchors: anchors.map { format.bits(nearest: Double($0)) })
        return Generator(label: 0, floats: domain) { format.widened(try $0.float(domain)) }
    }
}

extension Generator where Value == Double {
    /// Every float64 encoding.
    public static var float64: Generator { float64(values: .all) }

    /// Float64 numbers of the whole range, as for float32.
    public static func float64(values: FloatValues = .all, anchors: [Double] = []) -> Generator {
        float64(-Double.infinity...Double.infinity, values: values, anchors: anchors)
    }

    /// Float64 numbers of an interval, as for float32.
    public static func float64(
        _ range: ClosedRange<Double>, values: FloatValues = .finite, anchors: [Double] = []
    ) -> Generator {
        let domain = FloatDomain(
            format: .float64, lowest: range.lowerBound.bitPattern, highest: range.upperBound.bitPattern, values: values,
            anchors: anchors.map(\.bitPattern))
        return Generator(label: 0, floats: domain) { Double(bitPattern: try $0.float(domain)) }
    }

    public static func float64(
        _ range: Range<Double>, values: FloatValues = .finite, anchors: [Double] = []
    ) -> Generator {
        float64(range.lowerBound...range.upperBound.nextDown, values: values, anchors: anchors)
    }

    public static func float64(
        _ range: PartialRangeFrom<Double>, values: FloatValues = .finite, anchors: [Double] = []
    ) -> Generator {
        float64(range.lowerBound...Double.infinity, values: values, anchors: anchors)
    }

    public static func float64(
        _ range: PartialRangeThrough<Double>, values: FloatValues = .finite, anchors: [Double] = []
    ) -> Generator {
        float64(-Double.infinity...range.upperBound, values: values, anchors: anchors)
    }
}

extension FloatFormat {
    /// An encoding of a narrow format as float32, NaN payload included.
    func widened(_ bits: UInt64) -> Float {
        switch self {
        case .bfloat16: return Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16)
        case .float16:
            guard isNaN(bits) else { return Float(value(bits)) }
            let sign = UInt32(truncatingIfNeeded: bits & signBit) << 16
            return Float(bitPattern: sign | 0x7F80_0000 | UInt32(truncatingIfNeeded: bits & significandMask) << 13)
        case .float32, .float64: return Float(value(bits))
        }
    }
}
