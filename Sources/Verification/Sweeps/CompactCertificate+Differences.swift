internal import Values

extension CompactCertificate {
    /// What is not the same in a sweep that was made again, a line each; empty when all that it covers is.
    ///
    /// The other certificate may cover less. Where things lie and what the other machine is makes no difference.
    public func differences(from certificate: SweepCertificate) -> [String] {
        let other = CompactCertificate(certificate)
        var lines: [String] = []
        func compare(_ what: String, _ mine: String, _ its: String) {
            if mine != its { lines.append("\(what): '\(mine)' in the certificate, '\(its)' now") }
        }
        compare("operation", operation, other.operation)
        compare("direction", direction.rawValue, other.direction.rawValue)
        compare("definition", definition, other.definition)
        compare("rules of the specification", definitionFingerprint, other.definitionFingerprint)
        compare("budget", budget, other.budget)
        compare("subject", subject, other.subject)
        compare("function", function, other.function)
        for key in Set(identity.keys).union(other.identity.keys).sorted() where !SweepCertificate.isPlace(key) {
            compare("the subject's \(key)", identity[key] ?? "none", other.identity[key] ?? "none")
        }
        return lines + certificate.pieces.flatMap(differences)
    }

    /// What is not the same in a piece that was computed again, a line each; empty when all is. A piece that is no shard of
    /// the certificate, or another part of one, is a difference.
    public func differences(from piece: SweepPiece) -> [String] {
        let now = Shard(piece)
        guard let shard = shards.first(where: { $0.range == now.range }) else {
            return ["\(now.place): the certificate has no such shard"]
        }
        var lines: [String] = []
        func compare(_ what: String, _ mine: String, _ its: String) {
            if mine != its { lines.append("\(now.place): \(what): \(mine) in the certificate, \(its) now") }
        }
        for count in Count.allCases { compare(count.text, "\(shard[count])", "\(now[count])") }
        func describe(_ worst: Shard.Worst?) -> String {
            guard let worst else { return "none" }
            return "\(worst.errorText) ulp at \(Float(bitPattern: worst.input).bitsText)"
        }
        compare("largest error", describe(shard.worst), describe(now.worst))
        compare(
            "bound of the errors", shard.worst.map { UlpText.bound($0.bound) } ?? "none",
            now.worst.map { UlpText.bound($0.bound) } ?? "none")
        compare("fingerprint of the outputs", shard.outputs, now.outputs)
        compare("fingerprint of the models", shard.models, now.models)
        return lines
    }
}

extension CompactCertificate.Shard {
    /// `0x42000000 to 0x42FFFFFF`
    public var place: String {
        "\(Float(bitPattern: range.lowerBound).bitsText) to \(Float(bitPattern: range.upperBound).bitsText)"
    }
}
