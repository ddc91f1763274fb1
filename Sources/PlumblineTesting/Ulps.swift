public import PropertyTesting
public import TensorEngine

/// The largest error of an element in ulps of the expected one, with its index. Shapes and dtypes must agree, and so must
/// elements that do not round.
public func ulps(_ actual: Tensor, _ expected: Tensor) -> Measure {
    PropertyTesting.ulps(actual.hostArray, expected.hostArray)
}

public func ulps(_ actual: Tensor, _ expected: HostArray) -> Measure {
    PropertyTesting.ulps(actual.hostArray, expected)
}
