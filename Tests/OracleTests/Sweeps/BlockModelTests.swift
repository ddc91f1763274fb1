import COracleKernels
import Multiprecision
import Testing
import Values

@testable import Oracle
@testable import Specifications

/// Polynomials of blocks, as the loops evaluate them, against MPFR at more than twice the precision.
@Suite struct BlockModelTests {
    /// What comparing a model with the real function found.
    struct Finding {
        var points = 0
        /// Points where the formula itself is not known well enough to tell.
        var untold = 0
        /// The largest observed error as a fraction of the bound.
        var fraction = 0.0
        var violations: [String] = []

        mutating func add(_ other: Finding) {
            points += other.points
            untold += other.untold
            fraction = max(fraction, other.fraction)
            violations += other.violations
        }
    }

    /// Compares a model with enclosures of the function at some places of its block.
    private func check(_ model: BlockModel, _ reals: Reals, _ places: [Int]) throws -> Finding {
        var finding = Finding()
        let inputs = places.map { Float(bitPattern: model.block.first + UInt32($0)) }
        func note(_ x: Float, _ what: String) { finding.violations.append("\(reals.formula) at \(x): \(what)") }
        switch model.kind {
        case .elements: break
        case .undefined:
            for (x, real) in zip(inputs, try reals(inputs, width: 0x1p-40)) {
                finding.points += 1
                if !real.isEmpty { note(x, "has a value, \(real)") }
            }
        case .constant(let value):
            for (x, real) in zip(inputs, try reals(inputs, width: 0x1p+90)) {
                finding.points += 1
                let bound = BigFloat(0x1p+128, precision: 53)
                let holds = value > 0 ? real.lower >= bound : real.upper <= -bound
                if real.isEmpty || !holds { note(x, "\(real) does not round to \(value)") }
            }
        case .polynomial(let polynomial):
            let found = try reals(inputs, width: polynomial.error / 64)
            for (place, (x, real)) in zip(places, zip(inputs, found)) {
                finding.points += 1
                guard !real.isEmpty else {
                    note(x, "has no value")
                    continue
                }
                // Beyond MPFR's exponents not much can be said of the formula as it is written.
                let isTold = real.isTotal && real.widthUpperBound <= max(polynomial.error / 8, 0x1p-1070)
                if !isTold { finding.untold += 1 }
                var loop = polynomial.loopModel(count: model.block.count, offset: place, budget: 1)
                var value = 0.0
                oracle_sweep_values(&loop, 1, &value)
                let distance = (Interval(value, precision: 300) - real).abs()
                // The same before the last addition.
                var tail = polynomial.coefficients.last ?? 0
                for coefficient in polynomial.coefficients.dropLast().reversed() {
                    tail = coefficient.addingProduct(tail, loop.first)
                }
                tail = polynomial.coefficients.isEmpty ? polynomial.low : polynomial.low.addingProduct(tail, loop.first)
                let exact = (Interval(polynomial.high, precision: 300) + Interval(tail, precision: 300) - real).abs()
                if distance.lower.toDouble(rounding: .down) > polynomial.roundedError {
                    note(x, "\(value) is \(distance) from \(real), more than \(polynomial.roundedError)")
                }
                if exact.lower.toDouble(rounding: .down) > polynomial.error {
                    note(x, "the unrounded sum is \(exact) from \(real), more than \(polynomial.error)")
                }
                // At the edge of binary64's range bounds are single numbers.
                let isOrdinary = polynomial.error > 0x1p-1000
                finding.fraction =
                    !isOrdinary
                    ? finding.fraction
                    : max(
                        finding.fraction, distance.lower.toDouble(rounding: .down) / polynomial.roundedError,
                        exact.lower.toDouble(rounding: .down) / polynomial.error)
                guard isTold else { continue }
                let size = real.abs()
                if size.upper.toDouble(rounding: .up) < polynomial.magnitude.lowerBound
                    || size.lower.toDouble(rounding: .down) > polynomial.magnitude.upperBound
                {
                    note(x, "\(real) is not of a magnitude in \(polynomial.magnitude)")
                }
            }
            // Growth in the order of encodings.
            for (a, b) in zip(zip(places, found), zip(places, found).dropFirst()) where a.0 < b.0 {
                let (low, high) = polynomial.direction > 0 ? (a.1, b.1) : (b.1, a.1)
                if polynomial.direction != 0, low.isLess(than: high) == .no {
                    note(
                        Float(bitPattern: model.block.first + UInt32(b.0)),
                        "does not go the way of \(polynomial.direction)")
                }
            }
        }
        return finding
    }

