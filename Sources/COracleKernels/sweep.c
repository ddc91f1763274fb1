#include "sweep.h"

#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// Comparison of outputs with models.
//
// The error of an output y in ulps of the real result r is |y - r| / ulp(r) with ulp(r) = 2^(max(e, -126) - 23), where
// 2^e <= |r| < 2^(e + 1). The loops know z with |z - r| <= E, and the distance |y - z| to within E, so the error to within
// E / ulp(r) =: delta, unless a power of two lies between z and r. They decide by it:
//
// * Below 1/2 - delta: y = RN(r). Were another float y' as near, the two would be less than 1 ulp(r) apart; floats at or
//   above 2^e are at least ulp(r) apart, and one below 2^e is at least ulp(r)/2 from r >= 2^e, as well. A power of two
//   between z and r doubles or halves ulp(z) against ulp(r), but then both are within E of it, its neighbours are half
//   an ulp(z) away or more, and only y = the power itself passes the test.
// * Above 1/2 + delta and below 1 - delta, with y and z in one binade: floats are evenly spaced around r, so y is one of the
//   two neighbours and not the nearer one. Next to a power of two, where r might be in another binade, the errors of floats
//   are whole numbers to within delta, and none passes the test.
//
// All else is decided element by element in oracle_sweep_decide, or left to the caller.

static double ulp_of(double z)
{
    int exponent;
    frexp(z, &exponent); // z = f 2^exponent, f in [1/2, 1)
    exponent -= 1;
    if (z == 0 || exponent < -126) exponent = -126;
    if (exponent > 127) exponent = 127;
    return ldexp(1, exponent - 23);
}

oracle_sweep_limits oracle_sweep_limits_for(double error, double smallest_ulp, double budget)
{
    // One part in 2^40 covers the roundings of quotient and difference.
    const double delta = error / smallest_ulp + 0x1p-40;
    // Errors that binary32 rounds to 1 go into the histogram one by one.
    const double one = fmin(1 - delta, 1 - 0x1p-24);
    return (oracle_sweep_limits){0.5 - delta, 0.5 + delta, fmin(one, budget - delta)};
}

void oracle_sweep_add_eighths(oracle_sweep_tally *tally, const uint64_t *eighths)
{
    uint64_t sum = 0;
    for (int k = 0; k < oracle_sweep_eighths; k++) {
        sum += eighths[k];
        tally->below[k] += sum;
    }
}

// Adds an error that is known to the tally.
static void measure(oracle_sweep_tally *tally, double ulps, size_t place)
{
    // By the same rounding as the vector loops, which count errors below 1.
    if ((float)ulps >= 1) {
        const int octave = ulps > 1 ? ilogb(ulps) : 0;
        tally->octaves[octave < oracle_sweep_octaves ? octave : oracle_sweep_octaves - 1]++;
    } else {
        for (int k = (int)((float)ulps * oracle_sweep_eighths); k < oracle_sweep_eighths; k++) tally->below[k]++;
    }
    tally->sum += ulps;
    tally->summed++;
    if (ulps > tally->largest || (ulps == tally->largest && place < tally->largest_at)) {
        tally->largest = ulps;
        tally->largest_at = place;
    }
}

