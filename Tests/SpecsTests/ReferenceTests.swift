import Testing

@Suite("Definitions without an engine operation")
struct ReferenceTests {
    @Test("They are what loops over their indices compute", arguments: ReferenceChecks.operations)
    func references(_ operation: String) throws {
        let checks = ReferenceChecks(catalog)
        try checks.check(operation)
        #expect(checks.mismatches == [])
    }
}