    /// Random blocks of a function, and random places in them, first and last ones included.
    private func check(
        _ formula: ScalarFormula, _ reals: Reals, blocks: Int, points: Int, seed: UInt64,
        damage: (BlockModel.Polynomial) -> BlockModel.Polynomial = { $0 }
    ) throws -> Finding {
        var generator = SeededGenerator(seed: seed)
        let isDerivative = reals.direction == .derivative
        let modeler = BlockModeler(
            formula, isDerivative: isDerivative, of: isDerivative ? try scalarFormula(reals.formula) : nil)
        // The formula of a derivative may reach beyond the function's domain.
        let domain = reals.direction == .derivative ? BlockDomain(try scalarFormula(reals.formula)) : nil
        var finding = Finding()
        for _ in 0..<blocks {
            guard var model = modeler.model(around: generator.encoding()) else { continue }
            if let domain, domain(model.block) != .yes { continue }
            if case .polynomial(let polynomial) = model.kind {
                model = BlockModel(block: model.block, kind: .polynomial(damage(polynomial)))
            }
            let count = model.block.count
            var places = Set([0, count - 1, count / 2])
            for _ in 0..<points { places.insert(Int.random(in: 0..<count, using: &generator)) }
            finding.add(try check(model, reals, places.sorted()))
        }
        return finding
    }

    private func report(_ finding: Finding, _ what: String) {
        #expect(finding.violations.isEmpty, "\(what): \(finding.violations.prefix(3).map { $0.prefix(300) })")
        #expect(finding.untold < finding.points / 20)
        print(
            "\(what): \(finding.points) points, \(finding.untold) untold, at most \(Double(Int(finding.fraction * 1000)) / 1000) of the bound"
        )
    }

    @Test func valuesAreWithinTheirBoundsOnAMillionPoints() throws {
        var all = Finding()
        for (number, formula) in Vocabulary.all.enumerated() {
            let isSlow = Vocabulary.slow.contains(formula)
            let finding = try check(
                try scalarFormula(formula), Reals(formula: formula, direction: .value), blocks: isSlow ? 40 : 100,
                points: isSlow ? 60 : 165, seed: UInt64(number))
            #expect(finding.points > 500, "\(formula)")
            #expect(finding.violations.isEmpty, "\(formula): \(finding.violations.prefix(3).map { $0.prefix(300) })")
            all.add(finding)
        }
        report(all, "values")
        #expect(all.points > 850_000)
    }

    @Test func derivativesAreWithinTheirBounds() throws {
        var all = Finding()
        for (number, formula) in Vocabulary.all.enumerated() {
            // Steps have no derivative where they jump, which all large floats are; what it is there, rules of kinks say.
            guard !formula.contains("floor") else { continue }
            guard let derivative = try scalarFormula(formula).derivative() else {
                Issue.record("\(formula) has no derivative")
                continue
            }
            let isSlow = Vocabulary.slow.contains(formula)
            let finding = try check(
                derivative, Reals(formula: formula, direction: .derivative), blocks: 30, points: isSlow ? 30 : 60,
                seed: UInt64(number) + 1000)
            #expect(finding.violations.isEmpty, "\(formula): \(finding.violations.prefix(3).map { $0.prefix(300) })")
            all.add(finding)
        }
        report(all, "derivatives")
        #expect(all.points > 75_000)
    }

    @Test func theSlopeOfSincIsModelledNextToZero() throws {
        let text = "where(a == 0, 1, sin(pi * a) / (pi * a))"
        let values = try scalarFormula(text)
        let derivative = try #require(values.derivative())
        let modeler = BlockModeler(derivative, isDerivative: true, of: values)
        let reals = Reals(formula: text, direction: .derivative)
        // From the least floats to 1/4, where the terms of the formula as written agree in up to 250 bits.
        for field in [1, 2, 20, 60, 100, 110, 120, 123, 124] as [UInt32] {
            for sign in [0, UInt32(1) << 31] {
                let encoding = sign | field << 23 | 0x12_3456
                let model = try #require(modeler.model(around: encoding, smallest: 1 << 12), "\(field)")
                let finding = try check(model, reals, [0, 1, model.block.count / 3, model.block.count - 1])
                #expect(finding.violations.isEmpty, "\(field): \(finding.violations)")
            }
        }
    }

    // MARK: Planted mistakes

    @Test func aBoundThatIsTooSmallByHalfIsSeen() throws {
        let finding = try check(
            try scalarFormula("exp(a)"), Reals(formula: "exp(a)", direction: .value), blocks: 300, points: 40, seed: 1
        ) { $0.with(error: $0.error / 2, roundedError: $0.roundedError / 2) }
        #expect(!finding.violations.isEmpty)
    }

    @Test func aCoefficientWithWrongBitsIsSeen() throws {
        for place in 0..<3 {
            let finding = try check(
                try scalarFormula("tanh(a)"), Reals(formula: "tanh(a)", direction: .value), blocks: 60, points: 40,
                seed: 2
            ) { polynomial in
                var coefficients = polynomial.coefficients
                guard place < coefficients.count else { return polynomial }
                // A relative change that the bound has no room for.
                coefficients[place] += coefficients[place].sign == .minus ? -polynomial.error * 4 : polynomial.error * 4
                return polynomial.with(coefficients: coefficients)
            }
            #expect(!finding.violations.isEmpty, "coefficient \(place + 1)")
        }
    }