oracle_sweep_decision oracle_sweep_decide(
    float y, double z, double distance, double error, double slack, double budget, oracle_sweep_tally *tally,
    size_t place)
{
    if (!isfinite(z) || !isfinite(slack) || error != error) return oracle_sweep_open;
    // Surely beyond all floats, where an infinity counts as 2^128; and surely not.
    const bool is_beyond = fabs(z) - slack >= 0x1.000001p+128, is_inside = fabs(z) <= 0x1.fffffep+127 - slack;
    if (!is_beyond && !is_inside) return oracle_sweep_open;
    // Bounds of the real result. Rounding them moves them by less than the next number.
    const double least = nextafter(z - slack, -INFINITY), most = nextafter(z + slack, INFINITY);
    const double ulp = ulp_of(z);
    // A power of two within reach leaves the ulp open.
    if (fabs(z) >= 0x1p-126 && (ulp_of(least) != ulp || ulp_of(most) != ulp)) return oracle_sweep_open;
    if (is_beyond && isinf(y) && (y < 0) == (z < 0)) {
        tally->correct++;
        measure(tally, 0, place);
        return oracle_sweep_measured;
    }
    if (y != y || isinf(y)) {
        // The real result is a number between the largest floats, or beyond those of the other sign.
        if (isinf(y) && is_inside && (least <= -0x1.fffffep+127 || most >= 0x1.fffffep+127)) return oracle_sweep_open;
        tally->wrong_class++;
        tally->misrounded++;
        if (isinf(y)) tally->above_one++;
        if (place < tally->wrong_at) tally->wrong_at = place;
        return oracle_sweep_unmeasured;
    }
    const double ulps = distance / ulp;
    const double delta = error / ulp + ulps * 0x1p-48 + 0x1p-40;
    const float low = (float)least, high = (float)most;
    bool correct = false;
    if (low == high) {
        correct = y == low;
    } else if (y == low || y == high) {
        return oracle_sweep_open;
    }
    if (!correct && (fabs(ulps - 1) <= delta || fabs(ulps - budget) <= delta)) return oracle_sweep_open;
    bool faithful = correct;
    if (!correct) {
        const double below = nextafterf(y, -INFINITY), above = nextafterf(y, INFINITY);
        const bool low_inside = least > below && least < above, high_inside = most > below && most < above;
        const bool apart = most <= below || least >= above;
        if (low_inside && high_inside)
            faithful = true;
        else if (!apart)
            return oracle_sweep_open;
    }
    bool is_wrong_class = false;
    if (!correct && ulps > budget) {
        const bool surely_signed = least > 0 || most < 0;
        if (surely_signed && (y == 0 || (y < 0) != (z < 0))) {
            is_wrong_class = true;
            tally->wrong_class++;
            if (place < tally->wrong_at) tally->wrong_at = place;
        } else {
            tally->over_budget++;
        }
    }
    if (correct) tally->correct++;
    else tally->misrounded++;
    if (!correct && ulps > 1) tally->above_one++;
    if (y == 0 && low != 0 && high != 0) tally->flushed++;
    if (is_wrong_class) return oracle_sweep_unmeasured;
    if (faithful && !correct) tally->faithful++;
    measure(tally, ulps, place);
    return oracle_sweep_measured;
}

// The loops, written with vectors of the compiler so that every version computes the same bits: once for any processor,
// once with 256-bit registers and fused multiply-adds where they exist.

// All functions with vectors are inlined or static, so that no calling convention is at stake.
#pragma clang diagnostic ignored "-Wpsabi"

typedef double v4d __attribute__((vector_size(32)));
typedef int64_t v4i __attribute__((vector_size(32)));
typedef float v8f __attribute__((vector_size(32)));
typedef int32_t v8i __attribute__((vector_size(32)));
typedef uint32_t v8u __attribute__((vector_size(32)));
typedef float v4f __attribute__((vector_size(16)));

// The fingerprint is that of Fowler, Noll and Vo (FNV-1a) over 64-bit words, two outputs each, in eight interleaved chains;
// multiplication by an odd number and exclusive or are bijections, so that one changed word changes its chain.
enum { oracle_sweep_chains = 8 };

static const uint64_t prime = 0x100000001b3u;

#define LOOP(name) name##_portable
#include "sweep-loops.h"
#undef LOOP

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LOOP(name) name##_avx2
#define SWEEP_AVX2 1
#include "sweep-loops.h"
#undef SWEEP_AVX2
#undef LOOP
#pragma clang attribute pop
#endif

static bool is_portable = false;

void oracle_sweep_use_portable(bool portable) { is_portable = portable; }

