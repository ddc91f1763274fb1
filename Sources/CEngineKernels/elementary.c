#include "CEngineKernels.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

// The loops of an elementary function: binary64 inside for both types, rounded once. The functions of the system's
// mathematical library are within a few units of binary64's last place, of which float32's has 2^29.
#define ELEMENTARY_LOOP(name, type, expression)                                                                        \
    ENGINE_UNARY(name)                                                                                                 \
    {                                                                                                                  \
        const type *as = a;                                                                                            \
        type *results = result;                                                                                        \
        for (ptrdiff_t i = 0; i < count; i++) {                                                                        \
            const double x = (double)as[i * a_stride];                                                                 \
            results[i] = (type)(expression);                                                                           \
        }                                                                                                              \
        return true;                                                                                                   \
    }

ELEMENTARY_LOOP(engine_exp2_f32, float, exp2(x))
ELEMENTARY_LOOP(engine_exp2_f64, double, exp2(x))
ELEMENTARY_LOOP(engine_expm1_f32, float, expm1(x))
ELEMENTARY_LOOP(engine_expm1_f64, double, expm1(x))
ELEMENTARY_LOOP(engine_log2_f32, float, log2(x))
ELEMENTARY_LOOP(engine_log2_f64, double, log2(x))
ELEMENTARY_LOOP(engine_log10_f32, float, log10(x))
ELEMENTARY_LOOP(engine_log10_f64, double, log10(x))
ELEMENTARY_LOOP(engine_log1p_f32, float, log1p(x))
ELEMENTARY_LOOP(engine_log1p_f64, double, log1p(x))

// Roots of float32 numbers are normal in binary64, and so are squares, which are exact there.
ELEMENTARY_LOOP(engine_rsqrt_f32, float, 1 / sqrt(x))
ELEMENTARY_LOOP(engine_rsqrt_f64, double, 1 / sqrt(x))
ELEMENTARY_LOOP(engine_cbrt_f32, float, cbrt(x))
ELEMENTARY_LOOP(engine_cbrt_f64, double, cbrt(x))
ELEMENTARY_LOOP(engine_square_f32, float, x * x)
ELEMENTARY_LOOP(engine_square_f64, double, x * x)

// Arguments are reduced by as many digits of pi as they need, up to the largest.
ELEMENTARY_LOOP(engine_sin_f32, float, sin(x))
ELEMENTARY_LOOP(engine_sin_f64, double, sin(x))
ELEMENTARY_LOOP(engine_cos_f32, float, cos(x))
ELEMENTARY_LOOP(engine_cos_f64, double, cos(x))
ELEMENTARY_LOOP(engine_tan_f32, float, tan(x))
ELEMENTARY_LOOP(engine_tan_f64, double, tan(x))
ELEMENTARY_LOOP(engine_asin_f32, float, asin(x))
ELEMENTARY_LOOP(engine_asin_f64, double, asin(x))
ELEMENTARY_LOOP(engine_acos_f32, float, acos(x))
ELEMENTARY_LOOP(engine_acos_f64, double, acos(x))
ELEMENTARY_LOOP(engine_atan_f32, float, atan(x))
ELEMENTARY_LOOP(engine_atan_f64, double, atan(x))

ELEMENTARY_LOOP(engine_sinh_f32, float, sinh(x))
ELEMENTARY_LOOP(engine_sinh_f64, double, sinh(x))
ELEMENTARY_LOOP(engine_cosh_f32, float, cosh(x))
ELEMENTARY_LOOP(engine_cosh_f64, double, cosh(x))
ELEMENTARY_LOOP(engine_asinh_f32, float, asinh(x))
ELEMENTARY_LOOP(engine_asinh_f64, double, asinh(x))
ELEMENTARY_LOOP(engine_acosh_f32, float, acosh(x))
ELEMENTARY_LOOP(engine_acosh_f64, double, acosh(x))
ELEMENTARY_LOOP(engine_atanh_f32, float, atanh(x))
ELEMENTARY_LOOP(engine_atanh_f64, double, atanh(x))

ELEMENTARY_LOOP(engine_erf_f32, float, erf(x))
ELEMENTARY_LOOP(engine_erf_f64, double, erf(x))
ELEMENTARY_LOOP(engine_erfc_f32, float, erfc(x))
ELEMENTARY_LOOP(engine_erfc_f64, double, erfc(x))

