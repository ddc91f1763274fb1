/// How a function of a C library is declared: `void softmax(const float *x, float *y, size_t rows, size_t cols)`.
public struct CSignature: Sendable, Hashable {
    /// The types that parameters can have or point to.
    public enum Scalar: String, Sendable, Hashable, CaseIterable {
        case float, double, int32, int64, bool

        /// The storage of one value, in bytes.
        public var byteCount: Int {
            switch self {
            case .float, .int32: 4
            case .double, .int64: 8
            case .bool: 1
            }
        }

        public var isFloatingPoint: Bool { self == .float || self == .double }
    }

    public struct Parameter: Sendable, Hashable {
        public let name: String
        public let type: Scalar
        public let isPointer: Bool
        /// Whether what it points to cannot be written through it.
        public let isConstant: Bool

        public init(_ name: String, _ type: Scalar, isPointer: Bool = false, isConstant: Bool = false) {
            self.name = name
            self.type = type
            self.isPointer = isPointer
            self.isConstant = isConstant
        }
    }

    public enum Returned: Sendable, Hashable {
        case nothing
        /// An int that is 0 for success.
        case status
        case float
        case double
    }

    public let function: String
    public let returned: Returned
    public let parameters: [Parameter]

    public init(function: String, returned: Returned, parameters: [Parameter]) {
        self.function = function
        self.returned = returned
        self.parameters = parameters
    }

    /// The floating-point type of the function's numbers; float where there are none.
    public var numberType: Scalar {
        parameters.first { $0.type.isFloatingPoint && $0.isPointer }?.type
            ?? (returned == .double ? .double : parameters.first { $0.type.isFloatingPoint }?.type ?? .float)
    }
}

extension CSignature {
    /// Reads a declaration, as headers have it.
    ///
    /// - Throws: `SpecificationError` at the word that is not understood.
    public init(parsing source: SourceText) throws {
        var reader = Reader(source)
        self = try reader.declaration()
    }

    /// The words of a declaration, one after the other.
    private struct Reader {
        private let source: SourceText
        private var tokens: [(text: String, offset: Int)] = []
        private var place = 0

        init(_ source: SourceText) {
            self.source = source
            var word = ""
            for (offset, character) in source.text.enumerated() {
                if character.isLetter || character.isNumber || character == "_" {
                    word.append(character)
                    continue
                }
                if !word.isEmpty { tokens.append((word, offset - word.count)) }
                word = ""
                if !character.isWhitespace { tokens.append((String(character), offset)) }
            }
            if !word.isEmpty { tokens.append((word, source.text.count - word.count)) }
        }

        private var next: String { place < tokens.count ? tokens[place].text : "" }

        private func error(_ message: String) -> SpecificationError {
            let offset = place < tokens.count ? tokens[place].offset : source.text.count
            return SpecificationError(at: source.position(ofCharacter: offset), message)
        }

        private mutating func skip(_ token: String) -> Bool {
            guard next == token else { return false }
            place += 1
            return true
        }

        private mutating func expect(_ token: String) throws {
            guard skip(token) else {
                throw error("a C signature has '\(token)' here" + (next.isEmpty ? "" : ", not '\(next)'"))
            }
        }

        private mutating func name(_ what: String) throws -> String {
            guard let first = next.first, first.isLetter || first == "_" else {
                throw error("\(what) needs a name in a C signature")
            }
            place += 1
            return tokens[place - 1].text
        }

        mutating func declaration() throws -> CSignature {
            _ = skip("extern")
            let start = place
            let type = try self.type()
            if type.isPointer { throw error("a function that returns a pointer cannot be called") }
            let returned: Returned
            switch type.scalar {
            case nil: returned = .nothing
            case .float: returned = .float
            case .double: returned = .double
            case .int32: returned = .status
            case .int64, .bool:
                place = start
                throw error("a function returns void, float, double, or an int that is 0 for success")
            }
            let function = try name("the function")
            try expect("(")
            var parameters: [Parameter] = []
            if next == "void", place + 1 < tokens.count, tokens[place + 1].text == ")" { place += 1 }
            if next != ")" {
                repeat { parameters.append(try parameter(besides: parameters)) } while skip(",")
            }
            try expect(")")
            _ = skip(";")
            if place < tokens.count { throw error("a C signature ends before '\(next)'") }
            return CSignature(function: function, returned: returned, parameters: parameters)
        }

        private mutating func parameter(besides others: [Parameter]) throws -> Parameter {
            let start = place
            let type = try self.type()
            let namePlace = place
            let name = try self.name("a parameter")
            var isPointer = type.isPointer
            if skip("[") {
                while next != "]", !next.isEmpty { place += 1 }
                try expect("]")
                if next == "[" { throw error("arrays are passed flat, as pointers to their first elements") }
                isPointer = true
            }
            guard let scalar = type.scalar else {
                place = start
                throw error("a parameter has a type: float, double, an integer or a pointer to one of them")
            }
            guard !others.contains(where: { $0.name == name }) else {
                place = namePlace
                throw error("two parameters are called '\(name)'")
            }
            return Parameter(name, scalar, isPointer: isPointer, isConstant: type.isConstant)
        }

        /// - Returns: nil as the type for void.
        private mutating func type() throws -> (scalar: Scalar?, isPointer: Bool, isConstant: Bool) {
            let start = place
            var words: [String] = []
            var isConstant = false
            while Self.words.contains(next) || next == "const" {
                if skip("const") { isConstant = true } else { words.append(next); place += 1 }
            }
            let scalar: Scalar?
            switch words.filter({ $0 != "signed" && $0 != "unsigned" || words.count == 1 }).joined(separator: " ") {
            case "void": scalar = nil
            case "float": scalar = .float
            case "double": scalar = .double
            case "int", "unsigned", "signed", "int32_t", "uint32_t": scalar = .int32
            case "long", "long int", "long long", "long long int", "size_t", "ssize_t", "ptrdiff_t", "int64_t",
                "uint64_t",
                "intptr_t":
                scalar = .int64
            case "bool", "_Bool", "uint8_t", "char": scalar = .bool
            default:
                if !words.isEmpty { place = start }
                throw error(
                    words.isEmpty
                        ? "unknown type '\(next)' in a C signature" + didYouMean(next, among: Self.words)
                        : "'\(words.joined(separator: " "))' is no type that can be passed")
            }
            var isPointer = false
            while next == "*" || Self.qualifiers.contains(next) {
                if next == "*" {
                    if isPointer { throw error("pointers to pointers cannot be passed") }
                    isPointer = true
                }
                place += 1
            }
            return (scalar, isPointer, isConstant)
        }

        private static let words = [
            "void", "float", "double", "int", "unsigned", "signed", "long", "size_t", "ssize_t", "ptrdiff_t", "int32_t",
            "uint32_t", "int64_t", "uint64_t", "intptr_t", "bool", "_Bool", "uint8_t", "char",
        ]
        private static let qualifiers = ["restrict", "__restrict", "__restrict__", "const"]
    }
}
