/// Layers. Shapes are those of one example.
extension CText {
  static let linear = #"""
    /* y[o] = bias[o] + w[o] . x, one chain over x in its order for each output. w[inputs, outputs]
     * is turned round, so that the inner loop runs through memory. */
    static void linear(long inputs, long outputs, const float *restrict x, const float *restrict w,
                       const float *restrict bias, float *restrict y) {
      for (long o = 0; o < outputs; o++) y[o] = bias ? bias[o] : 0.0f;
      for (long i = 0; i < inputs; i++, w += outputs) {
        for (long o = 0; o < outputs; o++) y[o] = fused(w[o], x[i], y[o]);
      }
    }

    """#

  /// One axis of a convolution or a pool.
  static let axis = #"""
    typedef struct {
      long size, out, kernel, stride, padding, dilation;
    } axis;

    """#

  static let convolutionShape = #"""
    typedef struct {
      long channels, out_channels, groups;
      axis down, across;
    } convolution;

    """#

  static let convolution = #"""
    /* The first output whose tap number `tap` lies inside the image. */
    static long first_inside(const axis *a, long tap) {
      const long outside = a->padding - tap * a->dilation;
      return outside <= 0 ? 0 : (outside + a->stride - 1) / a->stride;
    }

    /* The output after the last one whose tap number `tap` lies inside the image. */
    static long end_inside(const axis *a, long tap) {
      const long room = a->size - 1 + a->padding - tap * a->dilation;
      const long end = room < 0 ? 0 : room / a->stride + 1;
      return end < a->out ? end : a->out;
    }

    /* y[O, OH, OW] = bias[O] + w[O, C / groups, KH, KW] * x[C, H, W]. Each output is one chain that
     * begins with its bias and takes the taps inside the image, by channel, row and column. */
    static void convolve(const convolution *g, const float *restrict x, const float *restrict w,
                         const float *restrict bias, float *restrict y) {
      const axis down = g->down, across = g->across;
      const long inputs = g->channels / g->groups, outputs = g->out_channels / g->groups;
      const long area = down.size * across.size, out_area = down.out * across.out;
      for (long o = 0; o < g->out_channels; o++, y += out_area) {
        const float *plane = x + o / outputs * inputs * area;
        for (long i = 0; i < out_area; i++) y[i] = bias ? bias[o] : 0.0f;
        for (long c = 0; c < inputs; c++, plane += area) {
          for (long ky = 0; ky < down.kernel; ky++) {
            const long top = first_inside(&down, ky), bottom = end_inside(&down, ky);
            for (long kx = 0; kx < across.kernel; kx++, w++) {
              const long left = first_inside(&across, kx);
              const long count = end_inside(&across, kx) - left;
              for (long oy = top; oy < bottom; oy++) {
                const long row = oy * down.stride + ky * down.dilation - down.padding;
                const long column = left * across.stride + kx * across.dilation - across.padding;
                const float *restrict in = plane + (row * across.size + column);
                float *restrict out = y + (oy * across.out + left);
                if (across.stride == 1) {
                  for (long i = 0; i < count; i++) out[i] = fused(*w, in[i], out[i]);
                } else {
                  for (long i = 0; i < count; i++) {
                    out[i] = fused(*w, in[i * across.stride], out[i]);
                  }
                }
              }
            }
          }
        }
      }
    }

    """#
}
