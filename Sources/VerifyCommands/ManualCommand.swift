internal import ArgumentParser
import Foundation
internal import Verification

/// Prints the manual page, generated from the parser itself.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual",
        abstract: "Print the manual page, for man.",
        discussion: """
              verify manual > verify.1 && man ./verify.1

            It is made of what the commands say about themselves, so that it cannot say anything else.
            """)

    func run() throws {
        Console.standard.print(try ManualPage(commandHelp: VerifyCommand._dumpHelp()).text)
    }
}
