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

    @Test("Rows join neighbours whose errors are alike, and are never many")
    func rows() throws {
        let series = try #require(ErrorSeries(exp.implementations[0], of: exp, "gradient"))
        let rows = series.rows()
        #expect(rows.count <= 10)
        #expect(rows.reduce(0) { $0 + $1.elements } == series.cells.reduce(0) { $0 + $1.elements })
        #expect(rows.first?.places.lowerBound == -140 && rows.last?.places.upperBound == 139)
        #expect(rows.map(\.error).compactMap(\.self).max() == series.largestError)
        #expect(ErrorSeries.Cell(places: -1...126, error: 1, wrong: 0, elements: 1, at: 0).text == "-2^-126 to 2^0")
        #expect(ErrorSeries.Cell(places: -255...254, error: 1, wrong: 0, elements: 1, at: 0).text == "-inf to inf")
    }
}
