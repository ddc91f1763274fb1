#include "CEngineKernels.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

// A loop for one operator and type. The contiguous case is apart so that the compiler can vectorise it; each element
// goes through the same expression either way.
#define BINARY_LOOP(name, type, expression)                                                                            \
    ENGINE_BINARY(name)                                                                                                \
    {                                                                                                                  \
        const type *as = a, *bs = b;                                                                                   \
        type *results = result;                                                                                        \
        if (a_stride == 1 && b_stride == 1) {                                                                          \
            for (ptrdiff_t i = 0; i < count; i++) {                                                                    \
                const type x = as[i], y = bs[i];                                                                       \
                results[i] = (expression);                                                                             \
            }                                                                                                          \
        } else {                                                                                                       \
            for (ptrdiff_t i = 0; i < count; i++) {                                                                    \
                const type x = as[i * a_stride], y = bs[i * b_stride];                                                 \
                results[i] = (expression);                                                                             \
            }                                                                                                          \
        }                                                                                                              \
        return true;                                                                                                   \
    }

BINARY_LOOP(engine_add_f32, float, x + y)
BINARY_LOOP(engine_add_f64, double, x + y)
BINARY_LOOP(engine_subtract_f32, float, x - y)
BINARY_LOOP(engine_subtract_f64, double, x - y)
BINARY_LOOP(engine_multiply_f32, float, x * y)
BINARY_LOOP(engine_multiply_f64, double, x * y)
BINARY_LOOP(engine_divide_f32, float, x / y)
BINARY_LOOP(engine_divide_f64, double, x / y)

// A zero cotangent y stays zero where exp(x) overflows even binary64: the real product is zero.
#define EXP_GRADIENT(x, y) ((y) == 0 && (x) < INFINITY ? (y) : (y) * exp(x))
BINARY_LOOP(engine_exp_gradient_f32, float, (float)EXP_GRADIENT((double)x, (double)y))
BINARY_LOOP(engine_exp_gradient_f64, double, EXP_GRADIENT(x, y))

#define CHECKED_LOOP(name, operator)                                                                                   \
    ENGINE_BINARY(name)                                                                                                \
    {                                                                                                                  \
        const int64_t *as = a, *bs = b;                                                                                \
        int64_t *results = result;                                                                                     \
        bool overflow = false;                                                                                         \
        for (ptrdiff_t i = 0; i < count; i++)                                                                          \
            overflow |= operator(as[i * a_stride], bs[i * b_stride], &results[i]);                                     \
        return !overflow;                                                                                              \
    }

CHECKED_LOOP(engine_add_i64, __builtin_add_overflow)
CHECKED_LOOP(engine_subtract_i64, __builtin_sub_overflow)
CHECKED_LOOP(engine_multiply_i64, __builtin_mul_overflow)

#define UNARY_LOOP(name, type, result_type, expression)                                                                \
    ENGINE_UNARY(name)                                                                                                 \
    {                                                                                                                  \
        const type *as = a;                                                                                            \
        result_type *results = result;                                                                                 \
        for (ptrdiff_t i = 0; i < count; i++) {                                                                        \
            const type x = as[i * a_stride];                                                                           \
            results[i] = (expression);                                                                                 \
        }                                                                                                              \
        return true;                                                                                                   \
    }

UNARY_LOOP(engine_negate_f32, float, float, -x)
UNARY_LOOP(engine_negate_f64, double, double, -x)
UNARY_LOOP(engine_exp_f32, float, float, (float)exp((double)x))
UNARY_LOOP(engine_exp_f64, double, double, exp(x))
UNARY_LOOP(engine_log_f32, float, float, (float)log((double)x))
UNARY_LOOP(engine_log_f64, double, double, log(x))

UNARY_LOOP(engine_reciprocal_f32, float, float, 1 / x)
UNARY_LOOP(engine_reciprocal_f64, double, double, 1 / x)
UNARY_LOOP(engine_abs_f32, float, float, fabsf(x))
UNARY_LOOP(engine_abs_f64, double, double, fabs(x))
UNARY_LOOP(engine_sqrt_f32, float, float, sqrtf(x))
UNARY_LOOP(engine_sqrt_f64, double, double, sqrt(x))
UNARY_LOOP(engine_tanh_f32, float, float, (float)tanh((double)x))
UNARY_LOOP(engine_tanh_f64, double, double, tanh(x))

// The exponential of a negative number, whatever the sign of x: it cannot overflow.
static inline double sigmoid(double x)
{
    const double e = exp(-fabs(x));
    return (x < 0 ? e : 1) / (1 + e);
}
UNARY_LOOP(engine_sigmoid_f32, float, float, (float)sigmoid(x))
UNARY_LOOP(engine_sigmoid_f64, double, double, sigmoid(x))

