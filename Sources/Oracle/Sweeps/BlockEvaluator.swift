internal import Multiprecision
internal import Specifications

/// Evaluates a formula on a block: an interval at the block's centre, an interval over the block, and Taylor coefficients
/// of both. Holds memory and constants between blocks; for one thread.
final class BlockEvaluator {
    /// What a formula is on a block.
    enum Outcome {
        /// Values at the centre and over the block, both total. Coefficients are in `coefficients`, with respect to
        /// tau = (x - centre) / reach; they are useless where a radius is not finite.
        case values(centre: Interval, block: Interval)
        /// A condition holds on a part of the block only.
        case divided
        /// The formula has no value anywhere on the block.
        case undefined
        /// The formula may have no value on a part of the block, or the precision does not tell.
        case partial
    }

    private enum State {
        case unknown, running, number, condition(Certainty), divided, undefined
    }

    let formula: ScalarFormula
    private let separatingTies: Bool
    private(set) var precision: Int
    private var arithmetic: EnclosureEvaluator
    private var centres: [Interval]
    private var blocks: [Interval]
    private var states: [State]
    private let memory: BallSeries.Coefficients
    private let scratch: BallSeries.Coefficients
    /// Nodes without the variable, whose values last as long as the precision.
    private var constants: [Int] = []

    /// Coefficients of the result of the last evaluation; [0] is useless where the formula has no value.
    var coefficients: UnsafePointer<Ball> { UnsafePointer(memory + formula.output * BallSeries.count) }

    /// - Parameter separatingTies: whether comparisons of numbers that may be equal somewhere on a block are open, even
    ///   where they hold all over it: a derivative has no value at a kink, on whichever side its formula counts it.
    init(_ formula: ScalarFormula, precision: Int, separatingTies: Bool = false) {
        self.formula = formula
        self.separatingTies = separatingTies
        self.precision = precision
        arithmetic = EnclosureEvaluator(precision: precision)
        centres = [Interval](repeating: .empty, count: formula.nodes.count)
        blocks = centres
        states = [State](repeating: .unknown, count: formula.nodes.count)
        memory = .allocate(capacity: formula.nodes.count * BallSeries.count)
        memory.initialize(repeating: .zero, count: formula.nodes.count * BallSeries.count)
        scratch = .allocate(capacity: 4 * BallSeries.count)
        scratch.initialize(repeating: .zero, count: 4 * BallSeries.count)
    }

    deinit {
        memory.deallocate()
        scratch.deallocate()
    }

    func use(precision: Int) {
        guard precision != self.precision else { return }
        self.precision = precision
        arithmetic = EnclosureEvaluator(precision: precision)
        for place in states.indices { states[place] = .unknown }
    }

    /// - Parameter freezing: whether functions that vary by next to nothing on the block count as numbers that are known to
    ///   be in an interval. Their coefficients, which can be out of binary64's reach, are then not needed; but neither the
    ///   derivatives nor the value at the centre are those of the formula any more, only the bound is.
    func evaluate(_ block: EncodingBlock, freezing: Bool = false) -> Outcome {
        let range = block.range
        isWhole = block.spacing >= 1
        defer { isWhole = false }
        return evaluate(
            centre: Interval(block.centre, precision: precision),
            block: Interval(
                lower: BigFloat(range.least, precision: 24), upper: BigFloat(range.greatest, precision: 24),
                precision: precision),
            reach: block.reach, freezing: freezing)
    }

    /// Evaluates on any interval around a centre.
    func evaluate(centre: Interval, block: Interval, reach: Double, freezing: Bool = false) -> Outcome {
        for place in states.indices where formula.isVariable[place] { states[place] = .unknown }
        variable = (centre, block, reach)
        self.freezing = freezing
        visit(formula.output)
        switch states[formula.output] {
        case .divided: return .divided
        case .undefined: return .undefined
        default: break
        }
        let (atCentre, onBlock) = (centres[formula.output], blocks[formula.output])
        if onBlock.isEmpty { return atCentre.isEmpty ? .undefined : .partial }
        guard onBlock.isTotal, atCentre.isTotal else { return .partial }
        return .values(centre: atCentre, block: onBlock)
    }

