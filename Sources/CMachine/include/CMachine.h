#ifndef PLUMBLINE_MACHINE_H
#define PLUMBLINE_MACHINE_H

#include <stdbool.h>
#include <stddef.h>

#pragma clang assume_nonnull begin

// What the processor says of itself, and what trying shows. Nothing here is guessed.

// An extension of the instruction set and whether the processor has it, as it says itself.
typedef struct {
    const char *name;
    bool is_present;
} machine_feature;

// The extensions that matter to numeric code, in order; their number.
size_t machine_features(const machine_feature *_Nullable *_Nonnull features);

// Whether results below the normal numbers become zero on this thread (FTZ), found by halving the smallest normal number.
bool machine_flushes_results(void);

// Whether operands below the normal numbers count as zero on this thread (DAZ), found by doubling the largest of them.
bool machine_flushes_operands(void);

// Whether floating-point numbers are rounded to nearest on this thread, found by adding less than half an
// ulp, and more, to 1 and to -1.
bool machine_rounds_to_nearest(void);

// The C library that is loaded and its version, `glibc 2.41`; NULL where it does not say.
const char *_Nullable machine_c_library(void);

// Sets both flushes on this thread, for tests; false where this processor has no such switch.
bool machine_set_flushing(bool is_flushing);

#pragma clang assume_nonnull end

#endif
