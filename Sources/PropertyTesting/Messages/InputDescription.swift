public import Values

/// A type that says how a message shows its values.
public protocol InputDescribable {
    /// The value in words, with the bits of its floats; of several lines where it is large.
    var inputDescription: String { get }
}

/// A value as a message shows it: floats in decimal, hexadecimal and bits, tensors element by element.
public func inputDescription(_ value: Any) -> String {
    switch value {
    case let describable as any InputDescribable: return describable.inputDescription
    case let float as Float: return float.fullText
    case let double as Double: return double.fullText
    case let array as HostArray: return array.inputDescription
    case let list as [Float]: return "[" + list.map(\.fullText).joined(separator: ", ") + "]"
    case let list as [Double]: return "[" + list.map(\.fullText).joined(separator: ", ") + "]"
    case let text as String: return String(reflecting: text)
    case let list as [Any]: return together(list.map { PropertyTesting.inputDescription($0) }, "[", "]") { "[\($0)]" }
    default: break
    }
    let mirror = Mirror(reflecting: value)
    if mirror.displayStyle == .optional {
        return mirror.children.first.map { PropertyTesting.inputDescription($0.value) } ?? "nil"
    }
    if mirror.displayStyle == .tuple {
        return together(mirror.children.map { PropertyTesting.inputDescription($0.value) }, "(", ")") { ".\($0)" }
    }
    return "\(value)"
}

/// Several values in one line, or below each other with their places where one of them takes several lines.
private func together(_ texts: [String], _ open: String, _ close: String, _ place: (Int) -> String) -> String {
    guard texts.contains(where: { $0.contains("\n") }) else { return open + texts.joined(separator: ", ") + close }
    var lines = [counted(texts.count, "value")]
    for (number, text) in texts.enumerated() {
        let own = text.split(separator: "\n", omittingEmptySubsequences: false)
        let head = "  \(place(number))  "
        lines.append(head + own[0])
        lines += own.dropFirst().map { String(repeating: " ", count: head.count) + $0 }
    }
    return lines.joined(separator: "\n")
}

extension HostArray: InputDescribable {
    /// Type, shape, and the elements with their indices, of large tensors the first ones.
    public var inputDescription: String {
        if shape == .scalar { return "\(dtype)[] \(fullText(at: 0))" }
        if count == 0 { return "\(dtype)\(shape), without elements" }
        var lines = ["\(dtype)\(shape)"]
        var positions = Array(0..<count)
        // Of many elements, only those that differ from what most are.
        if count > 8, let fill = mostCommon {
            positions = positions.filter { bits(at: $0) != bits(at: fill) }
            lines[0] += ", \(positions.isEmpty ? "all" : "all but \(positions.count)"): \(fullText(at: fill))"
        }
        for position in positions.prefix(32) {
            lines.append("  \(Shape(shape.index(at: position)))  \(fullText(at: position))")
        }
        if positions.count > 32 { lines.append("  and \(positions.count - 32) more") }
        return lines.joined(separator: "\n")
    }

    /// The position of an element that at least half of all are equal to.
    private var mostCommon: Int? {
        var counts: [UInt64: (first: Int, count: Int)] = [:]
        for position in 0..<count { counts[bits(at: position), default: (position, 0)].count += 1 }
        guard let most = counts.values.max(by: { ($0.count, -$0.first) < ($1.count, -$1.first) }) else { return nil }
        return 2 * most.count >= count ? most.first : nil
    }
}
