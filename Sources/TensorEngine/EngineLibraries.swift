internal import COpenBLAS

/// The libraries that the engine leans on. What they are differs between machines, and with it the last bits of a
/// matrix product.
public enum EngineLibraries {
    /// Version, build options and chosen processor kernel of the BLAS.
    public static var blas: String { String(cString: openblas_get_config()).trimmed }

    /// How many threads the BLAS uses.
    public static var blasThreads: Int { Int(openblas_get_num_threads()) }
}

extension String {
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