    /// Whether a formula that is a condition holds on a block.
    func condition(_ block: EncodingBlock) -> Certainty {
        _ = evaluate(block)
        if case .condition(let certainty) = states[formula.output] { return certainty }
        return .unknown
    }

    private var variable: (centre: Interval, block: Interval, reach: Double) = (.empty, .empty, 0)
    private var freezing = false
    /// Whether the variable takes whole numbers only.
    private var isWhole = false

    private func series(_ place: Int) -> BallSeries.Coefficients { memory + place * BallSeries.count }

    private func slot(_ number: Int) -> BallSeries.Coefficients { scratch + number * BallSeries.count }

    private func ball(_ place: Int) -> Ball { Ball(centre: centres[place], block: blocks[place]) }

    /// Evaluates a node and what it needs; of a choice only the branch that is taken.
    private func visit(_ place: Int) {
        if case .unknown = states[place] {} else { return }
        states[place] = .number
        switch formula.nodes[place] {
        case .variable:
            centres[place] = variable.centre
            blocks[place] = variable.block
            let x = series(place)
            x[0] = ball(place)
            x[1] = Ball(exactly: variable.reach)
            for k in 2..<BallSeries.count { x[k] = .zero }
        case .number(let value):
            let constant = arithmetic.number(value)
            centres[place] = constant
            blocks[place] = constant
            finishConstant(place)
        case .unary(let function, let u):
            guard values(of: [u], for: place) else { return }
            centres[place] = arithmetic.unary(function, centres[u])
            blocks[place] =
                function == .erf || function == .erfc
                ? errorFunctionRange(function, u, atCentre: centres[place]) : arithmetic.unary(function, blocks[u])
            if function.isStep {
                // All floats from 2^23 on are whole numbers.
                if isWhole, function != .sign, formula.nodes[u] == .variable {
                    copy(u, to: place)
                    return
                }
                guard isSteady(function, u, value: blocks[place]) else {
                    states[place] = .divided
                    return
                }
            }
            if finishConstant(place) || freeze(place) { return }
            if function == .abs, blocks[u].lower.sign < 0, blocks[u].upper.sign > 0 {
                states[place] = .divided
                return
            }
            unary(function, u, place)
        case .binary(let function, let a, let b):
            guard values(of: [a, b], for: place) else { return }
            centres[place] = arithmetic.binary(function, centres[a], centres[b])
            blocks[place] = arithmetic.binary(function, blocks[a], blocks[b])
            if finishConstant(place) || freeze(place) { return }
            binary(function, a, b, place)
        case .power(let u, let exponent):
            guard values(of: [u], for: place) else { return }
            centres[place] = centres[u].power(exponent)
            blocks[place] = blocks[u].power(exponent)
            if finishConstant(place) || freeze(place) { return }
            power(u, exponent, place)
        case .select(let condition, let a, let b):
            visit(condition)
            guard case .condition(let certainty) = states[condition] else {
                states[place] = states[condition]
                return
            }
            switch certainty {
            case .unknown: states[place] = .divided
            case .yes: copy(a, to: place)
            case .no: copy(b, to: place)
            }
        case .test(let function, let operands):
            test(function, operands, place)
        }
    }

    /// Whether a step function does not jump on a block: a derivative has no value at the first float of a step.
    private func isSteady(_ function: ElementwiseFunction, _ u: Int, value: Interval) -> Bool {
        separatingTies ? function.isSteady(on: blocks[u]) : !value.isEmpty && value.lower == value.upper
    }

    /// Whether all operands are numbers; if not, the node is what the first of the others is.
    private func values(of operands: [Int], for place: Int) -> Bool {
        for operand in operands {
            visit(operand)
            guard case .number = states[operand] else {
                states[place] = states[operand]
                clear(place)
                return false
            }
        }
        for operand in operands where blocks[operand].isEmpty && centres[operand].isEmpty {
            states[place] = .undefined
            clear(place)
            return false
        }
        return true
    }

