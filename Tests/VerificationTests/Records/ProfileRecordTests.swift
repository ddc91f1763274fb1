import Foundation
import Testing

@testable import Verification

@Suite("Profiles of errors")
struct ProfileRecordTests {
    private func element(_ verdict: Verdict, ulps: Double? = nil, at position: Int = 0) -> ElementJudgement {
        ElementJudgement(position: position, output: 1, verdict: verdict, ulps: ulps.map { 0...$0 }, real: point(1))
    }

    @Test("The binades lie in the order of the floats, zero and the subnormal numbers in two of their own")
    func places() {
        let floats: [(Float, Int?)] = [
            (0, 0), (-0.0, -1), (0x1p-149, 0), (-0x1p-149, -1), (0x1p-126, 1), (-0x1p-126, -2), (1, 127),
            (.greatestFiniteMagnitude, 254), (-.greatestFiniteMagnitude, -255), (.infinity, nil), (.nan, nil),
        ]
        for (value, place) in floats { #expect(BinadeRecord.place(of: value) == place, "\(value)") }
    }

    @Test("The largest error of each binade is kept with the float that has it; a wrong class counts more")
    func maxima() throws {
        var profile = ErrorProfile()
        profile.note(element(.correctlyRounded, ulps: 0.25), at: 1)
        profile.note(element(.faithful, ulps: 0.75), at: 1.5)
        profile.note(element(.correctlyRounded, ulps: 0.5), at: 1.25)
        profile.note(element(.overBudget, ulps: 1e9), at: -2)
        profile.note(element(.wrongClass), at: -3)
        profile.note(element(.correctlyRounded), at: 8)
        profile.note(element(.correctlyRounded, ulps: 0), at: .infinity)
        let record = try #require(profile.record(check: "forward", input: "x"))
        #expect(record.elements == 5)
        #expect(
            record.binades == [
                BinadeRecord(place: -129, elements: 2, wrong: 1, maximumULP: 1e9, at: (-3 as Float).bitPattern),
                BinadeRecord(place: 127, elements: 3, wrong: 0, maximumULP: 0.75, at: (1.5 as Float).bitPattern),
            ])
        #expect(record.histogram.count == 8 + 30)
        // Upper edges belong to their bins: half an ulp is what rounding costs, and not more.
        #expect(record.histogram[1] == 1 && record.histogram[3] == 1 && record.histogram[5] == 1)
        #expect(record.histogram[37] == 1 && record.histogram.reduce(0, +) == 4)
        #expect(ErrorProfile().record(check: "forward", input: nil) == nil)
    }

    @Test("Infinite errors are counted in the last bin")
    func infinite() throws {
        var profile = ErrorProfile()
        profile.note(element(.overBudget, ulps: .infinity), at: 1)
        let record = try #require(profile.record(check: "forward", input: nil))
        #expect(record.histogram.last == 1)
        #expect(record.binades[0].maximumULP == .infinity)
    }

    @Test(
        "A binade is a line, and reads back from it",
        arguments: [
            (
                BinadeRecord(place: -3, elements: 12, wrong: 0, maximumULP: 0.5001, at: 0xBD4C_CCCD),
                "-3 12 0 0.500100000 0xBD4CCCCD"
            ),
            (BinadeRecord(place: 254, elements: 1, wrong: 1, maximumULP: nil, at: 0x7F7F_FFFF), "254 1 1 - 0x7F7FFFFF"),
            (BinadeRecord(place: 0, elements: 7, wrong: 0, maximumULP: .infinity, at: 0), "0 7 0 inf 0x00000000"),
            (BinadeRecord(place: 0, elements: 7, wrong: 0, maximumULP: 0, at: 0), "0 7 0 0 0x00000000"),
            (
                BinadeRecord(place: 9, elements: 7, wrong: 0, maximumULP: 4.5e43, at: 1),
                "9 7 0 4.50000000e+43 0x00000001"
            ),
        ])
    func line(record: BinadeRecord, text: String) throws {
        let data = try JSONEncoder().encode([record])
        #expect(String(decoding: data, as: UTF8.self) == "[\"\(text)\"]")
        #expect(try JSONDecoder().decode([BinadeRecord].self, from: data) == [record])
    }

    @Test("Errors are rounded up, so that nine digits are still a bound")
    func rounding() {
        let third = BinadeRecord(place: 0, elements: 1, wrong: 0, maximumULP: 1.0 / 3, at: 0).maximumULP!
        #expect(third >= 1.0 / 3 && third < 0.33333334)
    }

    @Test(
        "Lines that are none are refused",
        arguments: [
            "", "1 2 3", "300 1 0 0.5 0x00000000", "-257 1 0 0.5 0x00000000", "1 1 2 0.5 0x00000000",
            "1 1 0 -0.5 0x00000000",
            "1 1 0 0.5 00000000",
        ])
    func malformed(text: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([BinadeRecord].self, from: Data("[\"\(text)\"]".utf8))
        }
    }

    @Test("Of each case the worst element is kept, of the worst few cases")
    func worstCases() {
        var worst = WorstCases()
        for (number, error) in [(1, 0.25), (2, 0.75), (1, 0.5), (3, 0.125), (4, 0.6), (5, 0.1), (2, 0.7)] {
            let badness = (0, error)
            guard worst.accepts(badness, of: .anchor(number)) else { continue }
            worst.add(WorstCases.Entry(id: .anchor(number), badness: badness, position: 0, output: 0, element: nil))
        }
        #expect(worst.entries.map(\.id) == [.anchor(2), .anchor(4), .anchor(1)])
        #expect(worst.entries.map(\.badness.1) == [0.75, 0.6, 0.5])
        #expect(!worst.accepts((0, 0), of: .anchor(9)))
    }

    @Test("Of each verdict that is worth showing the worst is kept, however many are worse")
    func worstOfVerdicts() {
        var worst = WorstCases()
        for (number, rank, error) in [
            (1, 6, Double.infinity), (2, 6, .infinity), (3, 6, .infinity), (4, 5, 20), (5, 5, 9000), (6, 0, 0.5),
            (7, 6, .infinity),
        ] where worst.accepts((rank, error), of: .anchor(number)) {
            worst.add(
                WorstCases.Entry(
                    id: .anchor(number), badness: (rank, error), position: 0, output: 0, element: nil))
        }
        #expect(worst.entries.map(\.id) == [.anchor(1), .anchor(2), .anchor(5)])
    }
}
