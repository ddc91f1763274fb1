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

    /// The computation with one constant moved, and how many times as far rounding can have moved it. Numbers of float32 move by
    /// half a unit in the last place; those of float64 by more, since nothing smaller shows in binary64.
    func moved(_ constant: Constant) -> (tape: CallTape, share: Double) {
        let new = constant.value + max(constant.halfUnit, constant.value.magnitude * 0x1p-32)
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
        let small = disagreements.filter { isSmall(gap(of: $0)) }
        guard !small.isEmpty else { return }
        let (slack, constants) = slack(of: small, isThorough: isThorough)
        guard !constants.isEmpty else { return }
        var explained: Set<[Int]> = []
        var allowance = RoundedConstants.Allowance(constants: constants)
        for (disagreement, slack) in zip(small, slack) where isExplained(disagreement, slack) {
            let gap = gap(of: disagreement)
            explained.insert([disagreement.place, disagreement.position])
            allowance.elements += disagreement.together ?? 1
            allowance.largest = max(allowance.largest, gap)
            detectable = max(detectable, gap + slack)
        }
        guard !explained.isEmpty else { return }
        disagreements.removeAll { explained.contains([$0.place, $0.position]) }
        self.allowance = allowance
    }

    /// Whether rounding of constants explains a discrepancy by itself.
    func isExplained(_ disagreement: Disagreement) -> Bool {
        guard isSmall(gap(of: disagreement)) else { return false }
        return isExplained(disagreement, slack(of: [disagreement], isThorough: false).slack[0])
    }

    private func isExplained(_ disagreement: Disagreement, _ slack: Double) -> Bool {
        // To first order, so a thousandth more; and between bounds, which are no closer than they are wide.
        gap(of: disagreement) <= slack * 1.001 + disagreement.uncertainty(beside: size(of: disagreement))
            && isSmall(slack)
    }

    /// Where rounding of constants moves more than some hundredths of a per cent, it excuses nothing.
    private func isSmall(_ gap: Double) -> Bool { gap <= 0x1p-12 }

    /// What an element is compared with, if that is more than itself: a thousandth of the largest one.
    private func size(of disagreement: Disagreement) -> Double { largest[disagreement.place] * 0x1p-10 }

    /// How far formula and derivative are apart at least.
    private func gap(of disagreement: Disagreement) -> Double {
        disagreement.gap(beside: size(of: disagreement)).magnitude
    }

    /// How far rounding of all constants can have moved each discrepancy, and which of them matter.
    private func slack(
        of disagreements: [Disagreement], isThorough: Bool
    ) -> (slack: [Double], constants: [RoundedConstants.Constant]) {
        var slack = [Double](repeating: 0, count: disagreements.count)
        var moving: [RoundedConstants.Constant] = []
        let constants = RoundedConstants(pass.tape)
        let needsIntervals = isThorough && disagreements.contains(where: \.neededIntervals)
        for constant in constants.all {
            let (tape, share) = constants.moved(constant)
            var moved = FormulaComparison(pass, tape: tape)
            moved.knownKinks = knownKinks
            moved.effort = effort
            if needsIntervals { moved.compare(isThorough: true) }
            var found: [[Int]: Disagreement] = [:]
            for other in moved.disagreements { found[[other.place, other.position]] = other }
            var matters = false
            for (number, own) in disagreements.enumerated() {
                let old = own.distance(beside: size(of: own))
                let new = moved.distance(like: own, found[[own.place, own.position]])
                let change = (new - old).magnitude * share
                slack[number] += change
                if change > old.magnitude * 0x1p-10 { matters = true }
            }
            if matters { moving.append(constant) }
        }
        return (slack, moving)
    }

    /// How far formula and derivative are apart where they were apart for other constants: 0 where they agree now.
    private func distance(like other: Disagreement, _ found: Disagreement?) -> Double {
        if other.neededIntervals {
            guard let found, found.together == other.together else { return 0 }
            return found.distance(beside: size(of: other))
        }
        return Disagreement(
            place: other.place, position: other.position, formula: formula(other.place, other.position),
            adjoint: adjoint(other.place, other.position), isKink: other.isKink
        ).distance(beside: size(of: other))
    }
}