    /// Forgets what a node was on another block: conditions on what has no value are false.
    private func clear(_ place: Int) {
        centres[place] = Interval.empty.withPrecision(precision)
        blocks[place] = centres[place]
    }

    /// The range of erf or erfc by the mean value theorem, from the value at the centre and the exponential that is the
    /// derivative: MPFR's error functions cost a hundred exponentials in the tail.
    private func errorFunctionRange(_ function: ElementwiseFunction, _ u: Int, atCentre value: Interval) -> Interval {
        let range = blocks[u]
        guard formula.isVariable[u], range.isTotal, range.isBounded, !value.isEmpty else {
            return arithmetic.unary(function, range)
        }
        let way = (range - centres[u]).abs()
        let least = Interval(range.magnitudeLowerBound, precision: precision)
        let steepest =
            Interval(2, precision: precision) / Interval.pi(precision: precision).sqrt() * (-least.square()).exp()
        let reach = way * steepest
        let around = value + Interval(lower: -reach.upper, upper: reach.upper, precision: precision)
        let bounds = Interval(
            lower: BigFloat(function == .erf ? -1 : 0, precision: 8),
            upper: BigFloat(function == .erf ? 1 : 2, precision: 8), precision: precision)
        return around.intersection(bounds)
    }

    /// Whether freezing would make a difference: some function varies by next to nothing on the block that was evaluated
    /// last.
    var canFreeze: Bool {
        for place in formula.nodes.indices where formula.isVariable[place] {
            guard case .number = states[place], formula.nodes[place] != .variable else { continue }
            if isNarrow(place) { return true }
        }
        return false
    }

    private func isNarrow(_ place: Int) -> Bool {
        let interval = blocks[place]
        guard interval.lower.toDouble() == interval.upper.toDouble(), interval.isTotal else { return false }
        return interval.relativeWidthUpperBound < Double(sign: .plus, exponent: -(precision * 3 / 4), significand: 1)
    }

    private func copy(_ source: Int, to place: Int) {
        visit(source)
        states[place] = states[source]
        centres[place] = centres[source]
        blocks[place] = blocks[source]
        series(place).update(from: series(source), count: BallSeries.count)
    }

    @discardableResult
    private func finishConstant(_ place: Int) -> Bool {
        guard !formula.isVariable[place] else {
            series(place)[0] = ball(place)
            return false
        }
        series(place)[0] = ball(place)
        for k in 1..<BallSeries.count { series(place)[k] = .zero }
        return true
    }

    /// Makes a node a number in an interval where that is narrow: for each x, the formula is an analytic function of x with
    /// this number, whatever it is for that x, in place of the node.
    private func freeze(_ place: Int) -> Bool {
        guard freezing, !blocks[place].isEmpty, isNarrow(place) else { return false }
        centres[place] = blocks[place]
        series(place)[0] = ball(place)
        for k in 1..<BallSeries.count { series(place)[k] = .zero }
        return true
    }

    private func test(_ function: ElementwiseFunction, _ operands: [Int], _ place: Int) {
        for operand in operands { visit(operand) }
        func certainty(_ operand: Int) -> Certainty {
            if case .condition(let certainty) = states[operand] { certainty } else { .unknown }
        }
        switch function {
        case .not: states[place] = .condition(certainty(operands[0]).negated)
        case .and, .or:
            let (a, b) = (certainty(operands[0]), certainty(operands[1]))
            let decisive: Certainty = function == .and ? .no : .yes
            let result: Certainty =
                a == decisive || b == decisive ? decisive : a == .unknown || b == .unknown ? .unknown : decisive.negated
            states[place] = .condition(result)
        default:
            for operand in operands {
                if case .divided = states[operand] {
                    states[place] = .divided
                    return
                }
            }
            let (a, b) = (blocks[operands[0]], operands.count > 1 ? blocks[operands[1]] : nil)
            if function == .signbit, !a.isEmpty {
                // The sign of zero is its own; elsewhere it is the number's.
                states[place] = .condition(
                    a.lower.signbit && a.upper.signbit ? .yes : !a.lower.signbit && !a.upper.signbit ? .no : .unknown)
                return
            }
            if separatingTies, formula.isVariable[place], let b, !a.isEmpty, !b.isEmpty, a.intersects(b) {
                states[place] = .condition(.unknown)
                return
            }
            states[place] = .condition(arithmetic.test(function, a, b))
        }
    }

