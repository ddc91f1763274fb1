#ifndef PLUMBLINE_LIBRARY_SWEEP_H
#define PLUMBLINE_LIBRARY_SWEEP_H

#include <stddef.h>
#include <stdint.h>

// What a place of results holds before a call: one of two NaNs with unlikely payloads.
enum { poison_1 = 0x7FA5C3E1, poison_2 = 0x7FBA1E5D };

typedef float (*scalar_function)(float);
typedef void (*array_function)(const float *, float *, size_t);

// Calls a function for the encodings first, first + 1, ...
void sweep_scalar(
    scalar_function function, uint32_t first, uint64_t count, float *results, volatile uint64_t *progress);

// The same, `chunk` at a time. Inputs are written to `inputs`, which the function reads at `arguments`: the same memory,
// but read-only; it has room for a chunk and ends where arguments end.
//
// Returns the place of a result that was left as it was, or -1.
int64_t sweep_array(
    array_function function, uint32_t first, uint64_t count, uint64_t chunk, float *inputs_end,
    const float *arguments_end, float *results, volatile uint64_t *progress);

#endif
