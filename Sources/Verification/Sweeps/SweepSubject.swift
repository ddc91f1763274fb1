/// What a sweep asks of whoever is being verified: a float32 function of one float32, computed for whole runs of inputs.
///
/// Inputs are named by their encodings, the bit patterns of binary32 as integers: a run of consecutive encodings is a run
/// of neighbouring floats. A sweep calls one worker from one thread; how many workers there are is the sweep's affair.
public protocol SweepSubject: Sendable {
    /// The name by which budgets are looked up, as of any `Subject`: `engine`, `library`.
    var name: String { get }

    /// What was computed, in a word for reports: `exp`, `expf`, `expGradient`.
    var function: String { get }

    /// What identifies the code that computes: versions, a library's path and the hash of its bytes. Certificates hold
    /// it; two certificates can be merged only where it is equal.
    var identity: [String: String] { get }

    /// What is wrong with the function apart from its values: it writes beyond its array, answers differently the second
    /// time, treats the tail of an array differently. Looked for before a sweep; empty when nothing was found.
    ///
    /// - Throws: what keeps the function from being called at all (no such file, no such symbol), in one line.
    func defects() throws -> [SubjectDefect]

    /// A worker for one thread.
    ///
    /// - Throws: as `defects`.
    func makeWorker() throws -> any SweepWorker
}

/// Computes runs of a sweep, one at a time.
public protocol SweepWorker: AnyObject {
    /// Computes the results for the encodings `first`, `first + 1`, ..., one for each place of `results`.
    ///
    /// - Throws: `SubjectDefect` when the function crashed or hung, with the encodings where it did, as few as could be
    ///   found. The results are then unspecified, and the worker can be used again.
    func compute(first: UInt32, into results: UnsafeMutableBufferPointer<Float>) throws
}

/// Something that is wrong with a function apart from the values that it computes. A finding.
public struct SubjectDefect: Error, Sendable, Hashable, Codable, CustomStringConvertible {
    public enum Kind: String, Sendable, Hashable, Codable, CaseIterable {
        /// The process that ran the function ended: a signal, or `exit`.
        case crash
        /// No answer within the time allowed.
        case hang
        /// Memory beyond the array of results, or the inputs, was written.
        case strayWrite
        /// Memory beyond the arrays was read.
        case strayRead
        /// Places of the array of results were left as they were.
        case missingResult
        /// The same inputs gave other bits the second time.
        case nondeterminism
        /// An element's bits depend on where in an array it stands.
        case positionDependence
        /// An element's bits depend on the array's length: a vector loop and its tail disagree.
        case lengthDependence
        /// An element's bits depend on its neighbours in the array.
        case neighbourDependence
        /// The rounding mode, or the treatment of subnormal numbers, is another after a call, or after loading.
        case floatingPointEnvironment
        /// A file descriptor that is not the function's own was closed or written to.
        case descriptors
    }

    public let kind: Kind
    /// What happened, in one sentence without the inputs: `SIGSEGV`, `no answer within 10 s`.
    public let message: String
    /// The first and the last encoding of the inputs concerned, where it concerns particular inputs.
    public let first: UInt32?
    public let last: UInt32?

    public init(_ kind: Kind, _ message: String, first: UInt32? = nil, last: UInt32? = nil) {
        self.kind = kind
        self.message = message
        self.first = first
        self.last = last
    }

    public var description: String {
        switch (first, last) {
        case (let first?, let last?) where first != last:
            "\(kind.rawValue): \(message), for encodings \(Self.text(first)) to \(Self.text(last))"
        case (let first?, _):
            "\(kind.rawValue): \(message), for \(Self.text(first)) (\(Float(bitPattern: first)))"
        default: "\(kind.rawValue): \(message)"
        }
    }

    private static func text(_ encoding: UInt32) -> String {
        let digits = String(encoding, radix: 16, uppercase: true)
        return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}