    // MARK: Coefficients

    private func unary(_ function: ElementwiseFunction, _ u: Int, _ place: Int) {
        let (x, y) = (series(u), series(place))
        let one = Interval(1, precision: precision)
        func derived(_ value: (Interval) -> Interval) -> Ball {
            Ball(centre: value(centres[u]), block: value(blocks[u]))
        }
        /// The integral of the reciprocal, or of the reciprocal root, of a quadratic 1 + s x^2 or the like, whose constant
        /// term is given.
        func quadratic(_ sign: Double, _ start: (Interval) -> Interval, root: Bool, negated: Bool = false) {
            let (w, r) = (slot(0), slot(1))
            BallSeries.multiply(x, x, into: w)
            if sign < 0 { BallSeries.negate(w, into: w) }
            w[0] = derived(start)
            if root {
                r[0] = derived { start($0).sqrt() }
                BallSeries.sqrt(w, into: r)
                w.update(from: r, count: BallSeries.count)
            }
            r[0] = derived { one / (root ? start($0).sqrt() : start($0)) }
            BallSeries.reciprocal(w, into: r)
            BallSeries.integrate(x, slope: r, into: y)
            if negated { BallSeries.negate(y, into: y) }
        }
        func logarithm(_ base: Interval?, _ start: (Interval) -> Interval) {
            let (w, r) = (slot(0), slot(1))
            w.update(from: x, count: BallSeries.count)
            w[0] = derived(start)
            r[0] = derived { one / start($0) }
            BallSeries.reciprocal(w, into: r)
            BallSeries.integrate(x, slope: r, into: y)
            guard let base else { return }
            let factor = Ball(centre: one / base, block: one / base)
            for k in 1..<BallSeries.count { y[k] = y[k] * factor }
        }
        switch function {
        case .negate: BallSeries.negate(x, into: y)
        case .abs:
            let isNegative = blocks[u].upper.sign <= 0 && blocks[u].lower.sign < 0
            if isNegative { BallSeries.negate(x, into: y) } else { copyTail(x, y) }
        case .exp: BallSeries.exp(x, into: y)
        case .expm1:
            let e = slot(0)
            e[0] = derived { $0.exp() }
            BallSeries.exp(x, into: e)
            copyTail(e, y)
        case .exp2:
            let (w, ln2) = (slot(0), Interval(2, precision: precision).log())
            let factor = Ball(centre: ln2, block: ln2)
            for k in 1..<BallSeries.count { w[k] = x[k] * factor }
            BallSeries.exp(w, into: y)
        case .log: logarithm(nil) { $0 }
        case .log1p: logarithm(nil) { one + $0 }
        case .log2: logarithm(Interval(2, precision: precision).log()) { $0 }
        case .log10: logarithm(Interval(10, precision: precision).log()) { $0 }
        case .sqrt: BallSeries.sqrt(x, into: y)
        case .cbrt:
            let third = one / Interval(3, precision: precision)
            BallSeries.power(x, Ball(centre: third, block: third), into: y)
        case .sin, .cos:
            let (sine, cosine) = (slot(0), slot(1))
            sine[0] = derived { $0.sin() }
            cosine[0] = derived { $0.cos() }
            BallSeries.waves(x, sine, cosine, hyperbolic: false)
            copyTail(function == .sin ? sine : cosine, y)
        case .sinh, .cosh:
            let (sine, cosine) = (slot(0), slot(1))
            sine[0] = derived { $0.sinh() }
            cosine[0] = derived { $0.cosh() }
            BallSeries.waves(x, sine, cosine, hyperbolic: true)
            copyTail(function == .sinh ? sine : cosine, y)
        case .tan:
            // y' = (1 + y^2) x'; nothing cancels.
            let slope = slot(0)
            slope[0] = derived { one / $0.cos().square() }
            for k in 1..<BallSeries.count {
                y[k] = BallSeries.integral(x, slope, k)
                var square = y[0] * y[k]
                for j in 1...k { square = square + y[j] * y[k - j] }
                slope[k] = square
            }
        case .tanh:
            let slope = slot(0)
            slope[0] = derived { one / $0.cosh().square() }
            BallSeries.tanh(x, into: y, slope: slope)
        case .asin: quadratic(-1, { (one - $0) * (one + $0) }, root: true)
        case .acos: quadratic(-1, { (one - $0) * (one + $0) }, root: true, negated: true)
        case .atan: quadratic(1, { one + $0.square() }, root: false)
        case .asinh: quadratic(1, { one + $0.square() }, root: true)
        case .acosh: quadratic(1, { ($0 - one) * ($0 + one) }, root: true)
        case .atanh: quadratic(-1, { (one - $0) * (one + $0) }, root: false)
        case .erf, .erfc:
            let (w, e) = (slot(0), slot(1))
            BallSeries.multiply(x, x, into: w)
            BallSeries.negate(w, into: w)
            w[0] = derived { -$0.square() }
            let factor = Interval(2, precision: precision) / Interval.pi(precision: precision).sqrt()
            e[0] = derived { factor * (-$0.square()).exp() }
            BallSeries.exp(w, into: e)
            BallSeries.integrate(x, slope: e, into: y)
            if function == .erfc { BallSeries.negate(y, into: y) }
        default:
            // A step that does not jump on the block.
            for k in 1..<BallSeries.count { y[k] = .zero }
        }
    }

