/// Functions of a network of 8-bit integers.
extension CText {
  static let integers = #"""
    /* A factor, multiplier / 2^shift. */
    typedef struct {
      int32_t multiplier, shift;
    } factor;

    /* value * multiplier / 2^shift, rounded to the nearest, halves upwards. The large number added
     * and taken away keeps what is shifted from being negative. */
    static int64_t scaled(int32_t value, factor f) {
      const uint64_t large = (uint64_t)1 << 62;
      const int64_t product = (int64_t)value * f.multiplier + ((int64_t)1 << (f.shift - 1));
      return (int64_t)(((uint64_t)product + large) >> f.shift) - (int64_t)(large >> f.shift);
    }

    static int8_t limited(int64_t value, int lowest) {
      return (int8_t)(value < lowest ? lowest : value > 127 ? 127 : value);
    }

    """#

  static let quantize = #"""
    static void quantize(long count, float inverse, const float *x, int8_t *y) {
      for (long i = 0; i < count; i++) {
        float value = product(x[i], inverse);
        if (value != value) value = 0.0f;
        if (value < -127.0f) value = -127.0f;
        if (value > 127.0f) value = 127.0f;
        y[i] = (int8_t)(value < 0.0f ? value - 0.5f : value + 0.5f);
      }
    }

    """#

  static let integerSums = #"""
    /* bias + w[C / groups, KH, KW] . x at output (oy, ox) of channel o. A linear layer is a
     * convolution of an image of one pixel. */
    static int32_t sum_at(const convolution *g, const int8_t *x, const int8_t *w,
                          const int32_t *bias, long o, long oy, long ox) {
      const long inputs = g->channels / g->groups, outputs = g->out_channels / g->groups;
      const long area = g->down.size * g->across.size;
      int32_t sum = bias[o];
      x += o / outputs * inputs * area;
      w += o * inputs * g->down.kernel * g->across.kernel;
      for (long c = 0; c < inputs; c++, x += area) {
        for (long ky = 0; ky < g->down.kernel; ky++) {
          const long row = oy * g->down.stride + ky * g->down.dilation - g->down.padding;
          for (long kx = 0; kx < g->across.kernel; kx++, w++) {
            const long column = ox * g->across.stride + kx * g->across.dilation - g->across.padding;
            if (row >= 0 && row < g->down.size && column >= 0 && column < g->across.size) {
              sum += (int32_t)*w * x[row * g->across.size + column];
            }
          }
        }
      }
      return sum;
    }

    """#

  static let integerConvolution = """
    static void convolve(const convolution *g, const int8_t *x, const int8_t *w,
                         const int32_t *bias, const factor *factors, int lowest, int8_t *y) {
    \(forEachOutput("limited(scaled(sum_at(g, x, w, bias, o, oy, ox), factors[o]), lowest)"))
    }

    """

  static let integerScores = """
    static void scores(const convolution *g, const int8_t *x, const int8_t *w, const int32_t *bias,
                       const float *factors, float *y) {
    \(forEachOutput("product((float)sum_at(g, x, w, bias, o, oy, ox), factors[o])"))
    }

    """

  private static func forEachOutput(_ value: String) -> String {
    """
      for (long o = 0; o < g->out_channels; o++) {
        for (long oy = 0; oy < g->down.out; oy++) {
          for (long ox = 0; ox < g->across.out; ox++) {
            *y++ = \(value);
          }
        }
      }
    """
  }

  static let floats = #"""
    static void floats(long count, float unit, const int8_t *x, float *y) {
      for (long i = 0; i < count; i++) y[i] = product((float)x[i], unit);
    }

    """#

  static let lookUp = #"""
    static void look_up(long count, const int8_t *table, const int8_t *x, int8_t *y) {
      for (long i = 0; i < count; i++) y[i] = table[x[i] + 128];
    }

    """#

  static let integerAdd = #"""
    /* y = the sum of the inputs; their factors have 16 more bits. */
    static void add(long count, long inputs, const int8_t *const *x, const factor *factors,
                    int8_t *y) {
      for (long i = 0; i < count; i++) {
        int64_t sum = 32768;
        for (long k = 0; k < inputs; k++) sum += scaled(x[k][i], factors[k]);
        /* The large number keeps what is shifted from being negative. */
        y[i] = limited((int64_t)(((uint64_t)sum + ((uint64_t)1 << 62)) >> 16) - ((int64_t)1 << 46),
                       -127);
      }
    }

    """#

  static let integerCopy = #"""
    static void rescale(long count, factor f, const int8_t *x, int8_t *y) {
      for (long i = 0; i < count; i++) y[i] = limited(scaled(x[i], f), -127);
    }

    """#

  static let integerMultiply = #"""
    /* One whose step is 0 has a value for each channel. */
    static void multiply(long channels, long area, factor f, const int8_t *a, long a_step,
                         const int8_t *b, long b_step, int8_t *y) {
      for (long c = 0; c < channels; c++) {
        for (long i = 0; i < area; i++) {
          const int32_t left = a[a_step ? c * area + i : c], right = b[b_step ? c * area + i : c];
          y[c * area + i] = limited(scaled(left * right, f), -127);
        }
      }
    }

    """#
}
