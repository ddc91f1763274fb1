#ifndef PLUMBLINE_ENGINE_ACCUMULATOR_H
#define PLUMBLINE_ENGINE_ACCUMULATOR_H

#include <math.h>

// A running sum that also keeps what each addition loses (A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur
// Summation endlicher Summen", ZAMM 54, 1974). The total's error is about one rounding plus a second-order term in
// the number of summands, whatever their order.
typedef struct {
    double sum, lost;
} accumulator;

static inline void accumulate(accumulator *to, double term)
{
    const double sum = to->sum + term;
    if (fabs(to->sum) >= fabs(term))
        to->lost += (to->sum - sum) + term;
    else
        to->lost += (term - sum) + to->sum;
    to->sum = sum;
}

// Adds a * b with what the product loses (Dekker, "A floating-point technique for extending the available precision",
// Numerische Mathematik 18, 1971; fma gives the loss exactly).
static inline void accumulate_product(accumulator *to, double a, double b)
{
    const double product = a * b;
    accumulate(to, product);
    const double lost = fma(a, b, -product);
    if (isfinite(lost)) to->lost += lost;
}

// Adds another running sum, with what it keeps.
static inline void accumulate_sum(accumulator *to, accumulator other)
{
    accumulate(to, other.sum);
    to->lost += other.lost;
}

// Adds factor * other, in about twice the precision of binary64.
static inline void accumulate_multiple(accumulator *to, double factor, accumulator other)
{
    accumulate_product(to, factor, other.sum);
    to->lost += factor * other.lost;
}

// An infinite or NaN sum is the answer itself: what was "lost" on the way there is NaN.
static inline double total(accumulator of) { return isfinite(of.sum) ? of.sum + of.lost : of.sum; }

#endif
