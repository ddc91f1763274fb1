#include "CEngineKernels.h"
#include "accumulator.h"
#include "rows.h"

#pragma STDC FP_CONTRACT OFF

#define GATHER_LOOP(type)                                                                                              \
    for (ptrdiff_t row = 0; row < rows; row++)                                                                         \
        for (ptrdiff_t i = 0; i < chosen; i++)                                                                         \
            ((type *)result)[row * chosen + i] =                                                                       \
                ((const type *)source)[row * count + indices[row * index_row_stride + i]]

void engine_gather(
    ptrdiff_t width, ptrdiff_t rows, ptrdiff_t count, ptrdiff_t chosen, const void *source, const int64_t *indices,
    ptrdiff_t index_row_stride, void *result)
{
    switch (width) {
    case 1: GATHER_LOOP(uint8_t); break;
    case 4: GATHER_LOOP(uint32_t); break;
    default: GATHER_LOOP(uint64_t); break;
    }
}

// Terms meet in the order of their indices' places, with compensation, so that the sum does not depend on their order.
void engine_scatter_add(
    engine_float type, ptrdiff_t rows, ptrdiff_t count, ptrdiff_t chosen, const void *source, const int64_t *indices,
    void *result, double *scratch)
{
    double *sum = scratch, *lost = scratch + count;
    for (ptrdiff_t row = 0; row < rows; row++) {
        for (ptrdiff_t i = 0; i < count; i++) sum[i] = lost[i] = 0;
        for (ptrdiff_t i = 0; i < chosen; i++) {
            const int64_t place = indices[row * chosen + i];
            accumulator of = {sum[place], lost[place]};
            accumulate(&of, load(type, source, row * chosen + i));
            sum[place] = of.sum;
            lost[place] = of.lost;
        }
        for (ptrdiff_t i = 0; i < count; i++) {
            const accumulator of = {sum[i], lost[i]};
            store(type, result, row * count + i, total(of));
        }
    }
}
