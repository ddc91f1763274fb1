#if canImport(XCTest)
    internal import Foundation
    internal import XCTest

    /// Sees whether a failure arrived in a test: outside of one, XCTest ignores it without a word.
    final class XCTestFailure: NSObject, XCTestObservation {
        private var hasArrived = false

        /// Makes the running test case fail. False if there is none.
        static func record(_ message: String, at site: CallSite) -> Bool {
            let observer = XCTestFailure()
            XCTestObservationCenter.shared.addTestObserver(observer)
            defer { XCTestObservationCenter.shared.removeTestObserver(observer) }
            XCTFail(message, file: site.filePath, line: site.line)
            return observer.hasArrived
        }

        #if canImport(Darwin)
            func testCase(_ testCase: XCTestCase, didRecord issue: XCTIssue) { hasArrived = true }
        #else
            func testCase(
                _ testCase: XCTestCase, didFailWithDescription description: String, inFile filePath: String?,
                atLine lineNumber: Int
            ) {
                hasArrived = true
            }
        #endif
    }
#endif
