#include "COracleKernels.h"

#include <math.h>
#include <string.h>

#pragma STDC FP_CONTRACT OFF

// Sums without rounding, in fixed point over the whole range of the format.
//
// Kulisch and Miranker, The arithmetic of the digital computer: a new approach, SIAM Review 28, 1986: a register as wide
// as the exponent range makes scalar products exact. Neal, Fast exact summation using small and large superaccumulators,
// arXiv:1505.05571, 2015: limbs that overlap, here 64 bits at a radix of 2^32, let carries wait for a billion terms.
//
// A term is an integer times a power of two. Its bits fall on up to five limbs, each of which receives less than 2^32 in
// magnitude; 2^30 additions therefore stay below 2^62, and no limb overflows on top of a normalized one.

static const uint64_t most_pending = UINT64_C(1) << 30;

void oracle_clear(oracle_accumulator *sum) { memset(sum, 0, sizeof *sum); }

// Leaves every limb but the last in [0, 2^32), the last with the sign of the sum.
static void carry(oracle_accumulator *sum)
{
    int64_t carried = 0;
    for (int i = 0; i < oracle_limb_count - 1; i++) {
        const int64_t limb = sum->limbs[i] + carried;
        carried = limb >> 32;
        sum->limbs[i] = limb & 0xFFFFFFFF;
    }
    sum->limbs[oracle_limb_count - 1] += carried;
    sum->pending = 0;
}

// The integer significand of a finite number, and the exponent of its lowest bit above that of the smallest subnormal.
static inline uint64_t integer_of(uint64_t bits, int *exponent)
{
    const int field = (int)(bits >> 52) & 0x7FF;
    const uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    *exponent = field == 0 ? 0 : field - 1;
    return field == 0 ? fraction : fraction | UINT64_C(1) << 52;
}

static inline uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static inline bool is_finite(uint64_t bits) { return (bits >> 52 & 0x7FF) != 0x7FF; }

// x if sign is 0, -x if it is -1.
static inline int64_t signed_by(int64_t sign, uint64_t x) { return ((int64_t)x ^ sign) - sign; }

bool oracle_add_f64(oracle_accumulator *sum, ptrdiff_t count, const double *x)
{
    for (ptrdiff_t i = 0; i < count; i++) {
        const uint64_t bits = bits_of(x[i]);
        if (!is_finite(bits)) return false;
        if (sum->pending == most_pending) carry(sum);
        sum->pending++;
        int exponent;
        const uint64_t integer = integer_of(bits, &exponent);
        const int64_t sign = (int64_t)bits >> 63;
        // The smallest subnormal is 2^-1074, 1074 bits above the unit.
        const int place = exponent + 1074;
        const int shift = place & 31;
        int64_t *limb = sum->limbs + (place >> 5);
        const uint64_t low = integer << shift;
        // Two shifts, because one by 64 has no meaning.
        const uint64_t high = integer >> 1 >> (63 - shift);
        limb[0] += signed_by(sign, low & 0xFFFFFFFF);
        limb[1] += signed_by(sign, low >> 32);
        limb[2] += signed_by(sign, high);
    }
    return true;
}

bool oracle_add_products_f64(oracle_accumulator *sum, ptrdiff_t count, const double *x, const double *y)
{
    for (ptrdiff_t i = 0; i < count; i++) {
        const uint64_t a = bits_of(x[i]), b = bits_of(y[i]);
        if (!is_finite(a) || !is_finite(b)) return false;
        if (sum->pending == most_pending) carry(sum);
        sum->pending++;
        int a_exponent, b_exponent;
        const unsigned __int128 integer =
            (unsigned __int128)integer_of(a, &a_exponent) * integer_of(b, &b_exponent);
        const int64_t sign = (int64_t)(a ^ b) >> 63;
        const int place = a_exponent + b_exponent;
        const int shift = place & 31;
        int64_t *limb = sum->limbs + (place >> 5);
        // 106 bits shifted by up to 31 are 137: 128 and a rest.
        const unsigned __int128 low = integer << shift;
        const uint64_t high = (uint64_t)(integer >> 1 >> (127 - shift));
        limb[0] += signed_by(sign, (uint64_t)low & 0xFFFFFFFF);
        limb[1] += signed_by(sign, (uint64_t)(low >> 32) & 0xFFFFFFFF);
        limb[2] += signed_by(sign, (uint64_t)(low >> 64) & 0xFFFFFFFF);
        limb[3] += signed_by(sign, (uint64_t)(low >> 96));
        limb[4] += signed_by(sign, high);
    }
    return true;
}

bool oracle_normalize(oracle_accumulator *sum)
{
    carry(sum);
    const bool is_negative = sum->limbs[oracle_limb_count - 1] < 0;
    if (is_negative) {
        for (int i = 0; i < oracle_limb_count; i++) sum->limbs[i] = -sum->limbs[i];
        carry(sum);
    }
    return is_negative;
}

// Bits [place, place + 64) of a normalized sum; place may be negative.
static uint64_t bits_at(const oracle_accumulator *sum, int place)
{
    uint64_t result = 0;
    for (int i = 0; i < oracle_limb_count; i++) {
        const int shift = 32 * i - place;
        if (shift <= -32 || shift >= 64) continue;
        const uint64_t limb = (uint64_t)sum->limbs[i];
        result |= shift < 0 ? limb >> -shift : limb << shift;
    }
    return result;
}

static bool has_bits_below(const oracle_accumulator *sum, int place)
{
    for (int i = 0; i < oracle_limb_count && 32 * i < place; i++) {
        const uint64_t limb = (uint64_t)sum->limbs[i];
        const int count = place - 32 * i;
        if (count >= 32 ? limb != 0 : (limb & ((UINT64_C(1) << count) - 1)) != 0) return true;
    }
    return false;
}

void oracle_bounds(oracle_accumulator *sum, double *lower, double *upper)
{
    const bool is_negative = oracle_normalize(sum);
    int top = oracle_limb_count - 1;
    while (top >= 0 && sum->limbs[top] == 0) top--;
    double inner = 0, outer = 0;
    if (top >= 0) {
        int highest = 32 * top;
        for (uint64_t limb = (uint64_t)sum->limbs[top]; limb > 1; limb >>= 1) highest++;
        // The lowest bit of a binary64 number with this highest one.
        const int smallest = -1074 - oracle_unit_exponent;
        const int place = highest - 52 > smallest ? highest - 52 : smallest;
        // The highest bit may lie below the smallest subnormal; then no bit is left.
        const uint64_t integer = highest < place ? 0 : bits_at(sum, place);
        const bool is_exact = !has_bits_below(sum, place);
        const int exponent = place + oracle_unit_exponent;
        inner = ldexp((double)integer, exponent);
        outer = is_exact ? inner : ldexp((double)(integer + 1), exponent);
        if (inner == INFINITY) {
            inner = 0x1.fffffffffffffp+1023;
            outer = INFINITY;
        }
    }
    *lower = is_negative ? -outer : inner;
    *upper = is_negative ? -inner : outer;
}
