#ifndef PLUMBLINE_ORACLE_SWEEP_H
#define PLUMBLINE_ORACLE_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// The loops of certified sweeps: outputs for consecutive binary32 encodings against a polynomial with a proven bound.

enum { oracle_sweep_degree = 6, oracle_sweep_eighths = 8, oracle_sweep_octaves = 40 };

// A model of the real function r on a block of consecutive encodings. With tau = first + i step for element i,
//
//     |r - (high + (low + tau (a[1] + tau (a[2] + ...))))| <= error
//
// where the bound holds for the polynomial as it is evaluated here, in binary64 with fused multiply-adds, except for the
// last addition of high.
typedef struct {
    double high, low;
    // Coefficients of tau; a[0] is not used.
    double a[oracle_sweep_degree + 1];
    int degree;
    double first, step;
    // The bound, and the bound for the sum rounded once more.
    double error, rounded_error;
    // What is allowed, in ulps.
    double budget;
} oracle_sweep_model;

// What was found in a run of elements, of those that are decided.
typedef struct {
    uint64_t correct, faithful, misrounded, above_one, over_budget, wrong_class, flushed;
    // Errors below 1 ulp by eighths, cumulative: [k] counts errors below (k + 1) / 8.
    uint64_t below[oracle_sweep_eighths];
    // Errors from 1 ulp on: [k] counts errors in [2^k, 2^(k + 1)), the last one all beyond.
    uint64_t octaves[oracle_sweep_octaves];
    // The sum of the errors, and of how many elements.
    double sum;
    uint64_t summed;
    // The largest computed error of a number, and the first element that has it.
    double largest;
    size_t largest_at;
    // The first element of a wrong class, or the number of elements.
    size_t wrong_at;
} oracle_sweep_tally;

// Compares n outputs with a model. Elements that it does not decide are left out of all counts and listed, by their places,
// in `undecided`.
//
// n must be a multiple of 8, and `undecided` hold n places. Returns the number of undecided elements.
size_t oracle_sweep(
    const oracle_sweep_model *model, const float *y, size_t n, oracle_sweep_tally *tally, uint32_t *undecided);

// Sines and their like of arguments x = m 2^e with m = first, first + 1, ..., whose neighbours may be whole periods apart.
//
// The last two are of multiples of pi: sin(pi x) / (pi x), and its derivative (cos(pi x) - sin(pi x) / (pi x)) / x. For
// them the parts are those of 2^(e + 1) modulo 4, which is one part, so that arguments are reduced without any error.
enum {
    oracle_wave_sine,
    oracle_wave_cosine,
    oracle_wave_tangent,
    oracle_wave_secant_squared,
    oracle_wave_sinc,
    oracle_wave_sinc_slope
};

typedef struct {
    int function;
    // What results are multiplied with: 1 or -1.
    double sign;
    // 2^e (2 / pi) modulo 4 in three parts: a multiple of 2^-26 below 4, a multiple of 2^-54 below 2^-26, and the rest,
    // rounded to binary64.
    double parts[3];
    // 2^e, and pi 2^e rounded; only for multiples of pi, else 0.
    double unit, divisor;
    // Cosine and sine of 8 2^e, or 8 pi 2^e, the angle between an element and the eighth after it, rounded to binary64.
    double turn[2];
    double first;
    // What is allowed, in ulps.
    double budget;
} oracle_wave_model;

// As oracle_sweep, of the function of a wave. The mantissas lie in [2^23, 2^24]. Sums and histograms are of errors computed
// to 2^-15 ulp; the largest error is computed as exactly as that of oracle_sweep.
size_t oracle_sweep_wave(
    const oracle_wave_model *model, const float *y, size_t n, oracle_sweep_tally *tally, uint32_t *undecided);

// Compares n outputs with enclosures of their own, [lower[i], upper[i]]; NaN where nothing is known. As oracle_sweep.
size_t oracle_sweep_bounds(
    const double *lower, const double *upper, double budget, const float *y, size_t n, oracle_sweep_tally *tally,
    uint32_t *undecided);

// A function that is a line through zero but for a term that is smaller than any float, or binary64, could tell: the real
// result for x is slope x, moved by less than 2^-80 of a float's distance towards `direction` (1, -1, or 0 where it is
// slope x itself), never beyond zero. For inputs below 2^-125; the slope is at most 1 and has at most 28 bits, so that
// products are exact.
typedef struct {
    double slope;
    int direction;
    double budget;
} oracle_sweep_line;

// Decides the listed places of outputs for the encodings `first`, `first + 1`, ... Those that it does not decide stay
// listed. Returns how many they are.
size_t oracle_sweep_line_places(
    const oracle_sweep_line *line, uint32_t first, const float *y, uint32_t *places, size_t count,
    oracle_sweep_tally *tally);

// The values that models give to n elements, a multiple of 4 for waves; NaN where a wave does not decide.
void oracle_sweep_values(const oracle_sweep_model *model, size_t n, double *results);
void oracle_wave_values(const oracle_wave_model *model, size_t n, double *results);

// Lists the places whose computed errors are at least `least`. Returns how many there are, of which at most `capacity`
// are listed.
size_t oracle_sweep_collect(
    const oracle_sweep_model *model, const float *y, size_t n, double least, uint32_t *places, size_t capacity);

// Lists the places where an output is not the one value it must be: NaN for NaN, else the same number, zeros of either
// sign being equal. Returns how many there are, of which at most `capacity` are listed.
size_t oracle_sweep_constant(float expected, const float *y, size_t n, uint32_t *places, size_t capacity);

// The same where the sign of a zero matters: outputs must have the bits of the zero that is expected.
size_t oracle_sweep_zero(uint32_t expected, const float *y, size_t n, uint32_t *places, size_t capacity);

// What can be seen of outputs without knowing what they should be.
typedef struct {
    // A fingerprint of all bits in order, which any change of one element changes.
    uint64_t fingerprint;
    // The least and the greatest number; +inf and -inf when there is none.
    float least, greatest;
    size_t least_at, greatest_at;
    uint64_t nans;
    // Neighbours in falling and in rising order.
    uint64_t falls, rises;
    // The places of the first element after such a step, or n.
    size_t fall_at, rise_at;
} oracle_sweep_survey_result;

// Surveys n outputs, continuing from the fingerprint of what came before; of the outputs with their signs turned, if
// `is_negated`. `previous` is the output before the first one, or NaN.
void oracle_sweep_survey(
    const float *y, size_t n, float previous, bool is_negated, oracle_sweep_survey_result *result);

// Counts neighbours in falling and in rising order alone: falls, rises, fall_at and rise_at of the result.
void oracle_sweep_order(const float *y, size_t n, float previous, oracle_sweep_survey_result *result);

// Whether the loops for the processor at hand are in use, and not those that run anywhere.
bool oracle_sweep_is_vectorised(void);

// For tests: whether to use the loops that run anywhere from now on.
void oracle_sweep_use_portable(bool portable);

#pragma clang assume_nonnull end

#endif
