public import PropertyTesting

/// Checks a property of generated inputs, and makes the running test fail where it does not hold.
///
///     check("softmax ignores a constant shift", .tensor(shape: .ranks(1...3)), .float32(-50...50), within: .ulps(4)) {
///         x, c in
///         ulps(softmax(x + c, axis: -1), softmax(x, axis: -1))
///     }
///
/// The property returns a measure, judged against a budget, or whether it holds. It may throw, and expectations in it
/// (`#expect`, `#require`) count as well. When it fails, the input is simplified, and one message says what is wrong, with
/// that input, its bits, the output element that is wrong with what it depends on, and the frontier beside it. The same
/// name gives the same cases in each run; in a test with arguments, these are part of the name.
///
/// Expectations count where they are those of the property's own task and its child tasks. Of a detached task, or a thread
/// of its own, nobody can tell which test it belongs to: the framework reports what fails there, and no property fails for
/// it.
///
/// - Parameters:
///   - name: what the property says.
///   - budget: what a measure may be.
///   - cases: how many cases are run, 1,000 where nothing says otherwise. Edge values are never left out, and half as many
///     random cases follow at least.
///   - timeLimit: the time after which no further case is begun.
///   - seed: what random draws derive from; the name where nothing is said.
///   - replay: what follows `PLUMBLINE_REPLAY=` in an earlier message: only this case is run.
///   - goal: whether failures are simplified as far as it goes, or searched for the worst.
///   - property: must depend on nothing but its input.
@discardableResult
public func check<First, Result: Measurable>(
    _ name: String, _ first: Generator<First>, within budget: MeasureBudget = .exact, cases: Int? = nil,
    timeLimit: Duration? = nil, seed: String? = nil, replay: String? = nil, goal: PropertySettings.Goal? = nil,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    _ property: (First) throws -> Result
) -> PropertyReport {
    PropertyCheck(
        name: name, generator: first,
        options: CheckOptions(
            budget: budget, cases: cases, timeLimit: timeLimit, seed: seed, replay: replay, goal: goal),
        site: CallSite(fileID, filePath, line, column), inputCount: 1
    ).run { try property($0).measure }
}

/// The same of two inputs.
@discardableResult
public func check<First, Second, Result: Measurable>(
    _ name: String, _ first: Generator<First>, _ second: Generator<Second>, within budget: MeasureBudget = .exact,
    cases: Int? = nil,
    timeLimit: Duration? = nil, seed: String? = nil, replay: String? = nil, goal: PropertySettings.Goal? = nil,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    _ property: (First, Second) throws -> Result
) -> PropertyReport {
    PropertyCheck(
        name: name, generator: .zip(first, second),
        options: CheckOptions(
            budget: budget, cases: cases, timeLimit: timeLimit, seed: seed, replay: replay, goal: goal),
        site: CallSite(fileID, filePath, line, column), inputCount: 2
    ).run { try property($0.0, $0.1).measure }
}

/// The same of three inputs.
@discardableResult
public func check<First, Second, Third, Result: Measurable>(
    _ name: String, _ first: Generator<First>, _ second: Generator<Second>, _ third: Generator<Third>,
    within budget: MeasureBudget = .exact, cases: Int? = nil,
    timeLimit: Duration? = nil, seed: String? = nil, replay: String? = nil, goal: PropertySettings.Goal? = nil,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    _ property: (First, Second, Third) throws -> Result
) -> PropertyReport {
    PropertyCheck(
        name: name, generator: .zip(first, second, third),
        options: CheckOptions(
            budget: budget, cases: cases, timeLimit: timeLimit, seed: seed, replay: replay, goal: goal),
        site: CallSite(fileID, filePath, line, column), inputCount: 3
    ).run { try property($0.0, $0.1, $0.2).measure }
}

