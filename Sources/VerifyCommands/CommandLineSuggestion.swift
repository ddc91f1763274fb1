internal import ArgumentParser
import Foundation
internal import Specifications

extension VerifyCommand {
    /// Runs what the command line says; a command that does not exist is told from one that was meant.
    public static func run(_ arguments: [String] = Array(CommandLine.arguments.dropFirst())) async {
        if let problem = misspeltCommand(arguments) {
            Console.standard.error("Error: \(problem)")
            exit(withError: ExitStatus.usage)
        }
        await main(arguments)
    }

    /// What is wrong with the words that name a command; nil where nothing is, or nothing near is meant.
    static func misspeltCommand(_ arguments: [String]) -> String? {
        var command: any ParsableCommand.Type = VerifyCommand.self
        var path = "verify"
        for word in arguments {
            let below = command.configuration.subcommands
            guard !below.isEmpty, !word.hasPrefix("-"), word != "help" else { return nil }
            if let next = below.first(where: { $0.configuration.commandName == word }) {
                command = next
                path += " \(word)"
                continue
            }
            var names = ["help"]
            for command in below {
                let configuration = command.configuration
                if configuration.shouldDisplay, let name = configuration.commandName { names.append(name) }
            }
            return suggestion(for: word, among: names).map {
                "unknown command '\(word)'; did you mean '\(path) \($0)'? ('\(path) --help' lists them all)"
            }
        }
        return nil
    }
}
