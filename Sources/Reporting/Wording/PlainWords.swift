import Foundation
import Values
import Verification

// What an error means to a reader who has never heard of units in the last place.

/// How many decimal digits of a float32 an error leaves: `about 5 of 7 digits are right`.
func digitsText(ofUlps ulps: Double) -> String {
    guard ulps.isFinite else { return "no digit is right" }
    if ulps <= 0.5 { return "every digit is right" }
    if ulps <= 1 { return "all 7 digits are right, but for the last bit" }
    // One ulp is between 2^-24 and 2^-23 of the value.
    let digits = Int((-Foundation.log10(ulps * Foundation.exp2(-23.5))).rounded(.down))
    if digits < 1 { return "not even the first digit is right" }
    return digits >= 7
        ? "all 7 digits are right, but for the last bits"
        : "about \(digits) of 7 digits \(digits == 1 ? "is" : "are") right"
}

/// What reports say once about the unit that all of them use.
enum UlpExplanation {
    static let text =
        "Errors are counted in ulps, units in the last place: the distance between one float and the next. An error of up "
        + "to half an ulp means the best answer that there is; 1 ulp, that the last bit is off; 1,000 ulp, that 3 of 7 "
        + "digits are lost; 10 million, that none is right."
}

extension CheckRecord {
    /// Elements that are worth showing.
    var wrongCount: Int { Verdict.allCases.filter(\.isFinding).reduce(0) { $0 + (verdicts[$1.rawValue] ?? 0) } }
}

extension RunRecord {
    /// The run in a few words that need no explanation.
    var headline: String {
        let all = operations.flatMap(\.implementations)
        let broken = all.filter { $0.outcome == .failed }.map(\.name)
        let stale = all.filter { $0.outcome == .expectationStale }.map(\.name)
        if all.isEmpty { return "Nothing was verified" }
        var clauses: [String] = []
        if !broken.isEmpty {
            let names = broken.count > 6 ? broken.prefix(5) + ["\(broken.count - 5) more"] : broken[...]
            clauses.append(
                "\(countText(broken.count)) of \(counted(all.count, "implementation")) \(broken.count == 1 ? "is" : "are") "
                    + "broken: \(names.joined(separator: ", "))")
        }
        if !stale.isEmpty {
            clauses.append(
                "\(stale.joined(separator: ", ")) \(stale.count == 1 ? "passes" : "pass") although failure was expected"
            )
        }
        if !clauses.isEmpty { return clauses.joined(separator: "; ") }
        // Of these, no implementation does what it should, and nobody expected it to.
        let hopeless = operations.filter { operation in !operation.implementations.contains { $0.outcome == .passed } }
        let kept = operations.count - hopeless.count
        if hopeless.isEmpty {
            return kept == 1
                ? "\(operations[0].name) keeps its promises"
                : "All \(countText(kept)) operations keep their promises"
        }
        let names = hopeless.map(\.name).joined(separator: ", ")
        let known = "\(names) \(hopeless.count == 1 ? "is" : "are") known not to"
        return kept == 0
            ? "\(known) keep \(hopeless.count == 1 ? "its" : "their") promises"
            : "\(counted(kept, "operation")) \(kept == 1 ? "keeps its" : "keep their") promises; \(known)"
    }

    /// What is proven and what is a sample.
    var provenance: String {
        let results = operations.flatMap(\.implementations).reduce(0) {
            $0 + $1.forward.elements + ($1.gradient?.elements ?? 0)
        }
        let complete = operations.flatMap(\.proofs).filter { $0.isComplete && $0.passes }
        func count(_ check: String) -> Int {
            Set(complete.filter { $0.check == check }.map(\.functionText)).count
        }
        let sample = "\(counted(results, "result")) of samples were judged against certified references"
        guard !complete.isEmpty else { return sample.prefix(1).uppercased() + sample.dropFirst() + "." }
        return
            "Proven on every one of the \(countText(1 << 32)) floats: the values of \(counted(count("forward"), "function")) "
            + "and the gradients of \(countText(count("gradient"))). Besides, \(sample)."
    }
}
