import Synchronization
import Testing

@testable import PlumblineTesting

/// The issues that checks report to Swift Testing, which hears of none of them.
func issues(of body: () -> Void) -> [Issue] {
    let collector = Issues()
    intercepting({ collector.take($0) }, body)
    return collector.all
}

func issues(isolation: isolated (any Actor)? = #isolation, of body: () async -> Void) async -> [Issue] {
    let collector = Issues()
    await intercepting({ collector.take($0) }, body)
    return collector.all
}

private final class Issues: Sendable {
    private let list = Mutex<[Issue]>([])
    var all: [Issue] { list.withLock { $0 } }

    func take(_ issue: Issue) -> Issue? {
        list.withLock { $0.append(issue) }
        return nil
    }
}

extension Issue {
    var text: String { comments.map(\.rawValue).joined(separator: "\n") }
}
