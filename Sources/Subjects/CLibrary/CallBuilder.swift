import Specifications
import Values
import Verification

/// Makes the arguments of one call from a case, and arrays from what it wrote.
struct CallBuilder {
    let specification: Specification
    let interface: LibraryInterface
    let signature: CSignature
    /// What the function is called in the library.
    let symbol: String
    let roles: [LibraryInterface.Role]
    let inputs: [HostArray]
    let attributes: Attributes
    /// The forward function's, for a backward one that takes them.
    let outputs: [HostArray]
    let cotangents: [HostArray]
    let outputShapes: [Shape]
    let outputDTypes: [DType]

    /// - Throws: `LibraryError` where a value does not fit its parameter.
    func call(_ placement: LibraryCall.Placement) throws -> LibraryCall {
        var call = LibraryCall(names: signature.parameters.map(\.name), arguments: [])
        switch signature.returned {
        case .nothing: call.returns = .nothing
        case .status: call.returns = .status
        case .float: call.returns = .float
        case .double: call.returns = .double
        }
        if interface.isElementwise { call.repetitions = outputShapes[0].elementCount }
        for (parameter, role) in zip(signature.parameters, roles) {
            call.arguments.append(try argument(parameter, role, placement))
        }
        return call
    }

    private func argument(
        _ parameter: CSignature.Parameter, _ role: LibraryInterface.Role, _ placement: LibraryCall.Placement
    ) throws -> LibraryCall.Argument {
        switch role {
        case .input(let place): return .input(try bytes(inputs[place], parameter), placement)
        case .cotangent(let place): return .input(try bytes(cotangent(place), parameter), placement)
        case .output(let place):
            if outputs.indices.contains(place) { return .input(try bytes(outputs[place], parameter), placement) }
            return room(for: outputShapes[place], parameter, placement)
        case .gradient(let place): return room(for: inputs[place].shape, parameter, placement)
        case .count: return .integer(outputShapes[0].elementCount)
        case .size(let name):
            let value = try specification.size(
                interface.sizes[name]!, shapes: inputs.map(\.shape), attributes)
            return try scalar(Double(value), parameter)
        case .attribute(let name):
            switch attributes[name] {
            case .integer(let value): return try scalar(Double(value), parameter)
            case .bool(let value): return try scalar(value ? 1 : 0, parameter)
            case .real(let value): return try scalar(value, parameter)
            case .integers, .text, nil:
                throw LibraryError("attribute '\(name)' is no number and cannot be passed to '\(signature.function)'")
            }
        case .element(let place):
            if interface.isElementwise {
                let array = inputs[place].broadcast(to: outputShapes[0])
                return .elements(try bytes(array, parameter), size: parameter.type.byteCount)
            }
            guard inputs[place].count == 1 else {
                throw LibraryError(
                    "'\(parameter.name)' is passed by value, but has shape \(inputs[place].shape)")
            }
            return try scalar(inputs[place].double(at: 0), parameter)
        }
    }

    private func room(
        for shape: Shape, _ parameter: CSignature.Parameter, _ placement: LibraryCall.Placement
    ) -> LibraryCall.Argument {
        let size = parameter.type.byteCount
        return .output(bytes: shape.elementCount * size, element: size, placement)
    }

    /// Cotangents are made as float32; the function takes its own type.
    private func cotangent(_ place: Int) -> HostArray { cotangents[place] }

    private func scalar(_ value: Double, _ parameter: CSignature.Parameter) throws -> LibraryCall.Argument {
        switch parameter.type {
        case .float: return .float(Float(value))
        case .double: return .double(value)
        case .int32:
            guard let integer = Int32(exactly: value) else { throw misfit(value, parameter) }
            return .integer(Int(integer))
        case .int64:
            guard let integer = Int(exactly: value) else { throw misfit(value, parameter) }
            return .integer(integer)
        case .bool:
            guard value == 0 || value == 1 else { throw misfit(value, parameter) }
            return .integer(Int(value))
        }
    }

    private func misfit(_ value: Double, _ parameter: CSignature.Parameter) -> LibraryError {
        LibraryError("\(value) does not fit the parameter '\(parameter.name)' of '\(signature.function)'")
    }

