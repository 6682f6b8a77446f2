/// Norms and joins. y may be x, or a where it is as large.
extension CText {
  static let batchNorm = #"""
    /* y = (x - mean) * scale * weight + bias by channel, x[channels, area]. `numbers` holds means,
     * scales 1 / sqrt(variance + eps), weights and biases. */
    static void batch_norm(long channels, long area, const float *numbers, const float *x,
                           float *y) {
      for (long c = 0; c < channels; c++, x += area, y += area) {
        const float mean = numbers[c], scale = numbers[channels + c];
        const float weight = numbers[2 * channels + c], bias = numbers[3 * channels + c];
        for (long i = 0; i < area; i++) y[i] = fused((x[i] - mean) * scale, weight, bias);
      }
    }

    """#

  static let exampleNorm = #"""
    /* The mean of x[0 ... count - 1], or of (x - *center)^2; sums ascend in blocks of 1,024. */
    static float mean_of(long count, const float *x, const float *center) {
      float sum = 0.0f;
      for (long start = 0; start < count; start += 1024) {
        float block = 0.0f;
        for (long i = start; i < count && i < start + 1024; i++) {
          if (center) {
            block = fused(x[i] - *center, x[i] - *center, block);
          } else {
            block += x[i];
          }
        }
        sum += block;
      }
      return sum / (float)count;
    }

    /* y = (x - mean) / sqrt(variance + eps) of each part of x[parts, count]; times weight plus bias
     * unless there are none. `area` neighbours share a weight. */
    static void example_norm(long parts, long count, long area, float eps, const float *weight,
                             const float *bias, const float *x, float *y) {
      for (long p = 0; p < parts; p++, x += count, y += count) {
        const float mean = mean_of(count, x, 0);
        const float scale = 1.0f / sqrtf(mean_of(count, x, &mean) + eps);
        for (long i = 0; i < count; i++) {
          const float difference = x[i] - mean;
          if (weight) {
            const long own = (p * count + i) / area;
            y[i] = fused(difference * scale, weight[own], bias[own]);
          } else {
            y[i] = product(difference, scale);
          }
        }
      }
    }

    """#

  static let copy = #"""
    static void copy(long count, const float *x, float *y) {
      for (long i = 0; i < count; i++) y[i] = x[i];
    }

    """#

  static let add = #"""
    static void add(long count, const float *a, const float *b, float *y) {
      for (long i = 0; i < count; i++) y[i] = a[i] + b[i];
    }

    """#

  static let multiply = #"""
    /* y[channels, area] = a * b. One whose step is 0 has a value for each channel. */
    static void multiply(long channels, long area, const float *a, long a_step, const float *b,
                         long b_step, float *y) {
      for (long c = 0; c < channels; c++) {
        for (long i = 0; i < area; i++) {
          const float left = a[a_step ? c * area + i : c], right = b[b_step ? c * area + i : c];
          y[c * area + i] = product(left, right);
        }
      }
    }

    """#
}
