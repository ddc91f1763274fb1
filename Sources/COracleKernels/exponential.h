#ifndef PLUMBLINE_ORACLE_EXPONENTIAL_H
#define PLUMBLINE_ORACLE_EXPONENTIAL_H

#include "COracleKernels.h"

#pragma clang assume_nonnull begin

// Bounds of exp(x); NaN for NaN.
void oracle_enclose_exp(double x, double *lower, double *upper);

#pragma clang assume_nonnull end

#endif