    /// An array's elements in the parameter's type, which must hold them exactly.
    private func bytes(_ array: HostArray, _ parameter: CSignature.Parameter) throws -> [UInt8] {
        func raw<Element>(_ elements: [Element]) -> [UInt8] { elements.withUnsafeBytes { Array($0) } }
        switch (array.elements, parameter.type) {
        case (.float32(let elements), .float): return raw(elements)
        case (.float64(let elements), .double): return raw(elements)
        case (.float32(let elements), .double): return raw(elements.map { Double($0) })
        case (.int64(let elements), .int64): return raw(elements)
        case (.int64(let elements), .int32):
            return raw(
                try elements.map {
                    guard let element = Int32(exactly: $0) else { throw misfit(Double($0), parameter) }
                    return element
                })
        case (.bool(let elements), .bool): return elements.map { $0 ? 1 : 0 }
        default:
            throw LibraryError(
                "the parameter '\(parameter.name)' of '\(signature.function)' does not take \(array.dtype)")
        }
    }

    // MARK: Results

    /// The arrays of what was written, in the order of the outputs and of the inputs.
    func results(_ written: [[UInt8]]) -> (outputs: [HostArray], gradients: [HostArray?]) {
        var results: [Int: HostArray] = [:]
        var gradients = [HostArray?](repeating: nil, count: inputs.count)
        var rest = written[...]
        for (parameter, role) in zip(signature.parameters, roles) {
            switch role {
            case .output(let place) where !outputs.indices.contains(place):
                results[place] = array(rest.removeFirst(), parameter.type, outputShapes[place])
            case .gradient(let place):
                gradients[place] = array(rest.removeFirst(), parameter.type, inputs[place].shape)
            default: break
            }
        }
        if let returned = rest.first, let place = outputShapes.indices.first(where: { results[$0] == nil }) {
            results[place] = array(returned, signature.returned == .double ? .double : .float, outputShapes[place])
        }
        return (outputShapes.indices.compactMap { results[$0] }, gradients)
    }

    private func array(_ bytes: [UInt8], _ type: CSignature.Scalar, _ shape: Shape) -> HostArray {
        func elements<Element>(_: Element.Type) -> [Element] {
            bytes.withUnsafeBytes { raw in
                (0..<raw.count / MemoryLayout<Element>.stride).map {
                    raw.loadUnaligned(fromByteOffset: $0 * MemoryLayout<Element>.stride, as: Element.self)
                }
            }
        }
        switch type {
        case .float: return HostArray(elements(Float.self), shape: shape)
        case .double: return HostArray(elements(Double.self), shape: shape)
        case .int32: return HostArray(elements(Int32.self).map(Int64.init), shape: shape)
        case .int64: return HostArray(elements(Int64.self), shape: shape)
        case .bool: return HostArray(bytes.map { $0 != 0 }, shape: shape)
        }
    }

    /// What happened, with the element where functions of single elements came to it.
    func described(_ trouble: LibraryChild.Trouble) -> SubjectDefect {
        var message = "'\(symbol)': \(trouble.description)"
        let isAtOnce = trouble.kind == .crash || trouble.kind == .hang
        if interface.isElementwise, isAtOnce, (0..<outputShapes[0].elementCount).contains(trouble.progress) {
            let values = inputs.indices.map { place in
                let array = inputs[place].broadcast(to: outputShapes[0])
                return "\(specification.inputs[place].name) = \(array.fullText(at: trouble.progress))"
            }
            message += " for " + values.joined(separator: ", ")
        }
        return SubjectDefect(trouble.kind, message)
    }
}

extension HostArray {
    /// The elements as they are combined with those of a larger shape.
    fileprivate func broadcast(to target: Shape) -> HostArray {
        if shape == target { return self }
        let strides = shape.rowMajorStrides
        let positions = (0..<target.elementCount).map { position in
            let index = target.index(at: position).suffix(shape.rank)
            return zip(index, zip(shape.extents, strides)).reduce(0) { sum, axis in
                sum + (axis.1.0 == 1 ? 0 : axis.0 * axis.1.1)
            }
        }
        return gathered(positions, shape: target)
    }
}
