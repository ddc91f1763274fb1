public import Values

/// How functions of a C library compute an operation: which parameter is what.
public struct LibraryInterface: Sendable {
    public let forward: CSignature
    public let backward: CSignature?
    /// What the parameters of each are.
    public let forwardRoles: [Role]
    public let backwardRoles: [Role]
    /// The integers that parameters take from shapes and attributes, by name.
    public let sizes: [String: Specification.Formula]

    /// What a parameter is for.
    public enum Role: Sendable, Hashable {
        /// The elements of the input at a place.
        case input(Int)
        /// One element of an input at a time.
        case element(Int)
        /// The elements of the output at a place: to be written forward, given backward.
        case output(Int)
        /// The cotangent of an output.
        case cotangent(Int)
        /// The gradient with respect to an input, to be written.
        case gradient(Int)
        case attribute(String)
        case size(String)
        /// How many elements the first output has.
        case count
    }

    /// Whether the function computes one element of the output from one of each input.
    public var isElementwise: Bool {
        (forward.returned == .float || forward.returned == .double)
            && forwardRoles.allSatisfy {
                switch $0 {
                case .input, .output, .cotangent, .gradient, .count: false
                case .element, .attribute, .size: true
                }
            }
    }
}

extension LibraryInterface {
    /// Finds out what the parameters are, by their names.
    ///
    /// - Parameter error: an error at the signature in question.
    /// - Throws: that error for a parameter whose name says nothing, and for inputs and outputs without a parameter.
    public init(
        forward: CSignature, backward: CSignature? = nil, sizes: [String: Specification.Formula] = [:],
        inputs: [Specification.Input], outputs: [String], attributes: [Specification.Attribute],
        error: (_ isBackward: Bool, _ message: String) -> any Error
    ) throws {
        self.forward = forward
        self.backward = backward
        self.sizes = sizes
        let names = Names(inputs: inputs, outputs: outputs, attributes: attributes, sizes: sizes)
        if let list = inputs.first(where: \.isVariadic) {
            throw error(false, "input '\(list.name)' is a list of tensors, which no C signature takes")
        }
        forwardRoles = try names.roles(forward, isBackward: false) { error(false, $0) }
        backwardRoles = try backward.map { try names.roles($0, isBackward: true) { error(true, $0) } } ?? []
        for (place, input) in inputs.enumerated()
        where !forwardRoles.contains(.input(place)) && !forwardRoles.contains(.element(place)) {
            throw error(false, "no parameter of '\(forward.function)' takes the input '\(input.name)'")
        }
        let unwritten = outputs.indices.filter { !forwardRoles.contains(.output($0)) }
        let returnsNumber = forward.returned == .float || forward.returned == .double
        if unwritten.count > (returnsNumber ? 1 : 0) {
            throw error(false, "no parameter of '\(forward.function)' takes the output '\(outputs[unwritten.last!])'")
        }
        if returnsNumber && unwritten.isEmpty {
            throw error(false, "'\(forward.function)' returns a number, and every output has a parameter already")
        }
        guard let backward else { return }
        if backward.returned == .float || backward.returned == .double {
            throw error(true, "'\(backward.function)' writes gradients to its parameters; it returns void or a status")
        }
        for (place, input) in inputs.enumerated()
        where input.isDifferentiable && !backwardRoles.contains(.gradient(place)) {
            throw error(
                true,
                "no parameter of '\(backward.function)' takes the gradient 'd\(input.name)' of the input '\(input.name)'"
            )
        }
    }

    private struct Names {
        let inputs: [Specification.Input]
        let outputs: [String]
        let attributes: [Specification.Attribute]
        let sizes: [String: Specification.Formula]

