internal import ArgumentParser
import Foundation
internal import Specifications
internal import Values
internal import Verification

/// A correctly rounded calculator.
struct OracleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oracle",
        abstract: "Compute an operation of numbers, correctly rounded and certified.",
        usage: "verify oracle <operation> [<number> ...] [--dtype <dtype>] [--rounding <direction>] [--json] "
            + "[--attribute <name=value> ...] [--specs <folder>]",
        discussion: """
            Numbers are arguments, or else the lines of standard input:

              verify oracle exp 88.7 0x42b17217 -0x1p-149
              seq 1 100 | verify oracle exp --dtype float64 --rounding all
              verify oracle pow 2,0.5
              verify oracle ./my_gelu.yaml 1.5

            A number is decimal, hexadecimal (0x1.8p+3), inf, nan or bits: 'bits:42B17217', or 0x with exactly the dtype's \
            number of hexadecimal digits (8 for float32) and neither sign, point nor exponent. Decimals are stored as the \
            nearest number of the dtype first; where that is another number, it is shown in parentheses. Operations of \
            several numbers take them separated by commas. In standard input, empty lines and what follows # are skipped.

            Each line of output is the input, the result as bits, hexadecimal and decimal, and how hard it was to round: \
            how far the real result is from the nearest middle of two floats (a tie), or for the other directions from the \
            nearest float, in units in the last place, and how many bits of precision decided. A result that no precision \
            decides is undecided, with bounds.

            What is no number is reported on standard error, with its argument or line; the others are answered all the \
            same, and the exit status is 64.
            """)

    @OptionGroup var specs: SpecsOption

    @Argument(help: "An operation, or a specification file.")
    var operation: String

    @Argument(
        parsing: .allUnrecognized,
        help: ArgumentHelp("Inputs; without any, the lines of standard input.", valueName: "number"))
    var numbers: [String] = []

    @Option(
        name: .long,
        help: "The format of inputs and results: \(FloatFormat.all.map(\.name).joined(separator: ", ")).")
    var dtype: String = FloatFormat.binary32.name

    @Option(
        name: .long,
        help:
            "The direction of rounding: \(RoundingDirection.allCases.map(\.rawValue).joined(separator: ", ")), or all.")
    var rounding: String = RoundingDirection.nearest.rawValue

    @Option(name: .long, help: ArgumentHelp("An attribute's value.", valueName: "name=value"))
    var attribute: [String] = []

    @Flag(name: .long, help: "Write one JSON object a line.")
    var json = false

    func run() throws { try run(console: .standard) }

    func run(console: Console) throws {
        let calculator = try console.reporting {
            let format = try self.format()
            let directions = try self.directions()
            let specification = try specs.specification(operation)
            let attributes = try specification.attributeValues(pairs(attribute, "--attribute"))
            return LineCalculator(
                try CorrectlyRoundedCalculator(
                    specification, attributes: attributes, format: format, directions: directions),
                style: json ? .json : .text)
        }
        // What follows a terminator are numbers, as they are without one.
        let terminator = numbers.firstIndex(of: "--")
        let numbers = numbers.enumerated().filter { $0.offset != terminator }.map(\.element)
        if numbers.isEmpty {
            let stream = LineStream(calculator, report: console.error)
            try console.reporting { try stream.run() }
            if stream.hasProblems { throw ExitStatus.usage }
        } else {
            try answer(numbers, calculator, console)
        }
    }

    private func answer(_ words: [String], _ calculator: LineCalculator, _ console: Console) throws {
        var isWrong = false
        for (place, word) in words.enumerated() {
            // A newline or a hash would make another line of an argument.
            let isLine = !word.contains { $0.isNewline || $0 == "#" } && !word.allSatisfy(\.isWhitespace)
            let (text, problems) =
                isLine
                ? try console.reporting { try calculator.answers(to: word) }
                : ("", [.init(line: 0, message: "'\(word)' is not a number")])
            if !text.isEmpty { console.print(String(text.dropLast())) }
            for problem in problems {
                isWrong = true
                console.error("verify: argument \(place + 1): \(problem.message)\(hint(words, calculator))")
            }
        }
        if isWrong { throw ExitStatus.usage }
    }

    /// What to write instead of several arguments, where they are one input.
    private func hint(_ words: [String], _ calculator: LineCalculator) -> String {
        let arity = calculator.calculator.arity
        guard arity > 1, words.count == arity, !words.contains(where: { $0.contains(",") }) else { return "" }
        return " (write \(words.joined(separator: ",")))"
    }

    private func format() throws -> FloatFormat {
        let known = FloatFormat.all
        guard let format = known.first(where: { $0.name == dtype }) else {
            let hint = suggestion(for: dtype, among: known.map(\.name)).map { "; did you mean '\($0)'?" } ?? ""
            throw CommandError(
                "unknown dtype '\(dtype)'\(hint) (there are \(known.map(\.name).joined(separator: ", ")))")
        }
        return format
    }

    private func directions() throws -> [RoundingDirection] {
        if rounding == "all" { return RoundingDirection.allCases }
        guard let direction = RoundingDirection(rawValue: rounding) else {
            let known = RoundingDirection.allCases.map(\.rawValue) + ["all"]
            let hint = suggestion(for: rounding, among: known).map { "; did you mean '\($0)'?" } ?? ""
            throw CommandError(
                "unknown direction of rounding '\(rounding)'\(hint) (there are \(known.joined(separator: ", ")))")
        }
        return [direction]
    }
}
