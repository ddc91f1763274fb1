import Values
import Verification

/// Looks for what can be wrong with `void f(const float *x, float *y, size_t n)` apart from its values.
///
/// An element's result may depend on the element alone: not on where the arrays lie or how they are aligned, not on
/// the element's place, not on the number of elements, not on its neighbours. And only the n places of `y` may be
/// written. What is compared is bits, but any NaN is as good as another.
struct ArrayProbes {
    let connection: LibraryConnection
    /// Moderate numbers, of which most functions make something, then numbers of all sizes.
    private let values: [UInt32]

    /// How many values have each place in an array and each length tried on them.
    private static let count = 4096
    /// Lengths that end within a vector, at its end and right after it, for vectors of up to 64 elements, and around
    /// powers of two.
    private static let lengths =
        Array(0...67) + [127, 128, 129, 255, 256, 257, 511, 512, 513, 1023, 1024, 1025, 4095, 4096, 4097]
    /// Kernels share their work among threads, or take another way, where arrays are long.
    private static let longLength = 100_003
    /// What a neighbour may be: it takes other branches, raises flags, overflows.
    private static let hostile: [Float] = [
        .nan, .infinity, -.infinity, .leastNonzeroMagnitude, -.leastNormalMagnitude, .greatestFiniteMagnitude, -0.0,
        -.greatestFiniteMagnitude, 0x1p-140, 1e6,
    ]

    init(_ connection: LibraryConnection) {
        self.connection = connection
        var random = Mixer(state: 1)
        values = (0..<Self.count).map { place in
            let bits = UInt32(truncatingIfNeeded: random.next())
            guard place % 4 != 3 else { return bits & 0x7F80_0000 == 0x7F80_0000 ? bits ^ 0x4000_0000 : bits }
            // Exponents from -12 to 6.
            let exponent = 115 + UInt32(truncatingIfNeeded: random.next() % 19)
            return bits & 0x807F_FFFF | exponent << 23
        }
    }

    /// One defect of each kind.
    ///
    /// - Throws: `LibraryError` when the function cannot be called, `CancellationError` when the task is cancelled.
    func defects() throws -> [SubjectDefect] {
        var found: [SubjectDefect] = []
        for probe in [
            strayWrites, repetitions, lengthDependence, longArrays, positionDependence, neighbourDependence,
        ] {
            try Task.checkCancellation()
            do {
                if let defect = try probe(), !found.contains(where: { $0.kind == defect.kind }) {
                    found.append(defect)
                }
            } catch let trouble as LibraryChild.Trouble {
                let defect = SubjectDefect(trouble.kind, trouble.description, first: trouble.first)
                if !found.contains(where: { $0.kind == defect.kind }) { found.append(defect) }
                // Where nothing comes back there is nothing to compare.
                if trouble.kind == .crash || trouble.kind == .hang { break }
            }
        }
        return found
    }

    // MARK: Calls

    private struct Arrangement {
        var input = LibraryCall.Placement.end
        var output = LibraryCall.Placement.end
        /// The elements of one call; nil for all.
        var chunk: Int?
    }

    private func results(_ inputs: [UInt32], _ arrangement: Arrangement = .init()) throws -> [UInt32] {
        let bytes = inputs.withUnsafeBytes { Array($0) }
        let chunk = arrangement.chunk ?? inputs.count
        let stride = chunk * 4
        let call = LibraryCall(
            names: ["x", "y", "n"],
            arguments: [
                .input(bytes, arrangement.input, stride: stride),
                .output(bytes: bytes.count, element: 4, arrangement.output, stride: stride), .length,
            ],
            repetitions: chunk == 0 ? 1 : (inputs.count + chunk - 1) / chunk, length: inputs.count, chunk: chunk)
        do {
            let output = try connection.perform(call)[0]
            return output.withUnsafeBytes { Array($0.bindMemory(to: UInt32.self)) }
        } catch var trouble as LibraryChild.Trouble {
            if trouble.kind == .crash || trouble.kind == .hang {
                try explain(&trouble, inputs)
            }
            if arrangement.chunk == nil, trouble.first == nil { trouble.message += ", n = \(inputs.count)" }
            throw trouble
        }
    }

    /// Looks for the one input with which a call ends in the same way.
    private func explain(_ trouble: inout LibraryChild.Trouble, _ inputs: [UInt32]) throws {
        let bytes = inputs.withUnsafeBytes { Array($0) }
        let call = LibraryCall(
            names: ["x", "y", "n"],
            arguments: [
                .input(bytes, .end, stride: 4), .output(bytes: bytes.count, element: 4, .end, stride: 4), .length,
            ], repetitions: inputs.count, length: inputs.count, chunk: 1)
        do {
            _ = try connection.perform(call, timeout: .milliseconds(500))
        } catch let single as LibraryChild.Trouble {
            if single.kind == trouble.kind, inputs.indices.contains(single.progress) {
                trouble.first = inputs[single.progress]
            }
        }
    }

