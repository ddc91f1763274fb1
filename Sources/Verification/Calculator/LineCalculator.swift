internal import Specifications
internal import Values

/// Answers lines of text with lines of text.
///
/// A line is one input: a number, or for an operation of several numbers as many, separated by commas or blanks. Empty lines
/// and what follows `#` are skipped. A line that is no input has no answer and is reported.
public struct LineCalculator: Sendable {
    /// A line that is no input.
    public struct Problem: Sendable, Hashable {
        /// The number of the line in the text, from 0.
        public let line: Int
        public let message: String

        public init(line: Int, message: String) {
            self.line = line
            self.message = message
        }
    }

    public enum Style: Sendable {
        case text
        /// One JSON object a line.
        case json
    }

    public let calculator: CorrectlyRoundedCalculator
    public let style: Style
    /// Inputs that are evaluated at a time.
    static let batchSize = 2048

    public init(_ calculator: CorrectlyRoundedCalculator, style: Style = .text) {
        self.calculator = calculator
        self.style = style
    }

    /// The answers to the lines of a text, each with a newline behind it, and the lines that have none, both in order.
    ///
    /// - Throws: `SpecificationError` when a formula of the specification does not hold together.
    public func answers(to text: UnsafeBufferPointer<UInt8>) throws -> (text: [UInt8], problems: [Problem]) {
        var output: [UInt8] = []
        output.reserveCapacity(text.count * 8 + 256)
        var problems: [Problem] = []
        let reader = InputReader(calculator)
        let writer = AnswerWriter(calculator, style: style)
        var batch = InputBatch(arity: calculator.arity)
        func flush() throws {
            for (place, answer) in try calculator.answers(batch.columns).enumerated() {
                writer.append(answer, to: batch, at: place, in: text, &output)
            }
            batch.removeAll()
        }
        var start = 0
        var line = 0
        while start < text.count {
            var end = start
            while end < text.count, text[end] != UInt8(ascii: "\n") { end += 1 }
            if let message = reader.read(text, start..<end, into: &batch) {
                problems.append(Problem(line: line, message: message))
            }
            if batch.count == Self.batchSize { try flush() }
            start = end + 1
            line += 1
        }
        try flush()
        return (output, problems)
    }

    /// The same for text at hand.
    public func answers(to text: String) throws -> (text: String, problems: [Problem]) {
        let (answers, problems) = try Array(text.utf8).withUnsafeBufferPointer { try self.answers(to: $0) }
        return (String(decoding: answers, as: UTF8.self), problems)
    }
}

/// Inputs that are read and wait for their evaluation.
struct InputBatch {
    /// For each input of the operation the values.
    private(set) var columns: [[Double]]
    /// Where the texts are.
    private(set) var texts: [Range<Int>] = []
    /// Whether the texts say what the values are.
    private(set) var arePlain: [Bool] = []
    private let arity: Int

    init(arity: Int) {
        self.arity = arity
        columns = [[Double]](repeating: [], count: arity)
    }

    var count: Int { texts.count }

    mutating func append(_ values: [Double], text: Range<Int>, isPlain: Bool) {
        for (place, value) in values.enumerated() { columns[place].append(value) }
        texts.append(text)
        arePlain.append(isPlain)
    }

    mutating func append(_ value: Double, text: Range<Int>, isPlain: Bool) {
        columns[0].append(value)
        texts.append(text)
        arePlain.append(isPlain)
    }

    mutating func removeAll() {
        for place in columns.indices { columns[place].removeAll(keepingCapacity: true) }
        texts.removeAll(keepingCapacity: true)
        arePlain.removeAll(keepingCapacity: true)
    }
}

/// Reads a line into a batch.
private struct InputReader {
    private let numbers: NumberReader
    private let inputs: [Specification.Input]
    private let operation: String
    private let format: FloatFormat

    init(_ calculator: CorrectlyRoundedCalculator) {
        numbers = NumberReader(format: calculator.format)
        format = calculator.format
        inputs = calculator.specification.inputs
        operation = calculator.specification.operation
    }