    private func copyTail(_ source: BallSeries.Coefficients, _ target: BallSeries.Coefficients) {
        (target + 1).update(from: source + 1, count: BallSeries.count - 1)
    }

    private func binary(_ function: ElementwiseFunction, _ a: Int, _ b: Int, _ place: Int) {
        let (x, z, y) = (series(a), series(b), series(place))
        switch function {
        case .add: BallSeries.add(x, z, into: y)
        case .subtract: BallSeries.subtract(x, z, into: y)
        case .multiply: BallSeries.multiply(x, z, into: y)
        case .divide: BallSeries.divide(x, z, into: y)
        case .maximum, .minimum:
            let less = arithmetic.test(.less, blocks[a], blocks[b])
            guard less != .unknown else {
                states[place] = .divided
                return
            }
            copyTail((less == .yes) == (function == .maximum) ? z : x, y)
        case .pow:
            if !formula.isVariable[b] {
                BallSeries.power(x, ball(b), into: y)
            } else {
                // exp(z log(x))
                let (logarithm, product, r) = (slot(0), slot(1), slot(2))
                r[0] = Ball(
                    centre: Interval(1, precision: precision) / centres[a],
                    block: Interval(1, precision: precision) / blocks[a])
                BallSeries.reciprocal(x, into: r)
                BallSeries.integrate(x, slope: r, into: logarithm)
                logarithm[0] = Ball(centre: centres[a].log(), block: blocks[a].log())
                BallSeries.multiply(z, logarithm, into: product)
                BallSeries.exp(product, into: y)
            }
        default:
            // No series for this one: only its values are known.
            for k in 1..<BallSeries.count { y[k] = Ball(middle: 0, centre: .nan, block: .nan) }
        }
    }

    private func power(_ u: Int, _ exponent: Int, _ place: Int) {
        let (x, y) = (series(u), series(place))
        guard exponent > 0 else {
            let p = Ball(exactly: Double(exponent))
            BallSeries.power(x, p, into: y)
            return
        }
        guard exponent < 64 else {
            BallSeries.power(x, Ball(exactly: Double(exponent)), into: y)
            return
        }
        let constant = y[0]
        BallSeries.integerPower(x, exponent, into: y, scratch: slot(0)) { [self] m in
            Ball(centre: centres[u].power(m), block: blocks[u].power(m))
        }
        y[0] = constant
    }
}

extension ElementwiseFunction {
    fileprivate var isStep: Bool {
        self == .floor || self == .ceil || self == .round || self == .trunc || self == .sign
    }
}