    @Test func aWrongIdentityIsSeen() throws {
        // 1 + tanh(a) is 2 / (1 + exp(-2 a)), and not 2 / (1 + exp(-a)).
        let wrong = try scalarFormula("2 / (1 + exp(-a))")
        let finding = try check(
            wrong, Reals(formula: "1 + tanh(a)", direction: .value), blocks: 30, points: 10, seed: 3)
        #expect(!finding.violations.isEmpty)
        let right = try check(
            try scalarFormula("2 / (1 + exp(-2 * a))"), Reals(formula: "1 + tanh(a)", direction: .value), blocks: 30,
            points: 10, seed: 3)
        #expect(right.violations.isEmpty)
    }

    // MARK: Edges

    @Test func blocksOfOneAndTwoAreModelledAtTheirOwnFloats() throws {
        let modeler = BlockModeler(try scalarFormula("exp(a)"))
        for (first, count) in [(UInt32(0x3F80_0000), 1), (0x3F80_0001, 1), (0xBF80_0002, 2)] {
            guard case .model(let model) = modeler.attempt(EncodingBlock(first: first, count: count)) else {
                Issue.record("no model")
                continue
            }
            let finding = try check(model, Reals(formula: "exp(a)", direction: .value), Array(0..<count))
            #expect(finding.violations.isEmpty, "\(finding.violations)")
        }
    }

    @Test func whatHasNoValueIsNoOperandOfACondition() throws {
        // Conditions on what has no value are false, whatever the value was on the block before.
        let formula = try scalarFormula("where(log(log(a)) < 0, 2, 3)")
        let modeler = BlockModeler(formula)
        func value(_ x: Float) -> Double? {
            guard case .model(let model)? = Optional(modeler.attempt(EncodingBlock(first: x.bitPattern, count: 1))),
                case .polynomial(let polynomial) = model.kind
            else { return nil }
            return polynomial.high
        }
        #expect(value(1.5) == 2)
        #expect(value(-1.5) == 3)
        #expect(value(5) == 3)
        #expect(value(-1.5) == 3)
    }

    @Test func overflowIsAnInfinityOnlyFarBeyondTheFloats() throws {
        let modeler = BlockModeler(try scalarFormula("exp(a)"))
        for (x, isConstant) in [(Float(0x1.62e430p+6), false), (90, true), (89.5, true), (89, false)] {
            guard case .model(let model) = modeler.attempt(EncodingBlock(first: x.bitPattern, count: 1)) else {
                Issue.record("no model at \(x)")
                continue
            }
            if case .constant(let value) = model.kind {
                #expect(isConstant && value == .infinity, "\(x)")
            } else {
                #expect(!isConstant, "\(x)")
            }
        }
    }

    @Test func stepsAreConstantUpToTheirJumps() throws {
        for function in ["floor", "ceil", "trunc", "round", "sign"] {
            let formula = try scalarFormula("\(function)(a) + a / 1048576")
            let reals = Reals(formula: "\(function)(a) + a / 1048576", direction: .value)
            let modeler = BlockModeler(formula)
            for (x, size) in [
                (Float(2), 64), (3, 64), (-2, 64), (2.25, 64), (0x1p+23, 1 << 23), (-0x1.8p+23, 64),
                (0x1p+100, 1 << 23),
                (0.75, 64),
            ] {
                let block = EncodingBlock(first: x.bitPattern, count: size)
                guard case .model(let model) = modeler.attempt(block) else {
                    // A whole number at the end of its step, and the others on the next one.
                    let isJump = x.magnitude < 4 && x.rounded() == x && function == (x > 0 ? "ceil" : "floor")
                    #expect(isJump, "\(function) at \(x)")
                    continue
                }
                let finding = try check(model, reals, [0, 1, size / 3, size / 2, size - 1])
                #expect(finding.violations.isEmpty, "\(function): \(finding.violations)")
                #expect(finding.points == 5)
            }
        }
    }

    @Test func aDerivativeHasNoModelAcrossAKink() throws {
        let formula = try scalarFormula("maximum(a, 0)")
        let derivative = try #require(formula.derivative())
        // Zero is the first float of its block, and belongs to neither side.
        if case .model = BlockModeler(derivative, isDerivative: true).attempt(EncodingBlock(first: 0, count: 64)) {
            Issue.record("the kink at 0 was taken for a derivative")
        }
        guard case .model = BlockModeler(derivative, isDerivative: true).attempt(EncodingBlock(first: 64, count: 64))
        else {
            Issue.record("there is a derivative beside the kink")
            return
        }
        guard case .model = BlockModeler(formula).attempt(EncodingBlock(first: 0, count: 64)) else {
            Issue.record("the function itself has a value there")
            return
        }
    }
}

extension BlockModel.Polynomial {
    fileprivate func with(
        coefficients: [Double]? = nil, error: Double? = nil, roundedError: Double? = nil
    ) -> BlockModel.Polynomial {
        BlockModel.Polynomial(
            high: high, low: low, coefficients: coefficients ?? self.coefficients, error: error ?? self.error,
            roundedError: roundedError ?? self.roundedError, magnitude: magnitude, direction: direction)
    }
}
