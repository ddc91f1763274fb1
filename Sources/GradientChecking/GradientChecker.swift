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
    let library: DefinitionLibrary

    /// The first run, which later ones must repeat.
    var firstPass: TracedPass?
    /// What was put down to constants that are rounded.
    var allowance = RoundedConstants.Allowance()
    var findings: [GradientReport.Finding] = []
    var notes: [String] = []
    var unseen: [String] = []
    var extent = GradientReport.Extent()
    var power = GradientReport.DetectionPower()
    /// Whether the formula speaks for all that is computed.
    var formulaIsWhole = true
    /// What a pass rests on at most.
    var weakest = GradientReport.Verdict.correct

    /// - Throws: `GradientCheckError` when nothing can be differentiated.
    init(function: @escaping ([Tensor]) -> [Tensor], inputs: [Tensor], options: GradientCheckOptions) throws {
        let catalog = try options.catalog ?? SpecificationCatalog.standard()
        try self.init(function: function, inputs: inputs, options: options, library: DefinitionLibrary(catalog))
    }

    init(
        function: @escaping ([Tensor]) -> [Tensor], inputs: [Tensor], options: GradientCheckOptions,
        library: DefinitionLibrary
    ) throws {
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
        self.library = library
        self.function = { arguments in
            var all = inputs
            for (place, argument) in zip(places, arguments) { all[place] = argument }
            return function(all)
        }
    }

    func report() throws -> GradientReport {
        var run = self
        try run.check()
        // What is wrong is named; what was never tested matters less than that.
        run.findings = run.findings.enumerated().sorted {
            let (a, b) = ($0.element.verdict, $1.element.verdict)
            return a == b ? $0.offset < $1.offset : a > b
        }.map(\.element)
        let passing: GradientReport.Verdict =
            !run.formulaIsWhole
            ? .finiteDifferencesOnly
            : !run.unseen.isEmpty ? .certifiedForThisPathOnly : run.extent.kinks > 0 ? .kink : .correct
        let rest = max(passing, run.weakest)
        return GradientReport(
            verdict: run.findings.first?.verdict ?? rest, passingVerdict: rest, findings: run.findings,
            notes: run.notes,
            unseen: run.unseen, power: run.power, extent: run.extent,
            inputs: zip(names, allInputs).map { GradientReport.Input(name: $0, array: $1.hostArray) })
    }

    // MARK: The order of checks

    mutating func check() throws {
        let types = withoutGradients { function(inputs) }.map(\.type)
        guard types.contains(where: { $0.dtype.isFloatingPoint && $0.shape.elementCount > 0 }) else {
            let text = types.map(\.description).joined(separator: ", ")
            findings.append(
                .init(.vacuous, "vacuous: the results are \(text.isEmpty ? "none" : text), and have no derivatives"))
            return
        }
        defer {
            checkNothingChanged()
            noteAllowance()
        }
        var isZero = inputs.map { _ in true }
        var isUnreached = inputs.map { _ in true }
        var kinks: [Set<Int>]?
        let cotangents = cotangentSets(types)
        for (number, cotangents) in cotangents.enumerated() {
            let pass = try trace(cotangents)
            if number == 0 {
                firstPass = pass
                note(unseenBy: pass)
                checkDeterminism(pass)
                guard findings.isEmpty else { return }
            }
            extent.cotangents += 1
            guard formulaIsWhole else { continue }
            var comparison = FormulaComparison(pass)
            comparison.knownKinks = kinks
            if number > 0 { comparison.effort /= 5 }
            comparison.run(isThorough: number == 0 || pass.tape.size <= comparison.effort)
            for place in inputs.indices {
                if comparison.adjoints[place] != nil || pass.gradients[place] != nil { isUnreached[place] = false }
                if !comparison.isZero(place) { isZero[place] = false }
            }
            take(comparison)
            if number == 0 {
                kinks = comparison.kinks
                checkBehindKinks(comparison)
            }
            guard findings.isEmpty else { break }
            if number < options.probes || number == 0 { checkRounding(comparison) }
            if number == 0 {
                noteBranches(comparison)
                if options.checksForwardMode { try checkForwardMode(comparison) }
            }
            guard findings.isEmpty else { break }
        }
        if findings.isEmpty, extent.elements > 0, extent.undefined == extent.elements {
            findings.append(
                .init(.vacuous, "vacuous: the function has no derivative at any element of these arguments"))
        }
        if findings.isEmpty, formulaIsWhole { noteVacuity(isZero, isUnreached) }
        if !unseen.isEmpty || !formulaIsWhole { try checkDifferences(cotangents[0]) }
        if options.order == 2, !findings.contains(where: { $0.verdict != .vacuous }) {
            try checkSecondOrder(cotangents[0])
        }
    }

    /// Random cotangents, then basis vectors: all of them where there are few results.
    private func cotangentSets(_ types: [TensorType]) -> [[HostArray]] {
        var sets: [[HostArray]] = []
        for probe in 0..<max(1, options.probes) {
            var stream = SeededStream(seed: options.seed, UInt64(probe))
            // Of different sizes: a backward pass is linear in them, so clipping and flushing show.
            let size: Float = [1, 0x1p+6, 0x1p-6][probe % 3]
            sets.append(
                types.map { type in
                    HostArray((0..<type.shape.elementCount).map { _ in size * stream.weight() }, shape: type.shape)
                })
        }
        let places = types.enumerated().flatMap { place, type in
            type.dtype.isFloatingPoint ? (0..<type.shape.elementCount).map { (place, $0) } : []
        }
        guard places.count > 1 else { return sets }
        var stream = SeededStream(seed: options.seed, 1 << 20)
        let chosen = places.count <= 8 ? places : (0..<2).map { _ in places[Int(stream.next() % UInt64(places.count))] }
        for (place, position) in chosen {
            sets.append(
                types.enumerated().map { other, type in
                    HostArray(
                        (0..<type.shape.elementCount).map { other == place && $0 == position ? Float(1) : 0 },
                        shape: type.shape)
                })
        }
        return sets
    }

    /// A run with given cotangents, which are rounded to the types of the values.
    func trace(_ cotangents: [HostArray]) throws -> TracedPass {
        try TracedPass(function, at: inputs, library: library) { values in
            guard values.map(\.shape) == cotangents.map(\.shape) else {
                // A function that gives other shapes each time is told apart by the check of determinism.
                return values.map { .zeros($0.shape, dtype: $0.dtype) }
            }
            return zip(values, cotangents).map { value, cotangent in
                value.dtype.isFloatingPoint
                    ? Tensor(cotangent).cast(to: value.dtype) : .zeros(value.shape, dtype: value.dtype)
            }
        }
    }

    private mutating func note(unseenBy pass: TracedPass) {
        for note in pass.captured.unseen where !unseen.contains(note) { unseen.append(note) }
        for name in pass.captured.opaque {
            unseen.append("\(name) has no specification, and its kernel is not made of engine operations")
        }
        if let problem = pass.problem { unseen.append("no formula: \(problem)") }
        formulaIsWhole =
            pass.problem == nil && pass.captured.opaque.isEmpty && (unseen.isEmpty || !takesDataFromHost(pass))
    }

    /// Whether numbers that the host computed from the inputs enter the graph as constants: then its derivative does not say how
    /// they change. Seen by moving the inputs by a few units in the last place.
    private func takesDataFromHost(_ pass: TracedPass) -> Bool {
        let moved = inputs.map { input in
            let array = input.hostArray
            if let values = array.float32 {
                return Tensor(HostArray(values.map { Float(bitPattern: $0.bitPattern &+ 5) }, shape: array.shape))
            }
            return Tensor(HostArray(array.float64!.map { Double(bitPattern: $0.bitPattern &+ 5) }, shape: array.shape))
        }
        guard
            let other = try? TracedPass(
                function, at: moved, library: library,
                cotangents: { values in
                    zip(values, pass.cotangents).map {
                        $0.shape == $1.shape ? Tensor($1) : .zeros($0.shape, dtype: $0.dtype)
                    }
                })
        else { return true }
        return other.captured.nodes != pass.captured.nodes
    }

    /// What a comparison has found, counted, and its worst explained.
    private mutating func take(_ comparison: FormulaComparison) {
        extent.elements += comparison.elements
        extent.kinks += comparison.kinks.reduce(0) { $0 + $1.count }
        extent.undecided += comparison.undecided
        power.formula = max(power.formula ?? 0, comparison.detectable)
        if let own = comparison.allowance { allowance.add(own) }
        noteUndefined(comparison)
        if !comparison.disagreements.isEmpty { findings += explained(comparison) }
        if comparison.onlyEnclosed > 0 {
            let note =
                "of many elements at kinks a few were judged by one-sided derivatives, the others by the hull of all conventions"
            if !notes.contains(note) { notes.append(note) }
        }
        if findings.isEmpty, comparison.undecided > 0, comparison.undecided == comparison.elements {
            findings.append(
                .init(.undecided, "undecided: the oracle could not decide a single element of the gradients"))
        }
    }

    private mutating func noteAllowance() {
        guard allowance.elements > 0 else { return }
        let count = "\(allowance.elements) element\(allowance.elements == 1 ? "" : "s") of gradients"
        let constants = allowance.constants.prefix(4).map { "\($0.text) to \($0.dtype)" }.joined(separator: ", ")
        notes.append(
            "rounded constants: \(count) off by up to a relative \(decimalText(allowance.largest, digits: 2)), no more than "
                + "rounding \(constants)\(allowance.constants.count > 4 ? " and others" : "") explains")
    }

    private mutating func noteUndefined(_ comparison: FormulaComparison) {
        let count = comparison.undefined.reduce(0) { $0 + $1.count }
        guard count > 0 else { return }
        extent.undefined += count
        for (place, positions) in comparison.undefined.enumerated() where comparison.isInside {
            for position in positions.sorted() {
                guard let gradient = comparison.pass.gradients[place], gradient.double(at: position).isNaN,
                    comparison.isOneSided(place, position)
                else { continue }
                var finding = GradientReport.Finding(
                    .unstableFormula,
                    "unstable formula: \(element(place, position)) is NaN, where the function has a value and one-sided derivatives "
                        + "(argument \(comparison.pass.arrays[place].fullText(at: position)))")
                finding.input = places[place]
                finding.index = inputs[place].shape.index(at: position)
                finding.got = gradient.double(at: position)
                findings.append(finding)
                return
            }
        }
        let note =
            comparison.isInside
            ? "some elements of gradients have no derivative to be compared with (poles, edges of the domain)"
            : "some results are NaN or infinite: the arguments are partly outside of the function's domain"
        if !notes.contains(note) { notes.append(note) }
    }

    /// What messages call an element of a gradient: `d(argument 1)[0, 3]`.
    func element(_ place: Int, _ position: Int) -> String {
        let shape = inputs[place].shape
        return "d(\(names[places[place]]))" + (shape.rank == 0 ? "" : "\(shape.index(at: position))")
    }

    private mutating func noteVacuity(_ isZero: [Bool], _ isUnreached: [Bool]) {
        for place in inputs.indices where isZero[place] && inputs[place].elementCount > 0 {
            let name = names[places[place]]
            var finding = GradientReport.Finding(
                .vacuous,
                isUnreached[place]
                    ? "vacuous: nothing of \(name) reaches the results, so its gradient tests nothing"
                    : "vacuous: the gradient with respect to \(name) is identically zero: the function is locally constant in it"
            )
            finding.input = places[place]
            findings.append(finding)
        }
    }

    /// Branches that no element took: their derivatives were not tested.
    private mutating func noteBranches(_ comparison: FormulaComparison) {
        let tape = comparison.pass.tape
        for (number, node) in tape.calls.enumerated() {
            guard let operation = tape.operation(of: node), comparison.adjoints[node] != nil else { continue }
            let first = tape.recorded[tape.operands(of: node)[0]]
            guard first.count > 1 else { continue }
            let isTrue: (Int) -> Bool
            switch operation {
            case "where": isTrue = { first.double(at: $0) != 0 }
            case "relu", "leakyRelu", "elu", "selu", "abs": isTrue = { first.double(at: $0) > 0 }
            default: continue
            }
            let taken = (0..<first.count).reduce(0) { $0 + (isTrue($1) ? 1 : 0) }
            guard taken == 0 || taken == first.count else { continue }
            let branch =
                operation == "where"
                ? (taken == 0 ? "the first choice" : "the second choice")
                : (taken == 0 ? "the positive side" : "the negative side")
            notes.append("branch never taken: \(branch) of \(operation) (call \(number + 1) of the function)")
        }
    }
}
