internal import Foundation

/// How certificates are written as JSON: keys in order, a line for each, and for each element of long lists, so that
/// equal certificates are equal bytes on every machine and text tools show what changed.
enum CertificateText {
    /// One key with its value, or with a list whose elements stand on lines of their own.
    enum Entry {
        case value(any Encodable)
        case lines([any Encodable])
    }

    static func text(_ entries: [String: Entry]) throws -> String {
        let fields = try entries.sorted { $0.key < $1.key }.map { key, entry in
            switch entry {
            case .value(let value): return try "\(json(key)): \(json(value))"
            case .lines(let elements):
                guard !elements.isEmpty else { return try "\(json(key)): []" }
                return try "\(json(key)): [\n" + elements.map(json).joined(separator: ",\n") + "\n]"
            }
        }
        return "{\n" + fields.joined(separator: ",\n") + "\n}\n"
    }

    private static func json(_ value: any Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    private struct Head: Decodable {
        let format: String
        let version: Int
    }

    /// Reads a certificate of some form: first what it is and in which version, then all of it.
    ///
    /// - Throws: `SweepError` that names the file, and the place in it.
    static func read<Certificate: Decodable>(
        _ json: Data, file: String, format: String, version: Int
    ) throws -> Certificate {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            let head = try decoder.decode(Head.self, from: json)
            guard head.format == format else {
                throw SweepError("'\(file)' is a \(head.format); a \(format) is needed")
            }
            guard head.version == version else {
                throw SweepError("'\(file)' has version \(head.version) of the format; this program reads \(version)")
            }
            return try decoder.decode(Certificate.self, from: json)
        } catch let error as DecodingError {
            throw SweepError("'\(file)' is no \(format): \(error.place)")
        }
    }
}

extension DecodingError {
    /// What is wrong with a JSON text, and where: `operations[0].name: missing`.
    package var place: String {
        let (path, what): ([any CodingKey], String) =
            switch self {
            case .keyNotFound(let key, let context): (context.codingPath + [key], "missing")
            case .valueNotFound(_, let context): (context.codingPath, "null where a value is needed")
            case .typeMismatch(let type, let context): (context.codingPath, "expected \(type)")
            case .dataCorrupted(let context): (context.codingPath, context.debugDescription)
            @unknown default: ([], "unreadable")
            }
        let name = path.reduce("") { text, key in
            if let position = key.intValue { return text + "[\(position)]" }
            return text.isEmpty ? key.stringValue : text + "." + key.stringValue
        }
        return name.isEmpty ? what : "\(name): \(what)"
    }
}
