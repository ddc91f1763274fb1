internal import Multiprecision
internal import Oracle
internal import Specifications
internal import TensorEngine
internal import Values

/// The checks of one function at one point.
struct GradientChecker {
    /// The function of the differentiated inputs alone.
    let function: ([Tensor]) -> [Tensor]
    /// The inputs that are differentiated, and their places among all.
    let inputs: [Tensor]
    let places: [Int]
    let names: [String]
    let allInputs: [Tensor]
    let options: GradientCheckOptions
    let catalog: SpecificationCatalog

    var findings: [GradientReport.Finding] = []
    var notes: [String] = []
    var unseen: [String] = []
    var extent = GradientReport.Extent()
    var power: GradientReport.DetectionPower?

    /// - Throws: `GradientCheckError` when nothing can be differentiated.
    init(function: @escaping ([Tensor]) -> [Tensor], inputs: [Tensor], options: GradientCheckOptions) throws {
        let places = inputs.indices.filter { inputs[$0].dtype.isFloatingPoint }
        guard !places.isEmpty else {
            throw GradientCheckError("there is nothing to differentiate: no argument is a floating-point tensor")
        }
        guard (1...2).contains(options.order) else {
            throw GradientCheckError("gradients of order \(options.order) cannot be checked: the order is 1 or 2")
        }
        let inputs = inputs.map { $0.detached() }
        let names = inputs.indices.map { place in
            place < options.names.count ? options.names[place] : "argument \(place + 1)"
        }
        for place in places where !inputs[place].hostArray.isFinite {
            throw GradientCheckError("\(names[place]) holds a NaN or an infinity, where there are no derivatives")
        }
        self.names = names
        self.places = places
        allInputs = inputs
        self.inputs = places.map { inputs[$0] }
        self.options = options
        catalog = try options.catalog ?? SpecificationCatalog.standard()
        self.function = { arguments in
            var all = inputs
            for (place, argument) in zip(places, arguments) { all[place] = argument }
            return function(all)
        }
    }

    func report() throws -> GradientReport {
        var run = self
        try run.check()
        let worst = run.findings.max { Self.rank($0.verdict) < Self.rank($1.verdict) }?.verdict
        return GradientReport(
            verdict: worst ?? .correct, findings: run.findings, notes: run.notes, unseen: run.unseen, power: run.power,
            extent: run.extent,
            inputs: zip(names, allInputs).map { GradientReport.Input(name: $0, array: $1.hostArray) })
    }

    private static func rank(_ verdict: GradientReport.Verdict) -> Int {
        GradientReport.Verdict.allCases.firstIndex(of: verdict)!
    }
}
