#include "exponential.h"

#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// The logarithm in binary64, proved by the exponential.
//
// Some number near log(x) is guessed, by any means: nothing is claimed of it. The numbers a and b a little below and above
// it are then bounds of log(x) if exp(a) <= x <= exp(b), because exp rises, and the exponential kernel has proven bounds
// that decide both. Where they do not, there is no answer.
//
// The distance must cover the exponential's relative width, 2^-51 to either side, and the error of the guess. It does not
// shrink with the logarithm, so that near 1 the answer would be poor; there is none either.

static const double narrowest = 0x1p-50, nearest_one = 0x1p-8;

// log(x) for a normal number, to a few last places: with x = 2^e m, m in about [0.7, 1.42], and s = (m - 1)/(m + 1),
// log(m) = 2 (s + s^3/3 + s^5/5 + ...), where s^2 < 0.03.
static double guess(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    // The exponent of x / 0.7, so that m ends up around 1.
    const int exponent = (int)((bits - UINT64_C(0x3FE6666666666666)) >> 52 & 0xFFF);
    const int e = exponent >= 0x800 ? exponent - 0x1000 : exponent;
    bits -= (uint64_t)(int64_t)e << 52;
    double m;
    memcpy(&m, &bits, sizeof m);
    const double s = (m - 1) / (m + 1);
    const double square = s * s;
    double series = 1.0 / 23;
    for (int k = 21; k >= 1; k -= 2) series = series * square + 1.0 / k;
    return e * 0x1.62e42fefa39efp-1 + 2 * s * series;
}

static void enclose(double x, double *lower, double *upper)
{
    *lower = *upper = NAN;
    if (!(x >= 0x1p-1022 && x < INFINITY)) return;
    const double y = guess(x);
    if (fabs(y) < nearest_one) return;
    const double distance = narrowest + fabs(y) * 0x1p-51;
    const double below = y - distance, above = y + distance;
    double least, most, unused;
    oracle_enclose_exp(below, &unused, &most);
    oracle_enclose_exp(above, &least, &unused);
    if (!(most <= x && x <= least)) return;
    *lower = below;
    *upper = above;
}

void oracle_log(ptrdiff_t count, const double *lower, const double *upper, double *result_lower, double *result_upper)
{
    for (ptrdiff_t i = 0; i < count; i++) {
        const double x = lower[i], z = upper[i];
        double low, high, unused;
        enclose(x, &low, &high);
        if (z != x) {
            enclose(z, &unused, &high);
            if (isnan(low) || isnan(high)) low = high = NAN;
        }
        result_lower[i] = low;
        result_upper[i] = high;
    }
}
