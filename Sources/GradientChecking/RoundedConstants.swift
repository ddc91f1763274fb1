internal import Oracle
internal import Values

/// The constants of a computation that stand for numbers which their type does not hold: 0.1, log 2, 1/3.
///
/// A derivative that multiplies by log 2 in float32 is right, and off by what rounding made of log 2. So a discrepancy that
/// such constants explain, each moved by half a unit in its last place at most, is no mistake. How far the discrepancy
/// moves is computed, constant by constant; one that stands in the function and in its derivative moves both.
struct RoundedConstants {
    struct Constant: Hashable {
        let value: Double
        let dtype: DType

        /// The most that rounding can have moved it.
        var halfUnit: Double { 0.5 * (dtype == .float32 ? Double(Float(value).ulp) : value.ulp) }

        var text: String { dtype == .float32 ? Float(value).decimalText : value.decimalText }
    }

    /// What was put down to rounding.
    struct Allowance {
        var elements = 0
        /// The largest discrepancy, relative to its element.
        var largest = 0.0
        var constants: [Constant] = []

        mutating func add(_ other: Allowance) {
            elements += other.elements
            largest = max(largest, other.largest)
            for constant in other.constants where !constants.contains(constant) { constants.append(constant) }
        }
    }

    private let tape: CallTape
    let all: [Constant]

    /// Constants with few digits are what they are: 1, 0.5, 100. So are tables of many numbers, which are data.
    init(_ tape: CallTape) {
        self.tape = tape
        var all: [Constant] = []
        var known: Set<Constant> = []
        let arrays = tape.constants.filter(Self.mayBeRounded)
        for array in arrays.sorted(by: { $0.count < $1.count }) {
            for position in 0..<array.count {
                let constant = Constant(value: array.double(at: position), dtype: array.dtype)
                guard Self.significantBits(constant.value) > 12, known.insert(constant).inserted else { continue }
                all.append(constant)
            }
        }
        self.all = Array(all.prefix(64))
    }

    private static func mayBeRounded(_ array: HostArray) -> Bool {
        guard array.dtype.isFloatingPoint, array.count > 0, array.isFinite else { return false }
        return array.count <= 32 || (1..<array.count).allSatisfy { array.bits(at: $0) == array.bits(at: 0) }
    }

    private static func significantBits(_ value: Double) -> Int {
        value == 0 ? 0 : 53 - min(52, value.significandBitPattern.trailingZeroBitCount)
    }

    /// The computation with one constant moved a little, and how many times as far rounding can have moved it.
    func moved(_ constant: Constant) -> (tape: CallTape, share: Double) {
        let new = constant.value + constant.value * 0x1p-32
        let tape = tape.replacingConstants { array in
            guard array.dtype == constant.dtype, Self.mayBeRounded(array) else { return array }
            let elements = (0..<array.count).map { array.double(at: $0) }
            guard elements.contains(constant.value) else { return array }
            return HostArray(elements.map { $0 == constant.value ? new : $0 }, shape: array.shape)
        }
        return (tape, constant.halfUnit / (new - constant.value).magnitude)
    }
}

extension FormulaComparison {
    /// Sets disagreements aside that rounding of constants explains.
    mutating func allowForConstants(isThorough: Bool) {
        guard !disagreements.isEmpty else { return }
        let (slack, constants) = slack(of: disagreements, isThorough: isThorough)
        guard !constants.isEmpty else { return }
        var left: [Disagreement] = []
        var allowance = RoundedConstants.Allowance(constants: constants)
        for (disagreement, slack) in zip(disagreements, slack) {
            let gap = gap(of: disagreement).magnitude
            guard Self.isExplained(gap, slack) else {
                left.append(disagreement)
                continue
            }
            allowance.elements += disagreement.together ?? 1
            allowance.largest = max(allowance.largest, gap)
            detectable = max(detectable, gap + slack)
        }
        disagreements = left
        if allowance.elements > 0 { self.allowance = allowance }
    }

    /// Whether rounding of constants explains a discrepancy by itself.
    func isExplained(_ disagreement: Disagreement) -> Bool {
        Self.isExplained(gap(of: disagreement).magnitude, slack(of: [disagreement], isThorough: false).slack[0])
    }

    /// Where rounding moves more than some thousandths of a per cent, it excuses nothing.
    private static func isExplained(_ gap: Double, _ slack: Double) -> Bool {
        // First order, and bounds rather than numbers: a thousandth more.
        gap <= slack * 1.001 && slack <= 0x1p-12
    }

    /// Relative to the element, or to a thousandth of the largest one.
    private func gap(of disagreement: Disagreement) -> Double {
        disagreement.gap(beside: largest[disagreement.place] * 0x1p-10)
    }

    /// How far rounding of all constants can have moved each discrepancy, and which of them matter.
    private func slack(
        of disagreements: [Disagreement], isThorough: Bool
    ) -> (slack: [Double], constants: [RoundedConstants.Constant]) {
        var slack = [Double](repeating: 0, count: disagreements.count)
        var moving: [RoundedConstants.Constant] = []
        let constants = RoundedConstants(pass.tape)
        let gaps = disagreements.map(gap)
        let needsIntervals = isThorough && disagreements.contains(where: \.neededIntervals)
        for constant in constants.all {
            let (tape, share) = constants.moved(constant)
            var moved = FormulaComparison(pass, tape: tape)
            moved.knownKinks = knownKinks
            moved.effort = effort
            moved.compare(isThorough: needsIntervals)
            var found: [[Int]: Disagreement] = [:]
            for other in moved.disagreements { found[[other.place, other.position]] = other }
            var matters = false
            for (number, own) in disagreements.enumerated() {
                guard let other = found[[own.place, own.position]], other.together == own.together else { continue }
                let change = (moved.gap(of: other) - gaps[number]).magnitude * share
                slack[number] += change
                if change > gaps[number].magnitude * 0x1p-10 { matters = true }
            }
            if matters { moving.append(constant) }
        }
        return (slack, moving)
    }
}
