#include <stdlib.h>
#include <string.h>

#include "CPictures.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

static void undo_up(uint8_t *row, const uint8_t *above, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) row[i] = (uint8_t)(row[i] + above[i]);
}

static void undo_sub(uint8_t *row, ptrdiff_t count, ptrdiff_t distance) {
  for (ptrdiff_t i = distance; i < count; i++) row[i] = (uint8_t)(row[i] + row[i - distance]);
}

static void undo_average(uint8_t *row, const uint8_t *above, ptrdiff_t count, ptrdiff_t distance) {
  for (ptrdiff_t i = 0; i < count; i++) {
    int left = i < distance ? 0 : row[i - distance], up = above ? above[i] : 0;
    row[i] = (uint8_t)(row[i] + (left + up) / 2);
  }
}

static void undo_paeth(uint8_t *row, const uint8_t *above, ptrdiff_t count, ptrdiff_t distance) {
  // Left of the first pixel there are zeros: the predictor is what is above.
  undo_up(row, above, distance);
  for (ptrdiff_t i = distance; i < count; i++) {
    int a = row[i - distance], b = above[i], c = above[i - distance];
    int to_a = abs(b - c), to_b = abs(a - c), to_c = abs(a + b - 2 * c);
    // Without branches, which noise would mispredict.
    int nearer = to_b <= to_c ? b : c;
    row[i] = (uint8_t)(row[i] + (((to_a <= to_b) & (to_a <= to_c)) ? a : nearer));
  }
}

#ifdef __SSE2__

// All samples of a pixel at once. `size` is 3 or 4.

#define PIXEL static inline __attribute__((always_inline))

PIXEL __m128i pixel(const uint8_t *at, const size_t size) {
  int32_t bytes = 0;
  memcpy(&bytes, at, size);
  return _mm_cvtsi32_si128(bytes);
}

PIXEL void store_pixel(uint8_t *at, __m128i value, const size_t size) {
  int32_t bytes = _mm_cvtsi128_si32(value);
  memcpy(at, &bytes, size);
}

PIXEL void sub_pixels(uint8_t *row, ptrdiff_t count, const size_t size) {
  __m128i left = _mm_setzero_si128();
  for (uint8_t *at = row; at < row + count; at += size) {
    left = _mm_add_epi8(left, pixel(at, size));
    store_pixel(at, left, size);
  }
}

PIXEL void average_pixels(uint8_t *row, const uint8_t *above, ptrdiff_t count, const size_t size) {
  __m128i left = _mm_setzero_si128();
  for (ptrdiff_t i = 0; i < count; i += (ptrdiff_t)size) {
    __m128i up = pixel(above + i, size);
    // pavgb rounds up.
    __m128i odd = _mm_and_si128(_mm_xor_si128(left, up), _mm_set1_epi8(1));
    __m128i mean = _mm_sub_epi8(_mm_avg_epu8(left, up), odd);
    left = _mm_add_epi8(pixel(row + i, size), mean);
    store_pixel(row + i, left, size);
  }
}

PIXEL __m128i size_of(__m128i x) { return _mm_max_epi16(x, _mm_sub_epi16(_mm_setzero_si128(), x)); }

PIXEL __m128i chosen(__m128i mask, __m128i yes, __m128i no) {
  return _mm_or_si128(_mm_and_si128(mask, yes), _mm_andnot_si128(mask, no));
}

PIXEL void paeth_pixels(uint8_t *row, const uint8_t *above, ptrdiff_t count, const size_t size) {
  const __m128i zero = _mm_setzero_si128();
  __m128i a = zero, c = zero;
  for (ptrdiff_t i = 0; i < count; i += (ptrdiff_t)size) {
    __m128i b = _mm_unpacklo_epi8(pixel(above + i, size), zero);
    __m128i from_a = _mm_sub_epi16(b, c), from_b = _mm_sub_epi16(a, c);
    __m128i to_a = size_of(from_a), to_b = size_of(from_b);
    __m128i to_c = size_of(_mm_add_epi16(from_a, from_b));
    __m128i least = _mm_min_epi16(to_c, _mm_min_epi16(to_a, to_b));
    __m128i nearer = chosen(_mm_cmpeq_epi16(least, to_b), b, c);
    __m128i nearest = chosen(_mm_cmpeq_epi16(least, to_a), a, nearer);
    __m128i value = _mm_add_epi8(pixel(row + i, size), _mm_packus_epi16(nearest, nearest));
    store_pixel(row + i, value, size);
    a = _mm_unpacklo_epi8(value, zero);
    c = b;
  }
}

// Returns 0 if the row is left to the plain form.
PIXEL int undo_pixels(int filter, uint8_t *row, const uint8_t *above, ptrdiff_t count,
                      const size_t size) {
  switch (filter) {
    case 1: sub_pixels(row, count, size); return 1;
    case 3:
      if (!above) return 0;
      average_pixels(row, above, count, size);
      return 1;
    case 4: paeth_pixels(row, above, count, size); return 1;
    default: return 0;
  }
}

#endif

void bench_unfilter_row(int filter, uint8_t *row, const uint8_t *above, ptrdiff_t count,
                        ptrdiff_t distance) {
  // Without a row above, Paeth's predictor is what is left.
  if (filter == 4 && !above) filter = 1;
#ifdef __SSE2__
  if (distance == 3 && undo_pixels(filter, row, above, count, 3)) return;
  if (distance == 4 && undo_pixels(filter, row, above, count, 4)) return;
#endif
  switch (filter) {
    case 1: undo_sub(row, count, distance); break;
    case 2:
      if (above) undo_up(row, above, count);
      break;
    case 3: undo_average(row, above, count, distance); break;
    default: undo_paeth(row, above, count, distance); break;
  }
}
