#ifndef PLUMBLINE_ORACLE_SWEEP_INTERNAL_H
#define PLUMBLINE_ORACLE_SWEEP_INTERNAL_H

#include "OracleSweep.h"

// What became of an element: decided elements of a wrong class have no error that would count.
typedef enum { oracle_sweep_open, oracle_sweep_measured, oracle_sweep_unmeasured } oracle_sweep_decision;

// The exact decision about one element, for those that the vector loops do not settle: output y, computed z, which is
// within `slack` of the real result, and the computed error |y - z|, which is off by at most `error`.
oracle_sweep_decision oracle_sweep_decide(
    float y, double z, double distance, double error, double slack, double budget, oracle_sweep_tally *tally,
    size_t place);

// The limits of what the vector loops settle, in ulps.
typedef struct {
    // Below: correctly rounded. Between the next two, with output and result in one binade: misrounded and faithful.
    double correct, least_faithful, greatest_faithful;
} oracle_sweep_limits;

oracle_sweep_limits oracle_sweep_limits_for(double error, double smallest_ulp, double budget);

// Adds counts of errors below 1 by eighths.
void oracle_sweep_add_eighths(oracle_sweep_tally *tally, const uint64_t *eighths);

#endif
