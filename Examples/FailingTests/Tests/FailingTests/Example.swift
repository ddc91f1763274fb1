import Foundation

/// Whether tests that fail on purpose are run: in this package always, in Plumbline's own where the environment asks.
enum Example {
    #if PLUMBLINE
        static let isOn = ProcessInfo.processInfo.environment["PLUMBLINE_FAILING_TESTS"] == "1"
    #else
        static let isOn = true
    #endif
}
