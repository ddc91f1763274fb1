import Foundation
import PlantedMistakes
import PropertyTesting
import Values

/// How many cases of a property run in a second on one core, and how many planted mistakes they catch; Hypothesis on the
/// same machine and the same mistakes beside it, where it is installed.
enum PropertyBenchmarks {
    static func run() throws {
        speed("cases of one float32", atLeast: 20_000, .float32) { x in ulps(x + 1, Double(x) + 1) }
        speed("cases of two float32", atLeast: 20_000, .zip(.float32, .float32)) { x, y in
            ulps(x + y, Double(x) + Double(y))
        }
        speed("cases of one float32, with a journal", atLeast: 20_000, .float32, hasJournal: true) { x in
            ulps(x + 1, Double(x) + 1)
        }
        speed("cases of 8x8 tensors", atLeast: 5_000, .tensor(shape: [8, 8], .float32(-50...50))) { x in
            ulps(x.float32!.reduce(0) { $0 + $1.magnitude }, x.float32!.reduce(0.0) { $0 + Double($1.magnitude) })
        }
        speed("cases of tensors of any shape", atLeast: 5_000, .tensor()) { x in
            ulps(x.float32!.reduce(0, max), x.float32!.reduce(0, max))
        }
        detection()
        try compare()
    }

    private static func speed<Value>(
        _ name: String, atLeast least: Int, _ generator: Generator<Value>, hasJournal: Bool = false,
        _ property: (Value) -> Measure
    ) {
        var settings = PropertySettings()
        settings.cases = least * 4
        settings.budget = .ulps(1e9)
        let folder = NSTemporaryDirectory() + "plumbline-benchmark-\(ProcessInfo.processInfo.processIdentifier)"
        if hasJournal { settings.journalFolder = folder }
        let clock = ContinuousClock()
        var rates: [Double] = []
        for repetition in 0..<5 {
            settings.seed = "\(name) \(repetition)"
            var report: PropertyReport?
            let time = clock.measure { report = runProperty(name, generator, settings, property) }
            rates.append(Double(report!.cases) / (time / .seconds(1)))
        }
        try? FileManager.default.removeItem(atPath: folder)
        rates.sort()
        func text(_ rate: Double) -> String {
            "\(Int(rate / 1000)),\(String(String(Int(rate) % 1000 + 1000).dropFirst()))"
        }
        print(
            "\(name): \(text(rates[2])) a second (\(text(rates[0])) to \(text(rates[4]))), claim \(text(Double(least)))"
        )
    }

    private static func detection() {
        let seeds = 10
        print("share of planted mistakes caught, \(PlantedMistake.all.count) mistakes, \(seeds) seeds each")
        for cases in [100, 1000] {
            var sum = 0.0
            for mistake in PlantedMistake.all {
                for seed in 0..<seeds {
                    var settings = PropertySettings()
                    settings.cases = cases
                    settings.seed = "\(mistake.name), seed \(seed)"
                    settings.shrinkingCases = 0
                    if let number = mistake.caught(settings), number <= cases { sum += 1 }
                }
            }
            let share = sum / Double(seeds * PlantedMistake.all.count)
            print("  by \(cases) cases: \((share * 1000).rounded() / 10) %")
        }
    }

    /// Runs the same with Hypothesis, if Python has it; the script says if not.
    private static func compare() throws {
        let script = "Benchmarks/hypothesis_comparison.py"
        guard FileManager.default.fileExists(atPath: script) else {
            return print("\(script) is not in this folder; run from the root of the package to compare with Hypothesis")
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [ProcessInfo.processInfo.environment["PYTHON"] ?? "python3", script]
        try process.run()
        process.waitUntilExit()
        if process.terminationStatus != 0 { print("\(script) did not run: is there a python3?") }
    }
}
