public import PropertyTesting

/// Checks a property that waits. It runs where the caller runs, one case after the other.
@discardableResult
public func check<First: Sendable, Result: Measurable>(
    _ name: String, _ first: Generator<First>, within budget: MeasureBudget = .exact, cases: Int? = nil,
    timeLimit: Duration? = nil, seed: String? = nil, replay: String? = nil, goal: PropertySettings.Goal? = nil,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    isolation: isolated (any Actor)? = #isolation,
    _ property: (First) async throws -> Result
) async -> PropertyReport {
    await PropertyCheck(
        name: name, generator: first,
        options: CheckOptions(
            budget: budget, cases: cases, timeLimit: timeLimit, seed: seed, replay: replay, goal: goal),
        site: CallSite(fileID, filePath, line, column), inputCount: 1
    ).run { try await property($0).measure }
}

/// The same of two inputs.
@discardableResult
public func check<First: Sendable, Second: Sendable, Result: Measurable>(
    _ name: String, _ first: Generator<First>, _ second: Generator<Second>, within budget: MeasureBudget = .exact,
    cases: Int? = nil,
    timeLimit: Duration? = nil, seed: String? = nil, replay: String? = nil, goal: PropertySettings.Goal? = nil,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    isolation: isolated (any Actor)? = #isolation,
    _ property: (First, Second) async throws -> Result
) async -> PropertyReport {
    await PropertyCheck(
        name: name, generator: .zip(first, second),
        options: CheckOptions(
            budget: budget, cases: cases, timeLimit: timeLimit, seed: seed, replay: replay, goal: goal),
        site: CallSite(fileID, filePath, line, column), inputCount: 2
    ).run { try await property($0.0, $0.1).measure }
}

/// The same of three inputs.
@discardableResult
public func check<First: Sendable, Second: Sendable, Third: Sendable, Result: Measurable>(
    _ name: String, _ first: Generator<First>, _ second: Generator<Second>, _ third: Generator<Third>,
    within budget: MeasureBudget = .exact, cases: Int? = nil,
    timeLimit: Duration? = nil, seed: String? = nil, replay: String? = nil, goal: PropertySettings.Goal? = nil,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    isolation: isolated (any Actor)? = #isolation,
    _ property: (First, Second, Third) async throws -> Result
) async -> PropertyReport {
    await PropertyCheck(
        name: name, generator: .zip(first, second, third),
        options: CheckOptions(
            budget: budget, cases: cases, timeLimit: timeLimit, seed: seed, replay: replay, goal: goal),
        site: CallSite(fileID, filePath, line, column), inputCount: 3
    ).run { try await property($0.0, $0.1, $0.2).measure }
}

/// The same of four inputs.
@discardableResult
public func check<First: Sendable, Second: Sendable, Third: Sendable, Fourth: Sendable, Result: Measurable>(
    _ name: String, _ first: Generator<First>, _ second: Generator<Second>, _ third: Generator<Third>,
    _ fourth: Generator<Fourth>, within budget: MeasureBudget = .exact, cases: Int? = nil,
    timeLimit: Duration? = nil, seed: String? = nil, replay: String? = nil, goal: PropertySettings.Goal? = nil,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    isolation: isolated (any Actor)? = #isolation,
    _ property: (First, Second, Third, Fourth) async throws -> Result
) async -> PropertyReport {
    await PropertyCheck(
        name: name, generator: .zip(first, second, third, fourth),
        options: CheckOptions(
            budget: budget, cases: cases, timeLimit: timeLimit, seed: seed, replay: replay, goal: goal),
        site: CallSite(fileID, filePath, line, column), inputCount: 4
    ).run { try await property($0.0, $0.1, $0.2, $0.3).measure }
}

/// Checks a property that waits, and says with expectations what must hold.
@discardableResult
public func check<First: Sendable>(
    _ name: String, _ first: Generator<First>, cases: Int? = nil,
    timeLimit: Duration? = nil, seed: String? = nil, replay: String? = nil, goal: PropertySettings.Goal? = nil,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    isolation: isolated (any Actor)? = #isolation,
    _ property: (First) async throws -> Void
) async -> PropertyReport {
    await PropertyCheck(
        name: name, generator: first,
        options: CheckOptions(cases: cases, timeLimit: timeLimit, seed: seed, replay: replay, goal: goal),
        site: CallSite(fileID, filePath, line, column), inputCount: 1
    ).run {
        try await property($0)
        return .perfect
    }
}

/// The same of two inputs.
@discardableResult
public func check<First: Sendable, Second: Sendable>(
    _ name: String, _ first: Generator<First>, _ second: Generator<Second>, cases: Int? = nil,
    timeLimit: Duration? = nil, seed: String? = nil, replay: String? = nil, goal: PropertySettings.Goal? = nil,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    isolation: isolated (any Actor)? = #isolation,
    _ property: (First, Second) async throws -> Void
) async -> PropertyReport {
    await PropertyCheck(
        name: name, generator: .zip(first, second),
        options: CheckOptions(cases: cases, timeLimit: timeLimit, seed: seed, replay: replay, goal: goal),
        site: CallSite(fileID, filePath, line, column), inputCount: 2
    ).run {
        try await property($0.0, $0.1)
        return .perfect
    }
}

/// The same of three inputs.
@discardableResult
public func check<First: Sendable, Second: Sendable, Third: Sendable>(
    _ name: String, _ first: Generator<First>, _ second: Generator<Second>, _ third: Generator<Third>,
    cases: Int? = nil,
    timeLimit: Duration? = nil, seed: String? = nil, replay: String? = nil, goal: PropertySettings.Goal? = nil,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    isolation: isolated (any Actor)? = #isolation,
    _ property: (First, Second, Third) async throws -> Void
) async -> PropertyReport {
    await PropertyCheck(
        name: name, generator: .zip(first, second, third),
        options: CheckOptions(cases: cases, timeLimit: timeLimit, seed: seed, replay: replay, goal: goal),
        site: CallSite(fileID, filePath, line, column), inputCount: 3
    ).run {
        try await property($0.0, $0.1, $0.2)
        return .perfect
    }
}

/// The same of four inputs.
@discardableResult
public func check<First: Sendable, Second: Sendable, Third: Sendable, Fourth: Sendable>(
    _ name: String, _ first: Generator<First>, _ second: Generator<Second>, _ third: Generator<Third>,
    _ fourth: Generator<Fourth>, cases: Int? = nil,
    timeLimit: Duration? = nil, seed: String? = nil, replay: String? = nil, goal: PropertySettings.Goal? = nil,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    isolation: isolated (any Actor)? = #isolation,
    _ property: (First, Second, Third, Fourth) async throws -> Void
) async -> PropertyReport {
    await PropertyCheck(
        name: name, generator: .zip(first, second, third, fourth),
        options: CheckOptions(cases: cases, timeLimit: timeLimit, seed: seed, replay: replay, goal: goal),
        site: CallSite(fileID, filePath, line, column), inputCount: 4
    ).run {
        try await property($0.0, $0.1, $0.2, $0.3)
        return .perfect
    }
}
