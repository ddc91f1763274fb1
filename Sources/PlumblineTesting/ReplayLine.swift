/// What stands for one case of one property: `8f1c03ab:AQkC…`, a mark of the property's name and the case's token.
///
/// The mark keeps a line in the environment from being taken for a case of every property that runs. A token alone is one
/// of any property.
struct ReplayLine {
    let mark: String?
    let token: String

    init(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        mark = parts.count == 2 ? String(parts[0]) : nil
        token = String(parts.last ?? "")
    }

    /// The token if it is one of a property, nil if it is another's.
    func token(for property: String) -> String? {
        mark == nil || mark == Self.mark(of: property) ? token : nil
    }

    static func text(_ property: String, _ token: String) -> String { "\(mark(of: property)):\(token)" }

    /// Eight hexadecimal digits of a name, by Fowler, Noll and Vo's hash.
    static func mark(of name: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        let digits = String(UInt32(truncatingIfNeeded: hash ^ hash >> 32), radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
