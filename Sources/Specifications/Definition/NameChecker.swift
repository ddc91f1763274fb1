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
            if statement.name.hasSuffix("'") {
                throw error(statement.offset, "'\(statement.name)' is a changed tensor and cannot be assigned")
            }
            if !defined.insert(statement.name).inserted {
                throw error(statement.offset, "'\(statement.name)' is assigned twice")
            }
            for index in statement.leftSide?.indices ?? [] {
                if let bound = index.bound { try check(bound) }
                try bind(index.name, at: index.offset)
            }
            try check(statement.value)
            indices = []
            lets.append(statement.name)
        }
        if definition.outputs.isEmpty {
            throw error(0, "the definition assigns no output; write, for example, 'y = ...'")
        }
    }

    private mutating func bind(_ index: String, at offset: Int) throws {
        if indices.contains(index) { throw error(offset, "index '\(index)' is bound twice") }
        if index.hasSuffix("'") || Vocabulary.contains(index) || inputs.contains(index) || attributes.contains(index)
            || lets.contains(index)
        {
            throw error(offset, "'\(index)' has another meaning already and cannot be an index")
        }
        indices.append(index)
    }

    func check(_ expression: Expression) throws {
        switch expression.kind {
        case .number, .text: return
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
            guard inputs.contains(name) || lets.contains(name) || attributes.contains(name) else {
                throw error(
                    expression.offset, "unknown tensor '\(name)'" + didYouMean(name, among: inputs + lets + attributes))
            }
            for term in terms { try check(term) }
        case .comprehension(let name, let bound, let body):
            guard ReductionFunction(rawValue: name) != nil else {
                throw error(
                    expression.offset,
                    "'\(name)' cannot bind indices; reductions can: "
                        + ReductionFunction.allCases.map(\.rawValue).joined(separator: ", "))
            }
            var inner = self
            for index in bound {
                if let bound = index.bound { try inner.check(bound) }
                try inner.bind(index.name, at: index.offset)
            }
            try inner.check(body)
        case .call(let name, let arguments): try check(call: name, arguments, at: expression.offset)
        }
    }

    private func check(call name: String, _ arguments: [Expression], at offset: Int) throws {
        guard let arity = Vocabulary.arities[name] else {
            throw error(offset, "unknown function '\(name)'" + didYouMean(name, among: Vocabulary.functions))
        }
        let fewest = Vocabulary.withOptionalAxes.contains(name) ? arity - 1 : arity
        guard (fewest...arity).contains(arguments.count) else {
            let wanted = fewest < arity ? "\(fewest) or \(arity)" : "\(arity)"
            throw error(offset, "'\(name)' takes \(wanted) argument\(arity == 1 ? "" : "s"), got \(arguments.count)")
        }
        try arguments.forEach(check)
    }

    private func check(_ term: IndexTerm) throws {
        switch term {
        case .ellipsis, .position: return
        case .computed(let expression): try check(expression)
        case .variable(let name, let offset):
            guard !knownNames.contains(name) || Vocabulary.constants.contains(name) else { return }
            throw error(
                offset,
                "unknown index '\(name)'; bind it on the left side or in a reduction such as 'sum(\(name): ...)'")
        }
    }

    private var knownNames: [String] { inputs + attributes + lets + indices + Vocabulary.constants }

    private func error(_ offset: Int, _ message: String) -> SpecificationError {
        SpecificationError(at: source.position(ofCharacter: offset), message)
    }
}
