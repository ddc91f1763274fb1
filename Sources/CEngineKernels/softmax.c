#include "accumulator.h"
#include "rows.h"

#pragma STDC FP_CONTRACT OFF

// Softmax and its relatives. All of them share one decomposition of a row x: with m the first largest element,
//
//     sum_j exp(x_j) = exp(x_m) (1 + others),    others = sum_{j != m} exp(x_j - x_m) >= 0.
//
// Keeping the 1 apart is what preserves accuracy when one element dominates: log(1 + others) is log1p(others), and
// 1 - y_m is others / (1 + others), where the obvious forms lose every bit of a small `others`.

typedef struct {
    ptrdiff_t largest;
    double others;
    bool defined; // No NaN, no +inf, and not all -inf: otherwise every result of the row is NaN.
} decomposition;

// Replaces x by d_j = x_j - m <= 0 and fills e with exp(d_j). The row must not be empty.
static decomposition decompose(double *x, double *e, ptrdiff_t count)
{
    decomposition row = {0, 0, true};
    for (ptrdiff_t j = 0; j < count; j++) {
        if (isnan(x[j]) || x[j] == INFINITY) row.defined = false;
        if (x[j] > x[row.largest]) row.largest = j;
    }
    const double m = x[row.largest];
    row.defined = row.defined && isfinite(m);
    if (!row.defined) return row;
    accumulator others = {0, 0};
    for (ptrdiff_t j = 0; j < count; j++) {
        x[j] -= m;
        e[j] = exp(x[j]);
        if (j != row.largest) accumulate(&others, e[j]);
    }
    row.others = total(others);
    return row;
}

static void fill_nan(double *x, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count; i++) x[i] = NAN;
}

void engine_softmax(engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, void *y, double *scratch)
{
    double *d = scratch, *e = scratch + count;
    for (ptrdiff_t row = 0; row < rows && count > 0; row++) {
        load_row(type, x, row, count, d);
        const decomposition of = decompose(d, e, count);
        for (ptrdiff_t i = 0; i < count; i++) e[i] = e[i] / (1 + of.others);
        if (!of.defined) fill_nan(e, count);
        store_row(type, y, row, count, e);
    }
}

// log y_i = d_i - log1p(others): two terms of one sign.
void engine_log_softmax(engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, void *y, double *scratch)
{
    double *d = scratch, *e = scratch + count;
    for (ptrdiff_t row = 0; row < rows && count > 0; row++) {
        load_row(type, x, row, count, d);
        const decomposition of = decompose(d, e, count);
        const double normalizer = log1p(of.others);
        for (ptrdiff_t i = 0; i < count; i++) d[i] = d[i] - normalizer;
        if (!of.defined) fill_nan(d, count);
        store_row(type, y, row, count, d);
    }
}

// Every term p_j (-d_j + log1p(others)) is nonnegative where p_j is. An exactly zero weight silences its term, so
// that an impossible class (x_j = -inf, p_j = 0) costs nothing.
void engine_cross_entropy(
    engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, const void *p, void *loss, double *scratch)
{
    double *d = scratch, *e = scratch + count;
    for (ptrdiff_t row = 0; row < rows; row++) {
        if (count == 0) {
            store(type, loss, row, 0);
            continue;
        }
        load_row(type, x, row, count, d);
        const decomposition of = decompose(d, e, count);
        const double normalizer = log1p(of.others);
        accumulator sum = {0, 0};
        for (ptrdiff_t j = 0; j < count; j++) {
            const double weight = load(type, p, row * count + j);
            if (weight != 0) accumulate(&sum, weight * (normalizer - d[j]));
        }
        store(type, loss, row, of.defined ? total(sum) : NAN);
    }
}

// An exponential exp(d) <= 1 taken apart as whole + rest, with whole 1 where exp(d) is near 1 and 0 elsewhere: sums of
// wholes are exact, and the rests of logits that are closer than exp can tell keep their own precision.
static const double near = -0x1p-10;

static inline double whole(double d) { return d > near ? 1 : 0; }

static inline double rest(double d, double e) { return d > near ? expm1(d) : e; }

