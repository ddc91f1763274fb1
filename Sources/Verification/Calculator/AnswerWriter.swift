internal import Values

/// Writes answers as lines:
///
///     88.7 (0x1.62cccep+6 88.6999969) -> 0x7F7D0DAD 0x1.fa1b5ap+127 3.36...e+38 [2^-3.2 ulp from a tie, 53 bits]
///
/// The input as it was written; in brackets the float that is computed with, where that is not what was written; the
/// result as bits, hexadecimal and decimal, for several directions each with its name; how hard it was to round.
struct AnswerWriter {
    private let format: FloatFormat
    private let directions: [RoundingDirection]
    private let style: LineCalculator.Style
    private let names: [String]

    init(_ calculator: CorrectlyRoundedCalculator, style: LineCalculator.Style) {
        format = calculator.format
        directions = calculator.directions
        names = calculator.specification.inputs.map(\.name)
        self.style = style
    }

    func append(
        _ answer: Answer, to batch: InputBatch, at place: Int, in text: UnsafeBufferPointer<UInt8>,
        _ output: inout [UInt8]
    ) {
        switch style {
        case .text: appendText(answer, batch, place, text, &output)
        case .json: appendJSON(answer, batch, place, text, &output)
        }
        output.append(UInt8(ascii: "\n"))
    }

    // MARK: Text

    private func appendText(
        _ answer: Answer, _ batch: InputBatch, _ place: Int, _ text: UnsafeBufferPointer<UInt8>,
        _ output: inout [UInt8]
    ) {
        output.append(contentsOf: text[batch.texts[place]])
        if !batch.arePlain[place] {
            output.append(contentsOf: " (".utf8)
            for (column, values) in batch.columns.enumerated() {
                if column > 0 { output.append(contentsOf: ", ".utf8) }
                format.append(hex: values[place], to: &output)
                output.append(UInt8(ascii: " "))
                append(decimal: values[place], &output)
            }
            output.append(UInt8(ascii: ")"))
        }
        output.append(contentsOf: " -> ".utf8)
        if answer.kind == .undefined {
            output.append(contentsOf: "undefined [".utf8)
        } else {
            for (number, direction) in directions.enumerated() {
                if number > 0 { output.append(contentsOf: "; ".utf8) }
                if directions.count > 1 {
                    output.append(contentsOf: direction.rawValue.utf8)
                    output.append(UInt8(ascii: " "))
                }
                guard let value = answer[direction] else {
                    output.append(contentsOf: "undecided".utf8)
                    continue
                }
                format.append(bits: value, to: &output)
                output.append(UInt8(ascii: " "))
                format.append(hex: value, to: &output)
                output.append(UInt8(ascii: " "))
                append(decimal: value, &output)
            }
            output.append(contentsOf: " [".utf8)
        }
        switch answer.kind {
        case .exact: output.append(contentsOf: "exact, ".utf8)
        case .tie: output.append(contentsOf: "exact tie, ".utf8)
        case .overflow: output.append(contentsOf: "overflow, ".utf8)
        case .special:
            output.append(contentsOf: "special value: ".utf8)
            output.append(contentsOf: (answer.note ?? "").utf8)
            output.append(UInt8(ascii: "]"))
            return
        case .undefined:
            output.append(contentsOf: (answer.note ?? "").utf8)
            output.append(UInt8(ascii: "]"))
            return
        case .inexact:
            if let note = answer.note {
                output.append(contentsOf: note.utf8)
                output.append(contentsOf: ", ".utf8)
            }
        }
        if let distance = answer.tieDistance { append(distance, "tie", &output) }
        if let distance = answer.floatDistance { append(distance, "float", &output) }
        FloatFormat.append(decimal: UInt(answer.precision), to: &output)
        output.append(contentsOf: " bits]".utf8)
    }

    private func append(_ distance: Distance, _ what: String, _ output: inout [UInt8]) {
        if distance.isUpperBound { output.append(contentsOf: "under ".utf8) }
        append(power: distance, &output)
        output.append(contentsOf: " ulp from a ".utf8)
        output.append(contentsOf: what.utf8)
        output.append(contentsOf: ", ".utf8)
    }

    /// `2^-9.3`
    private func append(power distance: Distance, _ output: inout [UInt8]) {
        output.append(contentsOf: "2^".utf8)
        append(exponent: distance, &output)
    }

    private func append(exponent distance: Distance, _ output: inout [UInt8]) {
        if distance.tenths < 0 { output.append(UInt8(ascii: "-")) }
        let size = distance.tenths.magnitude
        FloatFormat.append(decimal: size / 10, to: &output)
        output.append(UInt8(ascii: "."))
        output.append(UInt8(ascii: "0") + UInt8(size % 10))
    }

    private func append(decimal value: Double, _ output: inout [UInt8]) {
        Values.appendDecimal(value, digits: format.digits, to: &output)
    }

    // MARK: JSON

    private func appendJSON(
        _ answer: Answer, _ batch: InputBatch, _ place: Int, _ text: UnsafeBufferPointer<UInt8>,
        _ output: inout [UInt8]
    ) {
        func append(_ text: String) { output.append(contentsOf: text.utf8) }
        func quoted(_ text: String) -> String {
            var quoted = "\""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"", "\\": quoted += "\\" + String(scalar)
                case _ where scalar.value < 32:
                    quoted += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
                default: quoted.unicodeScalars.append(scalar)
                }
            }
            return quoted + "\""
        }
        func float(_ value: Double) {
            append("{\"bits\":\"")
            format.append(bits: value, to: &output)
            append("\",\"hex\":\"")
            format.append(hex: value, to: &output)
            append("\",\"decimal\":\"")
            self.append(decimal: value, &output)
            append("\"}")
        }
        append("{\"text\":\(quoted(String(decoding: text[batch.texts[place]], as: UTF8.self))),\"inputs\":{")
        for (column, values) in batch.columns.enumerated() {
            append("\(column > 0 ? "," : "")\(quoted(names[column])):")
            float(values[place])
        }
        append("},\"results\":{")
        for (number, direction) in directions.enumerated() {
            append("\(number > 0 ? "," : "")\(quoted(direction.rawValue)):")
            if let value = answer[direction] { float(value) } else { append("null") }
        }
        append("},\"case\":\(quoted("\(answer.kind)"))")
        for (name, distance) in [("tie", answer.tieDistance), ("float", answer.floatDistance)] {
            guard let distance else { continue }
            append(",\"log2UlpFrom\(name == "tie" ? "Tie" : "Float")\(distance.isUpperBound ? "AtMost" : "")\":")
            self.append(exponent: distance, &output)
        }
        if let note = answer.note { append(",\"note\":\(quoted(note))") }
        append(",\"precision\":\(answer.precision)}")
    }
}
