// The loops of sweep.c, included once for each kind of processor. No include guard.

#define SWEEP_INLINE static inline __attribute__((always_inline))

SWEEP_INLINE v4d LOOP(splat)(double x) { return (v4d){x, x, x, x}; }

SWEEP_INLINE v4d LOOP(masked)(v4d x, v4i mask) { return (v4d)((v4i)x & mask); }

SWEEP_INLINE bool LOOP(any)(v4i a, v4i b)
{
    const v4i either = a | b;
#if defined(SWEEP_AVX2)
    return !__builtin_ia32_ptestz256(either, either);
#else
    return (either[0] | either[1] | either[2] | either[3]) != 0;
#endif
}

// Four elements: the sum, the distance to it, and what the first limit says.
typedef struct {
    v4d z, ulps, distance, power;
    v4i correct;
} LOOP(four);

SWEEP_INLINE v4d LOOP(polynomial)(const oracle_sweep_model *model, const int degree, v4d tau)
{
    const v4d low = LOOP(splat)(model->low);
    if (degree == 0) return low;
    v4d p = LOOP(splat)(model->a[degree]);
    for (int k = degree - 1; k > 0; k--) p = __builtin_elementwise_fma(p, tau, LOOP(splat)(model->a[k]));
    return __builtin_elementwise_fma(p, tau, low);
}

SWEEP_INLINE v4d LOOP(power)(v4d x)
{
    const v4i exponents = {0x7ff0000000000000, 0x7ff0000000000000, 0x7ff0000000000000, 0x7ff0000000000000};
    return __builtin_elementwise_max((v4d)((v4i)x & exponents), LOOP(splat)(0x1p-126));
}

// As compare, where all results are in one binade, whose ulp's inverse is given.
SWEEP_INLINE LOOP(four) LOOP(compare_in_binade)(
    v4d y, v4d high, v4d p, v4d power, v4d inverse, oracle_sweep_limits limits)
{
    const v4i magnitude = {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX};
    LOOP(four) result;
    result.z = high + p;
    result.distance = (v4d)((v4i)((y - high) - p) & magnitude);
    result.power = power;
    result.ulps = result.distance * inverse;
    result.correct = result.ulps < LOOP(splat)(limits.correct);
    return result;
}

SWEEP_INLINE LOOP(four) LOOP(compare)(v4d y, v4d high, v4d p, oracle_sweep_limits limits)
{
    const v4i magnitude = {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX};
    // 1 / 2^(e - 23) has the biased exponent 2046 - (e + 1023) + 23.
    const int64_t mirror = (int64_t)(2046 + 23) << 52;
    LOOP(four) result;
    result.z = high + p;
    result.distance = (v4d)((v4i)((y - high) - p) & magnitude);
    result.power = LOOP(power)(result.z);
    const v4d inverse = (v4d)((v4i){mirror, mirror, mirror, mirror} - (v4i)result.power);
    result.ulps = result.distance * inverse;
    result.correct = result.ulps < LOOP(splat)(limits.correct);
    return result;
}

// Which elements are misrounded and faithful, as far as the limits tell.
SWEEP_INLINE v4i LOOP(faithful)(LOOP(four) four, v4d y, oracle_sweep_limits limits)
{
    return (four.ulps > LOOP(splat)(limits.least_faithful)) & (four.ulps < LOOP(splat)(limits.greatest_faithful))
        & (LOOP(power)(y) == four.power);
}

// Counts of errors below 1 by eighths: in a lane, four bits for each, which are spilled before they can overflow.
typedef struct {
    v8u packed;
    v8u counts[oracle_sweep_eighths];
    int pending;
} LOOP(histogram);

SWEEP_INLINE void LOOP(spill)(LOOP(histogram) *histogram)
{
    for (int k = 0; k < oracle_sweep_eighths; k++) histogram->counts[k] += (histogram->packed >> (4 * k)) & 15;
    histogram->packed = (v8u){0};
    histogram->pending = 0;
}

SWEEP_INLINE void LOOP(count)(LOOP(histogram) *histogram, v8f ulps)
{
    const v8u place = (v8u)__builtin_convertvector(ulps * 8, v8i);
    histogram->packed += ((v8u){0} + 1) << (place * 4);
    if (++histogram->pending == 15) LOOP(spill)(histogram);
}

