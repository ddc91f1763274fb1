import PlumblineTesting
import Testing

@Suite(.enabled(if: Example.isOn)) struct MidpointTests {
    @Test func midpointLiesBetween() {
        check("a midpoint lies between its ends", .float32(values: .finite), .float32(values: .finite)) { a, b in
            let middle = midpoint(a, b)
            return min(a, b) <= middle && middle <= max(a, b)
        }
    }

    @Test func halvedMidpointLiesBetween() {
        check("a halved midpoint lies between its ends", .float32(values: .finite), .float32(values: .finite)) { a, b in
            let middle = halvedMidpoint(a, b)
            return min(a, b) <= middle && middle <= max(a, b)
        }
    }

    @Test func carefulMidpointLiesBetween() {
        check("a careful midpoint lies between its ends", .float32(values: .finite), .float32(values: .finite)) {
            a, b in
            let middle = carefulMidpoint(a, b)
            return min(a, b) <= middle && middle <= max(a, b)
        }
    }

    @Test func midpointIsNearlyExact() {
        check(
            "a midpoint is off by half an ulp", .float32(values: .finite), .float32(values: .finite), within: .ulps(0.5)
        ) {
            a, b in
            ulps(midpoint(a, b), (Double(a) + Double(b)) / 2)
        }
    }
}
