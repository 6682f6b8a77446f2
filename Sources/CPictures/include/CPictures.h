#ifndef CPICTURES_H
#define CPICTURES_H

#include <stddef.h>
#include <stdint.h>

// Bytes of pictures. All sums are of integers, so that no instruction set can change a bit.

/// Writes out[i] = min(255, (2²¹ + Σ rows[t · stride + i] · weights[t]) >> 22), t < `taps`, for i <
/// `count`. Weights are at most 2²², and so is their sum, nearly.
///
/// Each row must be readable up to `count` rounded up to 16.
void bench_weigh_rows(const uint8_t *rows, ptrdiff_t stride, const uint32_t *weights, int32_t taps,
                      ptrdiff_t count, uint8_t *out);

/// Writes y[columns, y_stride] = xᵀ of x[rows, x_stride].
void bench_transpose_bytes(const uint8_t *x, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t x_stride,
                           uint8_t *y, ptrdiff_t y_stride);

/// Undoes filter 1 to 4 of a row of a PNG file in place (PNG, 3rd edition, 9).
///
/// `above` is the row above, already undone; null for the first row of a pass. `distance` is how far
/// back filters look, at most `count`; where it is 3 or 4, `count` is a multiple of it.
void bench_unfilter_row(int filter, uint8_t *row, const uint8_t *above, ptrdiff_t count,
                        ptrdiff_t distance);

#endif
