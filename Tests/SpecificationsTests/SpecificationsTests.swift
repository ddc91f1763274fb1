import Testing

@testable import Specifications

@Test func loads() throws {
    do { let c = try SpecificationCatalog(folder: "/work/main/Specs"); print(c.operations) } catch {
        Issue.record("\(error)")
    }
}
