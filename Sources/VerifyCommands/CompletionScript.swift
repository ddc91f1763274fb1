import Foundation

/// A completion script with what the parser's generator leaves out: further values of options that take several, and the
/// commands that 'help' explains.
struct CompletionScript {
    let text: String

    /// Options that take all words up to the next option.
    static let severalValues = ["--operation", "--format"]

    init(_ generated: String, _ shell: CompletionsCommand.Shell) {
        var names: [String] = []
        for command in VerifyCommand.configuration.subcommands {
            let configuration = command.configuration
            if configuration.shouldDisplay, let name = configuration.commandName { names.append(name) }
        }
        let commands = names.joined(separator: " ")
        switch shell {
        case .bash: text = Self.bash(generated, commands)
        case .zsh: text = Self.zsh(generated, commands)
        case .fish: text = generated
        }
    }

    private static func bash(_ generated: String, _ commands: String) -> String {
        let helper = """
            # The option that the current word is a value of, or else the word before it.
            __verify_option_of_word() {
                local -i place="$((COMP_CWORD - 1))"
                while [[ "${place}" -gt 0 && "${COMP_WORDS[${place}]}" != -* ]]; do ((place--)); done
                case "${COMP_WORDS[${place}]}" in
                \(severalValues.joined(separator: "|"))) printf %s "${COMP_WORDS[${place}]}" ;;
                *) printf %s "${prev}" ;;
                esac
            }


            """
        let (start, rest) = parted(generated, after: "#!/bin/bash\n\n")
        let help = "_verify_help() {"
        let (before, body) = parted(rest, after: help)
        let (offer, after) = parted(body, after: "__verify_offer_flags_options -1\n")
        let all =
            start + helper + before + offer + "    COMPREPLY+=($(compgen -W '\(commands)' -- \"${cur}\"))\n" + after
        return all.replacingOccurrences(of: "case \"${prev}\" in", with: "case \"$(__verify_option_of_word)\" in")
    }

    private static func zsh(_ generated: String, _ commands: String) -> String {
        let lines = generated.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            var line = String(line)
            let word = line.drop { $0 == " " }
            for option in severalValues where word.hasPrefix("'\(option)[") || word.hasPrefix("'*\(option)[") {
                // The pattern of the word that ends the values stands before what they are called.
                guard let end = line.range(of: "]:") else { continue }
                line.replaceSubrange(end, with: "]:*-*:")
            }
            return line.replacingOccurrences(of: "'*:subcommands:'", with: "'*:subcommands:(\(commands))'")
        }
        return lines.joined(separator: "\n")
    }

    /// A text in two parts, the first of which ends with a word; all of it and nothing where the word is not there.
    private static func parted(_ text: String, after word: String) -> (String, String) {
        guard let range = text.range(of: word) else { return (text, "") }
        return (String(text[..<range.upperBound]), String(text[range.upperBound...]))
    }
}
