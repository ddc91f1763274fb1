public import Values

// Errors in ulps of an expected result, as reports count them: |actual - expected| / ulp(expected), where the ulp of a
// subnormal is that of the smallest normal and an infinity counts as 2^128 (2^1024).
//
// NaN against a number, and an infinity against a number that is more than an ulp below the overflow threshold, are
// failures under every budget. Equal infinities and NaN against NaN are perfect, and so are zeros of both signs.

/// The error of a float32 against a more precise expected value.
public func ulps(_ actual: Float, _ expected: Double) -> Measure {
    measure(Double(actual), expected, .float32, .rounded(actual, expected: expected))
}

/// The error of one float32 against another.
public func ulps(_ actual: Float, _ expected: Float) -> Measure {
    measure(Double(actual), Double(expected), .float32, .float32(actual, expected: expected))
}

/// The error of one float64 against another.
public func ulps(_ actual: Double, _ expected: Double) -> Measure {
    measure(actual, expected, .float64, .float64(actual, expected: expected))
}

/// The largest error of an element, with its index. Integers and booleans must agree.
public func ulps(_ actual: HostArray, _ expected: HostArray) -> Measure {
    guard actual.shape == expected.shape, actual.dtype == expected.dtype else {
        return Measure(
            .infinity, kind: .wrongShape,
            detail: "got \(actual.dtype)\(actual.shape), expected \(expected.dtype)\(expected.shape)")
    }
    ElementFocus.current?.note(actual, expected)
    var worst = Measure(0, unit: "ulp")
    for position in 0..<actual.count {
        let measure: Measure =
            switch (actual.elements, expected.elements) {
            case (.float32(let left), .float32(let right)): ulps(left[position], right[position])
            case (.float64(let left), .float64(let right)): ulps(left[position], right[position])
            default:
                Measure(
                    holds: actual.bits(at: position) == expected.bits(at: position),
                    "got \(actual.text(at: position)), expected \(expected.text(at: position))")
            }
        if measure.score > worst.score {
            worst = measure
            worst.element = ElementIndex(actual.shape.index(at: position))
        }
    }
    return worst
}

private func measure(_ actual: Double, _ expected: Double, _ format: FloatFormat, _ evidence: Evidence) -> Measure {
    var result = Measure(0, unit: "ulp")
    if actual == expected || actual.isNaN && expected.isNaN { return result }
    result.evidence = evidence
    func wrong(_ kind: FailureKind) -> Measure {
        result.score = .infinity
        result.kind = kind
        return result
    }
    if actual.isNaN { return wrong(.notANumber) }
    if expected.isNaN { return wrong(.missingNaN) }
    if expected.isInfinite { return wrong(.wrongInfinity) }
    if actual.isInfinite {
        // The neighbour of an infinity is the greatest finite number.
        guard expected.magnitude >= format.value(format.greatestFinite), expected.sign == actual.sign else {
            return wrong(.infinite)
        }
    }
    // All in halves: that of an infinity, which stands for the power of two above all numbers, is a number, and so is
    // that of any difference.
    let top = Double(sign: .plus, exponent: format.bias, significand: 1)
    let target = min(max(expected / 2, -top), top)
    let half = actual.isInfinite ? (actual < 0 ? -top : top) : actual / 2
    let least = 1 - format.bias
    let exponent = expected == 0 ? least : min(max(Int(expected.exponent), least), format.bias)
    let quantum = Double(sign: .plus, exponent: exponent - format.significandBits, significand: 1)
    if exponent > least + format.significandBits || format == .float32 {
        result.score = (half - target).magnitude / quantum * 2
    } else {
        // Halves of subnormals are not exact.
        result.score = (actual - expected).magnitude / quantum
    }
    if actual.sign != expected.sign, actual != 0, expected != 0 { result.kind = .wrongSign }
    return result
}
