/// A parameter of an operation that is not a tensor: an axis, a shape, a flag.
public enum AttributeValue: Sendable, Hashable {
    case integer(Int)
    case integers([Int])
    case bool(Bool)
    case real(Double)
    case text(String)
}

/// The attributes of one call of an operation, by name.
public typealias Attributes = [String: AttributeValue]

extension AttributeValue: CustomStringConvertible {
    public var description: String {
        switch self {
        case .integer(let value): "\(value)"
        case .integers(let values): "[" + values.map(String.init).joined(separator: ", ") + "]"
        case .bool(let value): "\(value)"
        case .real(let value): "\(value)"
        case .text(let value): value
        }
    }
}

extension AttributeValue: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode([Int].self) {
            self = .integers(value)
        } else if let value = try? container.decode(Double.self) {
            self = .real(value)
        } else {
            // JSON has no infinities.
            switch try container.decode(String.self) {
            case "inf": self = .real(.infinity)
            case "-inf": self = .real(-.infinity)
            case let text: self = .text(text)
            }
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .integer(let value): try container.encode(value)
        case .integers(let values): try container.encode(values)
        case .bool(let value): try container.encode(value)
        case .real(let value) where value.isInfinite: try container.encode(value > 0 ? "inf" : "-inf")
        case .real(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        }
    }
}
