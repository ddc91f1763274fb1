import Foundation
import Testing

@testable import Specifications

/// The root of the package, found from this file.
let packageRoot = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// The folder of the repository's own specifications.
let repositorySpecs = packageRoot.appendingPathComponent("Specs")

/// The repository's specification files by name, in order.
func repositorySpecFiles() throws -> [(name: String, text: String)] {
    try FileManager.default.contentsOfDirectory(atPath: repositorySpecs.path).filter { $0.hasSuffix(".yaml") }.sorted()
        .map { ($0, try String(contentsOf: repositorySpecs.appendingPathComponent($0), encoding: .utf8)) }
}

/// What a reader complains about, as a user sees it; nil when it does not.
func complaint(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch {
        return "\(error)"
    }
}

/// The complaint about a whole file.
func complaint(about yaml: String) -> String? {
    complaint { _ = try Specification(parsing: yaml, file: "f.yaml") }
}

/// A small specification without mistakes, of which tests replace a line or to which they add some.
func spec(
    operation: String = "operation: double", kind: String = "kind: real", inputs: String = "inputs: { x: {} }",
    definition: String = "definition: y = x + x", shapes: String = "shapes: [{ x: [3] }]",
    budgets: String = "budgets: { default: { float32: { forward: 1 ulp } } }", adding extra: String = ""
) -> String {
    [operation, "summary: Twice the number.", kind, inputs, definition, shapes, budgets, extra]
        .joined(separator: "\n")
}

/// A folder that exists while `body` runs.
func withTemporaryFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
}

/// A small generator of pseudorandom numbers (splitmix64) that gives the same numbers everywhere.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