// Adds the counts, of which `unsettled` in the first bin are of elements that were not settled by vectors.
SWEEP_INLINE void LOOP(finish)(LOOP(histogram) *histogram, uint64_t unsettled, oracle_sweep_tally *tally)
{
    LOOP(spill)(histogram);
    uint64_t eighths[oracle_sweep_eighths];
    for (int k = 0; k < oracle_sweep_eighths; k++) {
        eighths[k] = 0;
        for (int lane = 0; lane < 8; lane++) eighths[k] += histogram->counts[k][lane];
    }
    eighths[0] -= unsettled;
    oracle_sweep_add_eighths(tally, eighths);
}

SWEEP_INLINE size_t LOOP(sweep)(
    const oracle_sweep_model *model, const int degree, const bool in_binade, const float *y, size_t n, oracle_sweep_tally *tally,
    uint32_t *undecided)
{
    // The least ulp on the block bounds delta from above. It is taken from the model's range.
    double reach = fabs(model->low) + model->error;
    for (int k = 1; k <= degree; k++) reach += fabs(model->a[k]);
    const double least = fabs(model->high) - reach * 1.0000001;
    const double smallest_ulp = ulp_of(least > 0 ? least : 0);
    const v4d power = LOOP(splat)(smallest_ulp * 0x1p+23), inverse = LOOP(splat)(1 / smallest_ulp);
    oracle_sweep_limits limits = oracle_sweep_limits_for(model->error, smallest_ulp, model->budget);
    // Zero for what might be flushed is counted one by one.
    if (least < 0x1p-149) limits.greatest_faithful = 0;

    const v4d high = LOOP(splat)(model->high);
    v4i correct = {0}, faithful = {0};
    LOOP(histogram) histogram = {0};
    uint64_t unsettled = 0;
    v4d sum = {0}, largest = LOOP(splat)(tally->largest);
    size_t open = 0;
    const double step = model->step;
    v4d tau = LOOP(splat)(model->first) + (v4d){0, 1, 2, 3} * LOOP(splat)(step);
    const v4d four_steps = LOOP(splat)(4 * step);
    for (size_t start = 0; start < n;) {
        const size_t end = start + 256 < n ? start + 256 : n;
        v4d chunk_largest = LOOP(splat)(0);
        for (size_t i = start; i < end; i += 8) {
            v8f floats;
            memcpy(&floats, y + i, sizeof floats);
            const v4d y0 = __builtin_convertvector(__builtin_shufflevector(floats, floats, 0, 1, 2, 3), v4d);
            const v4d y1 = __builtin_convertvector(__builtin_shufflevector(floats, floats, 4, 5, 6, 7), v4d);
            // Multiples of a power of two below 2^24 of them: every sum is exact.
            const v4d tau0 = tau, tau1 = tau + four_steps;
            tau = tau1 + four_steps;
            const v4d p0 = LOOP(polynomial)(model, degree, tau0), p1 = LOOP(polynomial)(model, degree, tau1);
            const LOOP(four) a = in_binade ? LOOP(compare_in_binade)(y0, high, p0, power, inverse, limits)
                                           : LOOP(compare)(y0, high, p0, limits);
            const LOOP(four) b = in_binade ? LOOP(compare_in_binade)(y1, high, p1, power, inverse, limits)
                                           : LOOP(compare)(y1, high, p1, limits);
            v4d a_ulps = a.ulps, b_ulps = b.ulps;
            correct -= a.correct + b.correct;
            if (LOOP(any)(~a.correct, ~b.correct)) {
                const v4i a_faithful = LOOP(faithful)(a, y0, limits), b_faithful = LOOP(faithful)(b, y1, limits);
                const v4i a_settled = a.correct | a_faithful, b_settled = b.correct | b_faithful;
                faithful -= a_faithful + b_faithful;
                a_ulps = LOOP(masked)(a.ulps, a_settled);
                b_ulps = LOOP(masked)(b.ulps, b_settled);
                if (LOOP(any)(~a_settled, ~b_settled)) {
                    for (int lane = 0; lane < 8; lane++) {
                        const bool settled = lane < 4 ? a_settled[lane] : b_settled[lane - 4];
                        if (settled) continue;
                        unsettled++;
                        const size_t place = i + (size_t)lane;
                        const double z = lane < 4 ? a.z[lane] : b.z[lane - 4];
                        const double distance = lane < 4 ? a.distance[lane] : b.distance[lane - 4];
                        if (oracle_sweep_decide(
                                y[place], z, distance, model->error, model->rounded_error, model->budget, tally, place)
                            == oracle_sweep_open)
                            undecided[open++] = (uint32_t)place;
                    }
                    largest = __builtin_elementwise_max(largest, LOOP(splat)(tally->largest));
                }
            }
            sum += a_ulps + b_ulps;
            chunk_largest = __builtin_elementwise_max(chunk_largest, __builtin_elementwise_max(a_ulps, b_ulps));
            LOOP(count)(
                &histogram,
                __builtin_shufflevector(
                    __builtin_convertvector(a_ulps, v4f), __builtin_convertvector(b_ulps, v4f), 0, 1, 2, 3, 4, 5, 6, 7));
        }
        const v4i exceeds = chunk_largest > largest;
        if (LOOP(any)(exceeds, exceeds)) {
            // A new champion is in this chunk: the first settled element with the largest error.
            v4d again = LOOP(splat)(model->first) + ((v4d){0, 1, 2, 3} + LOOP(splat)((double)start)) * LOOP(splat)(step);
            for (size_t i = start; i < end; i += 4, again += four_steps) {
                v4f floats;
                memcpy(&floats, y + i, sizeof floats);
                const v4d here = __builtin_convertvector(floats, v4d);
                const v4d p = LOOP(polynomial)(model, degree, again);
                const LOOP(four) a = in_binade ? LOOP(compare_in_binade)(here, high, p, power, inverse, limits)
                                               : LOOP(compare)(here, high, p, limits);
                const v4d ulps = LOOP(masked)(a.ulps, a.correct | LOOP(faithful)(a, here, limits));
                const v4i is_more = ulps > LOOP(splat)(tally->largest);
                if (!LOOP(any)(is_more, is_more)) continue;
                for (int lane = 0; lane < 4; lane++)
                    if (ulps[lane] > tally->largest) {
                        tally->largest = ulps[lane];
                        tally->largest_at = i + (size_t)lane;
                    }
            }
            largest = LOOP(splat)(tally->largest);
        }
        start = end;
    }
    for (int lane = 0; lane < 4; lane++) {
        tally->correct += (uint64_t)correct[lane];
        tally->faithful += (uint64_t)faithful[lane];
        tally->misrounded += (uint64_t)faithful[lane];
        tally->summed += (uint64_t)(correct[lane] + faithful[lane]);
    }
    tally->sum += (sum[0] + sum[1]) + (sum[2] + sum[3]);
    LOOP(finish)(&histogram, unsettled, tally);
    return open;
}

