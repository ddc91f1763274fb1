#ifndef PLUMBLINE_CMPFR_SHIM_H
#define PLUMBLINE_CMPFR_SHIM_H

#include <gmp.h>
#include <stddef.h>
#include <stdio.h>

#include <mpfr.h>

// Much of MPFR's interface is macros, which Swift cannot import. Each is wrapped here once, as an inline
// function with the prefix `cmpfr_`.

// The version of the library that is loaded, which need not be that of the header.
static inline const char *cmpfr_gmp_version(void) { return gmp_version; }

// MPFR keeps the exponent range per thread, and every thread starts with a narrower one than MPFR can do.
// Other code on the thread may narrow it again, so it is read anew at every entry (about 2 ns) rather than
// remembered.
static inline void cmpfr_use_widest_exponent_range(void) {
    const mpfr_exp_t emin = mpfr_get_emin_min();
    const mpfr_exp_t emax = mpfr_get_emax_max();
    if (mpfr_get_emin() != emin) mpfr_set_emin(emin);
    if (mpfr_get_emax() != emax) mpfr_set_emax(emax);
}

// The only way to make a number: whoever computes one has set the exponent range.
static inline void cmpfr_init(mpfr_ptr x, mpfr_prec_t precision) {
    cmpfr_use_widest_exponent_range();
    mpfr_init2(x, precision);
}

static inline mpfr_prec_t cmpfr_precision(mpfr_srcptr x) { return mpfr_get_prec(x); }
static inline mpfr_exp_t cmpfr_exponent(mpfr_srcptr x) { return mpfr_get_exp(x); }
static inline int cmpfr_is_nan(mpfr_srcptr x) { return mpfr_nan_p(x); }
static inline int cmpfr_is_infinite(mpfr_srcptr x) { return mpfr_inf_p(x); }
static inline int cmpfr_is_zero(mpfr_srcptr x) { return mpfr_zero_p(x); }
static inline int cmpfr_is_regular(mpfr_srcptr x) { return mpfr_regular_p(x); }
static inline int cmpfr_signbit(mpfr_srcptr x) { return mpfr_signbit(x); }
static inline int cmpfr_compare(mpfr_srcptr x, mpfr_srcptr y) { return mpfr_cmp(x, y); }
static inline int cmpfr_set(mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rounding) { return mpfr_set(r, x, rounding); }
static inline int cmpfr_abs(mpfr_ptr r, mpfr_srcptr x, mpfr_rnd_t rounding) { return mpfr_abs(r, x, rounding); }

static inline double cmpfr_get_double(mpfr_srcptr x, mpfr_rnd_t rounding) {
    cmpfr_use_widest_exponent_range();
    return mpfr_get_d(x, rounding);
}

static inline float cmpfr_get_float(mpfr_srcptr x, mpfr_rnd_t rounding) {
    cmpfr_use_widest_exponent_range();
    return mpfr_get_flt(x, rounding);
}

// Scientific notation with `digits` digits after the point; returns what snprintf returns.
static inline int cmpfr_format(char *buffer, size_t size, int digits, mpfr_rnd_t rounding, mpfr_srcptr x) {
    cmpfr_use_widest_exponent_range();
    return mpfr_snprintf(buffer, size, "%.*R*e", digits, rounding, x);
}

#endif
