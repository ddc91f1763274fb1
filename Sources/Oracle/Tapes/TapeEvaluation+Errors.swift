internal import Multiprecision
internal import Specifications
internal import Values

/// How far rounding may move the elements of a node, to first order.
public struct TapeErrors: Sendable {
    /// What slopes explain.
    public let rounding: [Double]
    /// What is added where rounding may send an element to the other side of a comparison; nil where it cannot.
    public let jumps: [Double]?
}

extension TapeEvaluation {
    /// The running error bounds of all nodes for a subject whose operations are within their budgets: every call adds what
    /// its budget allows, and hands on what it was given, times its condition. Nil for exact nodes and truth values.
    public func errors(ofSubject subject: String) -> [TapeErrors?] {
        var errors: [FastErrors.Errors] = []
        var outputs: [Int: [FastErrors.Errors?]] = [:]
        for (index, step) in tape.steps.enumerated() {
            switch step {
            case .input, .constant: errors.append(.none)
            case .call(let call):
                var pass = FastErrors(insides[index]!)
                outputs[index] = pass.outputs(call.operands.map { errors[$0] })
                errors.append(withLocal(outputs[index]![0] ?? .none, of: call, position: 0, index, subject))
            case .result(let position, let owner):
                guard case .call(let call) = tape.steps[owner] else {
                    preconditionFailure("a result belongs to a call")
                }
                errors.append(
                    withLocal(outputs[owner]![position] ?? .none, of: call, position: position, owner, subject))
            }
        }
        return errors.map { error in
            guard error.rounding != nil || error.jumps != nil else { return nil }
            let count = error.rounding?.count ?? error.jumps!.count
            return TapeErrors(rounding: error.rounding ?? [Double](repeating: 0, count: count), jumps: error.jumps)
        }
    }

    /// What a call's own budget allows, for each element of a result: half a unit in the last place and more.
    public func localErrors(of node: Int, subject: String) -> [Double] {
        switch tape.steps[node] {
        case .input, .constant: return []
        case .call(let call): return local(call, position: 0, node, subject) ?? []
        case .result(let position, let owner):
            guard case .call(let call) = tape.steps[owner] else { return [] }
            return local(call, position: position, owner, subject) ?? []
        }
    }

    private func withLocal(
        _ errors: FastErrors.Errors, of call: CallTape.Call, position: Int, _ node: Int, _ subject: String
    ) -> FastErrors.Errors {
        guard let local = local(call, position: position, node, subject) else { return errors }
        var errors = errors
        errors.rounding = errors.rounding.map { zip($0, local).map { $0 + $1 } } ?? local
        return errors
    }

    private func local(_ call: CallTape.Call, position: Int, _ node: Int, _ subject: String) -> [Double]? {
        guard let result = call.results[position] else { return nil }
        let dtype = tape.recorded[result].dtype
        let specification = call.definition.specification
        guard dtype.isFloatingPoint, specification.kind != .exact, case .real(let values) = values[result] else {
            return nil
        }
        let precision = dtype == .float32 ? 24 : 53
        let minimumExponent = dtype == .float32 ? -126 : -1022
        let own = specification.budgets(for: specification.operation, of: subject, dtype)
        let stated = own ?? specification.budgets(for: specification.operation, of: subject, .float32)
        guard let budget = stated?.forward, budget.metric != .exact else { return nil }
        // Budgets are stated for float32; what float64 loses is far below, and allowed more generously.
        let allowance = own == nil ? 16.0 : 1.0
        if budget.metric == .ulp {
            let limit = own == nil ? allowance * (budget.limit(terms: 1) + 1) : budget.limit(terms: 1)
            if limit == 0 { return nil }
            return (0..<values.count).map { element in
                let size = values[element].magnitude
                // An infinity that the formula names is exact.
                guard size.isFinite else { return values[element].isInfinity ? 0 : size }
                // Rounding to nearest leaves alone what needs none.
                if limit <= 0.5, values[element].isPoint, dtype == .float64 || Double(Float(size)) == size { return 0 }
                let exponent = size == 0 ? minimumExponent : max(Int(size.exponent), minimumExponent)
                return limit * Double(sign: .plus, exponent: exponent - precision + 1, significand: 1)
            }
        }
        guard let scale = call.definition.scales[position] else { return nil }
        let given = zip(scale.inputs, call.operands).map { input, operand in
            scale.nodes[input].isLogical
                ? .logical(self.values[operand].truths) : FastValue.real(self.values[operand].numbers)
        }
        let inside = FastEvaluator().evaluate(scale, given)
        guard let sizes = scale.outputs[0].map({ inside[$0].real }) else { return nil }
        let terms = scale.outputs.count > 1 ? scale.outputs[1].map { inside[$0].real } : nil
        return (0..<values.count).map { element in
            let count = terms.map { max(1, $0[element].middle) } ?? 1
            let unit = max(
                sizes[element].magnitude * Double(sign: .plus, exponent: -precision, significand: 1),
                count * Double(sign: .plus, exponent: minimumExponent - precision, significand: 1))
            return allowance * budget.limit(terms: Int(count)) * unit
        }
    }
}