// Whether all values of a model, as they are computed, are in one binade, or all below the normal numbers.
static bool LOOP(is_in_binade)(const oracle_sweep_model *model, int degree)
{
    double reach = fabs(model->low) + model->rounded_error;
    for (int k = 1; k <= degree; k++) reach += fabs(model->a[k]);
    reach *= 1.0000001;
    const double least = fabs(model->high) - reach, greatest = fabs(model->high) + reach;
    if (greatest < 0x1p-126) return true;
    return least > 0 && ulp_of(least) == ulp_of(greatest) && greatest < 0x1p+127;
}

#define SWEEP_OF_DEGREE(degree)                                                                                        \
    static size_t LOOP(sweep_##degree)(                                                                                \
        const oracle_sweep_model *model, const float *y, size_t n, oracle_sweep_tally *tally, uint32_t *undecided)     \
    {                                                                                                                  \
        return LOOP(is_in_binade)(model, degree) ? LOOP(sweep)(model, degree, true, y, n, tally, undecided)              \
                                                 : LOOP(sweep)(model, degree, false, y, n, tally, undecided);                                                     \
    }

SWEEP_OF_DEGREE(0)
SWEEP_OF_DEGREE(1)
SWEEP_OF_DEGREE(2)
SWEEP_OF_DEGREE(3)
SWEEP_OF_DEGREE(4)
SWEEP_OF_DEGREE(5)
SWEEP_OF_DEGREE(6)

