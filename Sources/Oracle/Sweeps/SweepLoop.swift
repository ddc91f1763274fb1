public import COracleKernels

// What the loops in C are given.

extension BlockModel.Polynomial {
    /// The model for elements from place `offset` of a block of `count` on.
    public func loopModel(count: Int, offset: Int, budget: Double) -> oracle_sweep_model {
        var model = oracle_sweep_model()
        model.high = high
        model.low = low
        model.degree = Int32(coefficients.count)
        withUnsafeMutableBytes(of: &model.a) { bytes in
            let a = bytes.bindMemory(to: Double.self)
            for (place, coefficient) in coefficients.enumerated() { a[place + 1] = coefficient }
        }
        // Powers of two: steps and sums are exact.
        model.step = 2 / Double(count)
        model.first = Double(offset - count / 2) * model.step
        model.error = error
        model.rounded_error = roundedError
        model.budget = budget
        return model
    }
}

extension LineThroughZero {
    public func loopLine(budget: Double) -> oracle_sweep_line {
        oracle_sweep_line(slope: slope, direction: Int32(direction), budget: budget)
    }
}

extension WaveModel {
    /// The model for elements from place `offset` of the block on.
    public func loopModel(offset: Int, budget: Double) -> oracle_wave_model {
        var model = oracle_wave_model()
        model.function = function
        model.sign = sign
        model.parts = (parts[0], parts[1], parts[2])
        model.turn = (turn[0], turn[1])
        model.unit = unit
        model.divisor = divisor
        model.first = first + Double(offset)
        model.budget = budget
        return model
    }
}
