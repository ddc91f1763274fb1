import PropertyTesting

/// A wrong float32 function beside the right one: a mistake that real code has made, or could.
package struct PlantedMistake: Sendable {
    package let name: String
    /// Runs the property that the wrong function is right, as a test of the operation would, and returns the number of the
    /// case that caught it; nil where none did.
    package let caught: @Sendable (_ settings: PropertySettings) -> Int?
}

extension PlantedMistake {
    /// A function of one number, against its value in float64.
    ///
    /// - Parameter anchors: what a specification of the right function would name: thresholds, poles, branch points.
    static func unary(
        _ name: String, anchors: [Float] = [], budget: Double = 4, _ right: @escaping @Sendable (Double) -> Double,
        _ wrong: @escaping @Sendable (Float) -> Float
    ) -> PlantedMistake {
        PlantedMistake(name: name) { settings in
            var settings = settings
            settings.budget = .ulps(budget)
            let report = runProperty(name, .float32(values: .all, anchors: anchors), settings) { x in
                ulps(wrong(x), right(Double(x)))
            }
            return report.failures.map(\.foundAtCase).min()
        }
    }

    /// A function of one number whose result is known bit for bit.
    static func exact(
        _ name: String, anchors: [Float] = [], _ right: @escaping @Sendable (Float) -> Float,
        _ wrong: @escaping @Sendable (Float) -> Float
    ) -> PlantedMistake {
        PlantedMistake(name: name) { settings in
            let report = runProperty(name, .float32(values: .all, anchors: anchors), settings) { x in
                Measure(holds: wrong(x).bitPattern == right(x).bitPattern)
            }
            return report.failures.map(\.foundAtCase).min()
        }
    }

    static func binary(
        _ name: String, budget: Double = 4, _ right: @escaping @Sendable (Double, Double) -> Double,
        _ wrong: @escaping @Sendable (Float, Float) -> Float
    ) -> PlantedMistake {
        PlantedMistake(name: name) { settings in
            var settings = settings
            settings.budget = .ulps(budget)
            let report = runProperty(name, .zip(.float32, .float32), settings) { x, y in
                ulps(wrong(x, y), right(Double(x), Double(y)))
            }
            return report.failures.map(\.foundAtCase).min()
        }
    }

    static func exactBinary(
        _ name: String, _ right: @escaping @Sendable (Float, Float) -> Float,
        _ wrong: @escaping @Sendable (Float, Float) -> Float
    ) -> PlantedMistake {
        PlantedMistake(name: name) { settings in
            let report = runProperty(name, .zip(.float32, .float32), settings) { x, y in
                Measure(holds: wrong(x, y).bitPattern == right(x, y).bitPattern)
            }
            return report.failures.map(\.foundAtCase).min()
        }
    }
}
