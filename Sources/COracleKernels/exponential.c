#include "exponential.h"

#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// The exponential in binary64, with a bound on its error.
//
// Tang, Table-driven implementation of the exponential function in IEEE floating-point arithmetic, ACM TOMS 15, 1989:
// with k the integer nearest to 32 x / ln 2, k = 32 e + j, and r = x - k ln2/32,
//
//     exp(x) = 2^e T[j] exp(r),    T[j] = 2^(j/32),    |r| <= ln2/64 + 2^-29 < 0.010832.
//
// What is lost, for |x| <= 746, so |k| < 34500 < 2^15.1:
//
// 1. Reduction. ln2/32 = high + low + a rest below 2^-98; high is a multiple of 2^-41 with 36 bits, so k * high is exact.
//    If k = 0, x - k * high is x. Otherwise |x| > 2^-7, so x and the difference are multiples of 2^-59, and the difference
//    is below 2^-6: 53 bits hold it exactly. |k * low| < 2^-29 is rounded by at most 2^-82, k times the rest is below
//    2^-82, and the last subtraction is rounded by at most 2^-60. The error of r, and so the relative error that it
//    causes, is at most 2^-59.9.
// 2. Truncation. exp(r) - 1 = p(r) of degree 6 up to |r|^7 / 5040 * 1.002 < 2^-57.9.
// 3. Rounding of p. The factor of r^2 lies in [0.498, 0.502] with an error below 2^-53.9, so r^2 times it is below 2^-14
//    with an error below 2^-65; the last addition gives a result below 0.0109, rounded by at most 2^-60. In all below
//    2^-59.9.
// 4. Reconstruction, relative to T: T * p is rounded by at most 0.0109 * 2^-53 < 2^-59.5; the second part of T, itself
//    below 2^-53, is added with the same error; its product with p, below 2^-59.5, is left out; T's own rest is below 2^-105.
//
// Relative to the result, 1 to 4 add up to less than (4.4 + 1.1 + 1.1 + 3 * 1.42) / 0.989 * 2^-60 < 2^-56.4, which is less
// than 0.1 of the distance from the sum y, in [0.98, 2), to either neighbour. The last addition is rounded by half of that
// distance at most. So the real value lies strictly between the neighbours of y.

static const double high = 0x1.62e42fefap-6, low = 0x1.cf79abc9e3b3ap-45, inverse = 0x1.71547652b82fep+5;

// 2^(j/32), rounded, and what rounding left.
static const double powers[32][2] = {
    {0x1p+0, 0},
    {0x1.059b0d3158574p+0, 0x1.d73e2a475b465p-55},
    {0x1.0b5586cf9890fp+0, 0x1.8a62e4adc610bp-54},
    {0x1.11301d0125b51p+0, -0x1.6c51039449b3ap-54},
    {0x1.172b83c7d517bp+0, -0x1.19041b9d78a76p-55},
    {0x1.1d4873168b9aap+0, 0x1.e016e00a2643cp-54},
    {0x1.2387a6e756238p+0, 0x1.9b07eb6c70573p-54},
    {0x1.29e9df51fdee1p+0, 0x1.612e8afad1255p-55},
    {0x1.306fe0a31b715p+0, 0x1.6f46ad23182e4p-55},
    {0x1.371a7373aa9cbp+0, -0x1.63aeabf42eae2p-54},
    {0x1.3dea64c123422p+0, 0x1.ada0911f09ebcp-55},
    {0x1.44e086061892dp+0, 0x1.89b7a04ef80dp-59},
    {0x1.4bfdad5362a27p+0, 0x1.d4397afec42e2p-56},
    {0x1.5342b569d4f82p+0, -0x1.07abe1db13cadp-55},
    {0x1.5ab07dd485429p+0, 0x1.6324c054647adp-54},
    {0x1.6247eb03a5585p+0, -0x1.383c17e40b497p-54},
    {0x1.6a09e667f3bcdp+0, -0x1.bdd3413b26456p-54},
    {0x1.71f75e8ec5f74p+0, -0x1.16e4786887a99p-55},
    {0x1.7a11473eb0187p+0, -0x1.41577ee04992fp-55},
    {0x1.82589994cce13p+0, -0x1.d4c1dd41532d8p-54},
    {0x1.8ace5422aa0dbp+0, 0x1.6e9f156864b27p-54},
    {0x1.93737b0cdc5e5p+0, -0x1.75fc781b57ebcp-57},
    {0x1.9c49182a3f09p+0, 0x1.c7c46b071f2bep-56},
    {0x1.a5503b23e255dp+0, -0x1.d2f6edb8d41e1p-54},
    {0x1.ae89f995ad3adp+0, 0x1.7a1cd345dcc81p-54},
    {0x1.b7f76f2fb5e47p+0, -0x1.5584f7e54ac3bp-56},
    {0x1.c199bdd85529cp+0, 0x1.11065895048ddp-55},
    {0x1.cb720dcef9069p+0, 0x1.503cbd1e949dbp-56},
    {0x1.d5818dcfba487p+0, 0x1.2ed02d75b3707p-55},
    {0x1.dfc97337b9b5fp+0, -0x1.1a5cd4f184b5cp-54},
    {0x1.ea4afa2a490dap+0, -0x1.e9c23179c2893p-54},
    {0x1.f50765b6e454p+0, 0x1.9d3e12dd8a18bp-54},};

