#ifndef PLUMBLINE_ENGINE_KERNELS_H
#define PLUMBLINE_ENGINE_KERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// The loops of the tensor engine. Conventions shared by all of them:
//
// * Counts and strides are in elements. A stride may be zero or negative. Results are contiguous.
// * A result depends on its own operands only: not on position, alignment, length or thread.
// * float32 results of elementary functions and reductions are computed in binary64 and rounded once.
// * Nothing here is contracted to fused multiply-adds.

// Elementwise loops over one row. Return whether every result fits its type, which only int64 can fail.

typedef bool (*engine_unary)(ptrdiff_t count, const void *a, ptrdiff_t a_stride, void *result);
typedef bool (*engine_binary)(
    ptrdiff_t count, const void *a, ptrdiff_t a_stride, const void *b, ptrdiff_t b_stride, void *result);

#define ENGINE_UNARY(name) bool name(ptrdiff_t count, const void *a, ptrdiff_t a_stride, void *result)
#define ENGINE_BINARY(name)                                                                                            \
    bool name(ptrdiff_t count, const void *a, ptrdiff_t a_stride, const void *b, ptrdiff_t b_stride, void *result)

ENGINE_BINARY(engine_add_f32);
ENGINE_BINARY(engine_add_f64);
ENGINE_BINARY(engine_add_i64);
ENGINE_BINARY(engine_subtract_f32);
ENGINE_BINARY(engine_subtract_f64);
ENGINE_BINARY(engine_subtract_i64);
ENGINE_BINARY(engine_multiply_f32);
ENGINE_BINARY(engine_multiply_f64);
ENGINE_BINARY(engine_multiply_i64);
ENGINE_BINARY(engine_divide_f32);
ENGINE_BINARY(engine_divide_f64);
ENGINE_BINARY(engine_exp_gradient_f32);
ENGINE_BINARY(engine_exp_gradient_f64);

ENGINE_BINARY(engine_maximum_f32);
ENGINE_BINARY(engine_maximum_f64);
ENGINE_BINARY(engine_maximum_i64);
ENGINE_BINARY(engine_minimum_f32);
ENGINE_BINARY(engine_minimum_f64);
ENGINE_BINARY(engine_minimum_i64);
ENGINE_BINARY(engine_pow_f32);
ENGINE_BINARY(engine_pow_f64);
ENGINE_BINARY(engine_floor_divide_i64);
ENGINE_BINARY(engine_remainder_i64);

ENGINE_UNARY(engine_negate_f32);
ENGINE_UNARY(engine_negate_f64);
ENGINE_UNARY(engine_negate_i64);
ENGINE_UNARY(engine_exp_f32);
ENGINE_UNARY(engine_exp_f64);
ENGINE_UNARY(engine_log_f32);
ENGINE_UNARY(engine_log_f64);
ENGINE_UNARY(engine_reciprocal_f32);
ENGINE_UNARY(engine_reciprocal_f64);
ENGINE_UNARY(engine_abs_f32);
ENGINE_UNARY(engine_abs_f64);
ENGINE_UNARY(engine_sqrt_f32);
ENGINE_UNARY(engine_sqrt_f64);
ENGINE_UNARY(engine_tanh_f32);
ENGINE_UNARY(engine_tanh_f64);
ENGINE_UNARY(engine_sigmoid_f32);
ENGINE_UNARY(engine_sigmoid_f64);
ENGINE_UNARY(engine_relu_f32);
ENGINE_UNARY(engine_relu_f64);
ENGINE_UNARY(engine_abs_i64);

// Elementary functions and rounding to integers, elementary.c.

