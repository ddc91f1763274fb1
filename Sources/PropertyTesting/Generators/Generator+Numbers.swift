extension Generator where Value: FixedWidthInteger & SignedInteger & Sendable {
    /// Integers of an interval, 0 the simplest, or what is nearest to it.
    public static func integer(in range: ClosedRange<Value>) -> Generator { integer(in: range, toward: 0) }

    /// Integers of an interval; shrinking leads toward a given one.
    public static func integer(in range: ClosedRange<Value>, toward target: Value) -> Generator {
        let domain = IntegerDomain(Int64(range.lowerBound)...Int64(range.upperBound), toward: Int64(target))
        return Generator(label: 0) { Value(truncatingIfNeeded: try $0.integer(domain)) }
    }

    /// All integers of the type.
    public static var integer: Generator { integer(in: Value.min...Value.max) }
}

extension Generator where Value: FixedWidthInteger & UnsignedInteger & Sendable {
    /// Integers of an interval, the least the simplest.
    public static func integer(in range: ClosedRange<Value>) -> Generator {
        // Moved down by 2^63, the order of unsigned integers is that of signed ones.
        func signed(_ value: Value) -> Int64 { Int64(bitPattern: UInt64(value) ^ 1 << 63) }
        let domain = IntegerDomain(
            signed(range.lowerBound)...signed(range.upperBound), toward: signed(range.lowerBound))
        return Generator(label: 0) { Value(truncatingIfNeeded: UInt64(bitPattern: try $0.integer(domain)) ^ 1 << 63) }
    }

    public static var integer: Generator { integer(in: Value.min...Value.max) }
}

extension Generator where Value == Bool {
    /// False and true; false is simpler.
    public static var bool: Generator { Generator(label: 0) { try $0.chance(2) } }
}

extension Generator where Value == Float {
    /// Every float32 encoding: NaNs with payloads, infinities, subnormals and both zeros included.
    public static var float32: Generator { float32(values: .all) }

    /// Float32 numbers of the whole range.
    ///
    /// - Parameters:
    ///   - values: which unusual floats are among them.
    ///   - anchors: values worth always trying, with their neighbours up to 2 ulps away.
    public static func float32(values: FloatValues = .all, anchors: [Float] = []) -> Generator {
        float32(FloatBounds(-.infinity, .infinity), values: values, anchors: anchors)
    }

    /// Float32 numbers of an interval: `-50...50`, `0...`, `...1`, `0..<1`. Never NaN unless `values` says so; zero as an
    /// end stands for both zeros.
    ///
    /// - Precondition: the interval has a float of the kinds asked for.
    public static func float32(
        _ range: some FloatInterval<Float>, values: FloatValues = .finite, anchors: [Float] = []
    ) -> Generator {
        float32(range.bounds, values: values, anchors: anchors)
    }

    private static func float32(_ bounds: FloatBounds<Float>, values: FloatValues, anchors: [Float]) -> Generator {
        let domain = FloatDomain(
            format: .float32, lowest: UInt64(bounds.lower.bitPattern), highest: UInt64(bounds.upper.bitPattern),
            values: values, anchors: anchors.map { UInt64($0.bitPattern) })
        return Generator(label: 0, floats: domain) {
            Float(bitPattern: UInt32(truncatingIfNeeded: try $0.float(domain)))
        }
    }

    /// The numbers of binary16, as float32, which holds each of them exactly.
    public static var float16: Generator { float16(values: .all) }

    public static func float16(
        _ range: some FloatInterval<Float> = -Float.infinity...Float.infinity, values: FloatValues = .all,
        anchors: [Float] = []
    ) -> Generator {
        narrow(.float16, range.bounds, values, anchors)
    }

    /// The numbers of bfloat16, as float32, which holds each of them exactly.
    public static var bfloat16: Generator { bfloat16(values: .all) }

    public static func bfloat16(
        _ range: some FloatInterval<Float> = -Float.infinity...Float.infinity, values: FloatValues = .all,
        anchors: [Float] = []
    ) -> Generator {
        narrow(.bfloat16, range.bounds, values, anchors)
    }

    private static func narrow(
        _ format: FloatFormat, _ bounds: FloatBounds<Float>, _ values: FloatValues, _ anchors: [Float]
    ) -> Generator {
        // Rounding may lead out of the interval by one.
        var lowest = format.bits(nearest: Double(bounds.lower))
        var highest = format.bits(nearest: Double(bounds.upper))
        if format.value(lowest) < Double(bounds.lower) { lowest = format.bits(ordinal: format.ordinal(lowest) + 1) }
        if format.value(highest) > Double(bounds.upper) { highest = format.bits(ordinal: format.ordinal(highest) - 1) }
        let domain = FloatDomain(
            format: format, lowest: lowest, highest: highest, values: values,
            anchors: anchors.map { format.bits(nearest: Double($0)) })
        return Generator(label: 0, floats: domain) { format.widened(try $0.float(domain)) }
    }
}

extension Generator where Value == Double {
    /// Every float64 encoding.
    public static var float64: Generator { float64(values: .all) }

    public static func float64(values: FloatValues = .all, anchors: [Double] = []) -> Generator {
        float64(FloatBounds(-.infinity, .infinity), values: values, anchors: anchors)
    }

    /// Float64 numbers of an interval; as for float32.
    public static func float64(
        _ range: some FloatInterval<Double>, values: FloatValues = .finite, anchors: [Double] = []
    ) -> Generator {
        float64(range.bounds, values: values, anchors: anchors)
    }

    private static func float64(_ bounds: FloatBounds<Double>, values: FloatValues, anchors: [Double]) -> Generator {
        let domain = FloatDomain(
            format: .float64, lowest: bounds.lower.bitPattern, highest: bounds.upper.bitPattern, values: values,
            anchors: anchors.map(\.bitPattern))
        return Generator(label: 0, floats: domain) { Double(bitPattern: try $0.float(domain)) }
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
