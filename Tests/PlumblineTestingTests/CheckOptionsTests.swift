import PropertyTesting
import Testing

@testable import PlumblineTesting

@Suite struct CheckOptionsTests {
    private let site = CallSite(#fileID, #filePath, #line, #column)

    private func settings(
        _ options: CheckOptions = CheckOptions(), traits: [PropertyTrait.Setting] = [],
        environment variables: [String: String] = [:]
    ) throws -> PropertySettings {
        try options.settings(
            for: "a property", inputs: ["x"], at: site, traits: traits, environment: CheckEnvironment(variables))
    }

    @Test func `without a word, the engine's own settings`() throws {
        let settings = try settings()
        #expect(settings.cases == PropertySettings().cases)
        #expect(settings.seed == nil)
        #expect(settings.replay == nil)
        #expect(settings.inputNames == ["x"])
    }

    @Test func `a test counts more than its suite, an argument more than both, the environment most`() throws {
        #expect(try settings(traits: [.cases(10), .cases(20)]).cases == 20)
        #expect(try settings(CheckOptions(cases: 30), traits: [.cases(10), .cases(20)]).cases == 30)
        #expect(
            try settings(CheckOptions(cases: 30), traits: [.cases(10)], environment: ["PLUMBLINE_CASES": "40"]).cases
                == 40)
        #expect(try settings(traits: [.seed("a"), .seed("b")]).seed == "b")
        #expect(try settings(CheckOptions(seed: "c"), traits: [.seed("a")]).seed == "c")
        #expect(try settings(CheckOptions(seed: "c"), environment: ["PLUMBLINE_SEED": "d"]).seed == "d")
        #expect(try settings(CheckOptions(replay: "A"), traits: [.replay("B")]).replay == "A")
        #expect(try settings(CheckOptions(replay: "A"), environment: ["PLUMBLINE_REPLAY": "C"]).replay == "C")
    }

    @Test func `an empty variable is none`() throws {
        #expect(
            try settings(CheckOptions(cases: 30), environment: ["PLUMBLINE_CASES": "", "PLUMBLINE_REPLAY": ""]).cases
                == 30)
    }

    @Test(arguments: ["many", "0", "-3", "1e6", "99999999999999999999"])
    func `a count that is none is refused`(text: String) {
        let error = #expect(throws: SettingsError.self) { try settings(environment: ["PLUMBLINE_CASES": text]) }
        #expect(
            error?.description == "PLUMBLINE_CASES is \"\(text)\", where a number of cases from 1 upwards is expected")
        #expect(throws: SettingsError.self) { try settings(CheckOptions(cases: 0)) }
    }

    @Test func `another property's line is not for this one`() throws {
        let other = ReplayLine.text("another property", "AQkC")
        let own = ReplayLine.text("a property", "AQkD")
        #expect(try settings(environment: ["PLUMBLINE_REPLAY": other]).replay == nil)
        #expect(try settings(traits: [.replay(other)]).replay == nil)
        #expect(try settings(traits: [.replay(own)], environment: ["PLUMBLINE_REPLAY": other]).replay == "AQkD")
        let error = #expect(throws: SettingsError.self) { try settings(CheckOptions(replay: other)) }
        #expect(
            error?.description
                == "replay: \"\(other)\" is of another property; this one's begins with \(ReplayLine.mark(of: "a property")):"
        )
    }

    @Test func `failures are kept beside the test file, unless the environment says otherwise`() throws {
        let folder = "\(#filePath)".split(separator: "/").dropLast().joined(separator: "/")
        #expect(try settings().regressionFile == "/\(folder)/Regressions/a-property.txt")
        #expect(
            try settings(environment: ["PLUMBLINE_REGRESSIONS": "/tmp/kept"]).regressionFile
                == "/tmp/kept/a-property.txt")
        #expect(try settings(environment: ["PLUMBLINE_REGRESSIONS": "off"]).regressionFile == nil)
        let elsewhere = CallSite("Module/File.swift", "/no/such/folder/File.swift", 1, 1)
        let settings = try CheckOptions().settings(
            for: "a property", inputs: [], at: elsewhere, traits: [], environment: CheckEnvironment([:]))
        #expect(settings.regressionFile == nil)
    }

    @Test func `journals of test files do not meet`() throws {
        let own = try #require(settings(environment: ["PLUMBLINE_JOURNAL": "/tmp/journals"]).journalFolder)
        #expect(own.hasPrefix("/tmp/journals/PlumblineTestingTests-"))
        let elsewhere = CallSite("PlumblineTestingTests/File.swift", "/no/such/folder/File.swift", 1, 1)
        let other = try CheckOptions().settings(
            for: "a property", inputs: [], at: elsewhere, traits: [],
            environment: CheckEnvironment(["PLUMBLINE_JOURNAL": "/tmp/journals"]))
        #expect(try #require(other.journalFolder) != own)
        #expect(try settings(environment: ["PLUMBLINE_JOURNAL": "off"]).journalFolder == nil)
        #expect(try #require(settings().journalFolder).contains("/plumbline/journals/"))
    }
}