/// The same of four inputs.
@discardableResult
public func check<First, Second, Third, Fourth, Result: Measurable>(
    _ name: String, _ first: Generator<First>, _ second: Generator<Second>, _ third: Generator<Third>,
    _ fourth: Generator<Fourth>, within budget: MeasureBudget = .exact, cases: Int? = nil,
    timeLimit: Duration? = nil, seed: String? = nil, replay: String? = nil, goal: PropertySettings.Goal? = nil,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    _ property: (First, Second, Third, Fourth) throws -> Result
) -> PropertyReport {
    PropertyCheck(
        name: name, generator: .zip(first, second, third, fourth),
        options: CheckOptions(
            budget: budget, cases: cases, timeLimit: timeLimit, seed: seed, replay: replay, goal: goal),
        site: CallSite(fileID, filePath, line, column), inputCount: 4
    ).run { try property($0.0, $0.1, $0.2, $0.3).measure }
}

/// Checks a property that says with expectations what must hold.
///
///     check("square roots are not negative", .float32(0...1e9)) { x in
///         #expect(x.squareRoot() >= 0)
///     }
///
/// While cases are searched and simplified, nobody hears of failed expectations; then the simplest case runs once more,
/// and the expectation that fails is reported where it stands.
@discardableResult
public func check<First>(
    _ name: String, _ first: Generator<First>, cases: Int? = nil,
    timeLimit: Duration? = nil, seed: String? = nil, replay: String? = nil, goal: PropertySettings.Goal? = nil,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    _ property: (First) throws -> Void
) -> PropertyReport {
    PropertyCheck(
        name: name, generator: first,
        options: CheckOptions(cases: cases, timeLimit: timeLimit, seed: seed, replay: replay, goal: goal),
        site: CallSite(fileID, filePath, line, column), inputCount: 1
    ).run {
        try property($0)
        return .perfect
    }
}

/// The same of two inputs.
@discardableResult
public func check<First, Second>(
    _ name: String, _ first: Generator<First>, _ second: Generator<Second>, cases: Int? = nil,
    timeLimit: Duration? = nil, seed: String? = nil, replay: String? = nil, goal: PropertySettings.Goal? = nil,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    _ property: (First, Second) throws -> Void
) -> PropertyReport {
    PropertyCheck(
        name: name, generator: .zip(first, second),
        options: CheckOptions(cases: cases, timeLimit: timeLimit, seed: seed, replay: replay, goal: goal),
        site: CallSite(fileID, filePath, line, column), inputCount: 2
    ).run {
        try property($0.0, $0.1)
        return .perfect
    }
}

/// The same of three inputs.
@discardableResult
public func check<First, Second, Third>(
    _ name: String, _ first: Generator<First>, _ second: Generator<Second>, _ third: Generator<Third>,
    cases: Int? = nil,
    timeLimit: Duration? = nil, seed: String? = nil, replay: String? = nil, goal: PropertySettings.Goal? = nil,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    _ property: (First, Second, Third) throws -> Void
) -> PropertyReport {
    PropertyCheck(
        name: name, generator: .zip(first, second, third),
        options: CheckOptions(cases: cases, timeLimit: timeLimit, seed: seed, replay: replay, goal: goal),
        site: CallSite(fileID, filePath, line, column), inputCount: 3
    ).run {
        try property($0.0, $0.1, $0.2)
        return .perfect
    }
}

/// The same of four inputs.
@discardableResult
public func check<First, Second, Third, Fourth>(
    _ name: String, _ first: Generator<First>, _ second: Generator<Second>, _ third: Generator<Third>,
    _ fourth: Generator<Fourth>, cases: Int? = nil,
    timeLimit: Duration? = nil, seed: String? = nil, replay: String? = nil, goal: PropertySettings.Goal? = nil,
    fileID: StaticString = #fileID, filePath: StaticString = #filePath, line: UInt = #line, column: UInt = #column,
    _ property: (First, Second, Third, Fourth) throws -> Void
) -> PropertyReport {
    PropertyCheck(
        name: name, generator: .zip(first, second, third, fourth),
        options: CheckOptions(cases: cases, timeLimit: timeLimit, seed: seed, replay: replay, goal: goal),
        site: CallSite(fileID, filePath, line, column), inputCount: 4
    ).run {
        try property($0.0, $0.1, $0.2, $0.3)
        return .perfect
    }
}
