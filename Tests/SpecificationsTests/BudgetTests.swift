import Testing

@testable import Specifications

@Suite struct BudgetTests {
    private func budget(_ text: String) throws -> Budget { try Budget(parsing: SourceText(text)) }

    @Test(arguments: [
        ("1 ulp", Budget.Metric.ulp, 1, 1.0),
        ("0.501 ulp", .ulp, 1000, 0.501),
        ("n omega", .omega, 7, 7),
        ("log2(n) + 2 omega", .omega, 1, 2),
        ("log2(n) + 2 omega", .omega, 1000, 12),
        ("log2(n) + 2 omega", .omega, 1024, 12),
        ("log2(n) omega", .omega, 0, 0),
        ("sqrt(n) * 2 / 4 - 1 + 1 omega", .omega, 16, 2),
        ("0x1p-1 ulp", .ulp, 1, 0.5),
    ])
    func limitsGrowWithTheNumberOfTerms(_ text: String, _ metric: Budget.Metric, _ terms: Int, _ limit: Double) throws {
        let budget = try budget(text)
        #expect(budget.metric == metric)
        #expect(budget.limit(terms: terms) == limit)
        #expect(budget.text == text)
    }

    @Test func exactAllowsNothing() throws {
        #expect(try budget("exact") == .exact)
        #expect(Budget.exact.limit(terms: 5) == 0)
        #expect(Budget.ulps(0.5).text == "0.5 ulp")
    }

    @Test(arguments: [
        ("1", "1:1: a budget is a limit and its metric, such as '1 ulp', '2 omega' or 'exact'; got '1'"),
        ("1 ulps", "1:1: a budget is a limit and its metric, such as '1 ulp', '2 omega' or 'exact'; got '1 ulps'"),
        (
            "1e-5 rtol",
            "1:1: a budget is a limit and its metric, such as '1 ulp', '2 omega' or 'exact'; got '1e-5 rtol'"
        ),
        (" ulp", "1:1: expected a number, a name or '(', found the end of the formula"),
        ("1 + ulp", "1:4: expected a number, a name or '(', found the end of the formula"),
        ("2 * m ulp", "1:5: a budget's limit is made of numbers, n, + - * /, sqrt and log2"),
        ("log(n) ulp", "1:1: a budget's limit is made of numbers, n, + - * /, sqrt and log2"),
        ("n - 2 ulp", "1:1: a budget is a number that is not negative, but 'n - 2 ulp' is -1 for n = 1"),
        ("1 / 0 ulp", "1:1: a budget is a number that is not negative, but '1 / 0 ulp' is inf for n = 1"),
        ("log2(1e999) ulp", "1:1: a budget is a number that is not negative, but 'log2(1e999) ulp' is inf for n = 1"),
        ("0 / 0 ulp", "1:1: a budget is a number that is not negative, but '0 / 0 ulp' is nan for n = 1"),
    ])
    func whatIsNoBudgetIsRefused(_ text: String, _ message: String) {
        // The sign of a NaN is the processor's choice.
        let complaint = complaint { _ = try budget(text) }?.replacing("-nan", with: "nan")
        #expect(complaint == "<formula>:" + message)
    }
}
