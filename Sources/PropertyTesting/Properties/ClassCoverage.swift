#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How many cases had floats of each class.
public struct ClassCoverage: Sendable, Hashable {
    private var counts = [Int](repeating: 0, count: FloatClass.allCases.count)
    /// How many cases there were.
    public private(set) var cases = 0
    /// The classes that the generator could have made.
    public private(set) var possible: FloatClasses = []

    /// The number of cases that had a float of a class.
    public subscript(single: FloatClass) -> Int { counts[single.rawValue] }

    /// The classes that were met.
    public var hit: [FloatClass] { FloatClass.allCases.filter { counts[$0.rawValue] > 0 } }
    /// Those that could have been met and were not.
    public var missing: [FloatClass] { possible.classes.filter { counts[$0.rawValue] == 0 } }

    /// The classes that are rarer than a share of all cases, beyond what chance explains: a generator with that share
    /// would make exactly so few less than once in 10,000 runs (Poisson's distribution).
    public func rarer(than share: Double) -> [FloatClass] {
        possible.classes.filter { single in
            let expected = share * Double(cases)
            guard Double(self[single]) < expected else { return false }
            var logarithm = -expected
            for count in 0..<self[single] { logarithm += log(expected / Double(count + 1)) }
            return logarithm < log(1e-4)
        }
    }

    mutating func add(_ classes: FloatClasses) {
        cases += 1
        var rest = classes.rawValue
        while rest != 0 {
            counts[rest.trailingZeroBitCount] += 1
            rest &= rest - 1
        }
    }

    mutating func allow(_ classes: FloatClasses) { possible.formUnion(classes) }
}

extension Generator {
    /// Values drawn at random, as a search draws them.
    ///
    /// - Parameter seed: what they derive from; the same seed gives the same values.
    public func samples(_ count: Int, seed: String = "") -> [Value] {
        var values: [Value] = []
        draw(count, seed) { value, _ in values.append(value) }
        return values
    }

    /// The classes of the floats that random draws have. A generator that has lost one shows here.
    public func coverage(cases: Int = 10_000, seed: String = "") -> ClassCoverage {
        var coverage = ClassCoverage()
        var domains: Set<ObjectIdentifier> = []
        draw(cases, seed) { _, drawn in
            coverage.add(drawn.classes)
            for choice in drawn.choices {
                guard case .float(let domain) = choice.domain, domains.count < 16,
                    domains.insert(ObjectIdentifier(domain)).inserted
                else { continue }
                coverage.allow(domain.possibleClasses)
            }
        }
        return coverage
    }

    /// Draws values at random; what filters turn down is drawn again, up to ten times as often.
    private func draw(_ count: Int, _ seed: String, take: (Value, DrawnCase) -> Void) {
        var taken = 0
        let seed = RandomNumbers.seed(text: seed)
        for stream in 0..<UInt64(count * 10) where taken < count {
            let source = Source(then: .random, random: RandomNumbers(seed: seed, stream: stream))
            guard let value = try? source.draw(self) else { continue }
            take(value, DrawnCase(source))
            taken += 1
        }
    }
}
