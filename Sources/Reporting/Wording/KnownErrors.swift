import Verification

/// The largest error that is known of the values or gradients of an implementation, and how it is known.
struct KnownError {
    let value: Double
    /// `ulp` or `omega`
    let unit: String
    /// `proven on all 4,294,967,296 inputs`, `the worst of a sample of 8,192 results`
    let provenance: String

    /// `0.501 ulp`
    var text: String { "\(boundText(value)) \(unit)" }
}

extension OperationRecord {
    /// The largest error that is known of a check, of all that is proven and all that was sampled; nil where no result has one.
    ///
    /// A proof is about all floats, but about one setting of attributes: it says nothing of others, of which there is the
    /// sample only.
    func knownError(of implementation: ImplementationRecord, _ check: String) -> KnownError? {
        guard let record = check == "forward" ? implementation.forward : implementation.gradient,
            record.status != .notRun
        else { return nil }
        if record.budget?.hasSuffix("omega") == true, let omega = record.maximumOmega {
            return KnownError(value: omega, unit: "omega", provenance: record.sampleText)
        }
        let proofs = proofs(of: implementation.name).filter { $0.check == check && $0.isComplete }
        guard let proof = proofs.max(by: { $0.bound < $1.bound }) else {
            return record.maximumULP.map { KnownError(value: $0, unit: "ulp", provenance: record.sampleText) }
        }
        guard let sampled = record.maximumULP, sampled > proof.bound else {
            let others = proof.isWhole ? "" : "; no other result of \(record.sampledText) has a larger error"
            return KnownError(value: proof.bound, unit: "ulp", provenance: proof.provenanceText + others)
        }
        return KnownError(
            value: sampled, unit: "ulp",
            provenance: "\(record.sampleText); \(boundText(proof.bound)) ulp is \(proof.provenanceText)")
    }

    /// How much of what is known of an implementation is proven.
    func coverage(of implementation: ImplementationRecord) -> Coverage {
        let proofs = proofs(of: implementation.name).filter(\.isComplete)
        let checks = ["forward"] + (implementation.gradient.map { $0.status == .notRun } ?? true ? [] : ["gradient"])
        let isWhole = checks.allSatisfy { check in proofs.contains { $0.check == check && $0.isWhole } }
        return isWhole ? .whole : proofs.isEmpty ? .none : .part(proofs.map(\.partText))
    }

    enum Coverage {
        /// Values, and gradients where there are any, on every float.
        case whole
        /// Values or gradients alone, or for some settings of attributes: `values for slope = 0.01`.
        case part([String])
        case none
    }
}

extension CheckRecord {
    /// `a sample of 8,192 results`
    var sampledText: String { "a sample of \(counted(elements, "result"))" }

    /// `the worst of a sample of 8,192 results`
    var sampleText: String { "the worst of \(sampledText)" }
}

extension ProofRecord {
    /// Whether it is about all that the function can be asked: there are no attributes whose other settings it leaves out.
    var isWhole: Bool { isComplete && attributes.isEmpty }

    /// `slope = 0.01`; empty without attributes.
    var settingsText: String {
        attributes.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" }.joined(separator: ", ")
    }

    /// `proven on all 4,294,967,296 inputs`
    var coverageText: String {
        isComplete
            ? "proven on all \(countText(inputs)) inputs"
            : "found on \(countText(inputs)) of \(countText(1 << 32)) inputs"
    }

    /// `proven on all 4,294,967,296 inputs for slope = 0.01`
    var provenanceText: String { attributes.isEmpty ? coverageText : "\(coverageText) for \(settingsText)" }

    /// `values for slope = 0.01`
    fileprivate var partText: String {
        (check == "forward" ? "values" : "gradient") + (attributes.isEmpty ? "" : " for \(settingsText)")
    }

    /// `elu, alpha = 1`
    var functionText: String { attributes.isEmpty ? implementation : "\(implementation), \(settingsText)" }

    /// `forward` or `gradient`, as profiles and frontiers say it.
    var check: String { direction == .forward ? "forward" : "gradient" }
}

extension OperationRecord {
    /// All proofs about an implementation.
    func proofs(of implementation: String) -> [ProofRecord] { proofs.filter { $0.implementation == implementation } }
}