        func roles(_ signature: CSignature, isBackward: Bool, error: (String) -> any Error) throws -> [Role] {
            var roles = try signature.parameters.map { try role($0, isBackward: isBackward, error) }
            // One integer that nothing else explains is the number of elements.
            let unknown = roles.indices.filter { roles[$0] == nil }
            if unknown.count == 1, signature.parameters[unknown[0]].isCount { roles[unknown[0]] = .count }
            if let place = roles.firstIndex(of: nil) {
                let parameter = signature.parameters[place]
                let known = known(isPointer: parameter.isPointer, isBackward: isBackward)
                throw error(
                    "the parameter '\(parameter.name)' of '\(signature.function)' is \(expected(parameter, isBackward))"
                        + didYouMean(parameter.name, among: known))
            }
            return roles.map { $0! }
        }

        private func expected(_ parameter: CSignature.Parameter, _ isBackward: Bool) -> String {
            if parameter.isPointer {
                return isBackward ? "no input, output, cotangent or gradient" : "neither an input nor an output"
            }
            return "no input, attribute or size; say what it is in 'sizes'"
        }

        private func known(isPointer: Bool, isBackward: Bool) -> [String] {
            guard isPointer else { return attributes.map(\.name) + sizes.keys.sorted() + inputs.map(\.name) }
            return inputs.map(\.name) + outputs
                + (isBackward ? (outputs + inputs.map(\.name)).map(Specification.cotangentName) : [])
        }

        private func role(
            _ parameter: CSignature.Parameter, isBackward: Bool, _ error: (String) -> any Error
        ) throws -> Role? {
            let name = parameter.name
            let input = inputs.firstIndex { $0.name == name }
            guard parameter.isPointer else {
                if let input { return .element(input) }
                if sizes[name] != nil { return .size(name) }
                return attributes.contains { $0.name == name } ? .attribute(name) : nil
            }
            if let input { return .input(input) }
            if let output = outputs.firstIndex(of: name) {
                if parameter.isConstant && !isBackward {
                    throw error("the output '\(name)' needs a pointer through which it can be written, without 'const'")
                }
                return .output(output)
            }
            guard isBackward else { return nil }
            if let output = outputs.firstIndex(where: { Specification.cotangentName($0) == name }) {
                return .cotangent(output)
            }
            if let input = inputs.firstIndex(where: { Specification.cotangentName($0.name) == name }) {
                if parameter.isConstant {
                    throw error(
                        "the gradient '\(name)' needs a pointer through which it can be written, without 'const'")
                }
                return .gradient(input)
            }
            return nil
        }
    }
}

extension CSignature.Parameter {
    fileprivate var isCount: Bool { !isPointer && (type == .int32 || type == .int64) }
}

extension Specification {
    /// A size that a library's function is told, for tensors of given shapes.
    ///
    /// - Throws: `SpecificationError` where the formula is no known integer.
    public func size(_ formula: Formula, shapes: [Shape], _ attributes: Attributes) throws -> Int {
        guard let arguments = arguments(count: shapes.count) else { return 0 }
        var builder = GraphBuilder()
        let views = shapes.map { builder.addInput(shape: $0) }
        let scope = FormulaScope(
            source: formula.source, names: Self.names(arguments, views), attributes: resolved(attributes))
        guard let value = try builder.integer(formula.expression, scope) else {
            throw scope.error(formula.expression.offset, "a size is an integer, made of sizes of inputs and attributes")
        }
        return value
    }

    /// Checks that every size can be computed for every anchor, tuple of shapes and probe.
    func checkSizes() throws {
        guard let library else { return }
        for formula in library.sizes.sorted(by: { $0.key < $1.key }).map(\.value) {
            for anchor in anchors { _ = try size(formula, shapes: anchor.inputs.map(\.shape), anchor.attributes) }
            for tuple in shapes { _ = try size(formula, shapes: tuple.shapes, tuple.attributes) }
            for probe in probes {
                let inputs = probe.templates.map { $0.filled(with: 0, size: 4) }
                _ = try size(formula, shapes: inputs.map(\.shape), probe.attributes)
            }
        }
    }
}
