internal import Foundation

/// What the environment says of runs. It is read at each check, and counts more than what the source says.
struct CheckEnvironment {
    private func value(_ name: String) -> String? {
        guard let text = getenv("PLUMBLINE_" + name), text.pointee != 0 else { return nil }
        return String(cString: text)
    }

    /// `PLUMBLINE_CASES`: how many cases each property runs.
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
