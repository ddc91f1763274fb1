internal import ArgumentParser
import Foundation

/// Says what the machine has, and what is missing.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what this machine has, what is missing, and how to get it.",
        discussion: """
            Everything is asked or tried: the processor is asked for its instruction sets, arithmetic is done, libraries \
            say their versions, and programs are run. The status is 1 when something is wrong that results depend on.
            """)

    @OptionGroup var specs: SpecsOption
    @OptionGroup var store: StoreOption

    func run() throws { try run(console: .standard) }

    func run(console: Console) throws {
        let diagnosis = Diagnosis(sections: [
            Diagnosis.plumbline, Diagnosis.processor, Diagnosis.arithmetic(), Diagnosis.libraries,
            Diagnosis.files(specs: specs, store: store.runs),
            Diagnosis.tools(path: ProcessInfo.processInfo.environment["PATH"] ?? ""),
        ])
        for line in diagnosis.text { console.print(line) }
        if !diagnosis.isHealthy { throw ExitStatus.findings }
    }
}
