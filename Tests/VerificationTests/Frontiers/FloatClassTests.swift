import Testing

@testable import Verification

@Suite("Classes of floats")
struct FloatClassTests {
    @Test(
        "Every float has one class",
        arguments: [
            (1, .normal), (-0x1p-126, .normal), (0x1.fffffcp-127, .subnormal), (-0x1p-149, .subnormal), (0, .zero),
            (-0.0, .zero), (.infinity, .inf), (-.infinity, .inf), (.nan, .nan),
        ] as [(Double, FloatClass)])
    func classes(value: Double, floatClass: FloatClass) {
        #expect(FloatClass(value, format: .binary32) == floatClass)
    }

    @Test("Subnormal is a matter of the format")
    func format() {
        #expect(FloatClass(0x1p-140, format: .binary64) == .normal)
        #expect(FloatClass(0x1p-1023, format: .binary64) == .subnormal)
    }

    @Test("Classes go from best to worst")
    func order() {
        #expect(
            [FloatClass.nan, .zero, .normal, .inf, .subnormal].sorted() == [.normal, .subnormal, .zero, .inf, .nan])
    }
}