static const double largest = 0x1.fffffffffffffp+1023, smallest = 0x1p-1074;

// The number after or before a positive one.
static double neighbour(double x, int64_t step)
{
    int64_t bits;
    memcpy(&bits, &x, sizeof bits);
    bits += step;
    memcpy(&x, &bits, sizeof x);
    return x;
}

// 2^exponent, for the exponents of normal numbers.
static double power_of_two(int exponent)
{
    const uint64_t bits = (uint64_t)(exponent + 1023) << 52;
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

void oracle_enclose_exp(double x, double *lower, double *upper)
{
    if (isnan(x)) {
        *lower = *upper = NAN;
        return;
    }
    if (x == 0) {
        *lower = *upper = 1;
        return;
    }
    if (x > 710) {
        // ln of the largest number is below 709.8.
        *lower = largest;
        *upper = INFINITY;
        return;
    }
    if (x < -746) {
        // ln of the smallest is above -744.5.
        *lower = 0;
        *upper = smallest;
        return;
    }
    // Adding 1.5 * 2^52 rounds to an integer.
    const double k = (x * inverse + 0x1.8p+52) - 0x1.8p+52;
    const double r = (x - k * high) - k * low;
    const double square = r * r;
    const double p = r + square * (0.5 + r * (1.0 / 6 + r * (1.0 / 24 + r * (1.0 / 120 + r * (1.0 / 720)))));
    const int32_t step = (int32_t)k;
    const int32_t place = step & 31;
    const int32_t exponent = (step - place) / 32;
    const double y = powers[place][0] + (powers[place][1] + powers[place][0] * p);
    const double below = neighbour(y, -1), above = neighbour(y, 1);
    if (exponent >= -1000 && exponent <= 1023) {
        const double scale = power_of_two(exponent);
        *lower = below * scale;
        *upper = above * scale;
    } else if (exponent < -1000) {
        // Scaled in two steps, of which only the second rounds, into the subnormals.
        const double scale = power_of_two(exponent + 500), rest = 0x1p-500;
        const double rounded = below * scale * rest;
        *lower = rounded == 0 ? 0 : neighbour(rounded, -1);
        *upper = neighbour(above * scale * rest, 1);
    } else {
        const double rounded = below * 0x1p+1023 * 2;
        *lower = rounded == INFINITY ? largest : rounded;
        *upper = above * 0x1p+1023 * 2;
    }
}

void oracle_exp(ptrdiff_t count, const double *lower, const double *upper, double *result_lower, double *result_upper)
{
    for (ptrdiff_t i = 0; i < count; i++) {
        const double x = lower[i], z = upper[i];
        double unused;
        oracle_enclose_exp(x, &result_lower[i], &result_upper[i]);
        if (z != x) oracle_enclose_exp(z, &unused, &result_upper[i]);
    }
}
