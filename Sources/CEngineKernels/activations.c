#include "CEngineKernels.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

// Activations of neural networks and their slopes, in binary64. Each formula is one without cancellation, and without
// exponentials that grow; where a slope has a zero, what is close to it starts from the zero itself.

#define UNARY_LOOP(name, type, expression)                                                                             \
    ENGINE_UNARY(name)                                                                                                 \
    {                                                                                                                  \
        const type *as = a;                                                                                            \
        type *results = result;                                                                                        \
        for (ptrdiff_t i = 0; i < count; i++) {                                                                        \
            const double x = as[i * a_stride];                                                                         \
            results[i] = (type)(expression);                                                                           \
        }                                                                                                              \
        return true;                                                                                                   \
    }

#define PARAMETRIC_LOOP(name, type, expression)                                                                        \
    ENGINE_PARAMETRIC(name)                                                                                            \
    {                                                                                                                  \
        const type *as = a;                                                                                            \
        type *results = result;                                                                                        \
        for (ptrdiff_t i = 0; i < count; i++) {                                                                        \
            const double x = as[i * a_stride];                                                                         \
            results[i] = (type)(expression);                                                                           \
        }                                                                                                              \
        return true;                                                                                                   \
    }

// The slope at x times the cotangent g. Slopes are bounded, so that a zero cotangent gives zero.
#define GRADIENT_LOOP(name, type, slope)                                                                               \
    ENGINE_BINARY(name)                                                                                                \
    {                                                                                                                  \
        const type *as = a, *bs = b;                                                                                   \
        type *results = result;                                                                                        \
        for (ptrdiff_t i = 0; i < count; i++) {                                                                        \
            const double x = as[i * a_stride], g = bs[i * b_stride];                                                   \
            results[i] = (type)(g * (slope));                                                                          \
        }                                                                                                              \
        return true;                                                                                                   \
    }

// x, or the nearer of +-bound where it is beyond: there functions have reached their limits, and no infinity meets a
// zero. NaN stays.
static inline double within(double bound, double x) { return x < -bound ? -bound : x > bound ? bound : x; }

// The distance of x from a zero given as the sum of two numbers.
static inline double beyond(const double zero[2], double x) { return (x - zero[0]) - zero[1]; }

// What a float32 loop stores for y = x / 2 + c x^2 + ..., c > 0. For the smallest x, half of which may be a tie of two
// float32, the square is lost in binary64; it decides the tie all the same.
static inline double halved(double x, double y) { return fabs(x) < 0x1p-120 ? x * (0.5 + copysign(0x1p-53, x)) : y; }

// MARK: The logarithm of a sum with one

// log(1 + exp(beta x)) / beta.
static inline double softplus(double beta, double x)
{
    const double t = beta * x, rest = log1p(exp(-fabs(t))) / beta;
    return t > 0 ? x + rest : rest;
}
PARAMETRIC_LOOP(engine_softplus_f32, float, softplus(parameter, x))
PARAMETRIC_LOOP(engine_softplus_f64, double, softplus(parameter, x))

// The negation comes last: zero is approached from below.
UNARY_LOOP(engine_log_sigmoid_f32, float, -softplus(1, -x))
UNARY_LOOP(engine_log_sigmoid_f64, double, -softplus(1, -x))

// MARK: x times a sigmoid

static inline double silu(double x)
{
    if (x > 0) return x / (1 + exp(-x));
    const double bounded = within(800, x), e = exp(bounded);
    return bounded * (e / (1 + e));
}
UNARY_LOOP(engine_silu_f32, float, halved(x, silu(x)))
UNARY_LOOP(engine_silu_f64, double, silu(x))

