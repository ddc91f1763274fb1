public import Specifications
internal import TensorEngine

/// Whether the gradient checks find what is wrong: they are given backward passes that are wrong on purpose, and the right
/// ones beside them.
public struct GradientSelfTest: Sendable {
    /// What became of one wrong backward pass.
    public struct Outcome: Sendable {
        public let kind: String
        public let operation: String
        public let expected: GradientReport.Verdict
        public let verdict: GradientReport.Verdict
        /// What the check said.
        public let message: String

        /// Whether the mistake was found, and called what it is.
        public var isKilled: Bool { verdict == expected }
    }

    /// What became of one right function.
    public struct Refusal: Sendable {
        public let operation: String
        public let message: String
    }

    /// All wrong backward passes, in order.
    public private(set) var outcomes: [Outcome] = []

    /// How many right backward passes were checked, and those that were refused.
    public private(set) var rightCount = 0
    public private(set) var refusals: [Refusal] = []

    /// The wrong backward passes that nobody noticed, or that were called something else.
    public var survivors: [Outcome] { outcomes.filter { !$0.isKilled } }

    /// Whether every mistake was found, and nothing else.
    public var isPass: Bool { survivors.isEmpty && refusals.isEmpty }

    /// The kinds of mistakes in order, each with how many were found of how many.
    public var kinds: [(kind: String, killed: Int, total: Int)] {
        var kinds: [(kind: String, killed: Int, total: Int)] = []
        for outcome in outcomes {
            let place =
                kinds.firstIndex { $0.kind == outcome.kind }
                ?? {
                    kinds.append((outcome.kind, 0, 0))
                    return kinds.count - 1
                }()
            kinds[place].total += 1
            if outcome.isKilled { kinds[place].killed += 1 }
        }
        return kinds
    }

    /// - Throws: what the checks throw for specifications that cannot be read.
    public init(catalog: SpecificationCatalog? = nil) throws {
        let library = DefinitionLibrary(try catalog ?? .standard())
        var checked: Set<String> = []
        for mutant in BackwardMutant.all {
            let options = GradientCheckOptions(order: mutant.order)
            func report(_ function: @escaping @Sendable ([Tensor]) -> [Tensor]) throws -> GradientReport {
                try GradientChecker(
                    function: function, inputs: mutant.inputs.map { Tensor($0) }, options: options, library: library
                ).report()
            }
            let found = try report(mutant.wrong)
            outcomes.append(
                Outcome(
                    kind: mutant.kind, operation: mutant.operation, expected: mutant.expected, verdict: found.verdict,
                    message: found.description))
            // Mutants of one operation at the same inputs share what is right.
            let key =
                "\(mutant.operation) \(mutant.inputs.map(\.shape)) \(mutant.order) \(mutant.isGeneral ? "" : mutant.kind)"
            guard let right = mutant.right, checked.insert(key).inserted else { continue }
            rightCount += 1
            let clean = try report(right)
            if !clean.isPass, clean.verdict != .vacuous {
                refusals.append(Refusal(operation: mutant.operation, message: clean.description))
            }
        }
    }
}
