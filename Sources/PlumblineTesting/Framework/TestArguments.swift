internal import Testing

/// The arguments of the running case of a parameterised test, as a message and a file name them: `(bound: 20.0)`.
///
/// Of each argument a property is another one: what fails with 1 may hold with 20. So the arguments are part of its name,
/// and with it of its regression file, its journal and the line that replays a case.
enum TestArguments {
    /// A property's name in the running test.
    static func name(_ property: String) -> String {
        guard let testCase = Test.Case.current, testCase.isParameterized, let text = text(of: testCase) else {
            return property
        }
        return "\(property) (\(text))"
    }

    /// Swift Testing does not give a test its arguments. Its description of the case has them, by reflection; where that
    /// changes, properties go without them.
    static func text(of testCase: Any) -> String? {
        guard let arguments = find("arguments", in: testCase, depth: 4) else { return nil }
        let texts = Mirror(reflecting: arguments).children.compactMap { argument -> String? in
            guard let value = find("value", in: argument.value, depth: 0) else { return nil }
            let name = find("firstName", in: argument.value, depth: 1) as? String
            let second = find("secondName", in: argument.value, depth: 1).flatMap {
                Mirror(reflecting: $0).children.first
            }
            let label = second?.value as? String ?? name
            let described = shortened(String(describingForTest: value))
            return label.map { "\($0): \(described)" } ?? described
        }
        return texts.isEmpty ? nil : texts.joined(separator: ", ")
    }

    /// The first value with a label, outer ones first.
    private static func find(_ label: String, in value: Any, depth: Int) -> Any? {
        let children = Mirror(reflecting: value).children
        if let found = children.first(where: { $0.label == label }) { return found.value }
        guard depth > 0 else { return nil }
        for child in children {
            if let found = find(label, in: child.value, depth: depth - 1) { return found }
        }
        return nil
    }

    /// One line, of which a long one keeps its beginning and a mark of all of it.
    private static func shortened(_ text: String) -> String {
        let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.count <= 60 ? line : "\(line.prefix(48))… \(ReplayLine.mark(of: line))"
    }
}
