internal import ArgumentParser
import Foundation
internal import Reporting
internal import Verification

/// Puts the parts of one sweep together.
struct MergeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Put the certificates of parts of one sweep together.",
        discussion: """
            Parts may have run on several machines, in any order. A part that two certificates hold is kept once; where its \
            outputs differ, that is a finding. Certificates of different subjects or definitions do not merge:

              verify merge part-1.json part-2.json part-3.json --output exp.json
            """)

    @Argument(help: "Certificates that 'verify sweep' wrote.")
    var certificates: [String]

    @Option(name: .shortAndLong, help: ArgumentHelp("Where to write the whole, with its page.", valueName: "file"))
    var output: String?

    func run() throws { try run(console: .standard) }

    func run(console: Console) throws {
        let merged: SweepCertificate = try console.reporting {
            if let output { try CertificateFile.prepare(output) }
            var merged = try CertificateFile.full(certificates[0])
            for path in certificates.dropFirst() {
                do {
                    try merged.merge(try CertificateFile.full(path))
                } catch let error as SweepError where !error.description.contains(path) {
                    throw CommandError("'\(path)' does not go with '\(certificates[0])': \(error)")
                }
            }
            return merged
        }
        // Files first: a reader of the output may go away.
        let files = try console.reporting { try output.map { try CertificateFile.write(merged, to: $0) } ?? [] }
        for line in SweepText(merged).lines + files { console.print(line) }
        if !merged.passes { throw ExitStatus.findings }
    }
}
