internal import ArgumentParser
internal import Reporting
internal import Values
internal import Verification

/// Where remembered runs are.
struct StoreOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The folder of remembered runs; by default PLUMBLINE_STORE, or one among your own data.",
            valueName: "folder"),
        completion: .directory)
    var store: String?

    var runs: RunStore { RunStore(folder: store ?? RunStore.defaultFolder()) }
}

/// Whether and where a run is remembered.
struct MemoryOptions: ParsableArguments {
    @OptionGroup var place: StoreOption

    @Flag(name: .long, help: "Do not remember this run.")
    var noStore = false

    func validate() throws {
        if noStore, place.store != nil { throw ValidationError("--store and --no-store exclude each other") }
    }

    /// Makes sure, before any work, that a run can be remembered where somebody said so.
    ///
    /// - Throws: `ReportError`.
    func prepare() throws {
        if place.store != nil { try place.runs.prepare() }
    }

    /// Remembers a run. In the default folder that is a service, and no reason to fail.
    ///
    /// - Returns: the run as it is remembered; nil where it is not.
    /// - Throws: `ExitCode` when somebody named a folder and nothing can be written there.
    func remember(_ record: RunRecord, isComplete: Bool = true, console: Console) throws -> StoredRun? {
        if noStore { return nil }
        do {
            let run = try place.runs.save(record, isComplete: isComplete)
            if isComplete {
                console.note?("remembered as \(run.id)")
            } else {
                console.error("what was found so far: verify report \(run.id)\(suffix)")
            }
            return run
        } catch {
            console.error("verify: this run is not remembered: \(error)")
            if place.store != nil { throw ExitStatus.usage }
            return nil
        }
    }

    private var suffix: String { place.store.map { " --store \(shellQuoted($0))" } ?? "" }
}

/// What a run is held to besides budgets.
struct BaselineOption: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Fail only on what is worse than this file of 'verify baseline save' allows, and on allowances that nothing needs any more.",
            valueName: "file"),
        completion: .file(extensions: ["json"]))
    var baseline: String?

    /// - Throws: `BaselineError` when the file is none, or of another subject.
    func read(of subject: String) throws -> Baseline? {
        guard let baseline else { return nil }
        let read = try Baseline(path: baseline)
        guard read.subject == subject else {
            throw BaselineError("the baseline '\(baseline)' is of the subject '\(read.subject)', not of '\(subject)'")
        }
        return read
    }
}
