#ifndef PLUMBLINE_ENGINE_ROWS_H
#define PLUMBLINE_ENGINE_ROWS_H

#include "CEngineKernels.h"

// Rows travel through the kernels as binary64: widened on the way in, rounded once on the way out.

static inline double load(engine_float type, const void *from, ptrdiff_t position)
{
    return type == engine_f32 ? (double)((const float *)from)[position] : ((const double *)from)[position];
}

static inline void store(engine_float type, void *to, ptrdiff_t position, double value)
{
    if (type == engine_f32)
        ((float *)to)[position] = (float)value;
    else
        ((double *)to)[position] = value;
}

static inline void load_row(engine_float type, const void *from, ptrdiff_t row, ptrdiff_t count, double *to)
{
    for (ptrdiff_t i = 0; i < count; i++) to[i] = load(type, from, row * count + i);
}

static inline void store_row(engine_float type, void *to, ptrdiff_t row, ptrdiff_t count, const double *from)
{
    for (ptrdiff_t i = 0; i < count; i++) store(type, to, row * count + i, from[i]);
}

#endif