#if defined(__x86_64__)
bool oracle_sweep_is_vectorised(void)
{
    return !is_portable && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
#define DISPATCH(name, ...) (oracle_sweep_is_vectorised() ? name##_avx2(__VA_ARGS__) : name##_portable(__VA_ARGS__))
#else
bool oracle_sweep_is_vectorised(void) { return false; }
#define DISPATCH(name, ...) name##_portable(__VA_ARGS__)
#endif

size_t oracle_sweep(
    const oracle_sweep_model *model, const float *y, size_t n, oracle_sweep_tally *tally, uint32_t *undecided)
{
    switch (model->degree) {
    case 0: return DISPATCH(sweep_0, model, y, n, tally, undecided);
    case 1: return DISPATCH(sweep_1, model, y, n, tally, undecided);
    case 2: return DISPATCH(sweep_2, model, y, n, tally, undecided);
    case 3: return DISPATCH(sweep_3, model, y, n, tally, undecided);
    case 4: return DISPATCH(sweep_4, model, y, n, tally, undecided);
    case 5: return DISPATCH(sweep_5, model, y, n, tally, undecided);
    default: return DISPATCH(sweep_6, model, y, n, tally, undecided);
    }
}

size_t oracle_sweep_wave(
    const oracle_wave_model *model, const float *y, size_t n, oracle_sweep_tally *tally, uint32_t *undecided)
{
    switch (model->function) {
    case oracle_wave_sine: return DISPATCH(wave_sine, model, y, n, tally, undecided);
    case oracle_wave_cosine: return DISPATCH(wave_cosine, model, y, n, tally, undecided);
    case oracle_wave_tangent: return DISPATCH(wave_tangent, model, y, n, tally, undecided);
    case oracle_wave_secant_squared: return DISPATCH(wave_secant_squared, model, y, n, tally, undecided);
    case oracle_wave_sinc: return DISPATCH(wave_sinc, model, y, n, tally, undecided);
    default: return DISPATCH(wave_sinc_slope, model, y, n, tally, undecided);
    }
}

void oracle_wave_values(const oracle_wave_model *model, size_t n, double *results)
{
    DISPATCH(wave_values, model, n, results);
}

void oracle_sweep_values(const oracle_sweep_model *model, size_t n, double *results)
{
    for (size_t i = 0; i < n; i++) {
        const double tau = model->first + (double)i * model->step;
        double p = 0;
        for (int k = model->degree; k > 0; k--) p = fma(p, tau, model->a[k]);
        p = model->degree > 0 ? fma(p, tau, model->low) : model->low;
        results[i] = model->high + p;
    }
}

size_t oracle_sweep_bounds(
    const double *lower, const double *upper, double budget, const float *y, size_t n, oracle_sweep_tally *tally,
    uint32_t *undecided)
{
    size_t open = 0;
    for (size_t i = 0; i < n; i++) {
        const double low = lower[i], high = upper[i];
        const double z = low == high ? low : low / 2 + high / 2;
        const double slack = (high - low) * 0.5000001;
        // The distance is rounded, and so is z; where the bounds are one number, only the distance.
        const double distance = fabs((double)y[i] - z);
        const double error = low == high ? 0 : slack + fabs(z) * 0x1p-52;
        // Bounds so wide that the error would be known to fewer digits than that of a polynomial prove too little.
        if (!(low <= high) || !isfinite(low) || !isfinite(high) || error > ulp_of(z) * 0x1p-23) {
            undecided[open++] = (uint32_t)i;
            continue;
        }
        const oracle_sweep_decision decision = oracle_sweep_decide(y[i], z, distance, error, error, budget, tally, i);
        if (decision == oracle_sweep_open) undecided[open++] = (uint32_t)i;
    }
    return open;
}

size_t oracle_sweep_line_places(
    const oracle_sweep_line *line, uint32_t first, const float *y, uint32_t *places, size_t count,
    oracle_sweep_tally *tally)
{
    size_t open = 0;
    for (size_t i = 0; i < count; i++) {
        const uint32_t place = places[i], bits = first + place;
        const double out = y[place];
        float x;
        memcpy(&x, &bits, sizeof x);
        // Exact, as are the differences from floats nearby. All floats below 2^-125 are 2^-149 apart.
        const double v = line->slope * (double)x;
        const int direction = x == 0 ? 0 : line->direction;
        const double ulps = fabs(out - v) * 0x1p+149;
        const double budget = line->budget;
        if (!isfinite(out) || fabs(v) >= 0x1p-125 || (ulps >= 0x1p+20 && fabs(ulps - budget) <= ulps * 0x1p-40)) {
            places[open++] = place;
            continue;
        }
        const double low = floor(v * 0x1p+149) * 0x1p-149, high = ceil(v * 0x1p+149) * 0x1p-149;
        // The neighbours of the real result; where the line meets a float, that one and the next in its direction.
        const double under = low == high && direction < 0 ? low - 0x1p-149 : low;
        const double over = low == high && direction > 0 ? high + 0x1p-149 : high;
        const double to_low = v - low, to_high = high - v;
        const double nearest = low == high ? low
            : to_low != to_high            ? (to_low < to_high ? low : high)
            : direction != 0               ? (direction < 0 ? low : high)
                                           : (double)(float)v;
        // Whether the real error is larger than the computed one.
        const bool grows = direction != 0 && (out == v || (out > v) == (direction < 0));
        const bool correct = out == nearest;
        const bool is_over = !correct && (ulps > budget || (ulps == budget && grows));
        if (correct) tally->correct++;
        else tally->misrounded++;
        if (!correct && (ulps > 1 || (ulps == 1 && grows))) tally->above_one++;
        if (out == 0 && nearest != 0) tally->flushed++;
        if (is_over && v != 0 && (out == 0 || (out < 0) != (v < 0))) {
            tally->wrong_class++;
            if (place < tally->wrong_at) tally->wrong_at = place;
            continue;
        }
        if (is_over) tally->over_budget++;
        if (!correct && (out == under || out == over)) tally->faithful++;
        measure(tally, ulps, place);
    }
    return open;
}

size_t oracle_sweep_collect(
    const oracle_sweep_model *model, const float *y, size_t n, double least, uint32_t *places, size_t capacity)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        const double tau = model->first + (double)i * model->step;
        double p = 0;
        for (int k = model->degree; k > 0; k--) p = fma(p, tau, model->a[k]);
        p = model->degree > 0 ? fma(p, tau, model->low) : model->low;
        const double distance = fabs(((double)y[i] - model->high) - p);
        if (distance / ulp_of(model->high + p) >= least) {
            if (found < capacity) places[found] = (uint32_t)i;
            found++;
        }
    }
    return found;
}