// Reduction by Payne and Hanek's idea (Radian reduction for trigonometric functions, SIGNUM Newsletter 18, 1983), with the
// constant's bits chosen once for a binade. With C = 2^e (2/pi) mod 4 = c1 + c2 + c3, x (2/pi) = m C modulo 4:
//
// * m c1 < 2^26 is a multiple of 2^-26, so exact, and so is what is left of it modulo 4, t with |t| <= 2.
// * m c2 < 2^-2 is a multiple of 2^-54, so exact.
// * m c3 < 2^-30 is rounded by at most 2^-83; c3's own rounding, at most 2^-107, counts m times: 2^-83. Together 2^-82.
//
// With q the integer nearest to t + m c2, (t - q) is exact, adding m c2 and m c3 rounds twice, so r = x (2/pi) - q has an
// error of 2 * 2^-53 |r| + 2^-82, which for |r| >= 2^-30 is below 2^-51 |r|. Arguments with a smaller r are left undecided.
//
// Sine and cosine of (pi/2) r, |r| <= 1/2 + 2^-28, by Taylor's polynomials: the first terms left out are below 2^-53.8 and
// 2^-58 of the results; Horner's rule in r^2 with fused multiply-adds, the rounding of r^2 and of the coefficients, and the
// last product lose less than 2^-51.3. The condition numbers of sine and cosine with respect to r are at most 1, so both
// are within 2^-50 of the real ones, relatively. The quotient has condition pi/2 and two such errors: together with its
// rounding below 2^-48.5; so has the reciprocal square. The bounds used are 2^-49 and 2^-48.
SWEEP_INLINE v4d LOOP(nearest_integer)(v4d x)
{
    // Adding 1.5 * 2^52 rounds to an integer, for |x| < 2^51.
    const v4d shift = LOOP(splat)(0x1.8p+52);
    return (x + shift) - shift;
}

// Sine and cosine of four arguments. Where an argument is marked as close to a multiple of pi/2, only their absolute errors
// are small.
typedef struct {
    v4d sine, cosine;
    v4i is_close;
} LOOP(circle);

SWEEP_INLINE LOOP(circle) LOOP(reduced)(const oracle_wave_model *model, v4d m)
{
    const v4i magnitude = {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX};
    const v4d product = m * LOOP(splat)(model->parts[0]);
    const v4d t = product - LOOP(splat)(4) * LOOP(nearest_integer)(product * LOOP(splat)(0.25));
    const v4d second = m * LOOP(splat)(model->parts[1]), third = m * LOOP(splat)(model->parts[2]);
    const v4d q = LOOP(nearest_integer)(t + second);
    const v4d r = ((t - q) + second) + third;
    const v4d s = r * r;
    static const double sines[8] = {
        0x1.921fb54442d18p+0, -0x1.4abbce625be53p-1, 0x1.466bc6775aae2p-4, -0x1.32d2cce62bd86p-8,
        0x1.50783487ee782p-13, -0x1.e3074fde8871fp-19, 0x1.e8f434d018d63p-25, -0x1.6fadb9f155744p-31};
    static const double cosines[9] = {
        1, -0x1.3bd3cc9be45dep+0, 0x1.03c1f081b5ac4p-2, -0x1.55d3c7e3cbffap-6, 0x1.e1f506891babbp-11,
        -0x1.a6d1f2a204a8cp-16, 0x1.f9d38a3763cc3p-22, -0x1.b6e24f44b128fp-28, 0x1.20c62c2f2d7f5p-34};
    v4d sine = LOOP(splat)(sines[7]), cosine = LOOP(splat)(cosines[8]);
    for (int k = 6; k >= 0; k--) sine = __builtin_elementwise_fma(sine, s, LOOP(splat)(sines[k]));
    for (int k = 7; k >= 0; k--) cosine = __builtin_elementwise_fma(cosine, s, LOOP(splat)(cosines[k]));
    sine = sine * r;
    // The low bits of q, which is in [-2, 2], as those of an integer: the shifted number holds them in its last place. By
    // quarters, sine and cosine are (s, c), (c, -s), (-s, -c), (-c, s).
    const v4i bits = (v4i)(q + LOOP(splat)(0x1.8p+52));
    const v4i is_odd = -(bits & 1);
    const v4i sign = (v4i){INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN};
    LOOP(circle) result;
    result.sine = (v4d)((((v4i)cosine & is_odd) | ((v4i)sine & ~is_odd)) ^ ((bits << 62) & sign));
    result.cosine = (v4d)((((v4i)sine & is_odd) | ((v4i)cosine & ~is_odd)) ^ (((bits + 1) << 62) & sign));
    result.is_close = (v4d)((v4i)r & magnitude) < LOOP(splat)(0x1p-30);
    // Multiples of pi are reduced exactly.
    if (model->divisor != 0) result.is_close &= r != 0;
    return result;
}

