import Testing

@testable import PlumblineTesting

@Suite struct ReplayLineTests {
    @Test func `a line is of the property that it was made for`() {
        let line = ReplayLine.text("floats are below 100", "AQkC")
        #expect(line == "389b8bff:AQkC")
        #expect(ReplayLine(line).token(for: "floats are below 100") == "AQkC")
        #expect(ReplayLine(line).token(for: "floats are below 101") == nil)
    }

    @Test func `a token alone is of any property`() {
        #expect(ReplayLine("AQkC").token(for: "floats are below 100") == "AQkC")
    }
}