ENGINE_UNARY(engine_exp2_f32);
ENGINE_UNARY(engine_exp2_f64);
ENGINE_UNARY(engine_expm1_f32);
ENGINE_UNARY(engine_expm1_f64);
ENGINE_UNARY(engine_log2_f32);
ENGINE_UNARY(engine_log2_f64);
ENGINE_UNARY(engine_log10_f32);
ENGINE_UNARY(engine_log10_f64);
ENGINE_UNARY(engine_log1p_f32);
ENGINE_UNARY(engine_log1p_f64);
ENGINE_UNARY(engine_rsqrt_f32);
ENGINE_UNARY(engine_rsqrt_f64);
ENGINE_UNARY(engine_cbrt_f32);
ENGINE_UNARY(engine_cbrt_f64);
ENGINE_UNARY(engine_square_f32);
ENGINE_UNARY(engine_square_f64);
ENGINE_UNARY(engine_sin_f32);
ENGINE_UNARY(engine_sin_f64);
ENGINE_UNARY(engine_cos_f32);
ENGINE_UNARY(engine_cos_f64);
ENGINE_UNARY(engine_tan_f32);
ENGINE_UNARY(engine_tan_f64);
ENGINE_UNARY(engine_asin_f32);
ENGINE_UNARY(engine_asin_f64);
ENGINE_UNARY(engine_acos_f32);
ENGINE_UNARY(engine_acos_f64);
ENGINE_UNARY(engine_atan_f32);
ENGINE_UNARY(engine_atan_f64);
ENGINE_UNARY(engine_sinh_f32);
ENGINE_UNARY(engine_sinh_f64);
ENGINE_UNARY(engine_cosh_f32);
ENGINE_UNARY(engine_cosh_f64);
ENGINE_UNARY(engine_asinh_f32);
ENGINE_UNARY(engine_asinh_f64);
ENGINE_UNARY(engine_acosh_f32);
ENGINE_UNARY(engine_acosh_f64);
ENGINE_UNARY(engine_atanh_f32);
ENGINE_UNARY(engine_atanh_f64);
ENGINE_UNARY(engine_erf_f32);
ENGINE_UNARY(engine_erf_f64);
ENGINE_UNARY(engine_erfc_f32);
ENGINE_UNARY(engine_erfc_f64);
ENGINE_UNARY(engine_sinc_f32);
ENGINE_UNARY(engine_sinc_f64);
ENGINE_UNARY(engine_floor_f32);
ENGINE_UNARY(engine_floor_f64);
ENGINE_UNARY(engine_ceil_f32);
ENGINE_UNARY(engine_ceil_f64);
ENGINE_UNARY(engine_round_f32);
ENGINE_UNARY(engine_round_f64);
ENGINE_UNARY(engine_trunc_f32);
ENGINE_UNARY(engine_trunc_f64);
ENGINE_UNARY(engine_sign_f32);
ENGINE_UNARY(engine_sign_f64);
ENGINE_UNARY(engine_sign_i64);
ENGINE_BINARY(engine_sinc_gradient_f32);
ENGINE_BINARY(engine_sinc_gradient_f64);

// Activations. Parametric loops take beta of softplus, alpha of elu, or the slope of leakyRelu.

typedef bool (*engine_parametric)(
    ptrdiff_t count, const void *a, ptrdiff_t a_stride, double parameter, void *result);

#define ENGINE_PARAMETRIC(name)                                                                                        \
    bool name(ptrdiff_t count, const void *a, ptrdiff_t a_stride, double parameter, void *result)

