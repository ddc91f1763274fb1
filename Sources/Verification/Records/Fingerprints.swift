internal import Specifications
internal import Values

// What findings are about, in a way that lasts: cases have numbers, which change when the specification gets another one.

extension ImplementationRun {
    /// Findings with their fingerprints.
    func fingerprinted(_ findings: [FindingRecord]) -> [FindingRecord] {
        var known: [String: String] = [:]
        return findings.map { finding in
            var finding = finding
            let parts = finding.id.split(separator: "/", maxSplits: 2).map(String.init)
            if parts.count == 3, let id = CaseID(parts[1]), let subjectCase = verifier.plan.makeCase(id) {
                let hash = known[parts[1]] ?? subjectCase.fingerprint
                known[parts[1]] = hash
                finding.fingerprint = "\(name)/\(hash)/\(parts[2])"
            } else if finding.kind == .stale {
                // Rows of tables have numbers, too; the message says what they state, and nothing that is measured.
                finding.fingerprint = "\(name)/\(Self.hash(Array(finding.message.utf8)))/stale"
            } else {
                finding.fingerprint = finding.id
            }
            return finding
        }
    }

    fileprivate static func hash(_ bytes: [UInt8]) -> String { String(SHA256.hexDigest(of: bytes).prefix(16)) }
}

extension Case {
    /// The numbers that it consists of, whatever its name is: 16 hexadecimal digits.
    fileprivate var fingerprint: String {
        var bytes: [UInt8] = []
        func add(_ text: String) { bytes += Array(text.utf8) + [0] }
        func add(_ words: some Sequence<some FixedWidthInteger>) {
            for word in words { withUnsafeBytes(of: word.littleEndian) { bytes += $0 } }
        }
        for input in inputs {
            add("\(input.dtype.rawValue) \(input.shape.extents)")
            switch input.elements {
            case .float32(let values): add(values.map(\.bitPattern))
            case .float64(let values): add(values.map(\.bitPattern))
            case .int64(let values): add(values)
            case .bool(let values): add(values.map { $0 ? 1 as UInt8 : 0 })
            }
        }
        for (name, value) in attributes.sorted(by: { $0.key < $1.key }) { add("\(name) = \(value)") }
        return ImplementationRun.hash(bytes)
    }
}
