internal import Foundation

/// What the environment says of runs. It is read at each check, and counts more than what the source says.
struct CheckEnvironment {
    private let lookUp: (String) -> String?

    init(_ variables: [String: String]) { lookUp = { variables[$0] } }

    /// The environment of the process.
    init() { lookUp = { getenv($0).map { String(cString: $0) } } }

    private func value(_ name: String) -> String? { lookUp("PLUMBLINE_" + name).flatMap { $0.isEmpty ? nil : $0 } }

    /// `PLUMBLINE_CASES`: how many cases each property runs.
    ///
    /// - Throws: `SettingsError` if it is no such number.
    func cases() throws -> Int? {
        guard let text = value("CASES") else { return nil }
        guard let count = Int(text), count >= 1 else {
            throw SettingsError("PLUMBLINE_CASES is \"\(text)\", where a number of cases from 1 upwards is expected")
        }
        return count
    }

    /// `PLUMBLINE_SEED`: what random draws derive from.
    var seed: String? { value("SEED") }

    /// `PLUMBLINE_REPLAY`: the only case that the property it belongs to runs.
    var replay: String? { value("REPLAY") }

    /// `PLUMBLINE_REGRESSIONS`: the folder of regression files, instead of `Regressions` beside each test file, or `off`.
    var regressions: String? { value("REGRESSIONS") }

    /// `PLUMBLINE_JOURNAL`: the folder of journals, instead of one in the user's cache, or `off`.
    var journal: String? { value("JOURNAL") }
}
