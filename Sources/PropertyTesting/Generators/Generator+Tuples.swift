// Two to five generators have functions of their own beside the general one: in a list of any length the compiler does
// not see that `0...1` in `.float32(0...1)` is an interval of floats.

extension Generator {
    /// Values of several generators, as a tuple. Messages name its parts apart.
    public static func zip<A, B>(_ a: Generator<A>, _ b: Generator<B>) -> Generator<(A, B)> where Value == (A, B) {
        tuple(a, b)
    }

    public static func zip<A, B, C>(
        _ a: Generator<A>, _ b: Generator<B>, _ c: Generator<C>
    ) -> Generator<(A, B, C)> where Value == (A, B, C) {
        tuple(a, b, c)
    }

    public static func zip<A, B, C, D>(
        _ a: Generator<A>, _ b: Generator<B>, _ c: Generator<C>, _ d: Generator<D>
    ) -> Generator<(A, B, C, D)> where Value == (A, B, C, D) {
        tuple(a, b, c, d)
    }

    public static func zip<A, B, C, D, E>(
        _ a: Generator<A>, _ b: Generator<B>, _ c: Generator<C>, _ d: Generator<D>, _ e: Generator<E>
    ) -> Generator<(A, B, C, D, E)> where Value == (A, B, C, D, E) {
        tuple(a, b, c, d, e)
    }

    /// Values of any number of generators, as a tuple. Literals need their type: `Generator<Float>.float32(0...1)`.
    public static func tuple<each Part>(_ parts: repeat Generator<each Part>) -> Generator<(repeat each Part)>
    where Value == (repeat each Part) {
        var label = Label.of("tuple", "")
        for part in repeat each parts { label = Label.of("tuple", label, part.label) }
        return Generator<(repeat each Part)>(label: label) { source in
            let isInput = source.beginsInput()
            return (repeat try source.part(each parts, ofInput: isInput))
        }
    }
}
