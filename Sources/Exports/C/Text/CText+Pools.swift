/// Pools of x[C, H, W], of floats and of 8-bit integers.
extension CText {
  static let pool = #"""
    typedef struct {
      long channels;
      axis down, across;
    } pool;

    """#

  static let maxPool = maxPool(
    of: "float", isLarger: "cell[kx] > best || cell[kx] != cell[kx]",
    comment: "/* The first largest cell of each window of x[C, H, W]. */\n")

  static let integerMaxPool = maxPool(of: "int8_t", isLarger: "cell[kx] > best")

  private static func maxPool(of type: String, isLarger: String, comment: String = "") -> String {
    overWindows(
      "max_pool", of: type, comment: comment,
      """
              const \(type) *cell = x + (oy * down.stride * across.size + ox * across.stride);
              \(type) best = *cell;
              for (long ky = 0; ky < down.kernel; ky++, cell += across.size) {
                for (long kx = 0; kx < across.kernel; kx++) {
                  if (\(isLarger)) best = cell[kx];
                }
              }
              *y++ = best;
      """)
  }

  static let averagePool = overWindows(
    "average_pool", of: "float",
    comment:
      "/* The mean of each window of x[C, H, W], summed row by row from its first cell. */\n",
    """
            const float *cell = x + (oy * down.stride * across.size + ox * across.stride);
            float sum = *cell;
            for (long ky = 0; ky < down.kernel; ky++, cell += across.size) {
              for (long kx = ky == 0; kx < across.kernel; kx++) sum += cell[kx];
            }
            *y++ = sum / (float)(down.kernel * across.kernel);
    """)

  static let adaptivePool = overWindows(
    "adaptive_pool", of: "float",
    comment: """
      /* The mean of windows that divide x[C, H, W], summed row by row from 0. Window i of n over s
       * cells goes from i s / n to just below (i + 1) s / n, rounded up. */

      """,
    dividingWindow + """
              float sum = 0.0f;
              for (long iy = top; iy < bottom; iy++) {
                for (long ix = left; ix < right; ix++) sum += x[iy * across.size + ix];
              }
              *y++ = sum / (float)((bottom - top) * (right - left));
      """)

  static let integerMeans = #"""
    /* The mean of the cells [top, bottom) x [left, right), halves away from 0. */
    static int8_t mean_of(const int8_t *x, long width, long top, long bottom, long left,
                          long right) {
      const long cells = (bottom - top) * (right - left);
      long sum = 0;
      for (long iy = top; iy < bottom; iy++) {
        for (long ix = left; ix < right; ix++) sum += x[iy * width + ix];
      }
      const long mean = (2 * (sum < 0 ? -sum : sum) + cells) / (2 * cells);
      return (int8_t)(sum < 0 ? -mean : mean);
    }

    """#

  static let integerAveragePool = overWindows(
    "average_pool", of: "int8_t",
    """
            const long top = oy * down.stride, left = ox * across.stride;
            *y++ = mean_of(x, across.size, top, top + down.kernel, left, left + across.kernel);
    """)

  static let integerAdaptivePool = overWindows(
    "adaptive_pool", of: "int8_t",
    comment:
      "/* Window i of n over s cells goes from i s / n to just below (i + 1) s / n, rounded up. */\n",
    dividingWindow + """
              *y++ = mean_of(x, across.size, top, bottom, left, right);
      """)

  private static let dividingWindow = """
            const long top = oy * down.size / down.out;
            const long bottom = ((oy + 1) * down.size + down.out - 1) / down.out;
            const long left = ox * across.size / across.out;
            const long right = ((ox + 1) * across.size + across.out - 1) / across.out;

    """

  /// A function that goes over all windows.
  ///
  /// - Parameters:
  ///   - comment: with a line feed, or empty.
  ///   - window: sets the output (oy, ox) of channel c.
  private static func overWindows(
    _ name: String, of type: String, comment: String = "", _ window: String
  ) -> String {
    comment
      + """
      static void \(name)(const pool *g, const \(type) *x, \(type) *y) {
        const axis down = g->down, across = g->across;
        for (long c = 0; c < g->channels; c++, x += down.size * across.size) {
          for (long oy = 0; oy < down.out; oy++) {
            for (long ox = 0; ox < across.out; ox++) {
      \(window)
            }
          }
        }
      }

      """
  }
}
