// Properties and gradient checks inside Swift Testing and XCTest.
//
// Cores that import no test framework do the work and return values: PropertyTesting and GradientChecking. This module
// runs them in a test, on the user's line, and says what they found in whichever framework is running.

@_exported public import GradientChecking
@_exported public import PropertyTesting
@_exported public import TensorEngine
