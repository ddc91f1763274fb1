import Foundation
internal import Reporting
internal import Specifications
internal import Verification

/// The certificates that are kept beside the specifications, in `Reports/certificates`.
struct PublishedCertificates {
    private let catalog: SpecificationCatalog
    private let folder: String

    /// - Throws: as reading the specifications does.
    init(_ specs: SpecsOption) throws {
        catalog = try specs.catalog()
        let specifications = try specs.specs ?? SpecsOption.folder()
        folder = (specifications as NSString).deletingLastPathComponent + "/Reports/certificates"
    }

    /// What they prove of the engine's operations, by operation. Certificates of another specification than there is now
    /// prove nothing, and are named.
    ///
    /// - Throws: `SweepError` for a file that is no certificate.
    func proofs(of operations: [String], console: Console) throws -> [String: [ProofRecord]] {
        let path = folder.hasPrefix("/Reports") ? "." + folder : folder
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
            .filter { $0.hasSuffix(".json") }.sorted()
        var certificates: [CompactCertificate] = []
        for name in names {
            let file = "\(path)/\(name)"
            guard let data = FileManager.default.contents(atPath: file) else { continue }
            let certificate = try CompactCertificate(json: data, file: file)
            guard operations.contains(certificate.operation), certificate.subject == "engine",
                let specification = catalog[certificate.operation]
            else { continue }
            guard try isCurrent(certificate, specification) else {
                console.error("\(file) is of another specification; 'verify certify --missing' makes it anew")
                continue
            }
            certificates.append(certificate)
        }
        var proofs: [String: [ProofRecord]] = [:]
        for certificate in certificates {
            let budgets = catalog[certificate.operation]?.budgets(for: certificate.operation, of: "engine", .float32)
            proofs[certificate.operation, default: []].append(ProofRecord(certificate, reason: budgets?.reason))
        }
        return proofs
    }

    private func isCurrent(_ certificate: CompactCertificate, _ specification: Specification) throws -> Bool {
        let stated = specification.budgets(for: certificate.operation, of: "engine", .float32)
        guard let budget = certificate.direction == .forward ? stated?.forward : stated?.gradient,
            budget.text == certificate.budget,
            let attributes = try? specification.attributeValues(certificate.attributes),
            let reference = try? SweepReference(
                specification, attributes: attributes, direction: certificate.direction, budget: budget)
        else { return false }
        return reference.fingerprint == certificate.definitionFingerprint
    }
}
