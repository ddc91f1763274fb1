/// The choices of one case, with what is known of their structure.
struct DrawnCase {
    var choices: [Choice]
    var spans: [Span]
    var tensors: [TensorRecord]
    /// The choices of each part of the input, where it is a tuple.
    var parts: [Range<Int>]

    init(_ source: Source) {
        choices = source.choices
        spans = source.spans
        tensors = source.tensors
        parts = source.parts
    }

    var recorded: [RecordedChoice] { choices.map(\.recorded) }
    var replay: Replay { Replay(choices: recorded, tensors: tensors) }

    /// The classes of floats in the case.
    var classes: FloatClasses {
        var result: FloatClasses = []
        // What a filter turned down is not part of the input.
        let discarded = spans.filter(\.isDiscarded)
        for (place, choice) in choices.enumerated() {
            guard case .float(let domain) = choice.domain, !discarded.contains(where: { $0.range.contains(place) })
            else {
                continue
            }
            result.formUnion(domain.format.classes(choice.value))
        }
        return result
    }

    /// A number that tells cases apart.
    var fingerprint: UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for choice in choices {
            hash = (hash ^ choice.value ^ UInt64(choice.domain.kind) << 56) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash >> 32
        }
        return hash ^ UInt64(choices.count)
    }
}
