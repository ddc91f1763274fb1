import PlumblineTesting
import Testing

@Suite struct TensorGeneratorTests {
    /// What a layout has that a contiguous one has not.
    private func features(_ tensor: Tensor) -> Set<String> {
        var features: Set<String> = []
        let strides = zip(tensor.shape.extents, tensor.strides).filter { $0.0 > 1 }.map(\.1)
        if tensor.isContiguous { features.insert("contiguous") }
        if strides.contains(0) { features.insert("repeated") }
        if strides.contains(where: { $0 < 0 }) { features.insert("reversed") }
        if zip(strides, strides.dropFirst()).contains(where: { abs($0) < abs($1) && $0 != 0 }) {
            features.insert("transposed")
        }
        if let last = strides.last, abs(last) > 1 { features.insert("gaps") }
        return features
    }

    @Test func `tensors come in every layout`() {
        var met: [String: Int] = [:]
        check("layouts", .tensor(shape: .ranks(1...3)), cases: 1000) { x in
            for feature in features(x) { met[feature, default: 0] += 1 }
        }
        for feature in ["contiguous", "repeated", "reversed", "transposed", "gaps"] {
            #expect(met[feature, default: 0] >= 10, "\(feature): \(met)")
        }
    }

    @Test func `layouts change no value`() {
        check("adding zeros to copies", .tensor(shape: .ranks(0...3), .float32(-10...10))) { x in
            ulps(x * 2, Tensor(x.hostArray) * 2)
        }
    }

    @Test func `shrinking leads to a contiguous tensor`() throws {
        let report = runProperty("few elements", .tensor(shape: .ranks(2...3)) as Generator<Tensor>) { x in
            Measure(holds: x.elementCount < 4)
        }
        let text = try #require(report.failures.first?.simplest.input.first?.text)
        #expect(text.split(separator: "\n").count == 5)
        #expect(!text.contains("strides"))
    }

    @Test func `a layout that is to blame is shown`() throws {
        let report = runProperty("contiguous", .tensor(shape: .ranks(2...2)) as Generator<Tensor>) { x in
            Measure(holds: x.isContiguous)
        }
        let text = try #require(report.failures.first?.simplest.input.first?.text)
        #expect(text.hasPrefix("float32["))
        #expect(text.split(separator: "\n")[0].contains("], strides ["))
    }

    @Test func `operands of a product are parts of the input, and named`() throws {
        var settings = PropertySettings()
        settings.inputNames = ["a", "b"]
        let operands: Generator<(Tensor, Tensor)> = .matrixProduct(.float32(-1...1))
        let report = runProperty("small products", operands, settings) { a, b in
            Measure(holds: a.shape[1] < 2 || b[1, 0].item() < 0.5)
        }
        let failure = try #require(report.failures.first)
        #expect(failure.simplest.input.map(\.name) == ["a", "b"])
        #expect(failure.simplest.input.map(\.isIrrelevant) == [true, false])
        #expect(failure.frontiers.map(\.place) == ["b[1, 0]"])
        // A closure that takes the tuple as one.
        settings.inputNames = ["operands"]
        let whole = runProperty("small products", operands, settings) { Measure(holds: $0.0.shape[1] < 2) }
        #expect(try #require(whole.failures.first).simplest.input.map(\.name) == ["operands.0", "operands.1"])
    }

    @Test func `float64, one shape, related operands`() {
        check("float64", .tensor(shape: [2, 3], .float64(0...1)), cases: 50) { x in
            x.dtype == .float64 && x.shape == [2, 3]
        }
        check("broadcast", .broadcastableTensors(), cases: 100) { tensors in
            #expect((tensors[0] + tensors[1]).shape == (tensors[1] + tensors[0]).shape)
        }
        check("product", .matrixProduct(.float32(-1...1)), cases: 100) { (a: Tensor, b: Tensor) in
            #expect(matmul(a, b).shape == [a.shape[0], b.shape[1]])
        }
    }
}
