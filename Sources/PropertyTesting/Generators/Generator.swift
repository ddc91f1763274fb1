/// Makes values of one type for properties: at random, and simpler ones when a property has failed.
///
///     let angles: Generator<Float> = .float32(-50...50)
///     let points = Generator.zip(.float32, .integer(in: 0...9))
///
/// A generator is a function of a `Source` and has no state: the same choices give the same value. Simplifying is built
/// in, because it happens to the choices; `map`, `filter` and `flatMap` keep it.
public struct Generator<Value>: Sendable {
    /// Tells generators apart for exchanges between cases; 0 for primitive choices, which need no span.
    let label: UInt64
    let body: @Sendable (Source) throws -> Value
    /// The floats that a primitive float generator chooses from.
    let floats: FloatDomain?

    init(label: UInt64, floats: FloatDomain? = nil, _ body: @escaping @Sendable (Source) throws -> Value) {
        self.label = label
        self.body = body
        self.floats = floats
    }

    /// A generator that draws from others by code of its own.
    ///
    ///     let rectangle = Generator { source in
    ///         let width = try source.draw(.float32(0...10))
    ///         return Rectangle(width: width, height: try source.draw(.float32(0...width)))
    ///     }
    ///
    /// - Parameter body: must depend on nothing but what it draws.
    public init(
        file: StaticString = #fileID, line: UInt = #line, _ body: @escaping @Sendable (Source) throws -> Value
    ) {
        self.init(label: Label.of("body", "\(file)", line), body)
    }
}

/// Names of generators as numbers.
enum Label {
    static func of(_ kind: StaticString, _ parts: String..., line: UInt = 0) -> UInt64 {
        hash(["\(kind)"] + parts, UInt64(line))
    }

    static func of(_ kind: StaticString, _ file: String, _ line: UInt) -> UInt64 {
        hash(["\(kind)", file], UInt64(line))
    }

    static func of(_ kind: StaticString, _ inner: UInt64...) -> UInt64 {
        inner.reduce(hash(["\(kind)"], 0)) { ($0 ^ $1) &* 0x0000_0100_0000_01B3 } | 1
    }

    /// Fowler, Noll and Vo's hash, never 0.
    private static func hash(_ texts: [String], _ number: UInt64) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325 ^ number
        for text in texts {
            for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        }
        return hash | 1
    }
}