// Rounding to integers keeps NaN, infinities and the signs of zeros, as in C's Annex F; halves go to even integers.
ELEMENTARY_LOOP(engine_floor_f32, float, floor(x))
ELEMENTARY_LOOP(engine_floor_f64, double, floor(x))
ELEMENTARY_LOOP(engine_ceil_f32, float, ceil(x))
ELEMENTARY_LOOP(engine_ceil_f64, double, ceil(x))
ELEMENTARY_LOOP(engine_round_f32, float, nearbyint(x))
ELEMENTARY_LOOP(engine_round_f64, double, nearbyint(x))
ELEMENTARY_LOOP(engine_trunc_f32, float, trunc(x))
ELEMENTARY_LOOP(engine_trunc_f64, double, trunc(x))

// Zeros and NaN are their own signs.
ELEMENTARY_LOOP(engine_sign_f32, float, x > 0 ? 1 : x < 0 ? -1 : x)
ELEMENTARY_LOOP(engine_sign_f64, double, x > 0 ? 1 : x < 0 ? -1 : x)

ENGINE_UNARY(engine_sign_i64)
{
    const int64_t *as = a;
    int64_t *results = result;
    for (ptrdiff_t i = 0; i < count; i++) {
        const int64_t x = as[i * a_stride];
        results[i] = (x > 0) - (x < 0);
    }
    return true;
}

static const double pi = 0x1.921fb54442d18p+1;

// sin(pi x) and cos(pi x). Taking the nearest integer away is exact; what is left is within a half, and within a quarter
// of the next zero of either function after another exact subtraction. So results near zeros keep all their digits. The
// zeros of the sine have the sign of x.
static double sine_of_pi(double x)
{
    const double nearest = nearbyint(x), rest = x - nearest, size = fabs(rest);
    if (size == 0) return copysign(0, x);
    const double value = size <= 0.25 ? sin(pi * size) : cos(pi * (0.5 - size));
    return (rest < 0) != (fmod(nearest, 2) != 0) ? -value : value;
}

static double cosine_of_pi(double x)
{
    const double nearest = nearbyint(x), size = fabs(x - nearest);
    const double value = size <= 0.25 ? cos(pi * size) : sin(pi * (0.5 - size));
    return fmod(nearest, 2) != 0 ? -value : value;
}

// sin(pi x) / (pi x), 1 at 0. At infinities, where the sine has no limit, the quotient has.
static double sinc(double x)
{
    if (x == 0) return 1;
    return isinf(x) ? 0 : sine_of_pi(x) / (pi * x);
}

// The derivative of sinc, (cos(pi x) - sinc(x)) / x. Both terms are nearly 1 where x is small; there, with t = pi x, it is
// pi times the sum of the terms (-1)^k 2 k t^(2 k - 1) / (2 k + 1)!, of which those beyond k = 9 do not count up to t = 1.
// Each is the one before times -t^2 / (2 k (2 k + 3)).
static double sinc_slope(double x)
{
    const double t = pi * x;
    if (fabs(t) >= 1) return isinf(x) ? 0 : (cosine_of_pi(x) - sine_of_pi(x) / t) / x;
    double series = 1;
    for (int k = 8; k > 0; k--) series = 1 - series * (t * t / (2 * k * (2 * k + 3)));
    return pi * (-t / 3 * series);
}

ELEMENTARY_LOOP(engine_sinc_f32, float, sinc(x))
ELEMENTARY_LOOP(engine_sinc_f64, double, sinc(x))

#define SINC_GRADIENT_LOOP(name, type)                                                                                 \
    ENGINE_BINARY(name)                                                                                                \
    {                                                                                                                  \
        const type *as = a, *bs = b;                                                                                   \
        type *results = result;                                                                                        \
        for (ptrdiff_t i = 0; i < count; i++)                                                                          \
            results[i] = (type)((double)bs[i * b_stride] * sinc_slope((double)as[i * a_stride]));                      \
        return true;                                                                                                   \
    }

SINC_GRADIENT_LOOP(engine_sinc_gradient_f32, float)
SINC_GRADIENT_LOOP(engine_sinc_gradient_f64, double)
