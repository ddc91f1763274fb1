/// What the parser says of a command, as the part of its own description in JSON that a manual needs.
struct CommandHelp: Decodable {
    let commandName: String
    let abstract: String?
    let discussion: String?
    let shouldDisplay: Bool?
    let subcommands: [CommandHelp]?
    let arguments: [Argument]?

    struct Argument: Decodable {
        let kind: Kind
        let shouldDisplay: Bool
        let sectionTitle: String?
        let isOptional: Bool
        let isRepeating: Bool
        let names: [Name]?
        let valueName: String?
        let defaultValue: String?
        let allValues: [String]?
        let abstract: String?
        let discussion: String?

        enum Kind: String, Decodable { case positional, option, flag }
    }

    struct Name: Decodable {
        let kind: String
        let name: String

        /// `--seed`, `-o`
        var text: String { (kind == "long" ? "--" : "-") + name }
    }

    /// The commands below it that people see; the one that only prints help is said elsewhere.
    var shown: [CommandHelp] {
        (subcommands ?? []).filter { $0.shouldDisplay ?? true && $0.commandName != "help" }
    }
}

/// The document that the parser prints of itself.
struct CommandHelpDocument: Decodable {
    let serializationVersion: Int
    let command: CommandHelp
}
