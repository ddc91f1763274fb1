internal import ArgumentParser
internal import Verification

/// Which cases a run is made of. What is not said is as in the baseline, if there is one.
struct PlanOptions: ParsableArguments {
    @Option(name: .long, parsing: .unconditional, help: "The seed of generated cases. (default: 0)")
    var seed: UInt64?

    @Option(
        name: .long, parsing: .unconditional,
        help: "Generated cases for each tuple of shapes that a specification lists. (default: 12)")
    var cases: Int?

    func validate() throws {
        if let cases, cases < 0 { throw ValidationError("--cases must not be negative, got \(cases)") }
    }
}
