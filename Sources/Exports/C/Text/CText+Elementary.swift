/// Functions of one number. `Sources/Engine/NumericsFunctions.md` has the formulas.
extension CText {
  static let exponential = """
    /* e^x. x = n ln 2 + r; the two factors of 2^n make overflow and gradual underflow right. */
    static float exponential(float x) {
      if (x > 89.0f) x = 89.0f;
      if (x < -104.0f) x = -104.0f;
    \(exponentialOfRest(shift: "1.2582912e+07f"))
      p = p + 1.0f;
      const uint32_t exponent = BITS(shifted) - 0x4b400000;
      const uint32_t half = ((exponent + 0x80000000) >> 1) - 0x40000000;
      const float low = p * FLOAT((half + 127) << 23);
      return product(low, FLOAT((exponent - half + 127) << 23));
    }

    """

  static let exponentialMinus1 = """
    /* e^x - 1 of numbers up to 0. */
    static float exponential_minus_1(float x) {
      if (x < -20.0f) x = -20.0f;
    \(exponentialOfRest(shift: "1.2583039e+07f"))
      const float s = FLOAT(BITS(shifted) << 23);
      return fused(p, s, s - 1.0f);
    }

    """

  /// p = e^r - 1, x = n ln 2 + r. The shift leaves n in the low bits of `shifted`.
  private static func exponentialOfRest(shift: String) -> String {
    """
      const float shifted = fused(x, 1.442695f, \(shift)), n = shifted - \(shift);
      const float head = fused(n, -0.69314575f, x), tail = product(n, -1.4286068e-06f);
      const float r = head + tail;
      float p = fused(0.001382147f, r, 0.008368663f);
      p = fused(p, r, 0.041668255f);
      p = fused(p, r, 0.16666521f);
      p = fused(p, r, 0.49999994f);
      p = head + fused(p, r * r, tail);
    """
  }

  static let hyperbolicTangent = #"""
    /* tanh x. x = n ln 2 / 2 + r, t = tanh r and s = 2^-n. */
    static float hyperbolic_tangent(float x) {
      if (x > 20.0f) x = 20.0f;
      if (x < -20.0f) x = -20.0f;
      const float shifted = fused(x, -2.88539f, 1.2583039e+07f);
      const float r = fused(shifted - 1.2583039e+07f, 0.3465736f, x), square = r * r;
      float p = fused(square, -0.05271529f, 0.13331142f);
      p = fused(square, p, -0.33333322f);
      const float t = fused(p, square * r, r), s = FLOAT(BITS(shifted) << 23);
      const float sum = 1.0f + s, difference = 1.0f - s;
      return fused(t, sum, difference) / fused(t, difference, sum);
    }

    """#

  static let logistic = #"""
    /* 1 / (1 + e^-x). x = n ln 2 + r and t = 2 tanh(r / 2). */
    static float logistic(float x) {
      if (x > 104.0f) x = 104.0f;
      if (x < -104.0f) x = -104.0f;
      const float shifted = fused(x, 1.442695f, 1.2582912e+07f), n = shifted - 1.2582912e+07f;
      float r = fused(n, -0.69314575f, x);
      r = fused(n, -1.4286068e-06f, r);
      const float square = r * r;
      float p = fused(square, -0.0008236764f, 0.008331964f);
      p = fused(square, p, -0.083333306f);
      const float t = fused(p, square * r, r);
      const uint32_t exponent = BITS(shifted) - 0x4b400000;
      const uint32_t half = ((exponent + 0x80000000) >> 1) - 0x40000000;
      const float numerator = product(2.0f + t, FLOAT((half + 127) << 23));
      return numerator / fused(2.0f - t, FLOAT((half - exponent + 127) << 23), numerator);
    }

    """#

  static let errorFunction = #"""
    /* erf x. */
    static float error_function(float x) {
      float size = x < 0.0f ? -x : x;
      if (size > 4.0f) size = 4.0f;
      if (size < 0.92f) {
        const float square = x * x;
        float p = fused(-0.0006003801f, square, 0.0049958536f);
        p = fused(p, square, -0.02676858f);
        p = fused(p, square, 0.11281877f);
        p = fused(p, square, -0.376125f);
        p = fused(p, square, 0.12837915f);
        return fused(p, x, x);
      }
      float q = fused(1.1230012e-05f, size, -0.00032279402f);
      q = fused(q, size, 0.0036424296f);
      q = fused(q, size, -0.02376202f);
      q = fused(q, size, 0.106236845f);
      q = fused(q, size, 0.6351513f);
      q = fused(q, size, 0.12864849f);
      const float y = 1.0f - exponential(fused(q, -size, -size));
      return x < 0.0f ? -y : y;
    }

    """#

  /// Functions of every element; y may be x.
  static let activations: [CFunction: String] = [
    .relu: each("relu", "x[i] <= 0.0f ? 0.0f : x[i]"),
    .tanh: each("tanh_of_each", "hyperbolic_tangent(x[i])"),
    .sigmoid: each("sigmoid", "logistic(x[i])"),
    .leakyRelu: each(
      "leaky_relu", "x[i] > 0.0f ? x[i] : product(slope, x[i])", parameter: "slope"),
    .elu: each(
      "elu", "x[i] > 0.0f ? x[i] : product(alpha, exponential_minus_1(x[i]))",
      parameter: "alpha"),
    .gelu: each("gelu", "product(x[i] * 0.5f, 1.0f + error_function(x[i] * 0.70710677f))"),
    .geluTanh: each(
      "gelu_tanh",
      "product(x[i], logistic(x[i] * fused(x[i] * x[i], 0.071354814f, 1.5957692f)))"),
    .silu: each("silu", "product(x[i], logistic(x[i]))"),
  ]

  private static func each(_ name: String, _ value: String, parameter: String? = nil) -> String {
    let parameters = parameter.map { "long count, float \($0)," } ?? "long count,"
    return """
      static void \(name)(\(parameters) const float *x, float *y) {
        for (long i = 0; i < count; i++) y[i] = \(value);
      }

      """
  }

  static let hardSwish = #"""
    static void hard_swish(long count, const float *x, float *y) {
      for (long i = 0; i < count; i++) {
        float part = x[i] + 3.0f;
        if (part < 0.0f) part = 0.0f;
        if (part > 6.0f) part = 6.0f;
        y[i] = product(x[i], part / 6.0f);
      }
    }

    """#

  static let softmax = #"""
    /* The sum of x[0 ... count - 1], ascending, in blocks of 1,024. */
    static float sum_of(long count, const float *x) {
      float sum = 0.0f;
      for (long start = 0; start < count; start += 1024) {
        float block = 0.0f;
        for (long i = start; i < count && i < start + 1024; i++) block += x[i];
        sum += block;
      }
      return sum;
    }

    static void softmax(long count, const float *x, float *y) {
      float largest = x[0];
      for (long i = 1; i < count; i++) {
        if (x[i] > largest || x[i] != x[i]) largest = x[i];
      }
      for (long i = 0; i < count; i++) y[i] = exponential(x[i] - largest);
      const float sum = sum_of(count, y);
      for (long i = 0; i < count; i++) y[i] = y[i] / sum;
    }

    """#
}