// NaN is not below 0 and stays.
UNARY_LOOP(engine_relu_f32, float, float, x <= 0 ? 0 : x)
UNARY_LOOP(engine_relu_f64, double, double, x <= 0 ? 0 : x)

// NaN wins on either side.
BINARY_LOOP(engine_maximum_f32, float, x > y || x != x ? x : y)
BINARY_LOOP(engine_maximum_f64, double, x > y || x != x ? x : y)
BINARY_LOOP(engine_maximum_i64, int64_t, x > y ? x : y)
BINARY_LOOP(engine_minimum_f32, float, x < y || x != x ? x : y)
BINARY_LOOP(engine_minimum_f64, double, x < y || x != x ? x : y)
BINARY_LOOP(engine_minimum_i64, int64_t, x < y ? x : y)

BINARY_LOOP(engine_pow_f32, float, (float)pow((double)x, (double)y))
BINARY_LOOP(engine_pow_f64, double, pow(x, y))

// Division of integers rounded down, and what it leaves. No quotient exists for 0 or, of the smallest integer, for -1.
#define DIVISION_LOOP(name, expression)                                                                                    ENGINE_BINARY(name)                                                                                                    {                                                                                                                          const int64_t *as = a, *bs = b;                                                                                        int64_t *results = result;                                                                                             bool fits = true;                                                                                                      for (ptrdiff_t i = 0; i < count; i++) {                                                                                    const int64_t x = as[i * a_stride], y = bs[i * b_stride];                                                              if (y == 0 || (y == -1 && x == INT64_MIN)) {                                                                               results[i] = 0;                                                                                                        fits = false;                                                                                                          continue;                                                                                                          }                                                                                                                      const int64_t quotient = x / y, rest = x % y;                                                                          const bool rounds = rest != 0 && (rest < 0) != (y < 0);                                                                results[i] = (expression);                                                                                         }                                                                                                                      return fits;                                                                                                       }

DIVISION_LOOP(engine_floor_divide_i64, quotient - rounds)
DIVISION_LOOP(engine_remainder_i64, rest + (rounds ? y : 0))

ENGINE_UNARY(engine_abs_i64)
{
    const int64_t *as = a;
    int64_t *results = result;
    bool fits = true;
    for (ptrdiff_t i = 0; i < count; i++) {
        const int64_t x = as[i * a_stride];
        fits &= x != INT64_MIN;
        results[i] = x < 0 && x != INT64_MIN ? -x : x;
    }
    return fits;
}

ENGINE_UNARY(engine_negate_i64)
{
    const int64_t *as = a;
    int64_t *results = result;
    bool overflow = false;
    for (ptrdiff_t i = 0; i < count; i++) overflow |= __builtin_sub_overflow(0, as[i * a_stride], &results[i]);
    return !overflow;
}

UNARY_LOOP(engine_cast_f32_f64, float, double, (double)x)
UNARY_LOOP(engine_cast_f64_f32, double, float, (float)x)
UNARY_LOOP(engine_cast_i64_f32, int64_t, float, (float)x)
UNARY_LOOP(engine_cast_i64_f64, int64_t, double, (double)x)

// Converting a float outside int64 is undefined in C, so the range is tested first (both bounds are floats).
#define TRUNCATING_LOOP(name, type)                                                                                    \
    ENGINE_UNARY(name)                                                                                                 \
    {                                                                                                                  \
        const type *as = a;                                                                                            \
        int64_t *results = result;                                                                                     \
        bool fits = true;                                                                                              \
        for (ptrdiff_t i = 0; i < count; i++) {                                                                        \
            const type x = as[i * a_stride];                                                                           \
            const bool inside = x >= -0x1p63 && x < 0x1p63;                                                            \
            results[i] = inside ? (int64_t)x : 0;                                                                      \
            fits &= inside;                                                                                            \
        }                                                                                                              \
        return fits;                                                                                                   \
    }

TRUNCATING_LOOP(engine_cast_f32_i64, float)
TRUNCATING_LOOP(engine_cast_f64_i64, double)

#define COPY_LOOP(type)                                                                                                \
    for (ptrdiff_t i = 0; i < count; i++)                                                                              \
        ((type *)result)[i * result_stride] = ((const type *)source)[i * source_stride]

void engine_copy(
    ptrdiff_t width, ptrdiff_t count, const void *source, ptrdiff_t source_stride, void *result,
    ptrdiff_t result_stride)
{
    switch (width) {
    case 1: COPY_LOOP(uint8_t); break;
    case 4: COPY_LOOP(uint32_t); break;
    default: COPY_LOOP(uint64_t); break;
    }
}
