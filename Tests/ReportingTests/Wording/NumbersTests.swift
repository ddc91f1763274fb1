import Testing

@testable import Reporting

@Suite("Numbers in reports")
struct NumbersTests {
    @Test(
        "A bound is printed with three decimals and never below the number",
        arguments: [
            (0.5, "0.5"), (0.501, "0.501"), (0.50003, "0.501"), (0.4999999, "0.5"), (0.001, "0.001"), (7.0625, "7.063"),
            (999.9999, "1000"), (1234.5, "1.24e+03"), (1.2e7, "1.2e+07"), (0.0001234, "0.000124"), (0, "0"),
            (0.0501, "0.051"), (12.00001, "12.001"), (Double.infinity, "inf"), (Double.nan, "nan"),
        ])
    func bounds(value: Double, text: String) {
        #expect(boundText(value) == text)
        if let read = Double(text), !value.isNaN { #expect(read >= value) }
    }

    @Test("An order is one digit, rounded up")
    func orders() {
        #expect(orderText(9.3e-21) == "1e-20")
        #expect(orderText(1e-20) == "1e-20")
        #expect(orderText(2.1e-8) == "3e-08")
    }

    @Test("Counts have their thousands apart, and nouns their plural")
    func counts() {
        #expect(countText(1_234_567) == "1,234,567")
        #expect(countText(123) == "123")
        #expect(counted(1, "case") == "1 case")
        #expect(counted(0, "case") == "0 cases")
    }
}
