public import Testing

/// How the properties of a test, or of all tests of a suite, are run.
///
///     @Suite(.cases(10_000)) struct SoftmaxTests {
///         @Test(.seed("another")) func shift() { check(...) { ... } }
///     }
///
/// A test's own trait counts more than its suite's; an argument of `check` counts more than both, and the environment
/// (`PLUMBLINE_CASES` and the like) more than any of them. XCTest has no traits: there, use the other two.
public struct PropertyTrait: TestTrait, SuiteTrait {
    enum Setting: Sendable {
        case seed(String)
        case cases(Int)
        case replay(String)
    }
    let setting: Setting

    public var isRecursive: Bool { true }
}

extension Trait where Self == PropertyTrait {
    /// What random draws derive from. Without one, each property's name does, so that every run has the same cases.
    public static func seed(_ seed: String) -> Self { Self(setting: .seed(seed)) }

    /// How many cases each property runs.
    ///
    /// - Precondition: there is at least one.
    public static func cases(_ count: Int) -> Self {
        if count < 1 { fatalError("a property needs at least one case, got .cases(\(count))") }
        return Self(setting: .cases(count))
    }

    /// Runs only the case of a message's `replay` line. Properties of the test that the line is not about run as ever.
    public static func replay(_ line: String) -> Self { Self(setting: .replay(line)) }
}

extension PropertyTrait {
    /// Those of the running test, its suites' first.
    static var current: [Setting] {
        (Test.current?.traits ?? []).compactMap { ($0 as? PropertyTrait)?.setting }
    }
}
