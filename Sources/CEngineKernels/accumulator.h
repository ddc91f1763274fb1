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

// An infinite or NaN sum is the answer itself: what was "lost" on the way there is NaN.
static inline double total(accumulator of) { return isfinite(of.sum) ? of.sum + of.lost : of.sum; }

#endif
