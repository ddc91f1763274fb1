internal import ArgumentParser
internal import Specifications
internal import Subjects
internal import TensorEngine
internal import Values
internal import Verification

/// What is swept: an operation of the engine, or a function of a library against a specification.
struct SweepTargetOptions: ParsableArguments {
    @OptionGroup var specs: SpecsOption

    @Argument(
        help: "An operation, one of the engine's other implementations (softplus.naive), or a specification file.",
        completion: .implementations)
    var operation: String?

    @Option(name: .long, help: ArgumentHelp("A specification file, in place of an operation.", valueName: "file"))
    var spec: String?

    @Option(
        name: .long,
        help: ArgumentHelp("A C library: a file, or a name that the loader finds.", valueName: "library"))
    var library: String?

    @Option(name: .long, help: "The function's name in the library; by default the operation's.")
    var symbol: String?

    @Option(
        name: .long,
        help: """
            How the library's function is declared: float, as float f(float), or array, as void f(const float *x, \
            float *y, size_t n); by default as the specification's signature says, or else float.
            """)
    var form: LibraryForm?

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp("How long a call may take without progress.", valueName: "seconds"))
    var timeout: Double = 10

    @Option(name: .long, help: ArgumentHelp("An attribute's value.", valueName: "name=value"))
    var attribute: [String] = []

    @Flag(name: .long, help: "Sweep the backward pass with a cotangent of 1, against the certified derivative.")
    var gradient = false

    @Option(
        name: .long, parsing: .unconditional,
        help: ArgumentHelp(
            "What is allowed, in ulps, in place of the specification's budget.", valueName: "ulps"))
    var budget: Double?

    /// - Throws: `CommandError`, or what a specification or a library has against it.
    func sweep(over ranges: [ClosedRange<UInt32>]) throws -> Sweep {
        let (specification, implementation) = try target()
        let attributes = try specification.attributeValues(pairs(attribute, "--attribute"))
        let direction: SweepReference.Direction = gradient ? .gradient : .forward
        let subject = try subject(specification, implementation, attributes, direction)
        let reference = try SweepReference(
            specification, attributes: attributes, direction: direction,
            budget: try allowed(specification, implementation, subject.name, direction))
        return Sweep(reference, subject: subject, ranges: ranges)
    }

    /// The specification's file, where one is named.
    var file: String? {
        spec ?? operation.flatMap { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") || $0.contains("/") ? $0 : nil }
    }

    private func target() throws -> (specification: Specification, implementation: String) {
        switch (operation, spec) {
        case (let word?, nil):
            if word.hasSuffix(".yaml") || word.hasSuffix(".yml") || word.contains("/") {
                let specification = try specs.specification(word)
                return (specification, specification.operation)
            }
            // An implementation goes by its operation's specification.
            let parent = OperationTable.standard.implementation(named: word)?.specification ?? word
            return (try specs.specification(parent), word)
        case (nil, let file?):
            let specification = try SpecsOption.file(file)
            return (specification, specification.operation)
        case (nil, nil): throw CommandError("name an operation, or a specification with --spec")
        default: throw CommandError("name an operation or a specification with --spec, not both")
        }
    }

    private func subject(
        _ specification: Specification, _ implementation: String, _ attributes: Attributes,
        _ direction: SweepReference.Direction
    ) throws -> any SweepSubject {
        guard let library else {
            if symbol != nil { throw CommandError("--symbol needs a --library") }
            guard let known = OperationTable.standard.implementation(named: implementation),
                known.specification == specification.operation
            else {
                throw CommandError(
                    "the engine has no operation '\(implementation)'; name a library with --library and --symbol")
            }
            return EngineSweepSubject(implementation, attributes, direction)
        }
        guard timeout >= 0.001, timeout <= 86400 else {
            throw CommandError("--timeout must be from 0.001 to 86400 seconds, got \(timeout)")
        }
        let interface = form == nil ? specification.library : nil
        let shape = try form.map { try Self.sweepForm($0) } ?? interface.map { try Self.sweepForm($0, specification) }
        return try CLibrarySweepSubject(
            library: library, symbol: symbol ?? interface?.forward.function ?? implementation, form: shape ?? .scalar,
            timeout: .milliseconds(Int64(timeout * 1000)))
    }

    private static func sweepForm(_ form: LibraryForm) throws -> CLibrarySweepSubject.Form {
        guard let sweepForm = form.sweepForm else {
            throw CommandError(
                "--form \(form.rawValue) is no function of float32, whose inputs could all be tried; 'verify library' "
                    + "checks it on samples")
        }
        return sweepForm
    }

    /// The form that a specification's signature is: one float for one, or arrays of them.
    private static func sweepForm(
        _ interface: LibraryInterface, _ specification: Specification
    ) throws -> CLibrarySweepSubject.Form {
        let signature = interface.forward
        for form in [LibraryForm.float, .array] {
            let plain = try form.interface(specification, symbol: signature.function).forward
            let isSame =
                plain.returned == signature.returned && plain.parameters.count == signature.parameters.count
                && zip(plain.parameters, signature.parameters).allSatisfy {
                    $0.type == $1.type && $0.isPointer == $1.isPointer
                }
            if isSame { return form.sweepForm! }
        }
        throw CommandError(
            "a sweep calls float f(float) or void f(const float *x, float *y, size_t n); the signature in "
                + "'\(specification.file)' is another one, which 'verify library' checks on samples")
    }

    private func allowed(
        _ specification: Specification, _ implementation: String, _ subject: String,
        _ direction: SweepReference.Direction
    ) throws -> Budget {
        if let budget {
            guard budget >= 0, budget.isFinite else {
                throw CommandError("--budget must be a number of ulps that is not negative, got \(budget)")
            }
            return .ulps(budget)
        }
        let stated = specification.budgets(for: implementation, of: subject, .float32)
        if specification.kind == .exact, direction == .forward { return stated?.forward ?? .exact }
        let budget = direction == .forward ? stated?.forward : stated?.gradient
        return budget ?? .ulps(direction == .forward ? 1 : 4)
    }
}

