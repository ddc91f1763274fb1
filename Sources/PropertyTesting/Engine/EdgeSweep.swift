/// The cases that are always run, before any random one: numbers of the simplest input take the values that break code.
///
/// One number takes all of its edge values, two take all pairs of them, and of more every pair of values of every pair
/// of numbers occurs (an orthogonal array: Bose, "On the application of the properties of Galois fields to the problem
/// of construction of hyper-Graeco-Latin squares", 1938). The elements of a tensor change together. Where small integers
/// decide about the structure, as the branch of `oneOf` does, the numbers of each structure take their edge values too.
struct EdgeSweep {
    private(set) var plans: [CasePlan] = []
    /// Whether there is one number only, so that the sweep is short.
    let isOfOneNumber: Bool

    /// Numbers that change together, and what they change to.
    private struct Slot {
        let places: [Int]
        let values: [UInt64]
        let isTensor: Bool
        let isInteger: Bool
    }

    /// The most pairs of values that are tried of two numbers.
    private static let pairs = 64

    /// - Parameters:
    ///   - base: the simplest case.
    ///   - cases: how many cases the run has; sweeps of many numbers are larger in larger runs.
    ///   - draw: the case of a plan, for the structures beside the simplest.
    init(_ base: DrawnCase, cases: Int, draw: (CasePlan) -> DrawnCase?) {
        let slots = Self.slots(base)
        isOfOneNumber = slots.count <= 1
        switch slots.count {
        case 0: break
        case 1: alone(base, slots, limit: .max)
        case 2:
            let limit = slots.contains(where: \.isTensor) ? Self.pairs / 2 : Self.pairs
            product(base, slots[0], slots[1], limit)
        default: pairwise(base, slots, size: cases >= 2000 ? 31 : cases >= 1000 ? 23 : 17)
        }
        // Structures beside the simplest.
        for (place, choice) in base.choices.enumerated() {
            guard case .integer(let domain) = choice.domain, let count = domain.count, (2...8).contains(count) else {
                continue
            }
            for value in domain.lowest...domain.highest where UInt64(bitPattern: value) != choice.value {
                var plan = CasePlan(replay: base.replay, continuation: .simplest, isSweep: true)
                plan.replay.choices[place] = .integer(value)
                guard plans.count < 6000, let other = draw(plan), Self.differ(base, other) else { continue }
                plans.append(plan)
                alone(other, Self.slots(other).filter { !$0.isInteger }, limit: 24)
            }
        }
    }

    /// Whether cases differ in more than the sizes of their tensors.
    private static func differ(_ one: DrawnCase, _ other: DrawnCase) -> Bool {
        if !one.tensors.isEmpty, one.tensors.count == other.tensors.count { return false }
        return one.choices.map(\.domain.kind) != other.choices.map(\.domain.kind)
    }

    private static func slots(_ drawn: DrawnCase) -> [Slot] {
        var slots: [Slot] = []
        var place = 0
        var tensors = drawn.tensors[...]
        while place < drawn.choices.count {
            while let tensor = tensors.first, tensor.end <= place, tensor.start < place || tensor.end == tensor.start {
                tensors.removeFirst()
            }
            var end = place + 1
            var isTensor = false
            if let tensor = tensors.first, tensor.start == place, tensor.end > place {
                end = tensor.end
                isTensor = true
            }
            switch drawn.choices[place].domain {
            case .float(let domain):
                slots.append(
                    Slot(places: Array(place..<end), values: domain.edges, isTensor: isTensor, isInteger: false))
            case .integer(let domain) where domain.lowest < domain.highest:
                slots.append(
                    Slot(
                        places: [place], values: domain.edges.map { UInt64(bitPattern: $0) }, isTensor: false,
                        isInteger: true))
            case .integer: break
            }
            place = end
        }
        return slots
    }

    private mutating func alone(_ base: DrawnCase, _ slots: [Slot], limit: Int) {
        for slot in slots {
            for value in slot.values.prefix(limit) { add(base, [(slot, value)]) }
        }
    }

    /// All pairs, those of the first values first.
    private mutating func product(_ base: DrawnCase, _ first: Slot, _ second: Slot, _ limit: Int) {
        let rows = first.values.prefix(limit)
        let columns = second.values.prefix(limit)
        for diagonal in 0..<(rows.count + columns.count - 1) {
            for row in max(0, diagonal - columns.count + 1)...min(diagonal, rows.count - 1) {
                add(base, [(first, rows[row]), (second, columns[diagonal - row])])
            }
        }
    }

    /// Every pair of values of every pair of slots: column j of row (a, b) is a j + b modulo a prime.
    private mutating func pairwise(_ base: DrawnCase, _ slots: [Slot], size: Int) {
        let most = min(size, slots.map(\.values.count).max() ?? 1)
        let prime = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31].first { $0 >= most } ?? 31
        for a in 0..<prime {
            for b in 0..<prime {
                // Cases of more numbers than the prime has columns repeat columns.
                let values = slots.enumerated().map { number, slot -> (Slot, UInt64) in
                    let column = number % (prime + 1)
                    let index = column == prime ? a : (a * column + b) % prime
                    return (slot, slot.values[index % min(prime, slot.values.count)])
                }
                add(base, values)
            }
        }
    }

    private mutating func add(_ base: DrawnCase, _ values: [(Slot, UInt64)]) {
        var plan = CasePlan(replay: base.replay, continuation: .simplest, isSweep: true)
        for (slot, value) in values {
            for place in slot.places { plan.replay.choices[place].value = value }
        }
        plans.append(plan)
    }
}
