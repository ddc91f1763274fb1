public import Foundation
public import Verification

/// A run as JSON: what other programs read, and what two runs are compared by.
///
/// Keys are sorted and lines broken, so that equal records give equal bytes and text tools show what changed. Infinite
/// and undefined numbers, which JSON lacks, are the strings `inf`, `-inf` and `nan`.
public struct JSONReport {
    public let record: RunRecord

    public init(_ record: RunRecord) { self.record = record }

    /// The file's bytes, ending with a line break.
    public var data: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            encoder.nonConformingFloatEncodingStrategy = .convertToString(
                positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
            return JSONLayout(try encoder.encode(record)).data
        }
    }
}

extension RunRecord {
    /// Reads what `JSONReport` wrote, in this version of the format or an older one; the record is then of this version.
    ///
    /// - Throws: `ReportError.unknownVersion` for another version of the format, whatever else the file holds;
    ///   `ReportError.notARecord`, which names the place, when the text is no record.
    public init(json: Data) throws {
        struct Head: Decodable { let schemaVersion: Int }

        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            let version = try decoder.decode(Head.self, from: json).schemaVersion
            guard Self.readableVersions.contains(version) else { throw ReportError.unknownVersion(version) }
            self = try decoder.decode(RunRecord.self, from: json)
            schemaVersion = Self.currentVersion
        } catch let error as DecodingError {
            throw ReportError.notARecord(error.place)
        }
    }
}
