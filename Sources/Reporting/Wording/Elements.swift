import Values
import Verification

// Cases, elements and frontiers as lines of text.

extension FloatRecord {
    /// `0x1.62e42ep+6 (88.7228317, 0x42B17217)`
    var hexFirst: String { "\(hex) (\(decimal), \(bits))" }

    /// `88.7228317 (0x42B17217)`
    var decimalAndBits: String { "\(decimal) (\(bits))" }
}

extension TensorRecord {
    /// `x = [1000, 0]`; a tensor of more axes names its shape: `x[2, 2] = [1, 2, 3, 4]`; elements that were left out
    /// are counted.
    func text(_ spelling: KeyPath<FloatRecord, String> = \.decimal) -> String {
        let count = shape.reduce(1, *)
        let values = elements.map { $0[keyPath: spelling] }.joined(separator: ", ")
        let rest = count > elements.count ? ", and \(countText(count - elements.count)) more" : ""
        if shape.isEmpty { return "\(name) = \(values)" }
        return "\(shape.count == 1 ? name : name + bracketed(shape)) = [\(values)\(rest)]"
    }
}

extension ElementRecord {
    /// `x = [1000, 0], axis = -1`; of long inputs the element at the place in question comes first: `x[36] = 15.25, x = [...]`.
    func inputText(_ spelling: KeyPath<FloatRecord, String> = \.decimal) -> String {
        ([placesText(spelling)].filter { !$0.isEmpty } + [caseText(spelling)]).joined(separator: ", ")
    }

    /// The same of the whole case, whatever the element.
    func caseText(_ spelling: KeyPath<FloatRecord, String> = \.decimal) -> String {
        Reporting.inputText(inputs + cotangents, attributes, spelling)
    }

    private func placesText(_ spelling: KeyPath<FloatRecord, String>) -> String {
        (places ?? []).map { "\($0.name)\(bracketed($0.index)) = \($0.value[keyPath: spelling])" }.joined(
            separator: ", ")
    }

    /// `output[36] for x[36] = 15.25`, where the inputs of the case do not show it.
    var placeAndInput: String {
        let own = placesText(\.decimal)
        return own.isEmpty ? place : "\(place) for \(own)"
    }

    /// `output[0]`, or `gradient of x[0]`.
    var place: String {
        check == "gradient" ? "gradient of \(input ?? "the input")\(bracketed(index))" : "output\(bracketed(index))"
    }

    /// `0.501 ulp`, an upper bound; nil where one of the sides is no number.
    var errorText: String? {
        let ulps = ulpsHigh.map { "\(boundText($0)) ulp" }
        let scaled = omega.map { "\(boundText($0)) omega" }
        let both = [ulps, scaled].compactMap(\.self)
        return both.isEmpty ? nil : both.joined(separator: ", ")
    }

    /// The verdict in words, and that it is silent when it is.
    var verdictText: String { isSilentlyWrong ? "silently wrong" : verdict.text }
}

extension Collection where Element == ElementRecord {
    /// Elements of one case and check together, in the order of their first: inputs need to be read only once.
    var groupedByCase: [[ElementRecord]] {
        reduce(into: []) { groups, element in
            let place = groups.firstIndex { $0[0].caseID == element.caseID && $0[0].check == element.check }
            if let place { groups[place].append(element) } else { groups.append([element]) }
        }
    }
}

extension FrontierRecord {
    /// `normal → inf`
    var change: String { "\(classBefore) → \(classAfter)" }

    /// Why there is no real value, where the specification says.
    private var reason: String {
        truth.hasPrefix("no real value: ") ? ": " + truth.dropFirst("no real value: ".count) : ""
    }

    /// `wrong already: the real result is 2.9e-39`, where the last result before it is no good one.
    var beforeNote: String? {
        guard isBeforeRight == false else { return nil }
        return "wrong already: the real result is \(truthBefore)"
    }

    /// `yes`, or what the real result is where the implementation breaks; and the law that it obeys.
    var inherence: String {
        let answer =
            if isInherent {
                "yes\(reason)"
            } else if isAfterRight {
                "yes\(reason); it is before that the result is wrong: it should be \(truthBefore)"
            } else {
                "no: \(truth.hasPrefix("no real value") ? "there is " : "the real result is ")\(truth)"
            }
        return answer + (law.map { "; predicted: \($0)" } ?? "")
    }
}

extension Collection where Element == FrontierRecord {
    /// Values and gradients that change class at the same floats in the same way, together: `y[0], dx[0]`.
    var mergedByPlace: [(frontier: FrontierRecord, observed: String)] {
        reduce(into: []) { merged, frontier in
            let place = merged.firstIndex { known, _ in
                known.probe == frontier.probe && known.size == frontier.size && known.lastGood == frontier.lastGood
                    && known.firstBad == frontier.firstBad && known.change == frontier.change
                    && known.inherence == frontier.inherence && known.beforeNote == frontier.beforeNote
                    && known.replay == frontier.replay
            }
            if let place {
                merged[place].observed += ", " + frontier.observed
            } else {
                merged.append((frontier, frontier.observed))
            }
        }
    }
}

extension AnchorRecord {
    /// `x = [1000, 0], axis = -1`
    var inputText: String { Reporting.inputText(inputs, attributes, \.decimal) }

    /// `[1, 0]`
    var truthText: String { listed(truth) }
}

extension AnswerRecord {
    /// `[nan, 0]`; nil where the bits are no fact to publish.
    var outputText: String? { outputs.isEmpty ? nil : listed(outputs.map(\.decimal)) }

    /// The verdict, when it is worth showing.
    var verdictText: String? { isSilentlyWrong ? "silently wrong" : verdict.isFinding ? verdict.text : nil }
}

/// One value as it is, several in brackets.
private func listed(_ values: [String]) -> String {
    values.count == 1 ? values[0] : "[" + values.joined(separator: ", ") + "]"
}

/// Tensors, then attributes by name.
private func inputText(
    _ tensors: [TensorRecord], _ attributes: [String: AttributeValue], _ spelling: KeyPath<FloatRecord, String>
) -> String {
    let settings = attributes.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }
    return (tensors.map { $0.text(spelling) } + settings).joined(separator: ", ")
}

/// `[0, 1]`; nothing for a scalar's index.
private func bracketed(_ numbers: [Int]) -> String {
    numbers.isEmpty ? "" : "[" + numbers.map(String.init).joined(separator: ", ") + "]"
}

extension OperationRecord {
    /// `ONNX Softmax (from opset 13)`: the catalogue in its own spelling, the name, and what to add.
    var foreignNames: [(catalogue: String, name: String, note: String)] {
        names.map { foreign in
            let catalogue =
                switch foreign.catalogue {
                case "onnx": "ONNX"
                case "array-api": "Array API"
                case "aten": "ATen"
                default: foreign.catalogue
                }
            return (catalogue, foreign.name, foreign.opset.map { " (from opset \($0))" } ?? "")
        }
    }
}
