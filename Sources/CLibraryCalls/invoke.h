#ifndef PLUMBLINE_LIBRARY_INVOKE_H
#define PLUMBLINE_LIBRARY_INVOKE_H

#include "CLibraryCalls.h"

// Arguments of a call, by the registers that they travel in.
typedef struct {
    int integer_count, number_count;
    uint64_t integers[library_integer_limit];
    // Floats lie in the low half of their 64 bits.
    uint64_t numbers[library_number_limit];
} call_arguments;

// Calls a function that returns nothing, an int, a float or a double (`library_result_kind`); gives the bits of what it
// returned.
//
// One prototype serves all: in the calling conventions of x86-64 (System V) and of 64-bit ARM, integers and floating-point
// numbers travel in registers of their own, in order, whatever stands between them; integers beyond the registers lie
// on the stack in order, in 8 bytes each, and who called takes them off again. (Apple's convention packs integers of 32
// bits on the stack; the signature's reader refuses those.)
uint64_t invoke(const void *function, uint32_t result_kind, const call_arguments *arguments);

#endif
