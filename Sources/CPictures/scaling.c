#include "CPictures.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { WEIGHT_BITS = 22, TILE = 16 };

#ifdef __SSE2__

// A product of a byte and half a weight, 11 bits, fits pmaddwd, which adds those of two rows.
static void weigh_block(const uint8_t *rows, ptrdiff_t stride, const uint32_t *weights,
                        int32_t taps, uint8_t *out) {
  const __m128i zero = _mm_setzero_si128();
  __m128i high[4] = {zero, zero, zero, zero}, low[4] = {zero, zero, zero, zero};
  for (int32_t t = 0; t < taps; t += 2) {
    int has_second = t + 1 < taps;
    uint32_t first = weights[t], second = has_second ? weights[t + 1] : 0;
    __m128i highs = _mm_set1_epi32((int32_t)(second >> 11 << 16 | first >> 11));
    __m128i lows = _mm_set1_epi32((int32_t)((second & 2047) << 16 | (first & 2047)));
    __m128i a = _mm_loadu_si128((const __m128i *)(rows + t * stride));
    __m128i b = has_second ? _mm_loadu_si128((const __m128i *)(rows + (t + 1) * stride)) : zero;
    __m128i pairs[2] = {_mm_unpacklo_epi8(a, b), _mm_unpackhi_epi8(a, b)};
    for (int k = 0; k < 4; k++) {
      __m128i half = pairs[k / 2];
      __m128i bytes = k % 2 ? _mm_unpackhi_epi8(half, zero) : _mm_unpacklo_epi8(half, zero);
      high[k] = _mm_add_epi32(high[k], _mm_madd_epi16(bytes, highs));
      low[k] = _mm_add_epi32(low[k], _mm_madd_epi16(bytes, lows));
    }
  }
  __m128i sums[4];
  for (int k = 0; k < 4; k++) {
    __m128i sum = _mm_add_epi32(_mm_slli_epi32(high[k], 11), low[k]);
    sum = _mm_add_epi32(sum, _mm_set1_epi32(1 << (WEIGHT_BITS - 1)));
    sums[k] = _mm_srli_epi32(sum, WEIGHT_BITS);
  }
  __m128i words[2] = {_mm_packs_epi32(sums[0], sums[1]), _mm_packs_epi32(sums[2], sums[3])};
  _mm_storeu_si128((__m128i *)out, _mm_packus_epi16(words[0], words[1]));
}

#else

static void weigh_block(const uint8_t *rows, ptrdiff_t stride, const uint32_t *weights,
                        int32_t taps, uint8_t *out) {
  uint32_t sums[TILE];
  for (int i = 0; i < TILE; i++) sums[i] = 1u << (WEIGHT_BITS - 1);
  for (int32_t t = 0; t < taps; t++)
    for (int i = 0; i < TILE; i++) sums[i] += rows[t * stride + i] * weights[t];
  for (int i = 0; i < TILE; i++) {
    uint32_t value = sums[i] >> WEIGHT_BITS;
    out[i] = (uint8_t)(value < 255 ? value : 255);
  }
}

#endif

void bench_weigh_rows(const uint8_t *rows, ptrdiff_t stride, const uint32_t *weights, int32_t taps,
                      ptrdiff_t count, uint8_t *out) {
  ptrdiff_t i = 0;
  for (; i + TILE <= count; i += TILE) weigh_block(rows + i, stride, weights, taps, out + i);
  if (i < count) {
    uint8_t rest[TILE];
    weigh_block(rows + i, stride, weights, taps, rest);
    memcpy(out + i, rest, (size_t)(count - i));
  }
}

typedef uint8_t bytes16 __attribute__((vector_size(16)));

// Four perfect shuffles of 16 rows are their transpose.
static void transpose_tile(const uint8_t *x, ptrdiff_t x_stride, uint8_t *y, ptrdiff_t y_stride) {
  bytes16 rows[TILE], next[TILE];
  for (int i = 0; i < TILE; i++) memcpy(&rows[i], x + i * x_stride, TILE);
  for (int shuffle = 0; shuffle < 4; shuffle++) {
    for (int i = 0; i < TILE / 2; i++) {
      bytes16 a = rows[i], b = rows[i + TILE / 2];
      next[2 * i] = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22,
                                            7, 23);
      next[2 * i + 1] = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29,
                                                14, 30, 15, 31);
    }
    memcpy(rows, next, sizeof rows);
  }
  for (int i = 0; i < TILE; i++) memcpy(y + i * y_stride, &rows[i], TILE);
}

void bench_transpose_bytes(const uint8_t *x, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t x_stride,
                           uint8_t *y, ptrdiff_t y_stride) {
  for (ptrdiff_t row = 0; row < rows; row += TILE) {
    for (ptrdiff_t column = 0; column < columns; column += TILE) {
      const uint8_t *from = x + row * x_stride + column;
      uint8_t *to = y + column * y_stride + row;
      if (row + TILE <= rows && column + TILE <= columns) {
        transpose_tile(from, x_stride, to, y_stride);
        continue;
      }
      for (ptrdiff_t r = 0; r < TILE && row + r < rows; r++)
        for (ptrdiff_t c = 0; c < TILE && column + c < columns; c++)
          to[c * y_stride + r] = from[r * x_stride + c];
    }
  }
}
