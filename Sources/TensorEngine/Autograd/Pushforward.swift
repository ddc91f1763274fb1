/// The values of a function and how they change along a direction (the Jacobian-vector product).
///
/// The pullback is linear in its cotangent, so its own pullback with respect to the cotangent is the pushforward. This
/// costs a forward and two backward passes, needs no rules of its own, and so tests that derivatives of derivatives with
/// respect to cotangents are right.
///
/// - Precondition: the inputs are floating-point; directions have their types.
public func pushforward(
    at inputs: [Tensor], along directions: [Tensor], of function: ([Tensor]) -> [Tensor]
) -> (values: [Tensor], tangents: [Tensor]) {
    if directions.map(\.type) != inputs.map(\.type) {
        trap("directions \(directions.map(\.type)) do not match the inputs \(inputs.map(\.type))")
    }
    var values = withoutGradients { function(inputs) }
    let zeros = values.map { Tensor.zeros($0.shape, dtype: $0.dtype) }
    // Values that are no floating-point numbers stay where they are.
    let places = zeros.indices.filter { zeros[$0].dtype.isFloatingPoint }
    let seeds = places.map { zeros[$0] }
    var connected: [Int] = []
    let (_, pull) = pullback(at: seeds) { cotangents in
        var all = zeros
        for (place, cotangent) in zip(places, cotangents) { all[place] = cotangent }
        let (results, pull) = pullback(at: inputs, of: function)
        values = results
        let gradients = pull(all)
        connected = gradients.indices.filter { gradients[$0] != nil }
        return connected.map { gradients[$0]! }
    }
    let found = pull(connected.map { directions[$0] })
    var tangents = zeros
    for (place, tangent) in zip(places, found) {
        if let tangent { tangents[place] = tangent }
    }
    return (values.map { $0.withoutHistory() }, tangents)
}
