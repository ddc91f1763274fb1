/// Checks, before any shape is known, that every name of a formula means something and every call has the right
/// number of arguments.
struct NameChecker {
    let source: SourceText
    let inputs: [String]
    let attributes: [String]
    private var lets: [String] = []
    private var indices: [String] = []

    init(source: SourceText, inputs: [String], attributes: [String], lets: [String] = [], indices: [String] = []) {
        self.source = source
        self.inputs = inputs
        self.attributes = attributes
        self.lets = lets
        self.indices = indices
    }

    mutating func check(_ definition: Definition) throws {
        var defined: Set<String> = []
        for statement in definition.statements {
            if inputs.contains(statement.name) || attributes.contains(statement.name) {
                throw error(statement.offset, "'\(statement.name)' is an input or attribute and cannot be assigned")
            }
            if Vocabulary.contains(statement.name) {
                throw error(
                    statement.offset, "'\(statement.name)' is a word of the definition language and cannot be assigned")
            }
            if !defined.insert(statement.name).inserted {
                throw error(statement.offset, "'\(statement.name)' is assigned twice")
            }
            try check(leftSide: statement.indices ?? [], of: statement)
            try check(statement.value)
            indices = []
            lets.append(statement.name)
        }
        if definition.outputs.isEmpty {
            throw error(0, "the definition assigns no output; write, for example, 'y = ...'")
        }
    }

    /// The left side binds indices: each once, and what `...` stands for before them.
    private mutating func check(leftSide terms: [IndexTerm], of statement: Statement) throws {
        for (place, term) in terms.enumerated() {
            switch term {
            case .variable(let name, let offset): try bind(name, at: offset)
            case .ellipsis where place == 0: continue
            case .ellipsis: throw error(statement.offset, "'...' comes first on the left side")
            case .position(let position):
                throw error(statement.offset, "the left side takes names of indices, not the position \(position)")
            }
        }
    }

    private mutating func bind(_ index: String, at offset: Int) throws {
        if indices.contains(index) { throw error(offset, "index '\(index)' is bound twice") }
        if Vocabulary.contains(index) || inputs.contains(index) || attributes.contains(index) || lets.contains(index) {
            throw error(offset, "'\(index)' has another meaning already and cannot be an index")
        }
        indices.append(index)
    }

    func check(_ expression: Expression) throws {
        switch expression.kind {
        case .number: return
        case .name(let name):
            guard knownNames.contains(name) else {
                throw error(
                    expression.offset,
                    Vocabulary.functions.contains(name)
                        ? "function '\(name)' is used without its arguments"
                        : "unknown name '\(name)'" + didYouMean(name, among: knownNames))
            }
        case .prefix(_, let operand): try check(operand)
        case .infix(_, let left, let right):
            try check(left)
            try check(right)
        case .list(let elements): try elements.forEach(check)
        case .indexed(let name, let terms):
            guard inputs.contains(name) || lets.contains(name) else {
                throw error(
                    expression.offset, "unknown tensor '\(name)'" + didYouMean(name, among: inputs + lets))
            }
            for case .variable(let index, let offset) in terms where !indices.contains(index) {
                throw error(
                    offset,
                    "unknown index '\(index)'; bind it on the left side or in a reduction such as 'sum(\(index): ...)'")
            }
        case .comprehension(let name, let bound, let body):
            guard ReductionFunction(rawValue: name) != nil else {
                throw error(
                    expression.offset,
                    "'\(name)' cannot bind indices; reductions can: "
                        + ReductionFunction.allCases.map(\.rawValue).joined(separator: ", "))
            }
            var inner = self
            for index in bound { try inner.bind(index, at: expression.offset) }
            try inner.check(body)
        case .call(let name, let arguments): try check(call: name, arguments, at: expression.offset)
        }
    }

    private func check(call name: String, _ arguments: [Expression], at offset: Int) throws {
        let arity: Int
        if let function = ElementwiseFunction.callable.first(where: { $0.rawValue == name }) {
            arity = function.arity
        } else if let function = StructuralFunction(rawValue: name) {
            arity = function.arity
        } else if ReductionFunction(rawValue: name) != nil || name == Vocabulary.count {
            arity = 2
        } else {
            throw error(offset, "unknown function '\(name)'" + didYouMean(name, among: Vocabulary.functions))
        }
        guard arguments.count == arity else {
            throw error(
                offset, "'\(name)' takes \(arity) argument\(arity == 1 ? "" : "s"), got \(arguments.count)")
        }
        try arguments.forEach(check)
    }

    private var knownNames: [String] { inputs + attributes + lets + indices + Vocabulary.constants }

    private func error(_ offset: Int, _ message: String) -> SpecificationError {
        SpecificationError(at: source.position(ofCharacter: offset), message)
    }
}
