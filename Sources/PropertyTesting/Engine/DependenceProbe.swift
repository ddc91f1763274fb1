internal import Values

/// Finds the numbers of an input that one element of an output depends on: those whose change changes what the property
/// compares there.
///
/// A product with zero hides a factor, and a maximum all but one number, so changes are made to inputs of ordinary
/// numbers as well as to the failing one, and to large numbers of both signs as well as to ordinary ones. Numbers are
/// changed in groups, which are halved while they matter: of many numbers, few cases tell the few that do.
struct DependenceProbe {
    typealias Comparisons = [ElementFocus.Comparison]

    /// The domain of each number, and its value in the failing input.
    private let domains: [FloatDomain]
    private let own: [UInt64]
    private let compare: ([UInt64]) -> Comparisons?
    private var random: RandomNumbers
    private var casesLeft: Int

    /// The numbers that matter, by place.
    private(set) var dependents: Set<Int> = []
    /// What was compared of inputs of ordinary numbers.
    private(set) var samples: [(input: [UInt64], seen: Comparisons)] = []

    /// - Parameter compare: what the property compares at the element when its input has other numbers; nil where it
    ///   compares nothing then.
    init(
        _ domains: [FloatDomain], own: [UInt64], seed: UInt64, cases: Int, compare: @escaping ([UInt64]) -> Comparisons?
    ) {
        self.domains = domains
        self.own = own
        self.compare = compare
        casesLeft = cases
        random = RandomNumbers(seed: seed, stream: UInt64.max - 3)
    }

    /// False where nothing can be said: too many numbers, or comparisons that depend on more than the input.
    mutating func run() -> Bool {
        let ordinary = (0..<4).map { _ in domains.map { ordinaryNumber(of: $0) } }
        for input in ordinary {
            if let seen = comparisons(input) { samples.append((input, seen)) }
        }
        var hasBase = false
        for base in [ordinary[0], ordinary[1], own] {
            guard let seen = comparisons(base) else { continue }
            guard comparisons(base) == seen else { return false }
            hasBase = true
            search(Array(domains.indices), base, seen)
        }
        return hasBase && casesLeft > 0
    }

    private mutating func comparisons(_ input: [UInt64]) -> Comparisons? {
        guard casesLeft > 0 else { return nil }
        casesLeft -= 1
        return compare(input)
    }

    private mutating func search(_ group: [Int], _ base: [UInt64], _ seen: Comparisons) {
        let open = group.filter { !dependents.contains($0) }
        guard !open.isEmpty, changes(open, base, seen) else { return }
        if open.count == 1 {
            dependents.insert(open[0])
            return
        }
        search(Array(open[..<(open.count / 2)]), base, seen)
        search(Array(open[(open.count / 2)...]), base, seen)
    }

    /// Whether other numbers in some places change what is compared.
    private mutating func changes(_ places: [Int], _ base: [UInt64], _ seen: Comparisons) -> Bool {
        for size in [0, 1024, -1024] as [Double] {
            var input = base
            for place in places {
                input[place] = size == 0 ? ordinaryNumber(of: domains[place]) : nearest(size, in: domains[place])
            }
            if let other = comparisons(input), other != seen { return true }
        }
        return false
    }

    /// A number from -2 to 2 where the domain has such, or else of its part nearest to zero.
    private mutating func ordinaryNumber(of domain: FloatDomain) -> UInt64 {
        let format = domain.format
        let lowest = max(format.value(format.bits(ordinal: domain.lowest)), -format.value(format.greatestFinite))
        let highest = min(format.value(format.bits(ordinal: domain.highest)), format.value(format.greatestFinite))
        var (low, high) = (max(lowest, -2), min(highest, 2))
        if low >= high {
            low = lowest > 0 ? lowest : max(lowest, highest - 1000)
            high = lowest > 0 ? min(highest, lowest + 1000) : highest
        }
        let bits = format.bits(nearest: low + (high - low) * random.unit())
        return domain.permits(bits) ? bits : domain.simplest
    }

    private func nearest(_ value: Double, in domain: FloatDomain) -> UInt64 {
        let format = domain.format
        let ordinal = min(max(format.ordinal(format.bits(nearest: value)), domain.lowest), domain.highest)
        let bits = format.bits(ordinal: ordinal)
        return domain.permits(bits) ? bits : domain.simplest
    }
}
