import Testing

@testable import Reporting
@testable import Verification

@Suite("Charts")
struct ChartTests {
    private let exp = Fixture.full.operations[0]
    private let softmax = Fixture.full.operations[2]

    private var charts: [any Chart] {
        OperationCharts(exp, exp.implementations).all.map(\.chart)
            + OperationCharts(softmax, softmax.implementations).all.map(\.chart)
            + [
                HistogramChart(exp.implementations[0].profiles[0], of: "exp", budget: "0.501 ulp")!,
                ErrorMapChart(Fixture.map, of: "softmax.naive"),
            ]
    }

    @Test("Every chart is a file of its own, well-formed, with colours for light and dark, and says what it shows")
    func files() {
        #expect(charts.count == 6)
        for chart in charts {
            let parsed = WellFormed(chart.svg)
            #expect(parsed.problem == nil)
            #expect(parsed.elements["svg"] == 1)
            #expect(parsed.attributes.isSuperset(of: ["role", "aria-label", "viewBox"]))
            #expect(chart.svg.contains("prefers-color-scheme: dark"))
            #expect(!chart.alternative.isEmpty)
        }
    }

    @Test("A proof takes the place of the sample, and the chart says which of both it shows")
    func provenance() throws {
        let chart = try #require(OperationCharts(exp, exp.implementations).values)
        #expect(chart.series[0].isProven)
        #expect(chart.alternative.contains("exp, proven on all 4,294,967,296 inputs: largest error 0.502 ulp"))
        let gradient = try #require(OperationCharts(exp, exp.implementations).gradient)
        #expect(gradient.alternative.contains("exp, the worst of a sample of 8,190 results: largest error"))
    }

    @Test("Frontiers are marked where the axis is the input's, and the budget where it is a number of ulps")
    func marks() throws {
        let chart = try #require(OperationCharts(exp, exp.implementations).values).content.text
        #expect(chart.contains("<title>normal → inf at 88.7228394, probe one argument</title>"))
        #expect(chart.contains("budget 0.501 ulp"))
        let other = try #require(OperationCharts(softmax, softmax.implementations).values).content.text
        #expect(!other.contains("probe"))
    }

    @Test("A curve is one path, however many binades there are")
    func onePath() {
        let chart = OperationCharts(exp, exp.implementations).values!
        #expect(WellFormed(chart.svg).elements["path", default: 0] < 12)
    }

    @Test("Results of a wrong class have marks, and a line where others have errors")
    func wrongClass() throws {
        let chart = try #require(OperationCharts(softmax, softmax.implementations).values)
        #expect(chart.alternative.contains("4 of a wrong class"))
        #expect(chart.content.text.contains("<title>softmax.naive: wrong class</title>"))
    }

    @Test("Growth has the lines n and the square root of n")
    func growth() throws {
        let chart = try #require(OperationCharts(softmax, softmax.implementations).growth)
        #expect(chart.content.text.contains("<title>n</title>") && chart.content.text.contains(">√n</text>"))
        #expect(chart.alternative.contains("softmax: 0.25 for 1, 2.5 for 16, 13.75 for 1,000"))
        var single = softmax
        single.implementations[0].growth = [Fixture.growth[0]]
        #expect(OperationCharts(single, single.implementations).growth == nil)
    }

