internal import CMPFR

/// The system's libraries behind all numbers of this module, as they name themselves.
public enum MultiprecisionLibrary {
    /// `4.2.0`
    public static var version: String { String(cString: mpfr_get_version()) }

    /// The version of GMP that is loaded: `6.3.0`.
    public static var integerVersion: String { String(cString: cmpfr_gmp_version()) }

    /// Whether MPFR keeps its state apart for every thread, without which it cannot be used by several.
    public static var isThreadSafe: Bool { mpfr_buildopt_tls_p() != 0 }
}
