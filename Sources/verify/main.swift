import Foundation
import Specifications
import Subjects
import Verification

let c = try SpecificationCatalog(folder: "Specs")
let v = Verifier(catalog: c, subject: EngineSubject())
let ops = CommandLine.arguments.count > 1 ? Array(CommandLine.arguments.dropFirst()) : v.operations
let start = ContinuousClock.now
let r = try await v.run(ops, jobs: 2) { print($0, $1, ContinuousClock.now - start) }
for o in r.operations {
    for i in o.implementations {
        print(
            "==", i.name, i.outcome, "F", i.forward.status, i.forward.elements, i.forward.maximumULP ?? -1,
            i.forward.maximumOmega ?? -1, "mis", i.forward.misrounded, "und", i.forward.undecidedRoundings, "G",
            i.gradient?.status as Any, i.gradient?.elements ?? 0, i.gradient?.maximumULP ?? -1,
            i.gradient?.maximumOmega ?? -1, "kinks", i.gradient?.kinks ?? 0, "formula", i.formula?.status as Any,
            i.formula?.elements ?? 0, i.formula?.undecided ?? 0, i.formula?.detectable ?? -1, i.formula?.problem ?? "",
            "FD",
            i.differences.map {
                "\($0.oraclePoints)/\($0.oracleExcluded)/\($0.oracleDisagreeing) \($0.subjectPoints)/\($0.subjectExcluded)/\($0.subjectDisagreeing)"
            } ?? "")
        print("   frontiers", i.frontiers.count, "findings", i.findingCount)
        for f in i.findings.prefix(6) { print("     ", f.id, f.isExpected ? "(expected)" : "", f.message) }
    }
}