// The quotient sin(pi x) / (pi x): the rounded multiple of pi, its product with m and the division lose 3 * 2^-53, so with
// the sine's 2^-50 the whole is within 2^-49. The slope's numerator has an absolute error below 2^-49.8 for x >= 64, where
// the quotient is below 2^-7: that of the cosine, and the rounding of the difference. Where it is 2^-8 or more, or the
// cosine is exactly 0, the relative error of the slope is below 2^-41.
SWEEP_INLINE v4d LOOP(wave)(const oracle_wave_model *model, const int function, LOOP(circle) at, v4d m)
{
    const v4d sign = LOOP(splat)(model->sign);
    switch (function) {
    case oracle_wave_sine: return at.sine * sign;
    case oracle_wave_cosine: return at.cosine * sign;
    case oracle_wave_tangent: return at.sine / at.cosine * sign;
    case oracle_wave_sinc: return at.sine / (m * LOOP(splat)(model->divisor)) * sign;
    case oracle_wave_sinc_slope:
        return (at.cosine - at.sine / (m * LOOP(splat)(model->divisor))) / (m * LOOP(splat)(model->unit)) * sign;
    default: return sign / (at.cosine * at.cosine);
    }
}

// From one group of eight elements to the next, by the angle between them:
//
//     sin(a + b) = sin(a) cos(b) + cos(a) sin(b),    cos(a + b) = cos(a) cos(b) - sin(a) sin(b).
//
// Each step adds less than 2^-52 to the absolute error: the rounded cosine and sine of b, 2^-54 each, count once each, the
// product is rounded by 2^-54 at most, and so is the sum. After reduction, an error of 2^-50 at most is there, which turning
// does not change by more than a factor of 1 + 2^-50 a step; after fifteen steps the whole is below
// 2^-50 + 15 * 2^-52 < 2^-47.7.
//
// Sine and cosine of 2^-8 and more thus have relative errors below 2^-39.7, quotient and reciprocal square below 2^-38.6:
// in ulps of the result below 2^-14.6. Elements that this does not settle, those next to zeros and poles, and those that may
// have the largest error, are reduced themselves.
enum { LOOP(turns) = 16 };

// Where the difference that the slope of sinc is made of leaves too few digits.
SWEEP_INLINE v4i LOOP(cancels)(const oracle_wave_model *model, const int function, LOOP(circle) at, v4d m)
{
    if (function != oracle_wave_sinc_slope) return (v4i){0};
    const v4i magnitude = {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX};
    const v4d numerator = at.cosine - at.sine / (m * LOOP(splat)(model->divisor));
    return ((v4d)((v4i)numerator & magnitude) < LOOP(splat)(0x1p-8)) & (at.cosine != 0);
}

SWEEP_INLINE LOOP(circle) LOOP(turned)(LOOP(circle) at, v4d cosine, v4d sine)
{
    LOOP(circle) result = at;
    result.sine = __builtin_elementwise_fma(at.sine, cosine, at.cosine * sine);
    result.cosine = __builtin_elementwise_fma(at.cosine, cosine, -(at.sine * sine));
    return result;
}

// Where the function's relative error may be large after turning.
SWEEP_INLINE v4i LOOP(is_near)(const oracle_wave_model *model, const int function, LOOP(circle) at, v4d m)
{
    const v4i magnitude = {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX};
    const v4d limit = LOOP(splat)(0x1p-8);
    const v4i sine = (v4d)((v4i)at.sine & magnitude) < limit, cosine = (v4d)((v4i)at.cosine & magnitude) < limit;
    switch (function) {
    case oracle_wave_sine:
    case oracle_wave_sinc: return sine;
    case oracle_wave_tangent: return sine | cosine;
    // The numerator of the slope is the slope times x.
    case oracle_wave_sinc_slope:
        return (v4d)((v4i)(LOOP(wave)(model, function, at, m) * m * LOOP(splat)(model->unit)) & magnitude)
            < LOOP(splat)(0x1p-4);
    default: return cosine;
    }
}

