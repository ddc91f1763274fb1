internal import ArgumentParser
internal import CLibraryCalls

/// Runs functions of libraries for another `verify`, which starts it.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Run a library's function for another verify, which starts this.",
        shouldDisplay: false)

    func run() throws {
        guard library_work() == 0 else {
            Console.standard.error("verify: 'verify worker' is started by verify itself, to run functions of libraries")
            throw ExitStatus.usage
        }
    }
}
