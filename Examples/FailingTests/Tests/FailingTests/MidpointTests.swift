import PlumblineTesting
import Testing

@Suite(.enabled(if: Example.isOn)) struct MidpointTests {
    @Test func midpointOfEqualEnds() {
        check("the middle of x and x is x", .float32(values: .finite)) { x in
            midpoint(x, x) == x
        }
    }

    @Test func halvedMidpointOfEqualEnds() {
        check("the halved middle of x and x is x", .float32(values: .finite)) { x in
            halvedMidpoint(x, x) == x
        }
    }

    @Test func carefulMidpointOfEqualEnds() {
        check("the careful middle of x and x is x", .float32(values: .finite)) { x in
            carefulMidpoint(x, x) == x
        }
    }

    @Test func carefulMidpointLiesBetween() {
        check("a midpoint lies between its ends", .float32(values: .finite), .float32(values: .finite)) { a, b in
            let middle = carefulMidpoint(a, b)
            return min(a, b) <= middle && middle <= max(a, b)
        }
    }

    @Test func midpointIsNearlyExact() {
        check(
            "a midpoint is off by an ulp at most", .float32(0...), .float32(0...), within: .ulps(1)
        ) { a, b in
            ulps(halvedMidpoint(a, b), (Double(a) + Double(b)) / 2)
        }
    }
}