SWEEP_INLINE size_t LOOP(sweep_wave)(
    const oracle_wave_model *model, const int function, const float *y, size_t n, oracle_sweep_tally *tally,
    uint32_t *undecided)
{
    const double relative = function <= oracle_wave_cosine ? 0x1p-49 : function == oracle_wave_sinc_slope ? 0x1p-40 : 0x1p-48;
    // All results are normal numbers, so ulp(r) > 2^-24 |r|.
    const oracle_sweep_limits limits = oracle_sweep_limits_for(relative, 0x1p-24, model->budget);
    const oracle_sweep_limits coarse = oracle_sweep_limits_for(0x1p-38, 0x1p-24, model->budget);
    const v4d turn_cosine = LOOP(splat)(model->turn[0]), turn_sine = LOOP(splat)(model->turn[1]);
    v4i correct = {0}, faithful = {0};
    LOOP(histogram) histogram = {0};
    uint64_t unsettled = 0;
    v4d sum = {0};
    const v4d zero = LOOP(splat)(0);
    size_t open = 0;
    LOOP(circle) at0 = {zero, zero, {0}}, at1 = at0;
    for (size_t i = 0; i < n; i += 8) {
        const v4d m = LOOP(splat)(model->first + (double)i) + (v4d){0, 1, 2, 3}, m1 = m + LOOP(splat)(4);
        if (i / 8 % LOOP(turns) == 0) {
            at0 = LOOP(reduced)(model, m);
            at1 = LOOP(reduced)(model, m1);
        } else {
            at0 = LOOP(turned)(at0, turn_cosine, turn_sine);
            at1 = LOOP(turned)(at1, turn_cosine, turn_sine);
        }
        v8f floats;
        memcpy(&floats, y + i, sizeof floats);
        const v4d y0 = __builtin_convertvector(__builtin_shufflevector(floats, floats, 0, 1, 2, 3), v4d);
        const v4d y1 = __builtin_convertvector(__builtin_shufflevector(floats, floats, 4, 5, 6, 7), v4d);
        LOOP(four) a = LOOP(compare)(y0, zero, LOOP(wave)(model, function, at0, m), coarse);
        LOOP(four) b = LOOP(compare)(y1, zero, LOOP(wave)(model, function, at1, m1), coarse);
        // What may be the largest error is wanted to more digits.
        const v4d most = LOOP(splat)(tally->largest - 0x1p-13);
        const v4i a_near = LOOP(is_near)(model, function, at0, m), b_near = LOOP(is_near)(model, function, at1, m1);
        const v4i a_open = ~a.correct | a_near | (a.ulps > most), b_open = ~b.correct | b_near | (b.ulps > most);
        v4d a_ulps = a.ulps, b_ulps = b.ulps;
        if (!LOOP(any)(a_open, b_open)) {
            correct -= a.correct + b.correct;
        } else {
            v4i a_faithful = LOOP(faithful)(a, y0, coarse), b_faithful = LOOP(faithful)(b, y1, coarse);
            v4i a_settled = (a.correct | a_faithful) & ~a_near & ~(a.ulps > most);
            v4i b_settled = (b.correct | b_faithful) & ~b_near & ~(b.ulps > most);
            if (LOOP(any)(~a_settled, ~b_settled)) {
                LOOP(circle) exact0 = LOOP(reduced)(model, m), exact1 = LOOP(reduced)(model, m1);
                a = LOOP(compare)(y0, zero, LOOP(wave)(model, function, exact0, m), limits);
                b = LOOP(compare)(y1, zero, LOOP(wave)(model, function, exact1, m1), limits);
                exact0.is_close |= LOOP(cancels)(model, function, exact0, m);
                exact1.is_close |= LOOP(cancels)(model, function, exact1, m1);
                a_faithful = LOOP(faithful)(a, y0, limits);
                b_faithful = LOOP(faithful)(b, y1, limits);
                a_settled = (a.correct | a_faithful) & ~exact0.is_close;
                b_settled = (b.correct | b_faithful) & ~exact1.is_close;
                for (int lane = 0; lane < 8; lane++) {
                    const size_t place = i + (size_t)lane;
                    const double ulps = lane < 4 ? a.ulps[lane] : b.ulps[lane - 4];
                    if (lane < 4 ? a_settled[lane] : b_settled[lane - 4]) {
                        if (ulps > tally->largest) {
                            tally->largest = ulps;
                            tally->largest_at = place;
                        }
                        continue;
                    }
                    unsettled++;
                    const double z = lane < 4 ? a.z[lane] : b.z[lane - 4];
                    const double distance = lane < 4 ? a.distance[lane] : b.distance[lane - 4];
                    const bool is_close = lane < 4 ? exact0.is_close[lane] : exact1.is_close[lane - 4];
                    const double slack = fabs(z) * relative;
                    if (is_close
                        || oracle_sweep_decide(y[place], z, distance, slack, slack, model->budget, tally, place)
                            == oracle_sweep_open)
                        undecided[open++] = (uint32_t)place;
                }
            }
            correct -= (a.correct & a_settled) + (b.correct & b_settled);
            faithful -= (a_faithful & a_settled) + (b_faithful & b_settled);
            a_ulps = LOOP(masked)(a.ulps, a_settled);
            b_ulps = LOOP(masked)(b.ulps, b_settled);
        }
        sum += a_ulps + b_ulps;
        LOOP(count)(
            &histogram,
            __builtin_shufflevector(
                __builtin_convertvector(a_ulps, v4f), __builtin_convertvector(b_ulps, v4f), 0, 1, 2, 3, 4, 5, 6, 7));
    }
    for (int lane = 0; lane < 4; lane++) {
        tally->correct += (uint64_t)correct[lane];
        tally->faithful += (uint64_t)faithful[lane];
        tally->misrounded += (uint64_t)faithful[lane];
        tally->summed += (uint64_t)(correct[lane] + faithful[lane]);
    }
    tally->sum += (sum[0] + sum[1]) + (sum[2] + sum[3]);
    LOOP(finish)(&histogram, unsettled, tally);
    return open;
}

