import PlumblineTesting
import Testing
import XCTest

/// The same inside of XCTest.
final class FailingXCTests: XCTestCase {
    override func setUpWithError() throws { try XCTSkipUnless(Example.isOn) }

    func testMidpointOfEqualEnds() {
        check("the middle of x and x is x", .float32(values: .finite)) { x in
            midpoint(x, x) == x
        }
    }

    func testCarefulMidpointOfEqualEnds() {
        check("the careful middle of x and x is x", .float32(values: .finite)) { x in
            carefulMidpoint(x, x) == x
        }
    }

    func testSquares() {
        check("squares are finite", .float32(values: .finite)) { x in
            let square = x * x
            #expect(square >= 0)
            #expect(square < Float.infinity, "the square of a float")
        }
    }

    func testWaiting() async {
        await check("doubling is undone by halving", .float32(values: .finite)) { x in
            let twice = await doubled(x)
            #expect(twice / 2 == x)
        }
    }

    func testNaiveSoftmaxIsSoftmax() {
        check(
            "the naive softmax is softmax", .tensor(shape: .ranks(1...2), .float32(0...200)), within: .ulps(64)
        ) { x in
            ulps(naiveSoftmax(x), softmax(x, axis: -1))
        }
    }

    func testGradientOfAScaledSoftmax() {
        let wrong = Operation.softmax.variant(
            named: "softmax.scaled",
            derivative: { call in [softmaxGradient(call.inputs[0], call.cotangent) * (1 + 1e-5)] })
        checkGradients(of: { x in wrong(x) }, at: [[1, 2, 3], [3, 1, 2]])
    }

    func testEveryNumberFallsOnAnElement() {
        check("every number falls on an element", .float32(0...1)) { x in
            lookUp(x, in: [10, 20, 30]) >= 10
        }
    }

    func testACheckInAProperty() {
        check("no number is a limit", .float32(0...9), cases: 40) { x in
            _ = check("numbers are below 4", .float32(0...9), cases: 20) { y in x < 4 || y < 4 }
        }
    }

    func testGradientsInAProperty() {
        check("squares have gradients", .float32(0...9), cases: 40) { x in
            let factor: Float = x < 4 ? 2 : 2.5
            checkGradients(
                of: { t in
                    withDerivative([t], of: { [square($0[0])] }) { call in [factor * call.inputs[0] * call.cotangent] }[
                        0]
                }, at: Tensor([x, 1], shape: [2]))
        }
    }
}
