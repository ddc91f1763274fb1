import Testing

@testable import TensorEngine

extension Tensor {
    /// The elements as binary64, for expectations that can be written down exactly.
    var values: [Double] {
        let array = hostArray
        return (0..<array.count).map { array.double(at: $0) }
    }
}

/// A small generator of reproducible numbers (splitmix64).
struct Numbers {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func bits() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + Double(bits() >> 11) * 0x1p-53 * (range.upperBound - range.lowerBound)
    }

    mutating func tensor(_ shape: Shape, in range: ClosedRange<Double> = -1...1, dtype: DType = .float64) -> Tensor {
        Tensor((0..<shape.elementCount).map { _ in uniform(range) } as [Double], shape: shape).cast(to: dtype)
    }
}

/// How many ulps of float32 `value` is away from `exact`.
func ulps(_ value: Double, from exact: Double) -> Double {
    abs(value - exact) / Double(max(Float(exact).ulp, Float.leastNonzeroMagnitude))
}

/// Compares a pullback with central differences of c . f(x) in float64, at every element of every input.
///
/// With a step of 2^-17 both the truncation (h^2) and the rounding error (2^-52 / h) stay below 1e-9 for functions
/// whose values and third derivatives are of order 1 to 100.
func expectDerivative(
    at inputs: [Tensor], tolerance: Double = 1e-7, sourceLocation: SourceLocation = #_sourceLocation,
    of function: ([Tensor]) -> Tensor
) {
    var numbers = Numbers(seed: 7)
    let (values, pull) = pullback(at: inputs) { [function($0)] }
    let cotangent = numbers.tensor(values[0].shape)
    let gradients = pull([cotangent])
    let step = 0x1p-17
    for (position, input) in inputs.enumerated() {
        guard let gradient = gradients[position] else {
            Issue.record("no gradient for input \(position)", sourceLocation: sourceLocation)
            continue
        }
        #expect(gradient.type == input.type, sourceLocation: sourceLocation)
        let slopes = gradient.values
        for element in 0..<input.elementCount {
            func value(_ change: Double) -> Double {
                var moved = inputs
                var elements = input.values
                elements[element] += change
                moved[position] = Tensor(elements as [Double], shape: input.shape)
                return (cotangent * function(moved)).sum(.all).item()
            }
            let slope = (value(step) - value(-step)) / (2 * step)
            #expect(
                abs(slope - slopes[element]) <= tolerance * max(1, abs(slope)),
                "input \(position), element \(element): \(slopes[element]), by differences \(slope)",
                sourceLocation: sourceLocation)
        }
    }
}

/// Checks the first derivative of a function, and the derivative of that.
func expectDerivatives(
    at inputs: [Tensor], sourceLocation: SourceLocation = #_sourceLocation, of function: ([Tensor]) -> Tensor
) {
    expectDerivative(at: inputs, sourceLocation: sourceLocation, of: function)
    var numbers = Numbers(seed: 11)
    let cotangent = numbers.tensor(function(inputs).shape)
    for position in inputs.indices {
        expectDerivative(at: inputs + [cotangent], tolerance: 1e-6, sourceLocation: sourceLocation) { tensors in
            let arguments = Array(tensors.dropLast())
            let gradient = pullback(at: arguments) { [function($0)] }.pullback([tensors[inputs.count]])[position]
            // A derivative that does not depend on an input still needs an edge to it.
            let edges = tensors.reduce(Tensor(scalar: 0, dtype: .float64)) { $0 + 0 * $1.sum(.all) }
            return (gradient ?? .zeros(arguments[position].shape, dtype: .float64)) + edges
        }
    }
}

/// What a process that stopped said on its standard error.
func trapMessage(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}
