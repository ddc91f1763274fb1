import Testing

@testable import Reporting
@testable import Verification

@Suite struct SweepHTMLTests {
    @Test func `the page, its charts and the file of the chart are well-formed`() throws {
        for certificate in [
            SweepFixture.certificate, try SweepFixture.make(pieces: SweepFixture.everywhere),
            try SweepFixture.make(pieces: []),
        ] {
            let page = WellFormed(SweepHTML(certificate).text)
            #expect(page.problem == nil)
            #expect(page.elements["svg"] == 2 && page.elements["script"] == nil)
            let chart = WellFormed(SweepChart(certificate).svg)
            #expect(chart.problem == nil)
            #expect(chart.elements["title"] ?? 0 >= 1 && chart.elements["desc"] == 1)
        }
    }

    @Test func `each curve is one path, however many binades there are`() throws {
        let certificate = try SweepFixture.make(pieces: SweepFixture.everywhere)
        let svg = SweepChart(certificate).svg
        // One more of each is in the legend.
        #expect(svg.components(separatedBy: "<path class=\"maximum\"").count == 3)
        #expect(svg.components(separatedBy: "<path class=\"mean\"").count == 3)
        #expect(svg.utf8.count < 20_000)
    }

    @Test func `a step is as high as its error, and as wide as a binade`() {
        let chart = SweepChart(
            SweepFixture.certificate { $0.pieces[1].rows[0].tally.largestError = 0.125 })
        let (svg, frame) = (chart.svg, chart.frame)
        #expect(frame.places == -128...127 && frame.powers == -8...1)
        let (first, next) = (frame.text(frame.x(126)), frame.text(frame.x(127)))
        #expect(svg.contains("M\(first) \(frame.text(frame.y(0.125)))H\(next)V\(frame.text(frame.y(0.5019)))H980"))
        #expect(frame.y(0x1p-8) == SweepFrame.bottom && frame.y(0) == SweepFrame.bottom)
        #expect(frame.y(2) == SweepFrame.top)
        #expect(frame.x(of: 0x3F80_0000) == frame.x(127) && frame.x(of: 0xBF80_0000) == frame.x(-127))
    }

    @Test func `infinite and huge errors stay within the chart`() {
        for error in [Double.infinity, 1e300, .nan, 0] {
            let certificate = SweepFixture.certificate { $0.pieces[1].rows[0].tally.largestError = error }
            let chart = SweepChart(certificate)
            #expect(WellFormed(chart.svg).problem == nil)
            #expect(!chart.svg.contains("inf") && !chart.svg.contains("nan"))
            #expect((SweepFrame.top...SweepFrame.bottom).contains(chart.frame.y(error)))
        }
    }

    @Test func `the axes say powers of two`() throws {
        let all = SweepChart(try SweepFixture.make(pieces: SweepFixture.everywhere)).frame
        #expect(
            all.floatTicks.map(\.text) == [
                "−∞", "−2⁹⁶", "−2⁶⁴", "−2³²", "−1", "−2⁻³²", "−2⁻⁶⁴", "−2⁻⁹⁶", "0", "2⁻⁹⁶", "2⁻⁶⁴", "2⁻³²", "1", "2³²",
                "2⁶⁴", "2⁹⁶", "∞",
            ])
        let few = SweepFrame(places: [126, 127, 128], errors: [0.5])
        #expect(few.floatTicks.map(\.text) == ["2⁻⁴", "2⁻³", "2⁻²", "2⁻¹", "1", "2¹", "2²", "2³", "2⁴", "2⁵"])
        #expect(SweepFrame(places: [], errors: [40, 1e9]).errorTicks == [-4, 0, 4, 8, 12, 16, 20, 24, 28])
    }

    @Test func `no text from outside becomes markup`() throws {
        let hostile = "</title><script>alert(1)</script>\"'&]]>"
        var subject = LibrarySubject()
        subject.function = hostile
        subject.identity = ["library": "/x/" + hostile, hostile: hostile, "symbol": hostile]
        var certificate = try SweepFixture.make(subject: subject)
        certificate.defects = [SubjectDefect(.crash, hostile)]
        certificate.pieces[0].violations = [hostile]
        certificate.environment = [hostile: hostile]
        certificate.pieces[1].worst = SweepPiece.Worst(
            input: 0x3F9A_BCDE, output: 0, least: 0.6, most: 0.6, bound: 0.6, expected: hostile)
        let page = SweepHTML(certificate).text
        #expect(WellFormed(page).problem == nil)
        #expect(WellFormed(page).elements["script"] == nil && !page.contains("<script"))
        let markdown = SweepMarkdown(certificate, chart: "a> <b>.svg").text
        #expect(!markdown.replacing(/(`+)[^`].*?\1/, with: "").contains("<script"))
        #expect(markdown.contains("](<a%3E %3Cb%3E.svg>)"))
    }

    @Test func `the histogram has a bar for each bin that is not empty, and the count beside it`() {
        let markup = SweepHistogram(SweepFixture.certificate.tally()).markup.text
        #expect(markup.components(separatedBy: "<rect").count - 1 == 3)
        #expect(markup.contains(">0 to 1/8</text>") && markup.contains(">7/8 to 1</text>"))
        var tally = SweepTally()
        tally.histogram[8] = 5
        tally.histogram[8 + 24] = 1
        tally.histogram[tally.histogram.count - 1] = 2
        #expect(tally.namedBins.map(\.name)[8...11] == ["1 to 2", "2 to 4", "4 to 8", "8 to 16"])
        #expect(tally.namedBins[32].name == "2^24 to 2^25" && tally.namedBins.last!.name == "2^39 and more")
    }

    @Test func `equal certificates give equal texts`() throws {
        let (a, b) = (try SweepFixture.make(), try SweepFixture.make())
        #expect(SweepHTML(a).text == SweepHTML(b).text)
        #expect(SweepMarkdown(a).text == SweepMarkdown(b).text)
        #expect(SweepChart(a).svg == SweepChart(b).svg)
        #expect(SweepText(a).lines == SweepText(b).lines)
    }
}

