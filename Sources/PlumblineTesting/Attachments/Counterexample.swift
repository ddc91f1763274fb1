internal import PropertyTesting
internal import TensorEngine
internal import Testing
internal import Values

/// The files that go with a failure: its tensors as `.npy`, and the message.
///
/// Swift Testing keeps them where `swift test --attachments-path` says. XCTest on Linux has no attachments.
struct Counterexample {
    let property: String
    let arrays: [(name: String, array: HostArray)]
    let message: String

    /// - Parameters:
    ///   - value: the input, if there is one to show.
    ///   - names: those of its parts; one for an input without parts.
    init(of property: String, _ value: Any?, names: [String], message: String) {
        self.property = CheckFiles.fileName(property)
        self.message = message
        let mirror = value.map { Mirror(reflecting: $0) }
        let parts = mirror?.displayStyle == .tuple ? mirror!.children.map(\.value) : [value].compactMap { $0 }
        arrays = parts.enumerated().flatMap { place, part in
            let name = place < names.count ? names[place] : "input \(place + 1)"
            return Self.arrays(in: part, name.replacing(" ", with: "-"))
        }
    }

    private static func arrays(in value: Any, _ name: String) -> [(name: String, array: HostArray)] {
        switch value {
        case let tensor as Tensor: [(name, tensor.hostArray)]
        case let array as HostArray: [(name, array)]
        case let list as [Tensor]: list.enumerated().map { ("\(name)-\($0 + 1)", $1.hostArray) }
        case let list as [HostArray]: list.enumerated().map { ("\(name)-\($0 + 1)", $1) }
        default: []
        }
    }

    func attach(at site: CallSite) {
        for (name, array) in arrays {
            Attachment.record(
                NumPyFile.bytes(array), named: "\(property)-\(name).npy", sourceLocation: site.sourceLocation)
        }
        Attachment.record(message + "\n", named: "\(property).txt", sourceLocation: site.sourceLocation)
    }
}