#define WAVE_OF(name, function)                                                                                        \
    static size_t LOOP(name)(                                                                                          \
        const oracle_wave_model *model, const float *y, size_t n, oracle_sweep_tally *tally, uint32_t *undecided)      \
    {                                                                                                                  \
        return LOOP(sweep_wave)(model, function, y, n, tally, undecided);                                              \
    }

WAVE_OF(wave_sine, oracle_wave_sine)
WAVE_OF(wave_cosine, oracle_wave_cosine)
WAVE_OF(wave_tangent, oracle_wave_tangent)
WAVE_OF(wave_secant_squared, oracle_wave_secant_squared)
WAVE_OF(wave_sinc, oracle_wave_sinc)
WAVE_OF(wave_sinc_slope, oracle_wave_sinc_slope)

// The function alone, for tests and for collecting.
static void LOOP(wave_values)(const oracle_wave_model *model, size_t n, double *results)
{
    for (size_t i = 0; i < n; i += 4) {
        const v4d m = LOOP(splat)(model->first + (double)i) + (v4d){0, 1, 2, 3};
        LOOP(circle) at = LOOP(reduced)(model, m);
        v4d z;
        switch (model->function) {
        case oracle_wave_sine: z = LOOP(wave)(model, oracle_wave_sine, at, m); break;
        case oracle_wave_cosine: z = LOOP(wave)(model, oracle_wave_cosine, at, m); break;
        case oracle_wave_tangent: z = LOOP(wave)(model, oracle_wave_tangent, at, m); break;
        case oracle_wave_secant_squared: z = LOOP(wave)(model, oracle_wave_secant_squared, at, m); break;
        case oracle_wave_sinc: z = LOOP(wave)(model, oracle_wave_sinc, at, m); break;
        default:
            z = LOOP(wave)(model, oracle_wave_sinc_slope, at, m);
            at.is_close |= LOOP(cancels)(model, oracle_wave_sinc_slope, at, m);
            break;
        }
        for (int lane = 0; lane < 4; lane++) results[i + (size_t)lane] = at.is_close[lane] ? NAN : z[lane];
    }
}

SWEEP_INLINE bool LOOP(any_of_eight)(v8i mask) { return LOOP(any)((v4i)mask, (v4i)mask); }

// One step of the fingerprint's chains, of sixteen elements.
SWEEP_INLINE void LOOP(chain)(uint64_t *chains, const float *y, uint64_t mask)
{
    uint64_t words[oracle_sweep_chains];
    memcpy(words, y, sizeof words);
    for (int lane = 0; lane < oracle_sweep_chains; lane++) {
        // The high bits are folded back: multiplication alone moves changes upwards only.
        chains[lane] = (chains[lane] ^ words[lane] ^ mask) * prime;
        chains[lane] ^= chains[lane] >> 32;
    }
}

typedef struct {
    v8f least, greatest;
    v8i nans, falls, rises;
} LOOP(order);

SWEEP_INLINE void LOOP(add)(LOOP(order) *order, const float *y)
{
    v8f here, before;
    memcpy(&here, y, sizeof here);
    memcpy(&before, y - 1, sizeof before);
#if defined(SWEEP_AVX2)
    // Of NaN and a number, these give the second operand.
    order->least = __builtin_ia32_minps256(here, order->least);
    order->greatest = __builtin_ia32_maxps256(here, order->greatest);
#else
    // Comparisons with NaN are false, so NaN never becomes an extreme.
    const v8i is_less = here < order->least, is_greater = here > order->greatest;
    order->least = (v8f)(((v8i)here & is_less) | ((v8i)order->least & ~is_less));
    order->greatest = (v8f)(((v8i)here & is_greater) | ((v8i)order->greatest & ~is_greater));
#endif
    order->nans -= here != here;
    order->falls -= here < before;
    order->rises -= here > before;
}

