extension Generator {
    /// Always the same value.
    public static func constant(_ value: Value) -> Generator where Value: Sendable {
        Generator(label: 0) { _ in value }
    }

    /// What a function makes of this generator's values.
    public func map<Result>(_ transform: @escaping @Sendable (Value) throws -> Result) -> Generator<Result> {
        Generator<Result>(label: Label.of("map", label)) { try transform($0.draw(self)) }
    }

    /// Values of a generator that depends on this generator's value.
    public func flatMap<Result>(
        _ transform: @escaping @Sendable (Value) throws -> Generator<Result>
    ) -> Generator<Result> {
        Generator<Result>(label: Label.of("flatMap", label)) { source in
            try source.draw(try transform(source.draw(self)))
        }
    }

    /// Those of this generator's values that a condition holds for.
    ///
    /// Three values are tried; then the whole case is turned down. Where most values are turned down, the run says so:
    /// a generator that makes only the right ones is better.
    public func filter(_ condition: @escaping @Sendable (Value) throws -> Bool) -> Generator {
        let label = Label.of("filter", self.label)
        return Generator(label: 0) { source in
            for _ in 0..<3 {
                let span = source.begin(label, isFilter: true)
                let value = try source.draw(self)
                let holds = try condition(value)
                source.end(span, isDiscarded: !holds)
                if holds { return value }
            }
            throw Source.Stop.rejected
        }
    }

    /// Values of one of several generators. The first is the simplest, to which shrinking leads.
    ///
    /// - Precondition: there is at least one generator.
    public static func oneOf(_ generators: [Generator]) -> Generator {
        precondition(!generators.isEmpty, "oneOf needs at least one generator")
        let branches = Int64(generators.count - 1)
        return Generator(label: Label.of("oneOf", generators[0].label)) { source in
            let branch = try source.integer(0...branches)
            return try source.draw(generators[Int(branch)])
        }
    }

    public static func oneOf(_ generators: Generator...) -> Generator { oneOf(generators) }

    /// One of several values. The first is the simplest.
    ///
    /// - Precondition: there is at least one value.
    public static func element(of values: [Value]) -> Generator where Value: Sendable {
        precondition(!values.isEmpty, "element(of:) needs at least one value")
        let last = Int64(values.count - 1)
        return Generator(label: 0) { source in values[Int(try source.integer(0...last))] }
    }

    /// Values or nil; nil is simpler.
    public func optional() -> Generator<Value?> {
        Generator<Value?>(label: Label.of("optional", label)) { source in
            try source.chance(2) ? try source.draw(self) : nil
        }
    }

    /// Values that contain values of the same kind: trees, expressions.
    ///
    ///     let expressions = Generator<Expression>.recursive(leaf, depth: 5) { inner in
    ///         .oneOf(.zip(inner, inner).map(Expression.sum), inner.map(Expression.negation))
    ///     }
    ///
    /// - Parameters:
    ///   - base: the values that contain no others; the simplest.
    ///   - depth: how deep values are nested at most.
    ///   - extend: a generator of values made of those of a generator.
    public static func recursive(
        _ base: Generator, depth: Int = 4, file: StaticString = #fileID, line: UInt = #line,
        _ extend: (Generator) -> Generator
    ) -> Generator {
        precondition(depth >= 0, "a depth must not be negative, got \(depth)")
        // All levels have one label, so that shrinking can put an inner value in the place of an outer one.
        let label = Label.of("recursive", "\(file)", line)
        var level = Generator(label: label) { source in
            _ = try source.integer(0...0)
            return try source.draw(base)
        }
        for _ in 0..<depth {
            let extended = extend(level)
            level = Generator(label: label) { source in
                try source.integer(0...1) == 0 ? try source.draw(base) : try source.draw(extended)
            }
        }
        return level
    }
}