// With e = exp(x), the slope is e (1 + e + x) / (1 + e)^2. Let z be the zero of 1 + e + x, d = x - z: the sum is
// d + exp(z) (exp(d) - 1), two terms of one sign.
static inline double silu_gradient(double unbounded)
{
    static const double zero[2] = { -0x1.474973c84120bp+0, -0x1.f8d74bc9ac154p-54 }, exponential = 0x1.1d25cf210482ep-2;
    const double x = within(800, unbounded), e = exp(-fabs(x));
    if (x > 0) return (1 + e + x * e) / ((1 + e) * (1 + e));
    const double d = beyond(zero, x);
    return e * (d + exponential * expm1(d)) / ((1 + e) * (1 + e));
}
GRADIENT_LOOP(engine_silu_gradient_f32, float, silu_gradient(x))
GRADIENT_LOOP(engine_silu_gradient_f64, double, silu_gradient(x))

// MARK: x times the hyperbolic tangent of softplus

// With e = exp(x), tanh(log(1 + e)) is (e^2 + 2 e) / (e^2 + 2 e + 2).
static inline double mish(double x)
{
    const double e = exp(-fabs(x));
    if (x > 0) return x * ((1 + 2 * e) / (1 + 2 * e * (1 + e)));
    const double n = e * (e + 2);
    return within(800, x) * (n / (n + 2));
}
UNARY_LOOP(engine_mish_f32, float, mish(x))
UNARY_LOOP(engine_mish_f64, double, mish(x))

// With e = exp(x), the slope is e w / (2 + 2 e + e^2)^2, where w = 4 (x + 1) + (4 x + 6) e + 4 e^2 + e^3. Let z be the
// zero of w, d = x - z, m = exp(d) - 1: w is 4 d (1 + e) + (4 z + 6) exp(z) m + 4 exp(z)^2 m (2 + m)
// + exp(z)^3 m (3 + 3 m + m^2), all terms of one sign.
static inline double mish_gradient(double unbounded)
{
    static const double zero[2] = { -0x1.31432c0d12d84p+0, -0x1.bf319154da210p-55 };
    static const double linear = 0x1.7e53ec82f25e8p-2, square = 0x1.793f9434fbb17p-2, cube = 0x1.c9f40193f744cp-6;
    const double x = within(800, unbounded), e = exp(-fabs(x));
    if (x > 0) {
        const double w = 1 + e * (4 + e * ((4 * x + 6) + e * 4 * (x + 1))), root = 1 + 2 * e * (1 + e);
        return w / (root * root);
    }
    const double d = beyond(zero, x), m = expm1(d);
    const double w = 4 * d * (1 + e) + m * (linear + square * (2 + m) + cube * (3 + m * (3 + m)));
    const double root = 2 + e * (2 + e);
    return e * (w / (root * root));
}
GRADIENT_LOOP(engine_mish_gradient_f32, float, mish_gradient(x))
GRADIENT_LOOP(engine_mish_gradient_f64, double, mish_gradient(x))

// MARK: x times the distribution function of a normal variable

// The Taylor series without constant term, at a distance d of at most 1/16 from its centre.
static inline double series(const double coefficients[11], double d)
{
    double sum = coefficients[10];
    for (int k = 9; k >= 0; k--) sum = sum * d + coefficients[k];
    return sum * d;
}

// sqrt(1 / 2), and the normal density at 0.
static const double root_half = 0x1.6a09e667f3bcdp-1, density = 0x1.9884533d43651p-2;

// x (1 + erf(x / sqrt(2))) / 2.
static inline double gelu(double x)
{
    if (x > 0) return x * (erfc(-x * root_half) / 2);
    const double bounded = within(64, x);
    return bounded * (erfc(-bounded * root_half) / 2);
}
UNARY_LOOP(engine_gelu_f32, float, halved(x, gelu(x)))
UNARY_LOOP(engine_gelu_f64, double, gelu(x))

