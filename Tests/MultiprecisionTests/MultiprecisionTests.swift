import Testing
@testable import Multiprecision
