internal import ArgumentParser

/// How much a command says, and how.
struct OutputOptions: ParsableArguments {
    @Flag(name: .shortAndLong, help: "Say nothing but findings and errors.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Say more while it works: a line for everything that is done, with its time.")
    var verbose = false

    @Flag(
        name: .long,
        help: "Lines of plain text: no colours, no bars, nothing that is written over. For logs and screen readers.")
    var plain = false

    func validate() throws {
        if quiet, verbose { throw ValidationError("--quiet and --verbose exclude each other") }
    }

    /// Where the command prints.
    var console: Console { console(on: .standard) }

    func console(on console: Console) -> Console {
        let speaking = console.speaking(quiet ? .quiet : verbose ? .verbose : .normal)
        return plain ? speaking.plain : speaking
    }
}
