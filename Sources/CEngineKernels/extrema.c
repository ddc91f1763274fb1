#include "CEngineKernels.h"

#include <math.h>

#pragma STDC FP_CONTRACT OFF

// The place of the extreme of a row: the first NaN if there is one, else the first of the largest or smallest.
#define EXTREME_PLACE(name, type, is_nan)                                                                              \
    static inline ptrdiff_t name(const type *row, ptrdiff_t count, bool largest)                                       \
    {                                                                                                                  \
        ptrdiff_t best = 0;                                                                                            \
        for (ptrdiff_t i = 0; i < count; i++) {                                                                        \
            if (is_nan) return i;                                                                                      \
            if (largest ? row[i] > row[best] : row[i] < row[best]) best = i;                                           \
        }                                                                                                              \
        return best;                                                                                                   \
    }

EXTREME_PLACE(place_f32, float, row[i] != row[i])
EXTREME_PLACE(place_f64, double, row[i] != row[i])
EXTREME_PLACE(place_i64, int64_t, false)

void engine_extreme(
    engine_number type, ptrdiff_t rows, ptrdiff_t count, const void *x, bool largest, void *values, int64_t *places)
{
    for (ptrdiff_t row = 0; row < rows; row++) {
        ptrdiff_t place = 0;
        switch (type) {
        case engine_number_f32:
            place = place_f32((const float *)x + row * count, count, largest);
            if (values) ((float *)values)[row] = ((const float *)x)[row * count + place];
            break;
        case engine_number_f64:
            place = place_f64((const double *)x + row * count, count, largest);
            if (values) ((double *)values)[row] = ((const double *)x)[row * count + place];
            break;
        case engine_number_i64:
            place = place_i64((const int64_t *)x + row * count, count, largest);
            if (values) ((int64_t *)values)[row] = ((const int64_t *)x)[row * count + place];
            break;
        }
        if (places) places[row] = place;
    }
}