// The distribution function plus x times the density, which cancel around a zero: there, their Taylor series at it.
static inline double gelu_gradient(double unbounded)
{
    static const double zero[2] = { -0x1.80ead197f00b4p-1, 0x1.13e74c58cada8p-56 };
    static const double coefficients[11] = {
        0x1.b9d98fa5a3215p-2,  0x1.8d9a941de3ac5p-2,  -0x1.2a2ef9bb865aep-6, -0x1.d2fa4c17c7e84p-4,
        -0x1.e4088244f901dp-7, 0x1.3e346def42057p-6,  0x1.297b9d6ffaacdp-8,  -0x1.258a6d85633afp-9,
        -0x1.8680f74e6b6bap-11, 0x1.86c863b66083cp-13, 0x1.69610924deba8p-14,
    };
    const double x = within(64, unbounded), d = beyond(zero, x);
    if (fabs(d) < 0x1p-4) return series(coefficients, d);
    return erfc(-x * root_half) / 2 + x * (density * exp(-(x * x) / 2));
}
GRADIENT_LOOP(engine_gelu_gradient_f32, float, gelu_gradient(x))
GRADIENT_LOOP(engine_gelu_gradient_f64, double, gelu_gradient(x))

// sqrt(8 / pi) and what 0.044715 makes of it.
static const double outer = 0x1.9884533d43651p+0, inner = 0x1.2444f2a4d8b4bp-4;

// With v = sqrt(8 / pi) (x + 0.044715 x^3), x / (1 + exp(-v)), which is x (1 + tanh(v / 2)) / 2.
static inline double gelu_tanh(double unbounded)
{
    const double x = unbounded < -64 ? -64 : unbounded;
    return x / (1 + exp(-(x * (outer + inner * (x * x)))));
}
UNARY_LOOP(engine_gelu_tanh_f32, float, halved(x, gelu_tanh(x)))
UNARY_LOOP(engine_gelu_tanh_f64, double, gelu_tanh(x))

// With s = 1 / (1 + exp(-v)), the slope is s + x v' s (1 - s), two terms that cancel around a zero.
static inline double gelu_tanh_gradient(double unbounded)
{
    static const double zero[2] = { -0x1.81429f9e97e4dp-1, 0x1.4f523ed77dbdcp-55 };
    static const double coefficients[11] = {
        0x1.b8bacd2c96b91p-2,  0x1.8cd1a2b2fff33p-2,  -0x1.029615edb077ap-6, -0x1.d2b77346470abp-4,
        -0x1.104a83edc0ddcp-6, 0x1.427996dc249cep-6,  0x1.58c9ed713486cp-8,  -0x1.3d8d64170bb72p-9,
        -0x1.e63f294331885p-11, 0x1.14bf895a69517p-12, 0x1.04936f0ef73dbp-13,
    };
    const double x = within(64, unbounded), d = beyond(zero, x);
    if (fabs(d) < 0x1p-4) return series(coefficients, d);
    const double e = exp(-fabs(x * (outer + inner * (x * x)))), slope = outer + 3 * inner * (x * x);
    return (x < 0 ? e : 1) / (1 + e) + x * slope * (e / ((1 + e) * (1 + e)));
}
GRADIENT_LOOP(engine_gelu_tanh_gradient_f32, float, gelu_tanh_gradient(x))
GRADIENT_LOOP(engine_gelu_tanh_gradient_f64, double, gelu_tanh_gradient(x))

// Slopes of the two slopes; the first has zeros at the roots of 2, where 2 - x^2 is exact.
static inline double gelu_curvature(double unbounded)
{
    const double x = within(64, unbounded);
    return (2 - x * x) * (density * exp(-(x * x) / 2));
}
GRADIENT_LOOP(engine_gelu_curvature_f32, float, gelu_curvature(x))
GRADIENT_LOOP(engine_gelu_curvature_f64, double, gelu_curvature(x))

