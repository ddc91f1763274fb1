import Multiprecision
import Testing

/// A function in both arithmetics, with one known value: `f(argument)` to 50 digits.
struct UnaryFunction: Sendable, CustomTestStringConvertible {
    let name: String
    let ofNumbers: @Sendable (BigFloat, Int, Rounding) -> BigFloat
    let ofIntervals: @Sendable (Interval) -> Interval
    let argument: Double
    let value: String

    var testDescription: String { name }

    init(
        _ name: String, _ ofNumbers: @escaping @Sendable (BigFloat, Int, Rounding) -> BigFloat,
        _ ofIntervals: @escaping @Sendable (Interval) -> Interval, _ argument: Double, _ value: String
    ) {
        self.name = name
        self.ofNumbers = ofNumbers
        self.ofIntervals = ofIntervals
        self.argument = argument
        self.value = value
    }

    // The digits come from mpmath at 80 digits.
    static let all: [UnaryFunction] = [
        UnaryFunction(
            "sqrt", BigFloat.sqrt, { $0.sqrt() }, 2,
            "1.4142135623730950488016887242096980785696718753769e+00"),
        UnaryFunction(
            "cbrt", BigFloat.cbrt, { $0.cbrt() }, 2,
            "1.2599210498948731647672106072782283505702514647015e+00"),
        UnaryFunction(
            "exp", BigFloat.exp, { $0.exp() }, 1,
            "2.7182818284590452353602874713526624977572470937000e+00"),
        UnaryFunction(
            "exp2", BigFloat.exp2, { $0.exp2() }, 0.5,
            "1.4142135623730950488016887242096980785696718753769e+00"),
        UnaryFunction(
            "expm1", BigFloat.expm1, { $0.expm1() }, 0x1p-10,
            "9.7703949241653524284529261160650646585162918174420e-04"),
        UnaryFunction(
            "log", BigFloat.log, { $0.log() }, 2,
            "6.9314718055994530941723212145817656807550013436026e-01"),
        UnaryFunction(
            "log2", BigFloat.log2, { $0.log2() }, 10,
            "3.3219280948873623478703194294893901758648313930246e+00"),
        UnaryFunction(
            "log10", BigFloat.log10, { $0.log10() }, 2,
            "3.0102999566398119521373889472449302676818988146211e-01"),
        UnaryFunction(
            "log1p", BigFloat.log1p, { $0.log1p() }, 0x1p-10,
            "9.7608597305545889596082490801718667261183433378454e-04"),
        UnaryFunction(
            "sin", BigFloat.sin, { $0.sin() }, 0x1p100,
            "-8.7218360541826730978071977821347055932431327272838e-01"),
        UnaryFunction(
            "cos", BigFloat.cos, { $0.cos() }, 1,
            "5.4030230586813971740093660744297660373231042061792e-01"),
        UnaryFunction(
            "tan", BigFloat.tan, { $0.tan() }, 1,
            "1.5574077246549022305069748074583601730872507723815e+00"),
        UnaryFunction(
            "sinh", BigFloat.sinh, { $0.sinh() }, 1,
            "1.1752011936438014568823818505956008151557179813341e+00"),
        UnaryFunction(
            "cosh", BigFloat.cosh, { $0.cosh() }, 1,
            "1.5430806348152437784779056207570616826015291123659e+00"),
        UnaryFunction(
            "tanh", BigFloat.tanh, { $0.tanh() }, 0.5,
            "4.6211715726000975850231848364367254873028928033011e-01"),
        UnaryFunction(
            "asinh", BigFloat.asinh, { $0.asinh() }, 1,
            "8.8137358701954302523260932497979230902816032826164e-01"),
        UnaryFunction(
            "atan", BigFloat.atan, { $0.atan() }, 1,
            "7.8539816339744830961566084581987572104929234984378e-01"),
        UnaryFunction(
            "erf", BigFloat.erf, { $0.erf() }, 0.5,
            "5.2049987781304653768274665389196452873645157575796e-01"),
        UnaryFunction(
            "erfc", BigFloat.erfc, { $0.erfc() }, 10,
            "2.0884875837625447570007862949577886115608181193212e-45"),
    ]
}