// Surveys outputs, and takes the fingerprint along where there are chains for it.
SWEEP_INLINE void LOOP(survey_with)(
    const float *y, size_t n, uint64_t *chains, const bool has_chains, uint64_t mask,
    oracle_sweep_survey_result *result)
{
    LOOP(order) order = {(v8f){0} + INFINITY, (v8f){0} - INFINITY, {0}, {0}, {0}};
    uint64_t own[oracle_sweep_chains] = {0};
    if (has_chains) memcpy(own, chains, sizeof own);
    float least = INFINITY, greatest = -INFINITY;
    size_t i = 0;
    // The first sixteen have no vector of predecessors within the array.
    const size_t head = n < 16 ? n : 16;
    if (has_chains && head == 16) LOOP(chain)(own, y, mask);
    for (; i < head; i++) {
        result->nans += y[i] != y[i];
        if (y[i] < least) least = y[i];
        if (y[i] > greatest) greatest = y[i];
        if (i > 0) {
            result->falls += y[i] < y[i - 1];
            result->rises += y[i] > y[i - 1];
        }
    }
    while (i + 16 <= n) {
        // The counts of a lane fit 32 bits for so many elements.
        const size_t end = n - i > 1 << 23 ? i + (1 << 23) : n;
        for (; i + 16 <= end; i += 16) {
            if (has_chains) LOOP(chain)(own, y + i, mask);
            LOOP(add)(&order, y + i);
            LOOP(add)(&order, y + i + 8);
        }
        for (int lane = 0; lane < 8; lane++) {
            result->nans += (uint64_t)order.nans[lane];
            result->falls += (uint64_t)order.falls[lane];
            result->rises += (uint64_t)order.rises[lane];
        }
        order.nans = order.falls = order.rises = (v8i){0};
    }
    for (; i < n; i++) {
        result->nans += y[i] != y[i];
        if (y[i] < least) least = y[i];
        if (y[i] > greatest) greatest = y[i];
        result->falls += y[i] < y[i - 1];
        result->rises += y[i] > y[i - 1];
    }
    if (has_chains) {
        for (i = n / 16 * 16; i < n; i++) {
            uint32_t word;
            memcpy(&word, y + i, sizeof word);
            own[i % oracle_sweep_chains] = (own[i % oracle_sweep_chains] ^ word ^ (uint32_t)mask) * prime;
        }
        memcpy(chains, own, sizeof own);
    }
    for (int lane = 0; lane < 8; lane++) {
        if (order.least[lane] < least) least = order.least[lane];
        if (order.greatest[lane] > greatest) greatest = order.greatest[lane];
    }
    result->least = least;
    result->greatest = greatest;
    // The first places of what was found; infinite extremes are those of no number, or the real thing.
    const v8f low = (v8f){0} + result->least, high = (v8f){0} + result->greatest;
    bool wants_least = least < INFINITY, wants_greatest = greatest > -INFINITY, wants_fall = result->falls > 0, wants_rise = result->rises > 0;
    for (size_t j = 0; j < n && (wants_least || wants_greatest || wants_fall || wants_rise); j += 8) {
        const size_t end = j + 8 < n ? j + 8 : n;
        bool looks = end - j < 8 || j == 0;
        if (!looks) {
            v8f here, before;
            memcpy(&here, y + j, sizeof here);
            memcpy(&before, y + j - 1, sizeof before);
            looks = (wants_least && LOOP(any_of_eight)(here == low)) || (wants_greatest && LOOP(any_of_eight)(here == high))
                || (wants_fall && LOOP(any_of_eight)(here < before)) || (wants_rise && LOOP(any_of_eight)(here > before));
        }
        if (!looks) continue;
        for (size_t k = j; k < end; k++) {
            if (wants_least && y[k] == result->least) {
                result->least_at = k;
                wants_least = false;
            }
            if (wants_greatest && y[k] == result->greatest) {
                result->greatest_at = k;
                wants_greatest = false;
            }
            if (wants_fall && k > 0 && y[k] < y[k - 1]) {
                result->fall_at = k;
                wants_fall = false;
            }
            if (wants_rise && k > 0 && y[k] > y[k - 1]) {
                result->rise_at = k;
                wants_rise = false;
            }
        }
    }
}

static void LOOP(survey)(
    const float *y, size_t n, uint64_t *chains, uint64_t mask, oracle_sweep_survey_result *result)
{
    if (chains)
        LOOP(survey_with)(y, n, chains, true, mask, result);
    else
        LOOP(survey_with)(y, n, chains, false, mask, result);
}

#undef SWEEP_OF_DEGREE
#undef WAVE_OF
#undef SWEEP_INLINE
