#include "accumulator.h"
#include "rows.h"

#pragma STDC FP_CONTRACT OFF

void engine_mean(engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, void *result)
{
    for (ptrdiff_t row = 0; row < rows; row++) {
        accumulator sum = {0, 0};
        for (ptrdiff_t i = 0; i < count; i++) accumulate(&sum, load(type, x, row * count + i));
        store(type, result, row, total(sum) / (double)count);
    }
}

// A number as the unevaluated sum of two binary64: about 106 bits (Dekker, "A floating-point technique for extending
// the available precision", Numerische Mathematik 18, 1971).
typedef struct {
    double high, low;
} pair;

static inline pair pair_of_sum(double a, double b)
{
    const double sum = a + b, part = sum - a;
    return (pair){sum, (a - (sum - part)) + (b - part)};
}

static inline pair pair_add(pair a, pair b)
{
    const pair high = pair_of_sum(a.high, b.high), low = pair_of_sum(a.low, b.low);
    const pair first = pair_of_sum(high.high, high.low + low.high);
    return pair_of_sum(first.high, first.low + low.low);
}

static inline pair pair_multiply(pair a, pair b)
{
    const double product = a.high * b.high;
    const double lost = fma(a.high, b.high, -product) + (a.high * b.low + a.low * b.high);
    return pair_of_sum(product, lost);
}

static inline pair pair_divide(pair a, double b)
{
    const double quotient = a.high / b;
    return pair_of_sum(quotient, (fma(-quotient, b, a.high) + a.low) / b);
}

// expm1(t) for |t| <= 0.35 with a relative error of about 2^-94: with s = t / 512, nine terms of the series leave
// s^10 / 10! < 2^-120 relative to s, and (1 + p)^2 - 1 = 2 p + p^2, nine times, brings it back.
static pair small_expm1(pair t)
{
    const pair s = {t.high * 0x1p-9, t.low * 0x1p-9};
    pair sum = {1, 0};
    for (int term = 10; term > 1; term--) sum = pair_add((pair){1, 0}, pair_divide(pair_multiply(s, sum), term));
    pair p = pair_multiply(s, sum);
    for (int i = 0; i < 9; i++) p = pair_add((pair){2 * p.high, 2 * p.low}, pair_multiply(p, p));
    return p;
}

// exp(x) - (subtracts ? 1 : 0) for -745 < x <= 0. ln 2 is three numbers, the first short enough for exact products.
static pair pair_exp(double x, bool subtracts)
{
    const double k = rint(x * 0x1.71547652b82fep+0);
    pair t = pair_of_sum(x - k * 0x1.62e42feep-1, 0);
    const double product = k * 0x1.a39ef35793c76p-33;
    t = pair_add(t, pair_of_sum(-product, -fma(k, 0x1.a39ef35793c76p-33, -product)));
    t = pair_add(t, pair_of_sum(-k * 0x1.cc01f97b57a08p-87, 0));
    const pair p = small_expm1(t);
    if (k == 0 && subtracts) return p;
    pair power = pair_add((pair){1, 0}, p);
    power = (pair){ldexp(power.high, (int)k), ldexp(power.low, (int)k)};
    return subtracts ? pair_add(power, (pair){-1, 0}) : power;
}

// With m the first largest element, log(sum_j exp(x_j)) = m + log1p(others), others = sum_{j != m} exp(x_j - m).
//
// Both terms are nonnegative for m >= 0. For m < 0 they cancel where the exponentials sum to about 1. There
//
//     log(sum_j exp(x_j)) = log1p(d),    d = expm1(m) + sum_{j != m} exp(x_j),
//
// with d in pairs. Each term is off by about 2^-94 of itself and the terms' sizes add up to less than 4, so that d is
// off by about 2^-92: a relative error below 2^-30 down to |d| = 2^-62. Two float32 logits rarely come closer than
// 2^-50 to cancelling. Where one logit is next to 0 and the others are far below it, expm1(m) keeps its relative
// precision. Terms below exp(-700) change no float, since expm1(m) is at least 2^-150 away from 0 where m is float32.
static double log_sum_exp(double *x, ptrdiff_t count)
{
    ptrdiff_t largest = 0;
    for (ptrdiff_t j = 0; j < count; j++) {
        if (isnan(x[j])) return NAN;
        if (x[j] > x[largest]) largest = j;
    }
    const double m = count == 0 ? -INFINITY : x[largest];
    if (isinf(m)) return m;
    accumulator others = {0, 0};
    for (ptrdiff_t j = 0; j < count; j++)
        if (j != largest) accumulate(&others, exp(x[j] - m));
    const double result = m + log1p(total(others));
    if (m >= 0 || !(fabs(result) < 1)) return result;
    pair d = pair_exp(m, true);
    for (ptrdiff_t j = 0; j < count; j++)
        if (j != largest && x[j] > -700) d = pair_add(d, pair_exp(x[j], false));
    return log1p(d.high) + d.low / (1 + d.high);
}

void engine_log_sum_exp(engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, void *y, double *scratch)
{
    for (ptrdiff_t row = 0; row < rows; row++) {
        load_row(type, x, row, count, scratch);
        store(type, y, row, log_sum_exp(scratch, count));
    }
}

// Deviations are taken from the first element, then from their own mean: an element far from the others makes the
// variance itself large, so that what the mean of the deviations rounds off is small beside it. The sum of what is left
// of the deviations, squared, corrects for that rounding (Chan, Golub, LeVeque, "Algorithms for computing the sample
// variance", The American Statistician 37, 1983).
void engine_variance(
    engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, double degrees, void *result)
{
    for (ptrdiff_t row = 0; row < rows; row++) {
        const double first = count > 0 ? load(type, x, row * count) : NAN;
        accumulator sum = {0, 0};
        for (ptrdiff_t i = 0; i < count; i++) accumulate(&sum, load(type, x, row * count + i) - first);
        const double mean = total(sum) / (double)count;
        accumulator squares = {0, 0}, rest = {0, 0};
        for (ptrdiff_t i = 0; i < count; i++) {
            const double deviation = (load(type, x, row * count + i) - first) - mean;
            accumulate_product(&squares, deviation, deviation);
            accumulate(&rest, deviation);
        }
        const double left = total(rest);
        store(type, result, row, degrees > 0 ? (total(squares) - left * left / (double)count) / degrees : NAN);
    }
}

// Squares of binary32 are exact in binary64 and cannot leave its range; those of binary64 are scaled by a power of two.
void engine_norm(engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, void *result)
{
    for (ptrdiff_t row = 0; row < rows; row++) {
        double largest = 0;
        bool infinite = false, undefined = false;
        for (ptrdiff_t i = 0; i < count; i++) {
            const double size = fabs(load(type, x, row * count + i));
            undefined |= isnan(size);
            infinite |= isinf(size);
            if (size > largest) largest = size;
        }
        if (undefined || infinite || largest == 0) {
            store(type, result, row, undefined ? NAN : infinite ? INFINITY : 0);
            continue;
        }
        const int exponent = type == engine_f64 ? ilogb(largest) : 0;
        accumulator squares = {0, 0};
        for (ptrdiff_t i = 0; i < count; i++) {
            const double scaled = ldexp(load(type, x, row * count + i), -exponent);
            accumulate_product(&squares, scaled, scaled);
        }
        store(type, result, row, ldexp(sqrt(total(squares)), exponent));
    }
}
