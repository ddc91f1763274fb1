// What older versions of the format did not have. Version 1 had no profiles, growth, maps of errors or proofs: records that
// it wrote are read as if there were none. Version 2 had no fingerprints of findings, did not count them by sort, and did not
// have what to write instead, nor whether the last results before frontiers are right, nor the elements of long inputs at the
// place of a judged one.

extension RunRecord {
    /// The versions that can be read, the oldest first.
    public static let readableVersions = 1...currentVersion
}

extension KeyedDecodingContainer {
    func decode(_ type: [ProfileRecord].Type, forKey key: Key) throws -> [ProfileRecord] {
        try decodeIfPresent(type, forKey: key) ?? []
    }

    func decode(_ type: [GrowthRecord].Type, forKey key: Key) throws -> [GrowthRecord] {
        try decodeIfPresent(type, forKey: key) ?? []
    }

    func decode(_ type: [ProofRecord].Type, forKey key: Key) throws -> [ProofRecord] {
        try decodeIfPresent(type, forKey: key) ?? []
    }
}
