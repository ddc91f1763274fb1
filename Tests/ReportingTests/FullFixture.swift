import Values

@testable import Verification

extension Fixture {
    /// The record with everything that a record can hold: profiles, a proof, growth, a map of errors, all that is optional.
    static let full = record { record in
        record.operations[0].implementations[0].profiles = [profile("forward"), profile("gradient")]
        record.operations[0].proofs = [proof]
        record.operations[0].specials[0].reason = "there is no number"
        record.operations[0].implementations[0].formula = formula
        record.operations[0].implementations[0].formula?.problem = "none"
        record.operations[0].implementations[0].frontiers[0].isBeforeRight = true
        record.operations[2].implementations[1].instead = "exp(x - max(x)) / sum(exp(x - max(x)))"
        record.operations[0].implementations[0].frontiers[0].law = "128 * log(2) = 88.72..."
        record.operations[0].implementations[0].frontiers[0].size = 1000
        record.operations[0].implementations[0].worst = [everyKey]
        record.operations[2].implementations[1].findings[0].fingerprint = "softmax.naive/9c41d07e52aa10b7/forward"
        record.operations[2].implementations[1].unexpectedCounts = ["special-row-1": 1]
        record.operations[1].implementations[0].growth = growth
        record.operations[2].implementations[0].growth = growth
        record.operations[2].implementations[1].profiles = [
            ProfileRecord(
                check: "forward", input: nil, elements: 60, histogram: [10, 10, 0, 20, 0, 0, 0, 0, 3, 0, 2],
                binades: [
                    BinadeRecord(place: 0, elements: 20, wrong: 4, maximumULP: nil, at: 0),
                    BinadeRecord(place: 127, elements: 40, wrong: 0, maximumULP: 4.5e6, at: 0x3F80_0000),
                ])
        ]
        record.operations[2].implementations[1].errorMap = map
    }

    static func profile(_ check: String) -> ProfileRecord {
        ProfileRecord(
            check: check, input: "x", elements: 8190, histogram: [2000, 2000, 2000, 2188, 2],
            binades: (-140..<140).map { place in
                BinadeRecord(
                    place: place, elements: 29, wrong: 0, maximumULP: 0.4 + Double(abs(place)) / 1000,
                    at: place < 0 ? 0x8000_0000 | UInt32(-1 - place) << 23 : UInt32(place) << 23)
            })
    }

    /// As a sweep of exp would be, of four binades.
    static let proof: ProofRecord = {
        var proof = ProofRecord(CompactCertificate(SweepFixture.certificate))
        proof.implementation = "exp"
        proof.direction = .forward
        proof.attributes = [:]
        proof.inputs = 1 << 32
        proof.passes = true
        proof.error = "0.501636880"
        proof.bound = 0.501636880
        proof.worst = FloatRecord(Float(bitPattern: 0xBBE7_328F))
        proof.counts = ["misrounded": 170_648]
        proof.binades = [
            BinadeRecord(place: -120, elements: 1 << 24, wrong: 0, maximumULP: 0.501636880, at: 0xBBE7_328F),
            BinadeRecord(place: 126, elements: 1 << 24, wrong: 0, maximumULP: 0.5, at: 0x3F80_0001),
        ]
        proof.reason = "the system's libm is not correctly rounded"
        return proof
    }()

    static let growth = [
        GrowthRecord(terms: 1, elements: 20, maximumOmega: 0.25),
        GrowthRecord(terms: 16, elements: 30, maximumOmega: 2.5),
        GrowthRecord(terms: 1000, elements: 12, maximumOmega: 13.75),
    ]

    static let map = ErrorMapRecord(
        caseID: "softmax.naive/seeded-2.1@0", replay: "verify replay softmax.naive/seeded-2.1@0", output: "y",
        shape: [2, 3],
        ulps: [0.25, 0.75, nil, 12, 4096, nil], wrong: [5])

    /// An element with all that is optional.
    private static let everyKey: ElementRecord = {
        var element = Fixture.element("exp/sweep-7", [1.5], got: 4.481689, expected: "4.48168907...", ulps: 0.50003)
        element.attributes = ["axis": .integer(-1), "eps": .real(0.5), "on": .bool(true), "axes": .integers([0, 1])]
        element.input = "x"
        element.output = "y"
        element.nearest = FloatRecord(4.481689 as Float)
        element.omega = 0.75
        element.cotangents = element.inputs
        element.places = [PlaceRecord(name: "x", index: [36], value: FloatRecord(15.25 as Float))]
        return element
    }()
}
