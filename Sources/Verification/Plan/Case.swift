internal import Specifications
public import Values

/// Concrete inputs and attributes for one operation.
public struct Case: Sendable {
    public let id: CaseID
    /// In the order in which the specification declares them.
    public let inputs: [HostArray]
    public let attributes: Attributes
    /// Why the case is worth trying, when the specification says so.
    public let note: String?

    public var isFinite: Bool { inputs.allSatisfy(\.isFinite) }
}

extension Specification {
    /// What is known of each tensor of a case, in order; members of a list one by one.
    ///
    /// - Precondition: the operation takes so many.
    func arguments(of subjectCase: Case) -> [Input] { arguments(count: subjectCase.inputs.count)! }
}

/// A case's name within its operation, from which the case can be made again: `anchor-2`, `special-7`,
/// `seeded-3.5@42`, `layout-2.reversed`.
public enum CaseID: Sendable, Hashable {
    /// The n-th anchor of the specification, from 1.
    case anchor(Int)
    /// The n-th case with special values; they do not depend on the seed.
    case special(Int)
    /// Case `number` for the `tuple`-th tuple of shapes, both from 1, with a seed.
    case seeded(tuple: Int, number: Int, seed: UInt64)
    /// Case `number` for the `tuple`-th tuple of shapes, both from 1, in a dtype other than float32.
    case typed(tuple: Int, DType, number: Int)
    /// Inputs of the `tuple`-th tuple of shapes, from 1, to be laid out in memory in another way.
    case layout(tuple: Int, InputLayout)
    /// Inputs of the `tuple`-th tuple of shapes, from 1, to be taken apart along the first axis.
    case slices(tuple: Int)
    /// The `number`-th probe, from 1, at one size and one value of its free float.
    case probe(number: Int, size: Int, bits: UInt32)
}

extension CaseID: CustomStringConvertible {
    public var description: String {
        switch self {
        case .anchor(let number): "anchor-\(number)"
        case .special(let number): "special-\(number)"
        case .seeded(let tuple, let number, let seed): "seeded-\(tuple).\(number)@\(seed)"
        case .layout(let tuple, let layout): "layout-\(tuple).\(layout.rawValue)"
        case .slices(let tuple): "slices-\(tuple)"
        case .typed(let tuple, let dtype, let number): "typed-\(tuple).\(dtype).\(number)"
        case .probe(let number, let size, let bits):
            "probe-\(number).\(size)@\(Float(bitPattern: bits).bitsText.dropFirst(2))"
        }
    }

    /// Reads a name; nil when it is none.
    public init?(_ text: some StringProtocol) {
        if let match = String(text).wholeMatch(of: /(anchor|special)-(\d+)/), let number = Int(match.2), number > 0 {
            self = match.1 == "anchor" ? .anchor(number) : .special(number)
        } else if let match = String(text).wholeMatch(of: /seeded-(\d+)\.(\d+)@(\d+)/),
            let tuple = Int(match.1), let number = Int(match.2), let seed = UInt64(match.3), tuple > 0, number > 0
        {
            self = .seeded(tuple: tuple, number: number, seed: seed)
        } else if let match = String(text).wholeMatch(of: /layout-(\d+)\.([a-z]+)/), let tuple = Int(match.1),
            let layout = InputLayout(rawValue: String(match.2)), tuple > 0
        {
            self = .layout(tuple: tuple, layout)
        } else if let match = String(text).wholeMatch(of: /typed-(\d+)\.([a-z0-9]+)\.(\d+)/), let tuple = Int(match.1),
            let dtype = DType(rawValue: String(match.2)), let number = Int(match.3), tuple > 0, number > 0
        {
            self = .typed(tuple: tuple, dtype, number: number)
        } else if let match = String(text).wholeMatch(of: /slices-(\d+)/), let tuple = Int(match.1), tuple > 0 {
            self = .slices(tuple: tuple)
        } else if let match = String(text).wholeMatch(of: /probe-(\d+)\.(\d+)@([0-9A-Fa-f]{1,8})/),
            let number = Int(match.1), let size = Int(match.2), let bits = UInt32(match.3, radix: 16), number > 0,
            (1...1_000_000).contains(size)
        {
            self = .probe(number: number, size: size, bits: bits)
        } else {
            return nil
        }
    }
}

extension CaseID {
    /// Whether it is the first generated case for its tuple of shapes.
    var isFirstOfTuple: Bool { if case .seeded(_, 1, _) = self { true } else { false } }
}
