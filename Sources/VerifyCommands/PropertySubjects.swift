internal import ArgumentParser
internal import Specifications
internal import Subjects
internal import Values
internal import Verification

/// What properties are tried on, and what worst inputs are sought in: operations of the engine, or a function of a C
/// library.
struct PropertySubjects {
    struct Entry {
        let specification: Specification
        let subject: any Subject
        /// `softmax.naive`
        let implementation: String
    }

    let specs: SpecsOption
    let library: LibraryOptions

    /// The implementations that names of operations, files of specifications or a library mean; all of the engine's
    /// when nothing is named.
    ///
    /// - Throws: `CommandError` for names that do not exist.
    func entries(_ names: [String], implementation: String? = nil, engine: any Subject = EngineSubject()) throws
        -> [Entry]
    {
        if library.library != nil { return [try libraryEntry(names)] }
        if let file = library.spec {
            let specification = try SpecsOption.file(file)
            try checkName(names, specification)
            return try entries(of: [specification], implementation, engine)
        }
        if names.isEmpty {
            let catalog = try specs.catalog()
            return try entries(
                of: catalog.operations.compactMap { catalog[$0] }, implementation, engine, isLenient: true)
        }
        return try entries(of: names.map { try specs.specification($0) }, implementation, engine)
    }

    /// Beside a file, its operation may be named, and no other.
    private func checkName(_ names: [String], _ specification: Specification) throws {
        guard names.allSatisfy({ $0 == specification.operation }) else {
            throw CommandError("'\(specification.file)' is about '\(specification.operation)'; leave out '\(names[0])'")
        }
    }

    private func libraryEntry(_ names: [String]) throws -> Entry {
        let specification: Specification
        if let file = library.spec {
            specification = try SpecsOption.file(file)
            try checkName(names, specification)
        } else {
            guard names.count == 1 else {
                throw CommandError("name the operation of the library's function, or a file with --spec")
            }
            specification = try specs.specification(names[0])
        }
        return Entry(
            specification: specification, subject: try library.subject(specification),
            implementation: specification.operation)
    }

    private func entries(
        of specifications: [Specification], _ implementation: String?, _ engine: any Subject, isLenient: Bool = false
    ) throws -> [Entry] {
        let found = try specifications.flatMap { specification -> [Entry] in
            let implementations = engine.implementations.filter { $0.operation == specification.operation }
            guard !implementations.isEmpty || isLenient else {
                throw CommandError(
                    "the engine has no operation '\(specification.operation)'; name a C library with --library")
            }
            return implementations.map(\.name).sorted().map {
                Entry(specification: specification, subject: engine, implementation: $0)
            }
        }
        guard let implementation else { return found }
        let chosen = found.filter { $0.implementation == implementation }
        guard !chosen.isEmpty else {
            let names = found.map(\.implementation)
            throw CommandError(
                "unknown implementation '\(implementation)'"
                    + (suggestion(for: implementation, among: names).map { "; did you mean '\($0)'?" } ?? ""))
        }
        return chosen
    }
}

extension EvaluatedCall {
    /// Commands that print what calls should give.
    ///
    /// - Parameter name: what the user calls the specification.
    static func commands(_ calls: [EvaluatedCall], name: String, specs: SpecsOption) -> String {
        calls.map { call in
            var words = ["verify", "evaluate", name]
            for input in call.inputs { words += ["--input", "\(input.name)=\(input.text)"] }
            let defaults = call.specification.resolved([:])
            for (key, value) in call.attributes.sorted(by: { $0.key < $1.key }) where defaults[key] != value {
                words += ["--attribute", "\(key)=\(value)"]
            }
            return words.map(shellQuoted).joined(separator: " ") + specs.replaySuffix
        }.joined(separator: "\n")
    }
}
