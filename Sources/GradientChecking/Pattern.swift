internal import TensorEngine
internal import Values

/// What all wrong elements of a gradient have in common, in words.
enum Pattern {
    /// `: its sign is flipped`, `: a factor of the input is missing`, or nothing.
    static func phrase(_ comparison: FormulaComparison, shapes: [Shape], with call: RecordedCall? = nil) -> String {
        let wrong = comparison.disagreements.filter { !$0.isKink }
        guard let place = wrong.first?.place else { return "" }
        let own = wrong.filter { $0.place == place }
        let isScalar = comparison.pass.arrays[place].count == 1
        guard own.count > 1 || isScalar else { return "" }
        if let words = common(own.map { Ratio.words($0.middles.formula, $0.middles.adjoint, 1e-9) }) {
            return ": \(words)"
        }
        let count = comparison.pass.arrays[place].count
        let all = (0..<count).map { (comparison.formula(place, $0).middle, comparison.adjoint(place, $0).middle) }
        if let words = moved(all, shapes[place]) { return ": \(words)" }
        guard let call else { return "" }
        // Said of the whole gradient, so the elements that are right must fit, too.
        for (name, factor) in factors(call, place, comparison) where factor.count == count {
            let elements = zip(all, factor)
            if fits(elements.map { ($0.0 * $1, $0.1) }) { return ": a factor of \(name) is missing" }
            if fits(elements.map { ($0.0, $0.1 * $1) }) { return ": a factor of \(name) is too many" }
            if fits(elements.map { ($0.0, $1) }) { return ": it is \(name) itself" }
        }
        return ""
    }

    private static func common(_ words: [String?]) -> String? {
        guard let first = words.first, let first, words.allSatisfy({ $0 == first }) else { return nil }
        return first
    }

    /// Elements that are right but stand elsewhere.
    private static func moved(_ all: [(got: Double, expected: Double)], _ shape: Shape) -> String? {
        guard all.count > 1 else { return nil }
        func isNear(_ a: Double, _ b: Double) -> Bool { (a - b).magnitude <= 1e-9 * max(a.magnitude, b.magnitude) }
        if shape.rank == 2, shape[0] == shape[1] {
            let side = shape[0]
            let isTransposed = all.indices.allSatisfy {
                isNear(all[$0].got, all[$0 % side * side + $0 / side].expected)
            }
            if isTransposed { return "it is transposed" }
        }
        if all.indices.allSatisfy({ isNear(all[$0].got, all[all.count - 1 - $0].expected) }) {
            return "its order is reversed"
        }
        return nil
    }

    /// What derivatives of elementwise functions often are multiplied by.
    private static func factors(
        _ call: RecordedCall, _ place: Int, _ comparison: FormulaComparison
    ) -> [(name: String, elements: [Double])] {
        func numbers(_ array: HostArray) -> [Double] { (0..<array.count).map { array.double(at: $0) } }
        var found: [(String, [Double])] = []
        for (number, input) in call.inputs.enumerated() where input.dtype.isFloatingPoint {
            found.append((call.inputs.count == 1 ? "the input" : "input \(number + 1)", numbers(input.hostArray)))
        }
        for output in call.outputs where output.dtype.isFloatingPoint {
            found.append(("the result", numbers(output.hostArray)))
        }
        for cotangent in comparison.pass.cotangents { found.append(("the cotangent", numbers(cotangent))) }
        return found
    }

    /// Factors are known in float32; what cancels is compared with the largest element.
    private static func fits(_ pairs: [(Double, Double)]) -> Bool {
        let floor = pairs.reduce(0.0) { max($0, $1.1.magnitude) } * 0x1p-30
        return pairs.allSatisfy { a, b in
            a.isFinite && (a - b).magnitude <= 1e-6 * max(a.magnitude, b.magnitude, floor)
        }
    }
}
