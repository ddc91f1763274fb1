#include "CEngineKernels.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

// Comparisons and logic: loops whose results are truth values, and the choice that they control.

#define TRUTH_LOOP(name, type, expression)                                                                             \
    ENGINE_BINARY(name)                                                                                                \
    {                                                                                                                  \
        const type *as = a, *bs = b;                                                                                   \
        bool *results = result;                                                                                        \
        for (ptrdiff_t i = 0; i < count; i++) {                                                                        \
            const type x = as[i * a_stride], y = bs[i * b_stride];                                                     \
            results[i] = (expression);                                                                                 \
        }                                                                                                              \
        return true;                                                                                                   \
    }

#define COMPARISON(name, expression)                                                                                   \
    TRUTH_LOOP(engine_##name##_f32, float, expression)                                                                 \
    TRUTH_LOOP(engine_##name##_f64, double, expression)                                                                \
    TRUTH_LOOP(engine_##name##_i64, int64_t, expression)

COMPARISON(equal, x == y)
COMPARISON(not_equal, x != y)
COMPARISON(less, x < y)
COMPARISON(less_or_equal, x <= y)
COMPARISON(greater, x > y)
COMPARISON(greater_or_equal, x >= y)

TRUTH_LOOP(engine_and, bool, x && y)
TRUTH_LOOP(engine_or, bool, x || y)
TRUTH_LOOP(engine_xor, bool, x != y)

ENGINE_UNARY(engine_not)
{
    const bool *as = a;
    bool *results = result;
    for (ptrdiff_t i = 0; i < count; i++) results[i] = !as[i * a_stride];
    return true;
}

#define SELECT_LOOP(type)                                                                                              \
    for (ptrdiff_t i = 0; i < count; i++)                                                                              \
        ((type *)result)[i] =                                                                                          \
            condition[i * condition_stride] ? ((const type *)a)[i * a_stride] : ((const type *)b)[i * b_stride]

void engine_select(
    ptrdiff_t width, ptrdiff_t count, const bool *condition, ptrdiff_t condition_stride, const void *a,
    ptrdiff_t a_stride, const void *b, ptrdiff_t b_stride, void *result)
{
    switch (width) {
    case 1: SELECT_LOOP(uint8_t); break;
    case 4: SELECT_LOOP(uint32_t); break;
    default: SELECT_LOOP(uint64_t); break;
    }
}
