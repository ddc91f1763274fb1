/// The functions that act on each element alone; operators of the language are among them.
public enum ElementwiseFunction: String, Sendable, Hashable, CaseIterable {
    // Arithmetic.
    case identity, add, subtract, multiply, divide, negate
    // Elementary functions of a real variable.
    case abs, exp, expm1, exp2, log, log1p, log2, log10, sqrt, cbrt
    case sin, cos, tan, asin, acos, atan, sinh, cosh, tanh, asinh, acosh, atanh, erf, erfc
    case maximum, minimum
    /// `pow(x, y)`, where y need not be an integer unless x is negative.
    case pow
    /// `atan2(y, x)`, the angle of the point (x, y).
    case atan2
    // Steps: the derivative is 0, or none where the value jumps. Halves round to even numbers.
    case floor, ceil, round, trunc, sign
    // Choice: `where(condition, a, b)`.
    case select = "where"
    // Comparisons and logic.
    case equal, notEqual, less, lessOrEqual, and, or, not
    // Classes of extended reals, for special cases.
    case isnan, isinf, signbit

    /// The number of arguments.
    public var arity: Int {
        switch self {
        case .select: 3
        case .add, .subtract, .multiply, .divide, .maximum, .minimum, .pow, .atan2, .equal, .notEqual, .less,
            .lessOrEqual, .and, .or:
            2
        default: 1
        }
    }

    /// Whether the result is a truth value and not a number.
    public var isLogical: Bool {
        switch self {
        case .equal, .notEqual, .less, .lessOrEqual, .and, .or, .not, .isnan, .isinf, .signbit: true
        default: false
        }
    }

    /// Whether the arguments are truth values.
    var takesLogical: Bool { self == .and || self == .or || self == .not }

    /// The functions that formulas call by name; the rest are operators.
    static let callable: [ElementwiseFunction] = [
        .abs, .exp, .expm1, .exp2, .log, .log1p, .log2, .log10, .sqrt, .cbrt, .sin, .cos, .tan, .asin, .acos, .atan,
        .sinh,
        .cosh, .tanh, .asinh, .acosh, .atanh, .erf, .erfc, .maximum, .minimum, .pow, .atan2, .floor, .ceil, .round,
        .trunc,
        .sign, .select, .isnan, .isinf, .signbit,
    ]
}

/// The functions that collapse axes. Written `max(x, axis)` they leave the axis with extent 1; as comprehensions
/// (`sum(k: ...)`) they remove the indices that they bind; `sum(x)` combines all elements to a scalar.
public enum ReductionFunction: String, Sendable, Hashable, CaseIterable {
    case sum, product, max, min, any, all

    var takesLogical: Bool { self == .any || self == .all }
}

/// The functions that only move elements.
enum StructuralFunction: String, CaseIterable {
    /// `squeeze(x, axes)`: removes axes of extent 1.
    case squeeze
    /// `unsqueeze(x, axes)`: inserts axes of extent 1 at the given places of the result.
    case unsqueeze
    /// `broadcast(x, shape)`
    case broadcast
    /// `reshape(x, shape)`
    case reshape
    /// `permute(x, axes)`: axis i of the result is axis axes[i] of x.
    case permute
    /// `transpose(x)`: swaps the last two axes.
    case transpose
    /// `slice(x, starts, steps, shape)`: element i of the result is element starts + i * steps of x, for each axis.
    case slice
    /// `embed(x, starts, steps, shape)`: the reverse; what no element of x lands on is 0.
    case embed
    /// `tile(x, repeats)`: x side by side with itself along each axis.
    case tile
    /// `moveaxis(x, from, to)`: the axis `from` becomes the axis `to`; the others keep their order.
    case moveaxis
    /// `take(x, places, axis)`: the slices of x at places along an axis, in their order.
    case take

    var arity: Int {
        switch self {
        case .transpose: 1
        case .moveaxis, .take: 3
        case .slice, .embed: 4
        default: 2
        }
    }
}

/// The functions of a list of tensors: an input with any number of tensors, or `[a, b]`.
enum ListFunction: String, CaseIterable {
    /// `concatenate(tensors, axis)`: one after the other along an axis that they have.
    case concatenate
    /// `stack(tensors, axis)`: one after the other along a new axis.
    case stack
}

/// The functions of shapes, whose values are known before anything is computed. They can stand where an index, a
/// bound, an axis or an extent is expected, and are numbers elsewhere.
enum ShapeFunction: String, CaseIterable {
    /// `count(x, axes)`: the number of elements that a reduction over the axes would combine; `count(x)`, of all.
    case count
    /// `size(x, axis)`: the extent of an axis.
    case size
    /// `rank(x)`: the number of axes.
    case rank
    /// `extents(x)`: the extents of all axes, as a list.
    case extents

    var arity: Int { self == .rank || self == .extents ? 1 : 2 }
}

enum Vocabulary {
    /// Words that are neither names nor functions.
    static let reserved: Set<String> = ["let", "and", "or", "not"]

    /// Named numbers of the language.
    static let constants = ["pi", "inf", "nan"]

    /// `padded(x[...], value)`: the element, or the value where the index is beyond the tensor.
    static let padded = "padded"

    /// `unbind(x, axis)`: the tensors along an axis, as a list; the value of an output.
    static let unbind = "unbind"

    /// The most arguments of every function.
    static let arities: [String: Int] = {
        var arities = [padded: 2, unbind: 2]
        for function in ElementwiseFunction.callable { arities[function.rawValue] = function.arity }
        for function in ReductionFunction.allCases { arities[function.rawValue] = 2 }
        for function in StructuralFunction.allCases { arities[function.rawValue] = function.arity }
        for function in ListFunction.allCases { arities[function.rawValue] = 2 }
        for function in ShapeFunction.allCases { arities[function.rawValue] = function.arity }
        return arities
    }()

    /// The functions whose last argument, the axes, may be left out, which means all of them.
    static let withOptionalAxes = Set(ReductionFunction.allCases.map(\.rawValue) + [ShapeFunction.count.rawValue])

    /// Every name that can stand before a parenthesis.
    static let functions: [String] = arities.keys.sorted()

    /// Whether the language gives the word a meaning of its own, so that nothing else can be called so.
    static func contains(_ word: String) -> Bool {
        reserved.contains(word) || constants.contains(word) || functions.contains(word)
    }

    /// Whether a formula can refer to something by this name.
    static func isName(_ word: String) -> Bool { word.wholeMatch(of: /[A-Za-z_][A-Za-z0-9_]*/) != nil }
}