// s (1 - s) (2 v' + x v'' - x v'^2 tanh(v / 2)), which is even; around its zero its Taylor series there.
static inline double gelu_tanh_curvature(double unbounded)
{
    static const double zero[2] = { 0x1.6b23142700629p+0, 0x1.750d2fad2c04bp-54 };
    static const double coefficients[11] = {
        -0x1.a360c3e39b758p-2, 0x1.ba73788e0f42ep-2,  -0x1.0bae229791eaap-7, -0x1.49ec14523aa05p-3,
        0x1.d0e682b09898dp-5,  0x1.4842653d453b1p-6,  -0x1.11cd249c34d3cp-6, 0x1.9022fc3a97577p-11,
        0x1.5a7bd658bbef1p-9,  -0x1.89f5e54488091p-11, -0x1.1273a4c11227dp-12,
    };
    const double x = within(64, fabs(unbounded)), d = beyond(zero, x);
    if (fabs(d) < 0x1p-4) return series(coefficients, d);
    const double v = x * (outer + inner * (x * x)), e = exp(-v);
    const double slope = outer + 3 * inner * (x * x), bend = 6 * inner * (x * x);
    return (e / ((1 + e) * (1 + e))) * (2 * slope + bend - x * (slope * slope) * tanh(v / 2));
}
GRADIENT_LOOP(engine_gelu_tanh_curvature_f32, float, gelu_tanh_curvature(x))
GRADIENT_LOOP(engine_gelu_tanh_curvature_f64, double, gelu_tanh_curvature(x))

// The textbook formulas in float32, every step rounded; what they cancel is lost.
ENGINE_UNARY(engine_gelu_naive_f32)
{
    const float *as = a;
    float *results = result;
    for (ptrdiff_t i = 0; i < count; i++) {
        const float x = as[i * a_stride];
        const float z = x * (float)root_half;
        const float bell = (float)erf((double)z);
        results[i] = 0.5f * x * (1 + bell);
    }
    return true;
}

ENGINE_UNARY(engine_gelu_tanh_naive_f32)
{
    const float *as = a;
    float *results = result;
    for (ptrdiff_t i = 0; i < count; i++) {
        const float x = as[i * a_stride];
        const float u = 0.7978845608f * (x + 0.044715f * x * x * x);
        const float bell = (float)tanh((double)u);
        results[i] = 0.5f * x * (1 + bell);
    }
    return true;
}

// MARK: Exponential below zero, linear above

static inline double elu(double alpha, double x) { return x > 0 ? x : alpha * expm1(x); }
PARAMETRIC_LOOP(engine_elu_f32, float, elu(parameter, x))
PARAMETRIC_LOOP(engine_elu_f64, double, elu(parameter, x))

// The fixed point of Klambauer et al., Self-Normalizing Neural Networks (2017).
static const double selu_alpha = 1.6732632423543772848170429916717, selu_scale = 1.0507009873554804934193349852946;

static inline double selu(double x) { return selu_scale * elu(selu_alpha, x); }
UNARY_LOOP(engine_selu_f32, float, selu(x))
UNARY_LOOP(engine_selu_f64, double, selu(x))

static inline double selu_gradient(double x)
{
    return selu_scale * (x > 0 ? 1 : selu_alpha * exp(x));
}
GRADIENT_LOOP(engine_selu_gradient_f32, float, selu_gradient(x))
GRADIENT_LOOP(engine_selu_gradient_f64, double, selu_gradient(x))

// MARK: Straight lines

// A slope of zero makes zeros of all negative numbers, infinity included.
static inline double leaky_relu(double slope, double x) { return x > 0 ? x : x < 0 && slope == 0 ? 0 : slope * x; }
PARAMETRIC_LOOP(engine_leaky_relu_f32, float, leaky_relu(parameter, x))
PARAMETRIC_LOOP(engine_leaky_relu_f64, double, leaky_relu(parameter, x))

// NaN is on neither side and stays.
UNARY_LOOP(engine_relu6_f32, float, x <= 0 ? 0 : x >= 6 ? 6 : x)
UNARY_LOOP(engine_relu6_f64, double, x <= 0 ? 0 : x >= 6 ? 6 : x)

static inline double hard_swish(double x) { return x <= -3 ? 0 : x >= 3 ? x : x * ((x + 3) / 6); }
UNARY_LOOP(engine_hard_swish_f32, float, halved(x, hard_swish(x)))
UNARY_LOOP(engine_hard_swish_f64, double, hard_swish(x))
