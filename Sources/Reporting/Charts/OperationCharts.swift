import Verification

/// The charts of an operation, in the order in which reports show them. A gradient that is right everywhere, up to the
/// rounding that nothing avoids, has no chart.
struct OperationCharts {
    let values: ErrorChart?
    let gradient: ErrorChart?
    let growth: GrowthChart?

    /// - Parameter implementations: those to show; a report that is compared leaves out what differs between machines.
    init(_ operation: OperationRecord, _ implementations: [ImplementationRecord]) {
        values = ErrorChart(operation, "forward", implementations)
        gradient = ErrorChart(operation, "gradient", implementations).flatMap { $0.isTelling ? $0 : nil }
        growth = GrowthChart(operation, implementations)
    }

    /// Those there are, by the word that their files' names end in.
    var all: [(word: String, caption: String, chart: any Chart)] {
        var all: [(String, String, any Chart)] = []
        if let values { all.append(("values", values.title(of: "values"), values)) }
        if let gradient { all.append(("gradient", gradient.title(of: "gradient"), gradient)) }
        if let growth { all.append(("omega", "Error of sums against the number of terms", growth)) }
        return all
    }
}

extension ErrorChart {
    /// Whether there is more to see than the best that there is.
    fileprivate var isTelling: Bool {
        series.contains { series in (series.largestError ?? 0) > 0.502 || series.cells.contains { $0.wrong > 0 } }
    }
}

extension ErrorMapRecord {
    /// Whether some element is not as good as can be.
    var isTelling: Bool { !wrong.isEmpty || ulps.contains { ($0 ?? 0) > 0.502 } }
}
