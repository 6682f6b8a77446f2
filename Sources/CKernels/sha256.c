#include "CKernelsSHA256.h"

#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#if defined(__linux__)
#include <sys/auxv.h>
#endif
#endif

// NIST, Secure Hash Standard, FIPS 180-4, 2015: section 4.2.2, the first 32 bits of the fractional
// parts of the cube roots of the first 64 primes.
static const uint32_t round_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
    0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
    0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
    0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
    0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
    0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
    0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
    0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2,
};

static uint32_t rotate_right(uint32_t x, int count) { return x >> count | x << (32 - count); }

static uint32_t load_big_endian(const uint8_t *p) {
  return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

// FIPS 180-4, section 6.2.2, steps 1 to 4; `w` is a window of the last 16 schedule words.
static void compress_plain(uint32_t state[8], const uint8_t *block) {
  uint32_t w[16];
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
#pragma clang loop unroll(full)
  for (int t = 0; t < 64; t++) {
    if (t < 16) {
      w[t] = load_big_endian(block + 4 * t);
    } else {
      uint32_t x = w[(t - 15) & 15], y = w[(t - 2) & 15];
      w[t & 15] += (rotate_right(x, 7) ^ rotate_right(x, 18) ^ x >> 3) + w[(t - 7) & 15]
          + (rotate_right(y, 17) ^ rotate_right(y, 19) ^ y >> 10);
    }
    uint32_t t1 = h + (rotate_right(e, 6) ^ rotate_right(e, 11) ^ rotate_right(e, 25))
        + ((e & f) ^ (~e & g)) + round_constants[t] + w[t & 15];
    uint32_t t2 = (rotate_right(a, 2) ^ rotate_right(a, 13) ^ rotate_right(a, 22))
        + ((a & b) ^ (a & c) ^ (b & c));
    h = g, g = f, f = e, e = d + t1;
    d = c, c = b, b = a, a = t1 + t2;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
  state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

void bench_sha256_blocks_plain(uint32_t state[8], const uint8_t *data, size_t blocks) {
  for (size_t i = 0; i < blocks; i++) compress_plain(state, data + 64 * i);
}

#if defined(__x86_64__)

// Gulley, Gopal, Yap, Feghali, Guilford & Wolrich, Intel SHA Extensions, 2013: the instructions
// keep the state as the words (a, b, e, f) and (c, d, g, h), highest word first.
__attribute__((target("sha,ssse3,sse4.1"))) static void blocks_sha_ni(
    uint32_t state[8], const uint8_t *data, size_t blocks) {
  const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
  __m128i badc = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)state), 0xB1);
  __m128i hgfe = _mm_shuffle_epi32(_mm_loadu_si128((const __m128i *)(state + 4)), 0x1B);
  __m128i abef = _mm_alignr_epi8(badc, hgfe, 8);
  __m128i cdgh = _mm_blend_epi16(hgfe, badc, 0xF0);
  for (; blocks > 0; blocks--, data += 64) {
    const __m128i abef_before = abef, cdgh_before = cdgh;
    __m128i w[4];
    for (int i = 0; i < 4; i++)
      w[i] = _mm_shuffle_epi8(_mm_loadu_si128((const __m128i *)(data + 16 * i)), swap);
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      __m128i k = _mm_loadu_si128((const __m128i *)(round_constants + 4 * i));
      __m128i wk = _mm_add_epi32(w[i & 3], k);
      cdgh = _mm_sha256rnds2_epu32(cdgh, abef, wk);
      abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(wk, 0x0E));
      if (i < 12) {
        __m128i last = w[(i + 3) & 3];
        __m128i sum = _mm_add_epi32(_mm_sha256msg1_epu32(w[i & 3], w[(i + 1) & 3]),
            _mm_alignr_epi8(last, w[(i + 2) & 3], 4));
        w[i & 3] = _mm_sha256msg2_epu32(sum, last);
      }
    }
    abef = _mm_add_epi32(abef, abef_before);
    cdgh = _mm_add_epi32(cdgh, cdgh_before);
  }
  __m128i feba = _mm_shuffle_epi32(abef, 0x1B), dchg = _mm_shuffle_epi32(cdgh, 0xB1);
  _mm_storeu_si128((__m128i *)state, _mm_blend_epi16(feba, dchg, 0xF0));
  _mm_storeu_si128((__m128i *)(state + 4), _mm_alignr_epi8(dchg, feba, 8));
}

