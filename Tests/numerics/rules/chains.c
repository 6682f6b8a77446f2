// The sums of numerics version 1 as plain loops, one number after the other. Arrays are float32 and
// row-major, the example first: x[N, F] or x[N, C, H, W].
//
// Must be compiled without contraction.

#include <math.h>
#include <stdint.h>
#include <string.h>

#if defined(__FP_FAST_FMAF) || defined(__FMA__) || defined(__ARM_FEATURE_FMA)
static float fused(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
#else
// a × b + c rounded once. The product is exact in float64. The sum is rounded to odd (Boldo &
// Melquiond, Emulation of FMA and Correctly Rounded Sums, 2008), so that the second rounding is
// right.
static float fused(float a, float b, float c) {
  double product = (double)a * b, sum = product + c;
  double part = sum - product, error = (product - (sum - part)) + (c - part);
  if (error != 0 && isfinite(sum)) {
    int64_t bits;
    memcpy(&bits, &sum, sizeof bits);
    if ((bits & 1) == 0) bits += (error > 0) == (sum > 0) ? 1 : -1;
    memcpy(&sum, &bits, sizeof sum);
  }
  return (float)sum;
}
#endif

void fma_all(long count, const float *a, const float *b, const float *c, float *y) {
  for (long i = 0; i < count; i++) y[i] = fused(a[i], b[i], c[i]);
}

// The sum over a batch of what each of its examples has: 16 lanes by halving, then the groups.
static float over_batch(long examples, const float *value) {
  float total = 0;
  for (long start = 0; start < examples; start += 16) {
    float lane[16];
    for (int i = 0; i < 16; i++) lane[i] = start + i < examples ? value[start + i] : 0;
    for (int half = 8; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) lane[i] = lane[i] + lane[i + half];
    }
    total = start == 0 ? lane[0] : total + lane[0];
  }
  return total;
}

// sums[F] over the batch and P positions of a[N, F, P], or of its products with b.
void batch_sums(long examples, long features, long positions, const float *a, const float *b,
                float *sums) {
  float value[examples];
  for (long f = 0; f < features; f++) {
    for (long n = 0; n < examples; n++) {
      value[n] = 0;
      for (long p = 0; p < positions; p++) {
        long at = (n * features + f) * positions + p;
        value[n] = b ? fused(a[at], b[at], value[n]) : value[n] + a[at];
      }
    }
    sums[f] = over_batch(examples, value);
  }
}

// sums[R] over the features of a[R, F], or of its products with b, in blocks of 1,024.
void blocked_sums(long rows, long features, const float *a, const float *b, float *sums) {
  for (long r = 0; r < rows; r++) {
    float total = 0;
    for (long start = 0; start < features; start += 1024) {
      float block = 0;
      for (long f = start; f < features && f < start + 1024; f++) {
        long at = r * features + f;
        block = b ? fused(a[at], b[at], block) : block + a[at];
      }
      total += block;
    }
    sums[r] = total;
  }
}

void linear_forward(long examples, long in, long out, const float *x, const float *w,
                    const float *bias, float *y) {
  for (long n = 0; n < examples; n++) {
    for (long o = 0; o < out; o++) {
      float sum = bias ? bias[o] : 0;
      for (long i = 0; i < in; i++) sum = fused(w[o * in + i], x[n * in + i], sum);
      y[n * out + o] = sum;
    }
  }
}

void linear_inputs(long examples, long in, long out, const float *dy, const float *w, float *dx) {
  for (long n = 0; n < examples; n++) {
    for (long i = 0; i < in; i++) {
      float sum = 0;
      for (long o = 0; o < out; o++) sum = fused(w[o * in + i], dy[n * out + o], sum);
      dx[n * in + i] = sum;
    }
  }
}

void linear_weights(long examples, long in, long out, const float *x, const float *dy, float *dw) {
  for (long o = 0; o < out; o++) {
    for (long i = 0; i < in; i++) {
      float sum = 0;
      for (long n = 0; n < examples; n++) sum = fused(dy[n * out + o], x[n * in + i], sum);
      dw[o * in + i] = sum;
    }
  }
}