ENGINE_UNARY(engine_log_sigmoid_f32);
ENGINE_UNARY(engine_log_sigmoid_f64);
ENGINE_UNARY(engine_silu_f32);
ENGINE_UNARY(engine_silu_f64);
ENGINE_UNARY(engine_mish_f32);
ENGINE_UNARY(engine_mish_f64);
ENGINE_UNARY(engine_gelu_f32);
ENGINE_UNARY(engine_gelu_f64);
ENGINE_UNARY(engine_gelu_tanh_f32);
ENGINE_UNARY(engine_gelu_tanh_f64);
ENGINE_UNARY(engine_selu_f32);
ENGINE_UNARY(engine_selu_f64);
ENGINE_UNARY(engine_relu6_f32);
ENGINE_UNARY(engine_relu6_f64);
ENGINE_UNARY(engine_hard_swish_f32);
ENGINE_UNARY(engine_hard_swish_f64);
ENGINE_UNARY(engine_gelu_naive_f32);
ENGINE_UNARY(engine_gelu_tanh_naive_f32);
ENGINE_PARAMETRIC(engine_softplus_f32);
ENGINE_PARAMETRIC(engine_softplus_f64);
ENGINE_PARAMETRIC(engine_elu_f32);
ENGINE_PARAMETRIC(engine_elu_f64);
ENGINE_PARAMETRIC(engine_leaky_relu_f32);
ENGINE_PARAMETRIC(engine_leaky_relu_f64);

// Their gradients, from the argument a and a cotangent b.

ENGINE_BINARY(engine_silu_gradient_f32);
ENGINE_BINARY(engine_silu_gradient_f64);
ENGINE_BINARY(engine_mish_gradient_f32);
ENGINE_BINARY(engine_mish_gradient_f64);
ENGINE_BINARY(engine_gelu_gradient_f32);
ENGINE_BINARY(engine_gelu_gradient_f64);
ENGINE_BINARY(engine_gelu_tanh_gradient_f32);
ENGINE_BINARY(engine_gelu_tanh_gradient_f64);
ENGINE_BINARY(engine_gelu_curvature_f32);
ENGINE_BINARY(engine_gelu_curvature_f64);
ENGINE_BINARY(engine_gelu_tanh_curvature_f32);
ENGINE_BINARY(engine_gelu_tanh_curvature_f64);
ENGINE_BINARY(engine_selu_gradient_f32);
ENGINE_BINARY(engine_selu_gradient_f64);

// Comparisons, whose results are bool; NaN compares as in IEEE 754.

ENGINE_BINARY(engine_equal_f32);
ENGINE_BINARY(engine_equal_f64);
ENGINE_BINARY(engine_equal_i64);
ENGINE_BINARY(engine_not_equal_f32);
ENGINE_BINARY(engine_not_equal_f64);
ENGINE_BINARY(engine_not_equal_i64);
ENGINE_BINARY(engine_less_f32);
ENGINE_BINARY(engine_less_f64);
ENGINE_BINARY(engine_less_i64);
ENGINE_BINARY(engine_less_or_equal_f32);
ENGINE_BINARY(engine_less_or_equal_f64);
ENGINE_BINARY(engine_less_or_equal_i64);
ENGINE_BINARY(engine_greater_f32);
ENGINE_BINARY(engine_greater_f64);
ENGINE_BINARY(engine_greater_i64);
ENGINE_BINARY(engine_greater_or_equal_f32);
ENGINE_BINARY(engine_greater_or_equal_f64);
ENGINE_BINARY(engine_greater_or_equal_i64);
ENGINE_BINARY(engine_and);
ENGINE_BINARY(engine_or);
ENGINE_BINARY(engine_xor);
ENGINE_UNARY(engine_not);

// result_i = condition_i ? a_i : b_i, for elements of 1, 4 or 8 bytes; bits are kept.
void engine_select(
    ptrdiff_t width, ptrdiff_t count, const bool *condition, ptrdiff_t condition_stride, const void *a,
    ptrdiff_t a_stride, const void *b, ptrdiff_t b_stride, void *result);

// Conversions: round to nearest, ties to even; to int64 toward zero; to bool whether nonzero (NaN is).

ENGINE_UNARY(engine_cast_f32_f64);
ENGINE_UNARY(engine_cast_f32_i64);
ENGINE_UNARY(engine_cast_f64_f32);
ENGINE_UNARY(engine_cast_f64_i64);
ENGINE_UNARY(engine_cast_i64_f32);
ENGINE_UNARY(engine_cast_i64_f64);

