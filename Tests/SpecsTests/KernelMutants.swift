import CEngineKernels
import Foundation

@testable import TensorEngine

/// Mistakes in the engine's C kernels: one operator, name or number of a source replaced, compiled, and put in the place
/// of the kernel that it is a mistake of.
struct KernelMutants {
    static let mutations = [
        TextMutation(kind: "sign", pattern: #" \+ "#, replacement: " - "),
        TextMutation(kind: "sign", pattern: #" - "#, replacement: " + "),
        TextMutation(kind: "sign", pattern: #"\(-([a-z])"#, replacement: "($1"),
        TextMutation(kind: "product", pattern: #" \* (?!count|row)"#, replacement: " / "),
        TextMutation(kind: "product", pattern: #" / "#, replacement: " * "),
        TextMutation(kind: "comparison", pattern: #" < "#, replacement: " <= "),
        TextMutation(kind: "comparison", pattern: #" <= "#, replacement: " < "),
        TextMutation(kind: "comparison", pattern: #" > "#, replacement: " >= "),
        TextMutation(kind: "comparison", pattern: #" == "#, replacement: " != "),
        TextMutation(kind: "constant", pattern: #"\b1 / "#, replacement: "2 / "),
        TextMutation(kind: "constant", pattern: #"\(1 \+ "#, replacement: "(2 + "),
        TextMutation(kind: "constant", pattern: #": 1\)"#, replacement: ": 2)"),
        TextMutation(kind: "function", pattern: #"\bexp\("#, replacement: "expm1("),
        TextMutation(kind: "function", pattern: #"\blog1p\("#, replacement: "log("),
        TextMutation(kind: "function", pattern: #"\blog\("#, replacement: "log1p("),
        TextMutation(kind: "function", pattern: #"\btanh\("#, replacement: "sin("),
        TextMutation(kind: "function", pattern: #"\bsqrtf?\("#, replacement: "cbrt("),
        TextMutation(kind: "missing function", pattern: #"\bfabsf?\("#, replacement: "("),
        TextMutation(kind: "swapped operands", pattern: #"\bx (-|/|<|<=|>|>=) y\b"#, replacement: "y $1 x"),
        TextMutation(kind: "lost term", pattern: #"i = 0; i < count"#, replacement: "i = 1; i < count"),
    ]

    struct Candidate: Sendable {
        let mutant: Mutant
        let operation: String
        let source: String
        let file: URL
    }

    /// The folder of the kernels.
    static let folder = packageRoot.appendingPathComponent("Sources/CEngineKernels")

    /// All mutants of a source whose operation is known, in a stable order.
    static func candidates(of name: String) throws -> [Candidate] {
        let file = folder.appendingPathComponent(name)
        let text = try String(contentsOf: file, encoding: .utf8)
        var found: [(UInt64, Candidate)] = []
        var function: String?
        var seen: [String: Int] = [:]
        var start = text.startIndex
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let end = text.index(start, offsetBy: line.count)
            defer { start = end < text.endIndex ? text.index(after: end) : end }
            if let opened = line.firstMatch(of: /^(?:static inline|void|static|bool)\b.*?\b(\w+)\(/) {
                function = String(opened.1)
            } else if let opened = line.firstMatch(of: /^(?:[A-Z_]+_LOOP|COMPARISON|ENGINE_UNARY|ENGINE_BINARY)\((\w+)/)
            {
                function = String(opened.1)
            } else if line.hasPrefix("#define") {
                // What a macro makes belongs to those who use it.
                function = nil
            }
            let trimmed = line.drop { $0 == " " }
            guard !trimmed.hasPrefix("//"), !trimmed.hasPrefix("#"), !line.hasPrefix("void"), !line.hasPrefix("static"),
                let operation = function.flatMap(operation(of:))
            else { continue }
            // A mistake in an address would end the process instead of a test.
            let isAddress = ["scratch", "row * count", "ptrdiff_t", "_stride"].contains { line.contains($0) }
            for mutation in mutations where !isAddress || mutation.kind == "lost term" {
                for (change, mutated) in try mutation.applied(to: text, within: start..<end) {
                    // Equal lines of one function are told apart by their order.
                    let place = "\(name), \(function ?? "")"
                    seen[place + change, default: 0] += 1
                    let order = seen[place + change]! > 1 ? " #\(seen[place + change]!)" : ""
                    let mutant = Mutant(kind: "kernel " + mutation.kind, place: place, change: change + order)
                    found.append(
                        (
                            stableHash(mutant.name),
                            Candidate(mutant: mutant, operation: operation, source: mutated, file: file)
                        ))
                }
            }
        }
        return found.sorted { $0.0 < $1.0 }.map(\.1)
    }

    /// The operation whose kernel a function of a source is, or is a part of.
    private static func operation(of function: String) -> String? {
        switch function {
        case "sigmoid": return "sigmoid"
        case "sine_of_pi": return "sinc"
        case "cosine_of_pi", "sinc_slope", "engine_sinc_gradient_f32": return "sincGradient"
        case "decompose", "engine_softmax": return "softmax"
        case "engine_log_softmax": return "logSoftmax"
        case "engine_sum": return "sum"
        case "engine_variance": return "var"
        case "engine_norm": return "norm"
        case "engine_and": return "logicalAnd"
        case "engine_or": return "logicalOr"
        case "engine_xor": return "logicalXor"
        case "engine_floor_divide_i64": return "floorDivide"
        case "engine_remainder_i64": return "remainder"
        default: break
        }
        let bare = function.hasPrefix("engine_") ? String(function.dropFirst(7)) : function
        let stem = bare.hasSuffix("_f32") ? String(bare.dropLast(4)) : bare
        // float64 and int64 loops are not what these checks exercise.
        guard !stem.hasSuffix("_f64"), !stem.hasSuffix("_i64") else { return nil }
        let words = stem.split(separator: "_")
        let name = words.dropFirst().reduce(String(words.first ?? "")) {
            $0 + $1.prefix(1).uppercased() + $1.dropFirst()
        }
        return Kernels.names.contains(name) ? name : nil
    }
}

/// A compiled source.
struct Kernels: @unchecked Sendable {
    private let handle: UnsafeMutableRawPointer

    static let elementary: Set<String> = [
        "exp2", "expm1", "log2", "log10", "log1p", "rsqrt", "cbrt", "square", "sin", "cos", "tan", "asin", "acos",
        "atan",
        "sinh", "cosh", "asinh", "acosh", "atanh", "erf", "erfc", "sinc", "floor", "ceil", "round", "trunc", "sign",
    ]
    static let unary = elementary.union([
        "negate", "reciprocal", "abs", "sqrt", "tanh", "sigmoid", "relu", "exp", "log", "logSigmoid", "silu", "mish",
        "gelu", "selu", "relu6", "hardSwish",
    ])
    static let parametric = ["softplus": ("beta", 1), "elu": ("alpha", 1), "leakyRelu": ("slope", 0.01)]
    static let binary: Set<String> = [
        "add", "subtract", "multiply", "divide", "maximum", "minimum", "pow", "expGradient", "sincGradient",
        "siluGradient", "mishGradient", "geluGradient", "geluCurvature", "seluGradient",
    ]
    static let comparisons: Set<String> = ["equal", "notEqual", "less", "lessOrEqual", "greater", "greaterOrEqual"]
    static let names = unary.union(binary).union(comparisons).union(parametric.keys)

    /// Compiles a source; nil when it is no C.
    init?(compiling candidate: KernelMutants.Candidate, in folder: URL) throws {
        let name = "mutant-\(stableHash(candidate.mutant.name))"
        let source = folder.appendingPathComponent(name + ".c")
        let library = folder.appendingPathComponent(name + ".so")
        try candidate.source.write(to: source, atomically: true, encoding: .utf8)
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments = [
            "clang", "-O1", "-w", "-shared", "-fPIC", "-I", KernelMutants.folder.path, "-I",
            KernelMutants.folder.appendingPathComponent("include").path, source.path, "-o", library.path, "-lm",
        ]
        compiler.standardError = FileHandle.nullDevice
        try compiler.run()
        compiler.waitUntilExit()
        guard compiler.terminationStatus == 0, let handle = dlopen(library.path, RTLD_NOW | RTLD_LOCAL) else {
            return nil
        }
        self.handle = handle
    }

    private func symbol<Function>(_ name: String, as type: Function.Type) -> Function {
        unsafeBitCast(dlsym(handle, name)!, to: type)
    }

    /// The engine's operation with the compiled kernel in place of its own.
    func operation(_ name: String) -> TensorEngine.Operation {
        let original = OperationTable.standard.operation(named: name)!
        return original.variant(named: name, kernel: kernel(name))
    }

    /// Whether gelu is asked for in the form that another loop computes.
    private static func isOtherForm(_ attributes: Attributes) -> Bool { attributes["approximate"] == .text("tanh") }

    private func kernel(_ name: String) -> TensorEngine.Operation.Kernel {
        let snake = name.reduce("") { $1.isUppercase ? $0 + "_" + $1.lowercased() : $0 + String($1) }
        if Self.unary.contains(name) {
            let own = symbol("engine_\(snake)_f32", as: engine_unary.self)
            let other = OperationTable.standard.operation(named: name)!.kernel
            return { inputs, attributes in
                inputs[0].dtype == .float32 && !Self.isOtherForm(attributes)
                    ? elementwise(name, [.float32: own], inputs[0]) : other(inputs, attributes)
            }
        }
        if let (parameter, value) = Self.parametric[name] {
            let own = symbol("engine_\(snake)_f32", as: engine_parametric.self)
            let other = OperationTable.standard.operation(named: name)!.kernel
            return { inputs, attributes in
                inputs[0].dtype == .float32
                    ? elementwise(
                        name, [.float32: own], inputs[0], parameter: attributes.real(parameter) ?? value)
                    : other(inputs, attributes)
            }
        }
        if Self.binary.contains(name) || Self.comparisons.contains(name) {
            let own = symbol("engine_\(snake)_f32", as: engine_binary.self)
            let other = OperationTable.standard.operation(named: name)!.kernel
            let dtype: DType? = Self.comparisons.contains(name) ? .bool : nil
            return { inputs, attributes in
                inputs[0].dtype == .float32 && !Self.isOtherForm(attributes)
                    ? elementwise(name, [.float32: own], inputs, to: dtype) : other(inputs, attributes)
            }
        }
        switch name {
        case "logicalAnd", "logicalOr", "logicalXor":
            let own = symbol("engine_" + name.dropFirst(7).lowercased(), as: engine_binary.self)
            return { inputs, _ in elementwise(name, [.bool: own], inputs) }
        case "floorDivide", "remainder":
            let own = symbol("engine_\(snake)_i64", as: engine_binary.self)
            return { inputs, _ in elementwise(name, [.int64: own], inputs) }
        case "softmax", "logSoftmax":
            typealias Function =
                @convention(c) (
                    engine_float, Int, Int, UnsafeRawPointer, UnsafeMutableRawPointer, UnsafeMutablePointer<Double>
                ) -> Void
            let own = symbol("engine_\(snake)", as: Function.self)
            return { inputs, attributes in
                let rows = Rows(inputs[0], attributes)
                return [
                    rows.tensor(
                        rows.fill(count: inputs[0].elementCount) { source, result, scratch in
                            own(inputs[0].dtype.engineFloat, rows.rows, rows.count, source, result, scratch)
                        })
                ]
            }
        case "sum", "norm", "var":
            typealias Plain = @convention(c) (engine_float, Int, Int, UnsafeRawPointer, UnsafeMutableRawPointer) -> Void
            typealias Divided =
                @convention(c) (
                    engine_float, Int, Int, UnsafeRawPointer, Double, UnsafeMutableRawPointer
                ) -> Void
            let plain = name == "var" ? nil : symbol("engine_\(name)", as: Plain.self)
            let divided = name == "var" ? symbol("engine_variance", as: Divided.self) : nil
            return { inputs, attributes in
                let x = inputs[0]
                let reduction = attributes.checked { try Reduction($0, of: x.shape) }
                let result = Storage(x.dtype, count: reduction.shape.elementCount)
                let degrees = Double(reduction.count - (attributes.integer("correction") ?? 1))
                reduction.rows(of: x).withElements { source in
                    result.withElements { base in
                        plain?(x.dtype.engineFloat, result.count, reduction.count, source, base)
                        divided?(x.dtype.engineFloat, result.count, reduction.count, source, degrees, base)
                    }
                }
                return [Tensor(storage: result, shape: reduction.shape)]
            }
        default: preconditionFailure("there is no way to put a kernel under '\(name)'")
        }
    }
}
