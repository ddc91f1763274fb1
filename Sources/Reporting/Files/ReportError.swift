import Verification

/// Why a report could not be written or read.
public enum ReportError: Error, Hashable, CustomStringConvertible {
    /// The directory cannot be created or holds no new files.
    case unwritableDirectory(path: String, reason: String)
    /// A report could not be completed; what stood in its place is as it was.
    case unwritableFile(path: String, reason: String)
    /// The JSON has a `schemaVersion` that this version does not know.
    case unknownVersion(Int)
    /// The JSON is no run record.
    case notARecord(String)

    public var description: String {
        switch self {
        case .unwritableDirectory(let path, let reason): "nothing can be written to '\(path)': \(reason)"
        case .unwritableFile(let path, let reason): "'\(path)' cannot be written: \(reason)"
        case .unknownVersion(let version):
            "the run record has schemaVersion \(version); this version reads \(RunRecord.readableVersions.lowerBound) to \(RunRecord.currentVersion)"
        case .notARecord(let reason): "this is no run record: \(reason)"
        }
    }
}
