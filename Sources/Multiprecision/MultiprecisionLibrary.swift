internal import CMPFR

/// The system's library behind all numbers of this module.
public enum MultiprecisionLibrary {
    /// `4.2.0`
    public static var version: String { String(cString: mpfr_get_version()) }
}
