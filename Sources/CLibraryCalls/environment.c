#include "environment.h"

#include "CLibraryCalls.h"

#include <fenv.h>
#include <float.h>

uint32_t floating_point_environment(void)
{
    uint32_t flags = fegetround() == FE_TONEAREST ? 0 : library_rounds_otherwise;
    volatile float smallest_normal = FLT_MIN, smallest = 0x1p-149f, large = 0x1p+100f, half = 0.5f;
    volatile float result = smallest_normal * half;
    // Compared as integers would be better still, but a comparison of a subnormal with zero is itself what differs.
    union {
        float value;
        uint32_t bits;
    } pun = {result};
    if (pun.bits == 0) flags |= library_flushes_results;
    result = smallest * large;
    pun.value = result;
    if (pun.bits == 0) flags |= library_flushes_arguments;
    return flags;
}
