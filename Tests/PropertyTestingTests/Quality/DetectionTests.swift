import PlantedMistakes
import Testing

@testable import PropertyTesting

/// How many planted mistakes a run notices: the measure of the generators and of the search.
@Suite("Detection of planted mistakes")
struct DetectionTests {
    private static let seeds = 10

    /// The share of seeds that catch each mistake within a number of cases, all cases counted.
    private func detection(_ cases: Int) -> [Double] {
        PlantedMistake.all.map { mistake in
            let caught = (0..<Self.seeds).filter { seed in
                var settings = PropertySettings()
                settings.cases = cases
                settings.seed = "\(mistake.name), seed \(seed)"
                settings.shrinkingCases = 0
                settings.maximumFailures = 8
                return mistake.caught(settings).map { $0 <= cases } ?? false
            }
            return Double(caught.count) / Double(Self.seeds)
        }
    }

    @Test("Of at least 24 kinds of mistakes, 85 % are caught by 100 cases and 98 % by 1,000")
    func detection() {
        #expect(PlantedMistake.all.count >= 24)
        #expect(Set(PlantedMistake.all.map(\.name)).count == PlantedMistake.all.count)
        let few = detection(100)
        let many = detection(1000)
        let means = [few, many].map { $0.reduce(0, +) / Double($0.count) }
        func percent(_ share: Double) -> String { "\((share * 1000).rounded() / 10) %" }
        print("detection of \(PlantedMistake.all.count) planted mistakes, \(Self.seeds) seeds each")
        for (place, mistake) in PlantedMistake.all.enumerated() where few[place] < 1 || many[place] < 1 {
            print("  \(mistake.name): \(percent(few[place])) by 100 cases, \(percent(many[place])) by 1,000")
        }
        print("  mean: \(percent(means[0])) by 100 cases, \(percent(means[1])) by 1,000")
        #expect(means[0] >= 0.85)
        #expect(means[1] >= 0.98)
    }
}
