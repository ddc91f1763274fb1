import Testing

@testable import Verification

@Suite struct UlpTextTests {
    @Test(arguments: [
        (0.501_636_88, "0.501636880"), (0.501_636_880_49, "0.501636880"), (0.5, "0.500000000"), (1, "1.00000000"),
        (0, "0"), (12_345_678.9, "12345678.9"), (123_456_789, "123456789"), (0.012_5, "0.0125000000"),
        (1.5e10, "1.50000000e+10"), (1e-9, "1.00000000e-09"), (.infinity, "inf"), (-0.5, "-0.500000000"),
    ])
    func `errors have nine digits`(value: Double, text: String) { #expect(UlpText.nearest(value) == text) }

    @Test func `a bound's text is not below it, and no more than a unit above`() {
        let values: [Double] = [
            0.501_636_880_03, 0.1, 0.333, 0.667, 1e-300, 1e300, 123_456_789.000_001, 0.999_999_999_9, 0, 5,
        ]
        for value in values {
            let read = Double(UlpText.bound(value))!
            #expect(read >= value && read <= value * (1 + 1.01e-8), "\(value)")
        }
        #expect(UlpText.bound(.infinity) == "inf")
        #expect(UlpText.bound(0.501_636_880_03) == "0.501636881")
    }

    @Test func `two bounds are one text where nine digits do not tell them apart`() {
        #expect(UlpText.enclosure(0.501_636_880_1, 0.501_636_880_2) == "0.501636880")
        #expect(UlpText.enclosure(0.4, 0.6) == "0.400000000..0.600000000")
    }
}
