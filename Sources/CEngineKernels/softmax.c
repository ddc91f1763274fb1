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

// sum_j y_j (g_i - g_j) for one i, with the exponentials that are near 1 taken as 1 and a small rest: where all logits
// and all cotangents are close to each other, the ones cancel exactly and the rests keep their own precision.
static double mean_difference(
    const double *d, const double *y, const double *g, double normalizer, ptrdiff_t count, ptrdiff_t i)
{
    accumulator near = {0, 0}, far = {0, 0};
    for (ptrdiff_t j = 0; j < count; j++) {
        if (d[j] > -0x1p-10) {
            accumulate(&near, g[i]);
            accumulate(&near, -g[j]);
            accumulate(&near, expm1(d[j]) * (g[i] - g[j]));
        } else {
            accumulate(&far, y[j] * (g[i] - g[j]));
        }
    }
    return total(near) / normalizer + total(far);
}

// With h_j = g_j - g_m, which changes nothing since sum_i dx_i = 0, and t = sum_{j != m} y_j h_j:
//
//     dx_i = y_i (h_i - t), and h_m = 0.
//
// For i = m no large terms cancel: h_m is exactly zero and y_m is left out of t. For i != m, y_i <= 1/2, so that
// h_i - t loses at most a bit to its own y_i h_i. A constant g gives exact zeros.
void engine_softmax_gradient(
    engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, const void *g, void *dx, double *scratch)
{
    double *d = scratch, *y = scratch + count, *h = scratch + 2 * count, *g_row = scratch + 3 * count,
           *result = scratch + 4 * count;
    for (ptrdiff_t row = 0; row < rows && count > 0; row++) {
        load_row(type, x, row, count, d);
        load_row(type, g, row, count, g_row);
        const decomposition of = decompose(d, y, count);
        accumulator t = {0, 0};
        double size = 0;
        for (ptrdiff_t j = 0; j < count; j++) {
            y[j] /= 1 + of.others;
            h[j] = g_row[j] - g_row[of.largest];
            if (j == of.largest) continue;
            accumulate(&t, y[j] * h[j]);
            size += fabs(y[j] * h[j]);
        }
        const double mean = total(t);
        for (ptrdiff_t i = 0; i < count; i++) {
            double difference = h[i] - mean;
            // Twenty of the fifty-three bits gone: binary64 would not round to the right float32 any more.
            if (fabs(difference) < 0x1p-20 * (fabs(h[i]) + size))
                difference = mean_difference(d, y, g_row, 1 + of.others, count, i);
            result[i] = y[i] * difference;
        }
        if (!of.defined) fill_nan(result, count);
        store_row(type, dx, row, count, result);
    }
}

// Fills `excluded` with sum_{j != i} x_j for every i, as the sum of what is before and what is after i: no
// subtraction, so nonnegative summands never cancel.
static void sums_of_others(const double *x, ptrdiff_t count, double *excluded)
{
    accumulator before = {0, 0};
    for (ptrdiff_t i = 0; i < count; i++) {
        excluded[i] = total(before);
        accumulate(&before, x[i]);
    }
    accumulator after = {0, 0};
    for (ptrdiff_t i = count - 1; i >= 0; i--) {
        excluded[i] += total(after);
        accumulate(&after, x[i]);
    }
}

// sum_{j != i} (e_i p_j - p_i e_j): the same difference, pair by pair. Classes that are alike cancel exactly, however
// large their weights, and leave the others' share whole. Where both exponentials are near 1, what they differ from 1
// is taken instead, which keeps logits apart that are closer than exp can tell.
static double difference_by_pairs(const double *d, const double *e, const double *p, ptrdiff_t count, ptrdiff_t i)
{
    const double near = -0x1p-10;
    accumulator sum = {0, 0};
    for (ptrdiff_t j = 0; j < count; j++) {
        if (d[i] > near && d[j] > near) {
            accumulate(&sum, p[j]);
            accumulate(&sum, -p[i]);
            accumulate(&sum, expm1(d[i]) * p[j]);
            accumulate(&sum, -(p[i] * expm1(d[j])));
        } else {
            accumulate(&sum, e[i] * p[j]);
            accumulate(&sum, -(p[i] * e[j]));
        }
    }
    return total(sum);
}

// The textbook's y_i sum(p) - p_i with the common part p_i y_i taken out of both terms, and divided by the sum of the
// exponentials last: equal logits with equal weights then cancel exactly.
void engine_cross_entropy_gradient(
    engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, const void *p, const void *g, void *dx,
    double *scratch)
{
    double *e = scratch, *other_e = scratch + count, *weights = scratch + 2 * count, *other_p = scratch + 3 * count,
           *d = scratch + 4 * count;
    for (ptrdiff_t row = 0; row < rows && count > 0; row++) {
        load_row(type, x, row, count, d);
        load_row(type, p, row, count, weights);
        const decomposition of = decompose(d, e, count);
        sums_of_others(e, count, other_e);
        sums_of_others(weights, count, other_p);
        const double cotangent = load(type, g, row);
        for (ptrdiff_t i = 0; i < count; i++) {
            const double gain = e[i] * other_p[i], loss = weights[i] * other_e[i];
            double difference = gain - loss;
            // Twenty of the fifty-three bits gone: binary64 would not round to the right float32 any more.
            if (fabs(difference) < 0x1p-20 * (fabs(gain) + fabs(loss)))
                difference = difference_by_pairs(d, e, weights, count, i);
            other_p[i] = cotangent * (difference / (1 + of.others));
        }
        if (!of.defined) fill_nan(other_p, count);
        store_row(type, dx, row, count, other_p);
    }
}
