#include "accumulator.h"
#include "rows.h"

#pragma STDC FP_CONTRACT OFF

void engine_sum(engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, void *result)
{
    for (ptrdiff_t row = 0; row < rows; row++) {
        accumulator sum = {0, 0};
        for (ptrdiff_t i = 0; i < count; i++) accumulate(&sum, load(type, x, row * count + i));
        store(type, result, row, total(sum));
    }
}

bool engine_sum_i64(ptrdiff_t rows, ptrdiff_t count, const void *x, void *result)
{
    const int64_t *elements = x;
    int64_t *results = result;
    bool overflow = false;
    for (ptrdiff_t row = 0; row < rows; row++) {
        results[row] = 0;
        for (ptrdiff_t i = 0; i < count; i++)
            overflow |= __builtin_add_overflow(results[row], elements[row * count + i], &results[row]);
    }
    return !overflow;
}

// The middle loop runs over k, so that the inner one is contiguous in the result; each element still sums its
// products in ascending k. Products of float32 are exact in binary64.
void engine_matmul(
    engine_float type, ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns, const void *a, ptrdiff_t a_row_stride,
    ptrdiff_t a_column_stride, const void *b, ptrdiff_t b_row_stride, ptrdiff_t b_column_stride, void *result,
    double *scratch)
{
    for (ptrdiff_t i = 0; i < rows; i++) {
        for (ptrdiff_t j = 0; j < columns; j++) scratch[j] = 0;
        for (ptrdiff_t k = 0; k < inner; k++) {
            const double factor = load(type, a, i * a_row_stride + k * a_column_stride);
            for (ptrdiff_t j = 0; j < columns; j++)
                scratch[j] += factor * load(type, b, k * b_row_stride + j * b_column_stride);
        }
        store_row(type, result, i, columns, scratch);
    }
}
