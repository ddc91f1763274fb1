import Foundation
import PropertyTesting
import Values

extension PlantedMistake {
    /// A function of a tensor of one or two axes, against its value in float64.
    static func reduction(
        _ name: String, budget: Double, elements: Generator<Float> = .float32(-100...100),
        _ right: @escaping @Sendable ([Double]) -> Double, _ wrong: @escaping @Sendable ([Float]) -> Float
    ) -> PlantedMistake {
        PlantedMistake(name: name) { settings in
            var settings = settings
            settings.budget = .ulps(budget)
            let tensors = Generator<HostArray>.tensor(shape: .shape(ranks: 1...2, extents: 1...8), elements)
            let report = runProperty(name, tensors, settings) { x in
                ulps(wrong(x.float32!), right(x.float32!.map(Double.init)))
            }
            return report.failures.map(\.foundAtCase).min()
        }
    }

    static let tensors: [PlantedMistake] = [
        .reduction(
            "argument of the maximum is the last of equal ones", budget: 0,
            { x in
                Double(x.firstIndex(of: x.max()!)!)
            }
        ) { x in Float(x.lastIndex(of: x.max()!)!) },
        .reduction(
            "log-sum-exp without a shift", budget: 64, elements: .float32(-200...200),
            { x in
                let most = x.max()!
                return most + log(x.map { exp($0 - most) }.reduce(0, +))
            }
        ) { x in Foundation.log(x.map { Foundation.exp($0) }.reduce(0, +)) },
        .reduction(
            "variance as the mean of squares less the square of the mean", budget: 1e5,
            { x in
                let mean = x.reduce(0, +) / Double(x.count)
                return x.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(x.count)
            }
        ) { x in
            let mean = x.reduce(0, +) / Float(x.count)
            return x.map { $0 * $0 }.reduce(0, +) / Float(x.count) - mean * mean
        },
        .reduction(
            "sum of magnitudes skips what is left of groups of four", budget: 64, { $0.map(\.magnitude).reduce(0, +) }
        ) { x in
            x.prefix(x.count < 4 ? x.count : x.count / 4 * 4).map(\.magnitude).reduce(0, +)
        },
        .reduction("maximum starts from zero", budget: 0, { $0.max()! }) { $0.reduce(0, max) },
        .reduction(
            "norm whose squares underflow", budget: 64, elements: .float32,
            { x in
                x.contains { !$0.isFinite } ? 0 : x.map { $0 * $0 }.reduce(0, +).squareRoot()
            }
        ) { x in
            x.contains { !$0.isFinite } ? 0 : x.map { $0 * $0 }.reduce(0, +).squareRoot()
        },
        .reduction("number of different elements by neighbours", budget: 0, { Double(Set($0).count) }) { x in
            Float(1 + zip(x, x.dropFirst()).filter { $0 != $1 }.count)
        },
        .reduction("running sum starts anew every 16 elements", budget: 64, { $0.map(\.magnitude).reduce(0, +) }) { x in
            x.enumerated().reduce(0) {
                $1.offset.isMultiple(of: 16) && $1.offset > 0 ? $1.element.magnitude : $0 + $1.element.magnitude
            }
        },
        PlantedMistake(name: "product of matrices reads a square one by columns") { settings in
            var settings = settings
            settings.budget = .ulps(1e4)
            let report = runProperty("square", .matrixProduct(extents: 1...4, .float32(1...2)), settings) {
                left, right in
                let (rows, depth, columns) = (left.shape[0], left.shape[1], right.shape[1])
                var measure = Measure.perfect
                for row in 0..<rows {
                    for column in 0..<columns {
                        let exact = (0..<depth).map {
                            Double(left.float32![row * depth + $0]) * Double(right.float32![$0 * columns + column])
                        }
                        let wrong = (0..<depth).map { place -> Float in
                            let from = rows == depth && rows > 1 ? place * depth + row : row * depth + place
                            return left.float32![from] * right.float32![place * columns + column]
                        }
                        measure = .worse(measure, ulps(wrong.reduce(0, +), exact.reduce(0, +)))
                    }
                }
                return measure
            }
            return report.failures.map(\.foundAtCase).min()
        },
        PlantedMistake(name: "broadcasting forgets to stretch a leading axis") { settings in
            let report = runProperty("stretching", .broadcastableShapes(2, ranks: 0...3, extents: 1...3), settings) {
                shapes in
                // The rule that shapes of one rank must agree from the second axis on.
                let (left, right) = (shapes.shapes[0], shapes.shapes[1])
                guard left.rank == right.rank, left.rank > 1 else { return .perfect }
                return Measure(holds: left[0] == right[0] || left[0] == 1)
            }
            return report.failures.map(\.foundAtCase).min()
        },
    ]

    package static let all = scalars + tensors
}