    /// What is wrong with the line, or nil.
    func read(_ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>, into batch: inout InputBatch) -> String? {
        var line = line
        if let comment = text[line].firstIndex(of: UInt8(ascii: "#")) { line = line.lowerBound..<comment }
        while let last = line.last, Self.isBlank(text[last]) { line = line.lowerBound..<last }
        while let first = line.first, Self.isBlank(text[first]) { line = first + 1..<line.upperBound }
        guard !line.isEmpty else { return nil }
        // Nearly every line is one number; what is no number may be several.
        if inputs.count == 1, let number = numbers.number(UnsafeBufferPointer(rebasing: text[line])) {
            if let problem = outside(number.value, inputs[0]) { return problem }
            batch.append(number.value, text: line, isPlain: number.isPlain)
            return nil
        }
        var values: [Double] = []
        var isPlain = true
        var count = 0
        for field in Self.fields(text, line) {
            guard !field.isEmpty else { return "there is no number between two commas in '\(Self.shown(text, line))'" }
            guard let number = numbers.number(UnsafeBufferPointer(rebasing: text[field])) else {
                return problem(Self.shown(text, field))
            }
            if count < inputs.count, let problem = outside(number.value, inputs[count]) { return problem }
            isPlain = isPlain && number.isPlain
            count += 1
            values.append(number.value)
        }
        guard values.count == inputs.count else {
            let names = inputs.map(\.name).joined(separator: ",")
            let numbers = "\(values.count) number\(values.count == 1 ? "" : "s")"
            return "'\(Self.shown(text, line))' is \(numbers); \(operation) takes \(inputs.count): \(names)"
        }
        batch.append(values, text: line, isPlain: isPlain)
        return nil
    }

    private func problem(_ word: String) -> String {
        let digits = format.width / 4
        if word.hasPrefix("bits:") {
            return "'\(word)' is not the bits of a \(format.name), at most \(digits) hexadecimal digits"
        }
        if word.hasPrefix("--") { return "unknown option '\(word)' (see 'verify oracle --help')" }
        return "'\(word)' is not a number; write decimals, 0x1.8p+3, bits (0x and \(digits) digits), inf or nan"
    }

    private func outside(_ value: Double, _ input: Specification.Input) -> String? {
        // Infinities are special cases, whatever numbers a domain has.
        if value.isNaN || value.isInfinite && !input.isFinite || input.domain.contains(value) { return nil }
        let domain = "\(number(input.domain.lowerBound)) to \(number(input.domain.upperBound))"
        return "\(number(value)) is outside the domain of '\(input.name)', from \(domain)"
    }

    private func number(_ value: Double) -> String {
        // A bound such as -1 needs fewer digits than tell it from its neighbours.
        value.isInfinite ? (value < 0 ? "-inf" : "inf") : decimalText(value, digits: format.digits)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    /// The parts of a line between separators: a comma with blanks around it, or blanks.
    private static func fields(_ text: UnsafeBufferPointer<UInt8>, _ line: Range<Int>) -> [Range<Int>] {
        if !text[line].contains(where: { $0 == UInt8(ascii: ",") || isBlank($0) }) { return [line] }
        var fields: [Range<Int>] = []
        var place = line.lowerBound
        while true {
            let start = place
            while place < line.upperBound, text[place] != UInt8(ascii: ","), !isBlank(text[place]) { place += 1 }
            fields.append(start..<place)
            while place < line.upperBound, isBlank(text[place]) { place += 1 }
            guard place < line.upperBound else { return fields }
            guard text[place] == UInt8(ascii: ",") else { continue }
            place += 1
            while place < line.upperBound, isBlank(text[place]) { place += 1 }
            if place == line.upperBound { return fields + [place..<place] }
        }
    }

    /// Text of a message: short, printable.
    private static func shown(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> String {
        let longest = 60
        let shown = String(decoding: text[range.prefix(longest)], as: UTF8.self)
        return String(
            String.UnicodeScalarView(
                shown.unicodeScalars.map { $0.value < 32 || $0.value == 127 ? "\u{FFFD}" : $0 }))
            + (range.count > longest ? "..." : "")
    }
}

extension Range where Bound == Int {
    fileprivate func prefix(_ count: Int) -> Range<Int> { lowerBound..<Swift.min(upperBound, lowerBound + count) }
}