// With h_j = g_j - g_m, which changes nothing since sum_i dx_i = 0:
//
//     dx_i = y_i sum_j y_j (h_i - h_j) = y_i (h_i sum_j e_j - sum_j e_j h_j) / sum_j e_j.
//
// The difference is taken in about twice the precision of binary64, wholes apart from rests. A constant g gives exact
// zeros; where all logits and all cotangents are close to each other, the wholes cancel exactly.
void engine_softmax_gradient(
    engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, const void *g, void *dx, double *scratch)
{
    double *d = scratch, *e = scratch + count, *h = scratch + 2 * count, *r = scratch + 3 * count;
    for (ptrdiff_t row = 0; row < rows && count > 0; row++) {
        load_row(type, x, row, count, d);
        load_row(type, g, row, count, h);
        const decomposition of = decompose(d, e, count);
        const double base = h[of.largest], normalizer = 1 + of.others;
        accumulator wholes = {0, 0}, rests = {0, 0}, whole_h = {0, 0}, rest_h = {0, 0};
        for (ptrdiff_t j = 0; j < count && of.defined; j++) {
            h[j] -= base;
            r[j] = rest(d[j], e[j]);
            accumulate(&wholes, whole(d[j]));
            accumulate(&rests, r[j]);
            accumulate(&whole_h, whole(d[j]) * h[j]);
            accumulate_product(&rest_h, r[j], h[j]);
        }
        for (ptrdiff_t i = 0; i < count && of.defined; i++) {
            accumulator difference = {0, 0};
            accumulate_multiple(&difference, h[i], wholes);
            accumulate_multiple(&difference, -1, whole_h);
            accumulate_multiple(&difference, h[i], rests);
            accumulate_multiple(&difference, -1, rest_h);
            d[i] = (e[i] / normalizer) * (total(difference) / normalizer);
        }
        if (!of.defined) fill_nan(d, count);
        store_row(type, dx, row, count, d);
    }
}

// The textbook's y_i sum(p) - p_i with the common part p_i y_i taken out of both terms,
//
//     dx_i = g (e_i sum_{j != i} p_j - p_i sum_{j != i} e_j) / sum_j e_j,
//
// in about twice the precision of binary64, wholes apart from rests. Sums over the others are what is before i and what
// is after it: no subtraction, so that nonnegative weights never cancel there.
void engine_cross_entropy_gradient(
    engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, const void *p, const void *g, void *dx,
    double *scratch)
{
    double *d = scratch, *e = scratch + count, *weights = scratch + 2 * count;
    double *p_before = scratch + 3 * count, *p_lost = scratch + 4 * count;
    double *r_before = scratch + 5 * count, *r_lost = scratch + 6 * count;
    for (ptrdiff_t row = 0; row < rows && count > 0; row++) {
        load_row(type, x, row, count, d);
        load_row(type, p, row, count, weights);
        const decomposition of = decompose(d, e, count);
        const double cotangent = load(type, g, row), normalizer = 1 + of.others;
        accumulator before_p = {0, 0}, before_r = {0, 0};
        double wholes = 0;
        for (ptrdiff_t i = 0; i < count && of.defined; i++) {
            p_before[i] = before_p.sum, p_lost[i] = before_p.lost;
            r_before[i] = before_r.sum, r_lost[i] = before_r.lost;
            accumulate(&before_p, weights[i]);
            accumulate(&before_r, rest(d[i], e[i]));
            wholes += whole(d[i]);
        }
        accumulator after_p = {0, 0}, after_r = {0, 0};
        for (ptrdiff_t i = count - 1; i >= 0 && of.defined; i--) {
            const double r = rest(d[i], e[i]);
            accumulator other_p = {p_before[i], p_lost[i]}, other_r = {r_before[i], r_lost[i]};
            accumulate_sum(&other_p, after_p);
            accumulate_sum(&other_r, after_r);
            accumulate(&after_p, weights[i]);
            accumulate(&after_r, r);
            accumulator difference = {0, 0};
            accumulate_multiple(&difference, whole(d[i]), other_p);
            accumulate_product(&difference, -weights[i], wholes - whole(d[i]));
            accumulate_multiple(&difference, r, other_p);
            accumulate_multiple(&difference, -weights[i], other_r);
            e[i] = cotangent * (total(difference) / normalizer);
        }
        if (!of.defined) fill_nan(e, count);
        store_row(type, dx, row, count, e);
    }
}
