extension Generator {
    /// Arrays of another generator's values. Short arrays are simpler.
    ///
    /// - Precondition: the least count is not negative.
    public static func array<Element>(of element: Generator<Element>, count: ClosedRange<Int> = 0...16) -> Generator
    where Value == [Element] {
        precondition(count.lowerBound >= 0, "a count must not be negative, got \(count.lowerBound)")
        let item = Label.of("item", element.label)
        // One in this many elements is the last.
        let oneIn = max(2, min(1 + (count.lowerBound + count.upperBound) / 2 - count.lowerBound, 1000))
        return Generator(label: Label.of("array", element.label)) { source in
            var values: [Element] = []
            while true {
                let span = source.begin(item)
                // Each element follows a choice to go on, so that dropping both drops the element.
                let isForced = values.count < count.lowerBound
                let isOver = values.count >= count.upperBound
                let goesOn: Bool
                if isForced || isOver {
                    goesOn = try source.integer(isForced ? 1...1 : 0...0) == 1
                } else {
                    goesOn = try source.notChance(oneIn)
                }
                if goesOn { values.append(try source.draw(element)) }
                source.end(span)
                if !goesOn { return values }
            }
        }
    }

    public static func array<Element>(of element: Generator<Element>, count: Int) -> Generator
    where Value == [Element] {
        array(of: element, count: count...count)
    }
}

extension Source {
    /// True but for one in a number of draws; false is simpler.
    func notChance(_ oneIn: Int) throws -> Bool {
        let domain = IntegerDomain(0...1)
        return try integer(domain) { $0.chance(oneIn) ? 0 : 1 } == 1
    }
}
