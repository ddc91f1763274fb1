internal import Specifications
public import TensorEngine
public import Values
public import Verification

/// One of the engine's functions of one number, or its backward pass with a cotangent of 1, as something to be swept.
public struct EngineSweepSubject: SweepSubject {
    private let table: OperationTable
    private let implementation: String
    private let attributes: Attributes
    private let direction: SweepReference.Direction

    public init(
        table: OperationTable = .standard, _ implementation: String, _ attributes: Attributes,
        _ direction: SweepReference.Direction
    ) {
        self.table = table
        self.implementation = implementation
        self.attributes = attributes
        self.direction = direction
    }

    public var name: String { "engine" }

    public var function: String { direction == .forward ? implementation : "gradient of \(implementation)" }

    public var identity: [String: String] {
        ["engine": EngineSubject(table: table).version, "implementation": implementation]
    }

    public func defects() throws -> [SubjectDefect] { [] }

    public func makeWorker() throws -> any SweepWorker {
        let subject = EngineSubject(table: table)
        // What the operation refuses, it refuses for any input.
        _ = try subject.outputs(of: implementation, on: [HostArray([Float(1)])], attributes)
        return Worker(subject: subject, implementation: implementation, attributes: attributes, direction: direction)
    }

    private final class Worker: SweepWorker {
        private let subject: EngineSubject
        private let implementation: String
        private let attributes: Attributes
        private let direction: SweepReference.Direction
        private var ones: HostArray?

        init(
            subject: EngineSubject, implementation: String, attributes: Attributes, direction: SweepReference.Direction
        ) {
            self.subject = subject
            self.implementation = implementation
            self.attributes = attributes
            self.direction = direction
        }

        /// Arrays of this many elements stay in a processor's own memory through all steps of a computation.
        private static let chunk = 1 << 14

        func compute(first: UInt32, into results: UnsafeMutableBufferPointer<Float>) throws {
            for start in stride(from: 0, to: results.count, by: Self.chunk) {
                let end = min(start + Self.chunk, results.count)
                try computeChunk(
                    first: first + UInt32(start), into: UnsafeMutableBufferPointer(rebasing: results[start..<end]))
            }
        }

        private func computeChunk(first: UInt32, into results: UnsafeMutableBufferPointer<Float>) throws {
            let x = HostArray(
                [Float](unsafeUninitializedCapacity: results.count) { buffer, count in
                    for place in 0..<results.count { buffer[place] = Float(bitPattern: first &+ UInt32(place)) }
                    count = results.count
                })
            let answer: HostArray
            switch direction {
            case .forward: answer = try subject.outputs(of: implementation, on: [x], attributes)[0]
            case .gradient:
                if ones?.count != results.count {
                    ones = HostArray([Float](repeating: 1, count: results.count))
                }
                guard
                    let gradient = try subject.gradients(
                        of: implementation, on: [x], attributes, cotangents: [ones!])?[0]
                else { throw EngineError(description: "the engine has no gradient of \(implementation)") }
                answer = gradient
            }
            guard let floats = answer.float32, floats.count == results.count else {
                throw EngineError(description: "\(implementation) does not give one float32 for each")
            }
            _ = results.update(fromContentsOf: floats)
        }
    }
}
