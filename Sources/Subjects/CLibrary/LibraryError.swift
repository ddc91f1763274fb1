/// Why a function of a library cannot be called at all, in one line for the user.
public struct LibraryError: Error, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) { self.description = description }
}
