/// Texts in C, each a function that the exported file may need.
enum CText {}

extension CText {
  /// The bits of a float, and back, without a function of the library.
  static let words = #"""
    typedef union {
      uint32_t bits;
      float number;
    } word;
    #define BITS(x) (((word){.number = (x)}).bits)
    #define FLOAT(x) (((word){.bits = (x)}).number)

    """#

  /// a · b + c rounded once: the instruction, or one of two ways to compute it exactly.
  static let fused = #"""
    /* fused(a, b, c): a * b + c, rounded once. It is the processor's instruction where the compiler
     * says that there is one, else it is computed in float64, or in integers where the processor
     * has no float64. The library's fmaf is not used: some are not exact.
     *
     * -DBENCH_FMA=1, 2 or 3 chooses instruction, float64 or integers. */
    #ifndef BENCH_FMA
    #if defined(__FP_FAST_FMAF) || defined(__FMA__) || defined(__ARM_FEATURE_FMA) || \
        defined(__aarch64__)
    #define BENCH_FMA 1
    #elif DBL_MANT_DIG != 53 || defined(__SOFTFP__) || defined(__SOFT_FP__) || \
        defined(__mips_soft_float) || (defined(__riscv) && !defined(__riscv_flen)) || \
        (defined(__ARM_FP) && !(__ARM_FP & 8)) || (defined(__arm__) && !defined(__ARM_FP))
    #define BENCH_FMA 3
    #else
    #define BENCH_FMA 2
    #endif
    #endif

    #if BENCH_FMA == 1
    #if defined(__clang__) && defined(__has_builtin)
    #if __has_builtin(__builtin_elementwise_fma)
    #define fused(a, b, c) __builtin_elementwise_fma((float)(a), (float)(b), (float)(c))
    #endif
    #endif
    #ifndef fused
    #define fused(a, b, c) __builtin_fmaf((a), (b), (c))
    #endif

    #elif BENCH_FMA == 2
    /* The product of two floats is exact in float64. The sum is rounded to odd: if float64 cannot
     * hold it, the neighbour whose last bit is 1 is kept, so that the rounding to float never
     * meets a tie that was none (Boldo & Melquiond, 2008). Its error is Knuth's TwoSum. */
    static float fused(float a, float b, float c) {
      union {
        uint64_t bits;
        double number;
      } sum;
      const double product = (double)a * (double)b, addend = (double)c;
      sum.number = product + addend;
      const double part = sum.number - product;
      const double error = (product - (sum.number - part)) + (addend - part);
      const double outward = error * sum.number;
      if ((sum.bits & 1) == 0) {
        if (outward > 0.0) sum.bits++;
        if (outward < 0.0) sum.bits--;
      }
      return (float)sum.number;
    }

    #else
    /* Sets *exponent so that the number is the returned integer times 2^(*exponent - 150). */
    static uint32_t mantissa(uint32_t bits, int32_t *exponent) {
      *exponent = (int32_t)(bits >> 23 & 255);
      if (*exponent != 0) return (bits & 0x7fffff) | 0x800000;
      *exponent = 1;
      return bits & 0x7fffff;
    }

    static float fused(float a, float b, float c) {
      const uint32_t p = BITS(a), q = BITS(b), r = BITS(c), finite = 0x7f800000;
      if ((p & finite) == finite || (q & finite) == finite) return a * b + c;
      if ((r & finite) == finite) return c;
      if (p << 1 == 0 || q << 1 == 0) return a * b + c;

      /* The product is sum * 2^exponent; bit 62 is its highest. */
      int32_t exponent, other;
      uint64_t sum = (uint64_t)mantissa(p, &exponent) * mantissa(q, &other);
      uint32_t sign = (p ^ q) & 0x80000000;
      exponent += other - 300;
      for (; sum >> 62 == 0; exponent--) sum <<= 1;

      if (r << 1 != 0) {
        /* The addend is term * 2^other likewise. The smaller one is shifted; the last bit stands
         * for all that it loses. */
        uint64_t term = mantissa(r, &other);
        uint32_t other_sign = r & 0x80000000;
        other -= 150;
        for (; term >> 62 == 0; other--) term <<= 1;
        int32_t distance = exponent - other;
        if (distance < 0 || (distance == 0 && term > sum)) {
          const uint64_t larger = term;
          term = sum;
          sum = larger;
          exponent = other;
          distance = -distance;
          sign ^= other_sign;
          other_sign ^= sign;
          sign ^= other_sign;
        }
        if (distance > 62) {
          term = 1;
        } else {
          const uint64_t shifted = term >> distance;
          term = shifted | (shifted << distance != term);
        }
        sum = sign == other_sign ? sum + term : sum - term;
        if (sum == 0) return 0.0f;
        for (; sum >> 62 == 0; exponent--) sum <<= 1;
        if (sum >> 63 != 0) {
          sum = sum >> 1 | (sum & 1);
          exponent++;
        }
      }

      /* Of the 63 bits 24 stay, fewer below the smallest normal number. */
      const int32_t lowest = -126 - 62;
      int32_t dropped = 39;
      if (exponent < lowest) dropped += lowest - exponent;
      if (dropped > 63) {
        dropped = 63;
        sum = 1;
      }
      uint32_t bits = (uint32_t)(sum >> dropped);
      if (exponent >= lowest) bits += (uint32_t)(exponent - lowest) << 23;
      const uint64_t rest = sum & (((uint64_t)1 << dropped) - 1);
      const uint64_t half = (uint64_t)1 << (dropped - 1);
      if (rest > half || (rest == half && (bits & 1) != 0)) bits++;
      if (exponent > 127 - 62 || bits > finite) bits = finite;
      return FLOAT(sign | bits);
    }
    #endif

    """#

  /// a · b, rounded.
  static let product = #"""
    /* a * b, rounded. The memory keeps compilers from fusing it with a sum that follows. */
    static float product(float a, float b) {
      volatile float rounded = a * b;
      return rounded;
    }

    """#
}