    private static func isSame(_ a: UInt32, _ b: UInt32) -> Bool {
        a == b || Float(bitPattern: a).isNaN && Float(bitPattern: b).isNaN
    }

    /// The first place at which two arrays differ.
    private static func difference(_ a: [UInt32], _ b: [UInt32]) -> Int? {
        a.indices.first { !isSame(a[$0], b[$0]) }
    }

    private static func text(_ bits: UInt32) -> String { Float(bitPattern: bits).fullText }

    // MARK: Probes

    private func strayWrites() throws -> SubjectDefect? {
        for count in Self.lengths {
            let inputs = (0..<count).map { values[$0 % values.count] }
            for placement in [LibraryCall.Placement.end, .start, .at(64)] {
                _ = try results(inputs, Arrangement(input: placement, output: placement))
            }
        }
        return nil
    }

    private func repetitions() throws -> SubjectDefect? {
        let first = try results(values)
        for _ in 0..<4 {
            if let place = Self.difference(first, try results(values)) {
                return SubjectDefect(
                    .nondeterminism, "the same inputs gave other results when run again", first: values[place])
            }
        }
        return nil
    }

    /// All values, so many at a time, for every length.
    private func lengthDependence() throws -> SubjectDefect? {
        let alone = try results(values, Arrangement(chunk: 1))
        for length in Self.lengths.dropFirst(2) {
            let together = try results(values, Arrangement(chunk: length))
            guard let place = Self.difference(alone, together) else { continue }
            let last = min(length, values.count - place / length * length)
            return SubjectDefect(
                .lengthDependence,
                "element \(place % length) of \(last) gives \(Self.text(together[place])), alone it gives "
                    + Self.text(alone[place]), first: values[place])
        }
        return nil
    }

    /// All values over and over in one array.
    private func longArrays() throws -> SubjectDefect? {
        let alone = try results(values, Arrangement(chunk: 1))
        let inputs = (0..<Self.longLength).map { values[$0 % values.count] }
        let together = try results(inputs)
        let changed = inputs.indices.first { !Self.isSame(together[$0], alone[$0 % values.count]) }
        guard let place = changed else { return nil }
        return SubjectDefect(
            .lengthDependence,
            "element \(place) of \(Self.longLength) gives \(Self.text(together[place])), alone it gives "
                + Self.text(alone[place % values.count]), first: inputs[place])
    }

    private func positionDependence() throws -> SubjectDefect? {
        let count = 131
        let inputs = Array(values[..<count])
        let base = try results(inputs, Arrangement(input: .start, output: .start))
        // Every alignment of either array to 64 bytes.
        for input in 0..<16 {
            for output in 0..<16 {
                let others = try results(inputs, Arrangement(input: .at(4 * input), output: .at(4 * output)))
                guard let place = Self.difference(base, others) else { continue }
                return SubjectDefect(
                    .positionDependence,
                    "element \(place) of \(count) gives \(Self.text(others[place])) where x is \(4 * input) and y "
                        + "\(4 * output) bytes beyond a multiple of 64, and \(Self.text(base[place])) where both are at one",
                    first: inputs[place])
            }
        }
        // Every place in the array.
        for shift in 1..<64 {
            let others = try results(Array(inputs[shift...] + inputs[..<shift]))
            for place in 0..<count where !Self.isSame(others[place], base[(place + shift) % count]) {
                let own = (place + shift) % count
                return SubjectDefect(
                    .positionDependence,
                    "of \(count) elements, it gives \(Self.text(others[place])) as element \(place) and "
                        + "\(Self.text(base[own])) as element \(own)", first: inputs[own])
            }
        }
        return nil
    }

    private func neighbourDependence() throws -> SubjectDefect? {
        let count = 256
        let inputs = Array(values[..<count])
        let base = try results(inputs)
        for neighbour in Self.hostile {
            for lane in 0..<16 {
                var mixed = inputs
                for place in stride(from: lane, to: count, by: 16) { mixed[place] = neighbour.bitPattern }
                let others = try results(mixed)
                for place in 0..<count where place % 16 != lane && !Self.isSame(others[place], base[place]) {
                    return SubjectDefect(
                        .neighbourDependence,
                        "element \(place) gives \(Self.text(others[place])) where elements \(lane), \(lane + 16), ... are "
                            + "\(Self.text(neighbour.bitPattern)), and \(Self.text(base[place])) where they are ordinary",
                        first: inputs[place])
                }
            }
        }
        return nil
    }
}

/// Numbers that look random (SplitMix64: Steele, Lea and Flood, Fast splittable pseudorandom number generators, 2014).
struct Mixer {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