typedef struct {
  long channels, height, width, out_channels, out_height, out_width, kernel_height, kernel_width;
  long stride_down, stride_across, pad_top, pad_left, dilation_down, dilation_across, groups;
} convolution;

// The place in x[N, C, H, W] that a tap reads, or −1 outside.
static long input_at(const convolution *g, long n, long c, long oy, long ox, long ky, long kx) {
  long iy = oy * g->stride_down - g->pad_top + ky * g->dilation_down;
  long ix = ox * g->stride_across - g->pad_left + kx * g->dilation_across;
  if (iy < 0 || iy >= g->height || ix < 0 || ix >= g->width) return -1;
  return ((n * g->channels + c) * g->height + iy) * g->width + ix;
}

static long output_at(const convolution *g, long n, long o, long oy, long ox) {
  return ((n * g->out_channels + o) * g->out_height + oy) * g->out_width + ox;
}

// The place in w[O, C ÷ G, KH, KW] between output channel o and channel c of its group.
static long weight_at(const convolution *g, long o, long c, long ky, long kx) {
  return ((o * (g->channels / g->groups) + c) * g->kernel_height + ky) * g->kernel_width + kx;
}

#define EACH(i, count) for (long i = 0; i < (count); i++)

void conv_forward(const convolution *g, long examples, const float *x, const float *w,
                  const float *bias, float *y) {
  long members = g->channels / g->groups, outputs = g->out_channels / g->groups;
  EACH(n, examples) EACH(o, g->out_channels) EACH(oy, g->out_height) EACH(ox, g->out_width) {
    float sum = bias ? bias[o] : 0;
    EACH(c, members) EACH(ky, g->kernel_height) EACH(kx, g->kernel_width) {
      long at = input_at(g, n, o / outputs * members + c, oy, ox, ky, kx);
      if (at >= 0) sum = fused(w[weight_at(g, o, c, ky, kx)], x[at], sum);
    }
    y[output_at(g, n, o, oy, ox)] = sum;
  }
}

void conv_inputs(const convolution *g, long examples, const float *dy, const float *w, float *dx) {
  long members = g->channels / g->groups, outputs = g->out_channels / g->groups;
  EACH(n, examples) EACH(c, g->channels) EACH(iy, g->height) EACH(ix, g->width) {
    float sum = 0;
    EACH(i, outputs) EACH(ky, g->kernel_height) EACH(kx, g->kernel_width) {
      long o = c / members * outputs + i;
      long down = iy + g->pad_top - ky * g->dilation_down;
      long across = ix + g->pad_left - kx * g->dilation_across;
      if (down < 0 || down % g->stride_down || down / g->stride_down >= g->out_height) continue;
      if (across < 0 || across % g->stride_across) continue;
      if (across / g->stride_across >= g->out_width) continue;
      long at = output_at(g, n, o, down / g->stride_down, across / g->stride_across);
      sum = fused(w[weight_at(g, o, c % members, ky, kx)], dy[at], sum);
    }
    dx[((n * g->channels + c) * g->height + iy) * g->width + ix] = sum;
  }
}

void conv_weights(const convolution *g, long examples, const float *x, const float *dy, float *dw) {
  long members = g->channels / g->groups, outputs = g->out_channels / g->groups;
  float value[examples];
  EACH(o, g->out_channels) EACH(c, members) EACH(ky, g->kernel_height) EACH(kx, g->kernel_width) {
    EACH(n, examples) {
      value[n] = 0;
      EACH(oy, g->out_height) EACH(ox, g->out_width) {
        long at = input_at(g, n, o / outputs * members + c, oy, ox, ky, kx);
        if (at >= 0) value[n] = fused(dy[output_at(g, n, o, oy, ox)], x[at], value[n]);
      }
    }
    dw[weight_at(g, o, c, ky, kx)] = over_batch(examples, value);
  }
}