// Copies of elements of 1, 4 or 8 bytes; bits are kept.
void engine_copy(
    ptrdiff_t width, ptrdiff_t count, const void *source, ptrdiff_t source_stride, void *result,
    ptrdiff_t result_stride);

// Row kernels: `rows` rows of `count` contiguous elements each, float32 or float64 by `type`.

typedef enum { engine_f32, engine_f64 } engine_float;

// The sum of each row, compensated; 0 for an empty row.
void engine_sum(engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, void *result);

// The mean of each row, from its compensated sum; NaN for an empty row.
void engine_mean(engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, void *result);

// The sum of each row of int64; returns whether every partial sum fits.
bool engine_sum_i64(ptrdiff_t rows, ptrdiff_t count, const void *x, void *result);

// Scratch of the kernels below, in doubles: seven rows.

// y_i = exp(x_i) / sum_j exp(x_j).
void engine_softmax(engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, void *y, double *scratch);

// y_i = x_i - log(sum_j exp(x_j)).
void engine_log_softmax(engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, void *y, double *scratch);

// y = log(sum_j exp(x_j)), one element a row; -inf for an empty row.
void engine_log_sum_exp(engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, void *y, double *scratch);

// loss = sum_j p_j (log(sum_k exp(x_k)) - x_j), one element a row.
void engine_cross_entropy(
    engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, const void *p, void *loss, double *scratch);

// dx_i = y_i sum_j y_j (g_i - g_j), y the softmax of x.
void engine_softmax_gradient(
    engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, const void *g, void *dx, double *scratch);

// dx_i = g (y_i sum_{j != i} p_j - p_i sum_{j != i} y_j), y the softmax of x, g one element a row.
void engine_cross_entropy_gradient(
    engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, const void *p, const void *g, void *dx,
    double *scratch);

// result[i, j] = sum_k a[i, k] b[k, j] in binary64, k ascending. `scratch` holds `columns` doubles.
void engine_matmul(
    engine_float type, ptrdiff_t rows, ptrdiff_t inner, ptrdiff_t columns, const void *a, ptrdiff_t a_row_stride,
    ptrdiff_t a_column_stride, const void *b, ptrdiff_t b_row_stride, ptrdiff_t b_column_stride, void *result,
    double *scratch);

// The variance of each row, the sum of squared deviations over `degrees`; NaN unless that is positive.
void engine_variance(
    engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, double degrees, void *result);

// The root of the sum of squares of each row; NaN with a NaN, else infinite with an infinity.
void engine_norm(engine_float type, ptrdiff_t rows, ptrdiff_t count, const void *x, void *result);

typedef enum { engine_number_f32, engine_number_f64, engine_number_i64 } engine_number;

// The largest or smallest element of each row and its place, either of which may be null: the first of equals, and the
// first NaN before all numbers. Rows must not be empty.
void engine_extreme(
    engine_number type, ptrdiff_t rows, ptrdiff_t count, const void *x, bool largest, void *_Nullable values,
    int64_t *_Nullable places);

// result[row, i] = source[row, indices[row, i]], for elements of 1, 4 or 8 bytes. Rows of the source have `count`
// elements, those of the result `chosen`; a row stride of 0 uses the same indices for all rows. Indices must be in range.
void engine_gather(
    ptrdiff_t width, ptrdiff_t rows, ptrdiff_t count, ptrdiff_t chosen, const void *source, const int64_t *indices,
    ptrdiff_t index_row_stride, void *result);

// result[row, k] = sum over i with indices[row, i] = k of source[row, i]. `scratch` holds two rows of the result.
void engine_scatter_add(
    engine_float type, ptrdiff_t rows, ptrdiff_t count, ptrdiff_t chosen, const void *source, const int64_t *indices,
    void *result, double *scratch);

#pragma clang assume_nonnull end

#endif
