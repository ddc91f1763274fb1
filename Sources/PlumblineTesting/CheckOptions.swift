internal import PropertyTesting

/// What the arguments of a call of `check` say of its run; what they leave out is for traits and the environment to say.
struct CheckOptions {
    var budget = MeasureBudget.exact
    var cases: Int?
    var timeLimit: Duration?
    var seed: String?
    var replay: String?
    var goal: PropertySettings.Goal?

    /// The settings of a property's run, the environment's and the traits' included.
    ///
    /// - Throws: `SettingsError` where something makes no sense.
    func settings(
        for name: String, inputs: [String], at site: CallSite, traits: [PropertyTrait.Setting] = PropertyTrait.current,
        environment: CheckEnvironment = CheckEnvironment()
    ) throws -> PropertySettings {
        var settings = PropertySettings()
        settings.budget = budget
        settings.inputNames = inputs
        if let timeLimit { settings.timeLimit = timeLimit }
        if let goal { settings.goal = goal }

        for setting in traits {
            switch setting {
            case .seed(let seed): settings.seed = seed
            case .cases(let cases): settings.cases = cases
            case .replay(let line): settings.replay = ReplayLine(line).token(for: name) ?? settings.replay
            }
        }
        if let cases {
            guard cases >= 1 else { throw SettingsError("a property needs at least one case, got cases: \(cases)") }
            settings.cases = cases
        }
        guard budget.limit >= 0 else {
            throw SettingsError("a budget is a number from 0 upwards, got within: \(budget.text)")
        }
        if let seed { settings.seed = seed }
        if let cases = try environment.cases() { settings.cases = cases }
        if let seed = environment.seed { settings.seed = seed }

        if let replay {
            guard let token = ReplayLine(replay).token(for: name) else {
                throw SettingsError(
                    "replay: \"\(replay)\" is of another property; this one's begins with \(ReplayLine.mark(of: name)):"
                )
            }
            settings.replay = token
        }
        if let line = environment.replay, let token = ReplayLine(line).token(for: name) { settings.replay = token }

        let files = CheckFiles(site: site, property: name, environment: environment)
        settings.regressionFile = files.regressionFile
        settings.journalFolder = files.journalFolder
        return settings
    }
}

/// Why a property cannot be run as it was asked to.
struct SettingsError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