/// Which part of all inputs is swept.
struct SweepRangeOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("One of several equal parts of the sweep, such as 3/16.", valueName: "k/n"))
    var shard: String?

    @Option(
        name: .long, parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "Encodings (0x3f000000..0x40ffffff) or numbers (-1..1.5) to cover; may be given again.", valueName: "a..b"))
    var range: [String] = []

    /// The encodings to cover, in order.
    func ranges() throws -> [ClosedRange<UInt32>] {
        var ranges = try range.isEmpty ? Sweep.everything : range.flatMap(Self.encodings)
        if let shard {
            let part = try Self.part(shard)
            ranges = ranges.filter { $0.overlaps(part) }.map { $0.clamped(to: part) }
            guard !ranges.isEmpty else { throw CommandError("--shard \(shard) and --range have no input in common") }
        }
        return ranges
    }

    /// Shards come in 256; a part of n takes those whose places are its own.
    static func part(_ text: String) throws -> ClosedRange<UInt32> {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int(parts[0]), let count = Int(parts[1]), count >= 1,
            count <= Sweep.shardCount, (1...count).contains(number)
        else {
            throw CommandError("--shard takes k/n with 1 <= k <= n <= \(Sweep.shardCount), such as 3/16; got '\(text)'")
        }
        let first = Sweep.shardCount * (number - 1) / count
        let end = Sweep.shardCount * number / count
        return UInt32(first) << 24...(UInt32(end - 1) << 24 | 0xFF_FFFF)
    }

    static func encodings(_ text: String) throws -> [ClosedRange<UInt32>] {
        func error(_ reason: String) -> CommandError {
            CommandError(
                "--range takes encodings, such as 0x3f000000..0x40ffffff, or numbers, such as -1..1.5; '\(text)' \(reason)"
            )
        }
        guard let dots = text.range(of: "..") else { throw error("has no '..'") }
        let words = (String(text[..<dots.lowerBound]), String(text[dots.upperBound...]))
        if let first = encoding(words.0), let last = encoding(words.1) {
            guard first <= last else { throw error("ends before it begins") }
            return [first...last]
        }
        guard encoding(words.0) == nil, encoding(words.1) == nil else {
            throw error("mixes an encoding and a number")
        }
        guard let low = Float(text: words.0), let high = Float(text: words.1), !low.isNaN, !high.isNaN else {
            throw error("is neither")
        }
        guard low <= high else { throw error("ends before it begins") }
        var ranges: [ClosedRange<UInt32>] = []
        // Zeros of both signs are in a range that holds zero.
        if high >= 0 { ranges.append(max(low, 0).magnitude.bitPattern...high.magnitude.bitPattern) }
        if low <= 0 { ranges.append((-min(high, 0).magnitude).bitPattern...(-low.magnitude).bitPattern) }
        return ranges
    }

    /// Eight hexadecimal digits behind 0x.
    private static func encoding(_ text: String) -> UInt32? {
        guard text.count == 10, text.lowercased().hasPrefix("0x") else { return nil }
        return UInt32(text.dropFirst(2), radix: 16)
    }
}

/// Words of the form name=value.
func pairs(_ words: [String], _ flag: String) throws -> [String: String] {
    var pairs: [String: String] = [:]
    for word in words {
        guard let equals = word.firstIndex(of: "=") else {
            throw CommandError("\(flag) takes name=value, got '\(word)'")
        }
        let name = String(word[..<equals])
        guard pairs.updateValue(String(word[word.index(after: equals)...]), forKey: name) == nil else {
            throw CommandError("\(flag) names '\(name)' twice")
        }
    }
    return pairs
}