// The SHA instructions work on SSE registers, which every x86-64 system saves: the processor's word
// is enough.
static int has_sha_ni(void) {
  unsigned a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_SSSE3) || !(c & bit_SSE4_1)) return 0;
  return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_SHA);
}

#elif defined(__aarch64__)

// Arm Architecture Reference Manual for A-profile, C7.2: SHA256H, SHA256H2, SHA256SU0, SHA256SU1.
__attribute__((target("sha2"))) static void blocks_armv8(
    uint32_t state[8], const uint8_t *data, size_t blocks) {
  uint32x4_t abcd = vld1q_u32(state), efgh = vld1q_u32(state + 4);
  for (; blocks > 0; blocks--, data += 64) {
    const uint32x4_t abcd_before = abcd, efgh_before = efgh;
    uint32x4_t w[4];
    for (int i = 0; i < 4; i++)
      w[i] = vreinterpretq_u32_u8(vrev32q_u8(vld1q_u8(data + 16 * i)));
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) {
      uint32x4_t wk = vaddq_u32(w[i & 3], vld1q_u32(round_constants + 4 * i));
      if (i < 12)
        w[i & 3] = vsha256su1q_u32(
            vsha256su0q_u32(w[i & 3], w[(i + 1) & 3]), w[(i + 2) & 3], w[(i + 3) & 3]);
      uint32x4_t abcd_round = abcd;
      abcd = vsha256hq_u32(abcd, efgh, wk);
      efgh = vsha256h2q_u32(efgh, abcd_round, wk);
    }
    abcd = vaddq_u32(abcd, abcd_before);
    efgh = vaddq_u32(efgh, efgh_before);
  }
  vst1q_u32(state, abcd);
  vst1q_u32(state + 4, efgh);
}

static int has_armv8_sha(void) {
#if defined(__APPLE__)
  return 1;
#elif defined(__linux__)
  return (getauxval(AT_HWCAP) & HWCAP_SHA2) != 0;
#else
  return 0;
#endif
}

#endif

typedef struct {
  void (*blocks)(uint32_t state[8], const uint8_t *data, size_t blocks);
  const char *name;
} implementation;

static const implementation plain = {bench_sha256_blocks_plain, "plain"};

static const implementation *detect(const char *isa) {
  if (isa && strcmp(isa, "baseline") == 0) return &plain;
#if defined(__x86_64__)
  static const implementation sha_ni = {blocks_sha_ni, "sha-ni"};
  if (has_sha_ni()) return &sha_ni;
#elif defined(__aarch64__)
  static const implementation armv8 = {blocks_armv8, "armv8"};
  if (has_armv8_sha()) return &armv8;
#endif
  return &plain;
}

// Any number of threads may detect at once: all find the same.
static const implementation *chosen(void) {
  static const implementation *_Atomic once;
  const implementation *found = __c11_atomic_load(&once, __ATOMIC_ACQUIRE);
  if (!found) {
    found = detect(getenv("BENCH_ISA"));
    __c11_atomic_store(&once, found, __ATOMIC_RELEASE);
  }
  return found;
}

void bench_sha256_blocks(uint32_t state[8], const uint8_t *data, size_t blocks) {
  chosen()->blocks(state, data, blocks);
}

const char *bench_sha256_implementation(const char *isa) { return detect(isa)->name; }