    @Test("A map has a square for each element, by how wrong it is")
    func map() {
        let chart = ErrorMapChart(Fixture.map, of: "softmax.naive")
        #expect(
            chart.alternative
                == "Errors in ulps of the 6 elements of the worst case of softmax.naive, shape [2, 3]: 1 to 0.5, 1 to 1, 1 to "
                + "1024, 1 more, 1 wrong class, 1 special. The worst is [1, 2], of a wrong class.")
        #expect(chart.content.text.matches(of: /h15v15h-15z/).count == 6)
        let long = ErrorMapRecord(
            caseID: "c", replay: "r", output: nil, shape: [131], ulps: Array(repeating: 0.5, count: 131), wrong: [])
        #expect(ErrorMapChart(long, of: "long").size.height < 150)
    }

    @Test("Infinite and enormous errors stay within the frame")
    func extremes() throws {
        var record = softmax
        record.implementations[1].profiles[0].binades[1].maximumULP = .infinity
        record.implementations[1].profiles[0].binades[0].maximumULP = 1e300
        let chart = try #require(OperationCharts(record, record.implementations).values)
        for match in chart.content.text.matches(of: /V(-?\d+)/) {
            #expect((0...300).contains(Int(match.output.1)!))
        }
        #expect(!chart.content.text.contains("nan") && !chart.content.text.contains("-9223372036854775808"))
    }

    @Test("No error is cut off: the axis reaches the largest one, and infinity has a place of its own above it")
    func noCut() {
        let frame = SweepFrame(places: [0, 100], errors: [0.5, 4.5e43])
        #expect(frame.powers.upperBound == 146 && !frame.hasInfinity)
        #expect(frame.errorTicks.count <= 10 && frame.errorTicks.contains(0))
        let infinite = SweepFrame(places: [0, 100], errors: [0.5, 1024, .infinity])
        #expect(infinite.hasInfinity && infinite.powers.upperBound > 11)
        #expect(infinite.y(.infinity) < infinite.y(1024) && infinite.y(.infinity) == SweepFrame.top)
        var record = softmax
        #expect(!OperationCharts(record, record.implementations).values!.content.text.contains("∞"))
        record.implementations[1].profiles[0].binades[1].maximumULP = .infinity
        #expect(OperationCharts(record, record.implementations).values!.content.text.contains(">∞</text>"))
    }

    @Test("The last bin of all has no end, and the chart says that heights are logarithmic")
    func openBin() throws {
        var profile = exp.implementations[0].profiles[0]
        profile.histogram = Array(repeating: 0, count: SweepTally.bins)
        profile.histogram[0] = 7
        profile.histogram[SweepTally.bins - 2] = 11
        profile.histogram[SweepTally.bins - 1] = 2005
        let chart = try #require(HistogramChart(profile, of: "exp", budget: nil))
        #expect(
            chart.alternative
                == "Results by error in ulps, heights logarithmic, exp: 7 from 0 to 0.125, 11 from 2³⁸ to 2³⁹, 2,005 above 2³⁹."
        )
        #expect(chart.content.text.contains("y=\"86\">∞</text>"))
        #expect(chart.content.text.contains("heights are logarithmic"))
    }

    @Test("A proof about one setting of attributes stands beside the sample, and says which")
    func partialProof() throws {
        var operation = exp
        operation.proofs[0].attributes = ["slope": "0.01"]
        let chart = try #require(OperationCharts(operation, operation.implementations).values)
        #expect(
            chart.series.map(\.name) == ["exp, slope = 0.01", "exp"] && chart.series.map(\.isProven) == [true, false])
        // What is proven is proven of all floats, whatever part of them has an error.
        #expect(chart.content.text.contains(">−∞</text>") && chart.content.text.contains(">∞</text>"))
    }

    @Test("The title names what the axis is of")
    func titles() throws {
        #expect(
            OperationCharts(exp, exp.implementations).values?.title(of: "values")
                == "Error of the values over the range of x")
        #expect(
            OperationCharts(softmax, softmax.implementations).values?.title(of: "values")
                == "Error of the values by the size of the real result")
    }

    @Test("No text leaves its chart")
    func clipping() throws {
        var large = softmax
        large.implementations[0].growth = [
            GrowthRecord(terms: 1, elements: 2, maximumOmega: 0.0625),
            GrowthRecord(terms: 1 << 20, elements: 2, maximumOmega: 2e6),
        ]
        var profile = exp.implementations[0].profiles[0]
        profile.histogram = Array(repeating: 5, count: SweepTally.bins)
        var map = Fixture.map
        map.ulps = [0.25, 0.75, 4, 512, 5000, nil, nil]
        (map.shape, map.wrong) = ([7], [6])
        var three = large
        three.implementations += [three.implementations[1], three.implementations[1]]
        for place in three.implementations.indices {
            three.implementations[place].name = "softmaxOfSomeLongName.number\(place)"
            three.implementations[place].profiles = softmax.implementations[1].profiles
        }
        let all: [any Chart] =
            charts + [
                try #require(GrowthChart(large, large.implementations)),
                try #require(HistogramChart(profile, of: "exp", budget: nil)), ErrorMapChart(map, of: "x"),
                try #require(ErrorChart(three, "forward", three.implementations)),
            ]
        for chart in all { #expect(Self.clipped(chart) == []) }
    }

    /// Texts that would not fit, by the width that letters have at most.
    private static func clipped(_ chart: any Chart) -> [String] {
        let svg = chart.content.text
        let groups = svg.matches(of: /<g class="([em])">(.*?)<\/g>/).map { (String($0.output.1), $0.range) }
        return svg.matches(of: /<text([^>]*?)x="(\d+)"([^>]*)>([^<]*)<\/text>/).compactMap { match in
            let group = groups.first { $0.1.overlaps(match.range) }?.0
            let isEnd = (match.output.1 + match.output.3).contains(/class="[^"]*end/) || group == "e"
            let width = 7.4 * Double(match.output.4.count)
            let x = Double(match.output.2)!
            let left = isEnd ? x - width : group == "m" ? x - width / 2 : x
            return left < 0 || left + width > Double(chart.size.width) ? "\(match.output.4) in \(type(of: chart))" : nil
        }
    }

    @Test("Rows join neighbours whose errors are alike, and are never many")
    func rows() throws {
        let series = try #require(ErrorSeries.all(exp.implementations[0], of: exp, "gradient").first)
        let rows = series.rows()
        #expect(rows.count <= 10)
        #expect(rows.reduce(0) { $0 + $1.elements } == series.cells.reduce(0) { $0 + $1.elements })
        #expect(rows.first?.places.lowerBound == -140 && rows.last?.places.upperBound == 139)
        #expect(rows.map(\.error).compactMap(\.self).max() == series.largestError)
        #expect(ErrorSeries.Cell(places: -1...126, error: 1, wrong: 0, elements: 1, at: 0).text == "-2^-126 to 2^0")
        #expect(ErrorSeries.Cell(places: -255...254, error: 1, wrong: 0, elements: 1, at: 0).text == "-inf to inf")
    }
}
