import Testing

@testable import PlumblineTesting

@Suite struct InterceptionTests {
    @Test func `an issue of a detached task is nobody's in particular`() async {
        let found = await issues {
            await Task.detached {
                withKnownIssue { Issue.record("elsewhere") }
            }.value
        }
        #expect(found.isEmpty)
    }

    @Test func `one of a child task is the body's`() async {
        let found = await issues {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { Issue.record("here") }
            }
            async let other: Void = { _ = Issue.record("there") }()
            await other
        }
        #expect(found.map(\.text) == ["here", "there"])
    }

    @Test func `what an inner interception passes on arrives at the outer one`() {
        let outer = issues {
            intercepting { issue in
                var issue = issue
                issue.comments.append("amended")
                return issue
            } _: {
                _ = Issue.record("inside")
            }
            #expect(Interception.isActive)
        }
        #expect(outer.map(\.text) == ["inside\namended"])
        #expect(!Interception.isActive)
    }

    @Test func `a check in a property fails the case, not the test`() throws {
        let nowhere: StaticString = "/no/such/folder/InterceptionTests.swift"
        var report: PropertyReport?
        let found = issues {
            report = check("x is no limit", .float32(0...9), cases: 40, filePath: nowhere) { x in
                _ = check("numbers are below 5", .float32(0...9), cases: 20, filePath: nowhere) { y in x < 5 || y < 5 }
            }
        }
        #expect(found.count == 1)
        #expect(report?.failures.first?.simplest.input(of: .float32(0...9)) == 5)
        #expect(try #require(found.first).text.contains("numbers are below 5: does not hold"))
    }
}
