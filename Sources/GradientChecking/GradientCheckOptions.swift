public import Specifications

/// How gradients are checked. There are no tolerances to choose.
public struct GradientCheckOptions: Sendable {
    /// 1 checks gradients, 2 also the gradients of gradients.
    public var order: Int

    /// How many random cotangents to try, besides basis vectors where there are few results.
    public var probes: Int

    /// How often the function is run to see whether it gives the same bits.
    public var runs: Int

    /// Whether Jacobian-vector products are checked as well.
    public var checksForwardMode: Bool

    /// What cotangents and directions are drawn from.
    public var seed: UInt64

    /// What messages call the arguments; `argument 1`, `argument 2` where nothing is said.
    public var names: [String]

    /// The specifications of the engine's operations; nil for the package's own.
    public var catalog: SpecificationCatalog?

    public init(
        order: Int = 1, probes: Int = 2, runs: Int = 3, checksForwardMode: Bool = true, seed: UInt64 = 0,
        names: [String] = [], catalog: SpecificationCatalog? = nil
    ) {
        self.order = order
        self.probes = probes
        self.runs = runs
        self.checksForwardMode = checksForwardMode
        self.seed = seed
        self.names = names
        self.catalog = catalog
    }
}
