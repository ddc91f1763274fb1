#ifndef PLUMBLINE_ORACLE_KERNELS_H
#define PLUMBLINE_ORACLE_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "OracleSweep.h"

#pragma clang assume_nonnull begin

// The loops of the oracle in binary64. Everything here is either exact or comes with a bound that is proved beside it.
// Nothing is contracted to fused multiply-adds, and nothing calls the mathematics library's elementary functions.

// Exact sums.

// The value of a limb's lowest bit: limb i counts units of 2^(32 i - 2148). The smallest product of two binary64 numbers
// is 2^-2148; the largest is below 2^2048, and 2^31 of them are below 2^2079, in limb 132.
enum { oracle_limb_count = 134, oracle_unit_exponent = -2148 };

// A fixed-point number wide enough for any sum of products of binary64 numbers, kept without any rounding. A limb holds
// a signed number of more than the 32 bits of its radix, so that carries wait until they are asked for.
typedef struct {
    int64_t limbs[oracle_limb_count];
    // Additions since the last carries.
    uint64_t pending;
} oracle_accumulator;

void oracle_clear(oracle_accumulator *sum);

// Adds numbers. Returns false, with the sum then unspecified, when one of them is infinite or NaN.
bool oracle_add_f64(oracle_accumulator *sum, ptrdiff_t count, const double *x);

// Adds the products x[i] y[i], exactly: none overflows, underflows or rounds. Returns false, with the sum then
// unspecified, when a factor is infinite or NaN.
bool oracle_add_products_f64(oracle_accumulator *sum, ptrdiff_t count, const double *x, const double *y);

// Moves all carries; then every limb is in [0, 2^32), and the sum is their value, negated if the result is true.
bool oracle_normalize(oracle_accumulator *sum);

// The neighbouring binary64 numbers around the sum, equal where it is one. Beyond the largest number the outer one is
// infinite. Normalizes the sum, which cannot be added to afterwards.
void oracle_bounds(oracle_accumulator *sum, double *lower, double *upper);

// Elementary functions of intervals [lower[i], upper[i]] of real numbers, whose bounds may be infinite; results enclose the
// image. NaN gives NaN.

// The exponential. An upper bound above the largest number is infinite. The two arrays of arguments may be the same.
void oracle_exp(
    ptrdiff_t count, const double *lower, const double *upper, double *result_lower, double *result_upper);

// The natural logarithm. NaN where this way of computing it proves nothing: near 1, below the normal numbers, and where
// there is no value.
void oracle_log(
    ptrdiff_t count, const double *lower, const double *upper, double *result_lower, double *result_upper);

#pragma clang assume_nonnull end

#endif