size_t oracle_sweep_constant(float expected, const float *y, size_t n, uint32_t *places, size_t capacity)
{
    size_t found = 0;
    const bool is_nan = expected != expected;
    size_t i = 0;
    while (i < n) {
        // Runs of right answers are the rule.
        const size_t end = i + 64 < n ? i + 64 : n;
        unsigned wrong = 0;
        if (is_nan)
            for (size_t j = i; j < end; j++) wrong |= y[j] == y[j];
        else
            for (size_t j = i; j < end; j++) wrong |= y[j] != expected;
        if (wrong)
            for (size_t j = i; j < end; j++)
                if (is_nan ? y[j] == y[j] : y[j] != expected) {
                    if (found < capacity) places[found] = (uint32_t)j;
                    found++;
                }
        i = end;
    }
    return found;
}

static inline uint32_t word_of(float x)
{
    uint32_t word;
    memcpy(&word, &x, sizeof word);
    return word;
}

size_t oracle_sweep_zero(uint32_t expected, const float *y, size_t n, uint32_t *places, size_t capacity)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i += 64) {
        const size_t end = i + 64 < n ? i + 64 : n;
        uint32_t wrong = 0;
        for (size_t j = i; j < end; j++) wrong |= word_of(y[j]) ^ expected;
        if (wrong)
            for (size_t j = i; j < end; j++)
                if (word_of(y[j]) != expected) {
                    if (found < capacity) places[found] = (uint32_t)j;
                    found++;
                }
    }
    return found;
}

static void survey(
    const float *y, size_t n, float previous, uint64_t *chains, uint64_t mask, oracle_sweep_survey_result *result)
{
    result->least = INFINITY;
    result->greatest = -INFINITY;
    result->least_at = result->greatest_at = result->fall_at = result->rise_at = n;
    result->nans = result->falls = result->rises = 0;
    if (n == 0) return;
    DISPATCH(survey, y, n, chains, mask, result);
    if (y[0] < previous) {
        result->falls++;
        result->fall_at = 0;
    }
    if (y[0] > previous) {
        result->rises++;
        result->rise_at = 0;
    }
}

void oracle_sweep_survey(
    const float *y, size_t n, float previous, bool is_negated, oracle_sweep_survey_result *result)
{
    uint64_t chains[oracle_sweep_chains];
    for (int lane = 0; lane < oracle_sweep_chains; lane++) chains[lane] = result->fingerprint + (uint64_t)lane;
    const uint64_t mask = is_negated ? 0x8000000080000000u : 0;
    survey(y, n, previous, chains, mask, result);
    for (int lane = 0; lane < oracle_sweep_chains; lane++) {
        result->fingerprint = (result->fingerprint ^ chains[lane]) * prime;
        result->fingerprint ^= result->fingerprint >> 29;
    }
}

void oracle_sweep_order(const float *y, size_t n, float previous, oracle_sweep_survey_result *result)
{
    survey(y, n, previous, NULL, 0, result);
}