/// Every number is the certificate's: what is changed there is changed in all three texts.
@Suite struct SweepNumbersTests {
    private static let changes: [(String, @Sendable (inout SweepCertificate) -> Void)] = [
        ("7,654", { $0.pieces[1].rows[0].tally.misrounded = 7654 - 91 - 77 - 5678 }),
        ("49,000,001", { $0.pieces[1].rows[0].tally.correctlyRounded += 49_000_001 - $0.tally().correctlyRounded }),
        ("12,347", { $0.pieces[2].rows[1].tally.aboveOneUlp = 12_347 }),
        ("12,348", { $0.pieces[2].rows[1].tally.overBudget = 12_348 }),
        ("12,349", { $0.pieces[2].rows[1].tally.wrongClass = 12_349 }),
        ("12,350", { $0.pieces[2].rows[1].tally.undecidedBudget = 12_350 }),
        ("12,351", { $0.pieces[2].rows[1].tally.undecidedRounding = 12_351 }),
        ("12,352", { $0.pieces[0].rows[0].tally.flushed = 12_352 }),
        ("0.498765", { $0.pieces[0].rows[0].tally.largestError = 0.498_765 }),
        (
            "0xBF000123",
            {
                $0.pieces[2].rows[0].tally.largestInput = 0xBF00_0123; $0.pieces[2].rows[0].tally.largestError = 0.505
            }
        ),
        ("0xBF8AAAAA", { $0.pieces[2].rows[1].tally.largestInput = 0xBF8A_AAAA }),
        ("0xBF8BBBBB", { $0.pieces[2].rows[1].tally.wrongInput = 0xBF8B_BBBB }),
        (
            "12,353",
            {
                $0.pieces[0].disorders = 12_353; $0.pieces[0].firstDisorder = 9
            }
        ),
        (
            "0x00001234",
            {
                $0.pieces[0].disorders = 1; $0.pieces[0].firstDisorder = 0x1235
            }
        ),
        ("0.612345679 ulp at", { $0.pieces[0].worst = SweepFixture.worst(3, 4, 0.612_345_678_9) }),
        ("Processor 10", { $0.environment["cpu"] = "Processor 10" }),
    ]

    @Test(arguments: changes.indices)
    func `a changed number is a changed text`(place: Int) {
        let (text, change) = Self.changes[place]
        let (before, after) = (SweepFixture.certificate, SweepFixture.certificate(change))
        for render in [
            { SweepText($0).lines.joined(separator: "\n") }, { SweepHTML($0).text }, { SweepMarkdown($0).text },
        ] as [(SweepCertificate) -> String] {
            #expect(!render(before).contains(text))
            #expect(render(after).contains(text), "\(text)")
        }
    }

    @Test func `the counts of the histogram are there`() {
        let after = SweepFixture.certificate { $0.pieces[0].rows[0].tally.histogram[8 + 20] = 4_242_424 }
        #expect(
            SweepHTML(after).text.contains("4,242,424")
                && SweepMarkdown(after).text.contains("| 2^20 to 2^21 | 4,242,424 |"))
    }
}
