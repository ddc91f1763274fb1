internal import ArgumentParser

/// Prints what makes a shell complete commands, options and names, generated from the parser itself.
struct CompletionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Print a script that makes a shell complete commands, options and names.",
        discussion: """
              bash:  verify completions bash > ~/.local/share/bash-completion/completions/verify
              zsh:   verify completions zsh > a folder of $fpath, as _verify
              fish:  verify completions fish > ~/.config/fish/completions/verify.fish

            Operations, runs and findings are asked for when they are completed.
            """)

    enum Shell: String, CaseIterable, ExpressibleByArgument { case bash, zsh, fish }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() {
        let kind: CompletionShell =
            switch shell {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        Console.standard.print(CompletionScript(VerifyCommand.completionScript(for: kind), shell).text)
    }
}
