#ifndef CKERNELS_H
#define CKERNELS_H

#include <stdint.h>

#include "CKernelsSHA256.h"

// Vector kernels over groups of 16 examples.
//
// An activation of one group is x[F, 16]: feature by feature, the 16 examples innermost, one in
// each vector lane. Every output element is one chain of fused multiply-adds in the order its
// comment gives, so that tile shapes and instruction sets cannot change a bit. Pointers to floats
// are 64-byte aligned where they begin a buffer; nothing relies on it.

enum { BENCH_LANES = 16 };

// A two-dimensional convolution of x[C, H, W] with w[O, C, K, K] to y[O, OH, OW].
typedef struct {
  int32_t channels, height, width;
  int32_t out_channels, out_height, out_width;
  int32_t kernel, stride;
  int32_t padding;  // zeros before the first row and column
} bench_conv2d;

// A pool of x[C, H, W] to y[C, OH, OW] over K×K windows.
typedef struct {
  int32_t channels, height, width;
  int32_t out_height, out_width;
  int32_t kernel, stride;
} bench_pool2d;

// One step of stochastic gradient descent, torch.optim.SGD with dampening 0.
typedef struct {
  float learning_rate, momentum, weight_decay;
  int32_t nesterov;
} bench_sgd;

// A dense layer of a compact network, y[G, O, 16] = f(bias + w[O, I] · x[G, I, 16]), where its parts
// lie. Its x is the y of the layer before.
typedef struct {
  int32_t inputs, outputs;
  int32_t function;  // BENCH_TANH, BENCH_SIGMOID or BENCH_RELU; −1: none
  float *weight, *bias;  // bias may be null
  float *weight_gradient, *bias_gradient;
  float *weight_velocity, *bias_velocity;  // of SGD with momentum, else null
  float *y, *dy;
} bench_compact_layer;

enum {
  // −log softmax(o)[label]; d_o = (softmax(o) − onehot) · gradient_scale. The prediction is the
  // first largest output, its probability the softmax.
  BENCH_SOFTMAX_CROSS_ENTROPY,
  // BENCH_BINARY_CROSS_ENTROPY of p = softmax(o) with a one-hot target, logs at least log(1e-9).
  BENCH_SOFTMAX_BINARY_CROSS_ENTROPY,
  // −log o[label] of probabilities, logs at least −100.
  BENCH_NLL,
  // Σ (o − t)² · loss_scale over outputs ascending; d_o = (o − t) · gradient_scale.
  BENCH_MSE,
  // −Σ t·log o + (1 − t)·log(1 − o) over outputs ascending, times loss_scale, of probabilities;
  // logs at least −100, as PyTorch's.
  BENCH_BINARY_CROSS_ENTROPY,
};

// The loss of some groups, what they have to learn and where to write what they gave: one value an
// example, those after the last example left as they are.
typedef struct {
  int32_t kind;  // BENCH_SOFTMAX_CROSS_ENTROPY …
  float loss_scale, gradient_scale;
  const int32_t *labels;  // [G, 16], of the first three kinds
  const float *values;    // [G, K, 16], of the others
  float *losses;
  // The predicted class, and its probability; but of the last three kinds the first largest output,
  // and the value, or whether a single output is above one half.
  int32_t *predictions;
  float *probabilities;
  float *first_outputs;  // of the last three kinds
} bench_loss;

// One step of Adam or AdamW; Kingma & Ba, Adam: A Method for Stochastic Optimization, 2015.
typedef struct {
  float decay;              // λ, added to the gradient as λw (Adam)
  float shrink;             // 1 − ηλ, multiplies the weight (AdamW), else 1
  float mean_share;         // 1 − β₁
  float square_share;       // 1 − β₂
  float square_rest;        // β₂
  float square_correction;  // √(1 − β₂ᵗ)
  float step_size;          // η ÷ (1 − β₁ᵗ)
  float epsilon;
} bench_adam;

// One step of RMSprop; Tieleman & Hinton, Lecture 6.5, Neural Networks for Machine Learning, 2012.
typedef struct {
  float learning_rate, weight_decay, momentum;
  float square_share, square_rest;  // 1 − α, α
  float epsilon;
} bench_rmsprop;

// Stored images of one group, bytes[C, H, W] each, and the values that their bytes stand for.
typedef struct {
  int32_t channels, height, width;
  int32_t padding;  // pixels of background, byte 0, on every side
  // Whether table[b] = (b · factor + offset) + (b · fine_factor + fine_offset) for every byte b.
  int32_t is_line;
  float factor, offset, fine_factor, fine_offset;
  const float *table;  // the value of each of the 256 bytes
} bench_images;

// How an image was turned, scaled and shifted: pixel (row, column) of the changed one comes from
// the place at the image's centre + [cosine −sine; sine cosine] · (column − x, row − y).
typedef struct {
  double cosine, sine;  // of the angle, divided by the scale; at most 2048 either way
  double x, y;          // the image's centre in the changed image
} bench_image_change;

// Which elements of a group's activations are dropped.
typedef struct {
  uint64_t seed;
  uint32_t sub_index;  // of the group's first example; the others follow
  uint32_t step, purpose;
  uint32_t threshold;  // p · 2³²
  float scale;         // 1 ÷ (1 − p)
} bench_dropout;

enum { BENCH_EXP, BENCH_LOG, BENCH_TANH, BENCH_SIGMOID, BENCH_RELU };

// The kernels of one instruction set. All have the same bits.
typedef struct {
  const char *name;

  // x[C, H + 2P, W + 2P, 16] = the values of 16 images' bytes, those of the images from `examples`
  // on 0; they must be readable all the same.
  void (*gather_images)(const bench_images *g, int32_t examples, const uint8_t *const *images,
                        float *x);
  // The same of images that were changed: a byte is the bilinear mean of the four around the place
  // it comes from, background outside the image, rounded; see warp.inc. `next` are 16 images that
  // may be read next; `pairs` is scratch of bench_warp_scratch numbers.
  void (*warp_images)(const bench_images *g, int32_t examples, const uint8_t *const *images,
                      const uint8_t *const *next, const bench_image_change *changes,
                      uint16_t *pairs, float *x);

  // x[F, 16] = row order[lane] of rows[N, F]; lanes from `examples` on are 0.
  void (*gather_rows)(int32_t features, int32_t examples, const int32_t *order, const float *rows,
                      float *x);
  // t[K, 16] = class order[lane] of `classes` as a one-hot vector, or for K = 1 as a number; lanes
  // from `examples` on are 0.
  void (*gather_classes)(int32_t width, int32_t examples, const int32_t *order,
                         const uint8_t *classes, float *t);

  // Copies rows [first, last) of w[O, C, K, K] into the order in which conv2d_forward (packed,
  // O·C·K·K floats) and conv2d_backward_input (transposed, as many) read them.
  void (*conv2d_pack)(const bench_conv2d *g, const float *w, int32_t first, int32_t last,
                      float *packed, float *transposed);
  // y = bias + Σ over (c, ky, kx) ascending, taps outside the image left out; bias may be null.
  void (*conv2d_forward)(const bench_conv2d *g, const float *x, const float *packed,
                         const float *bias, float *y);
  // dx = +0 + Σ over (o, ky, kx) ascending, taps outside the output left out; then, as in all input
  // gradients, dx *= f′ of the function whose output x is: one of BENCH_TANH … BENCH_RELU, or −1.
  void (*conv2d_backward_input)(const bench_conv2d *g, const float *dy, const float *transposed,
                                int32_t function, const float *x, float *dx);
  // dw[O, C, K, K] and, unless null, db[O] of one group: in each lane the positions row-major,
  // from +0; then lanes from `examples` on count as +0; then the lanes by halving.
  // `sums` is scratch of conv2d_scratch floats.
  void (*conv2d_backward_weight)(const bench_conv2d *g, const float *x, const float *dy,
                                 int32_t examples, float *sums, float *dw, float *db);

  // y[G, O, 16] = bias + Σ over inputs ascending; bias may be null.
  void (*linear_forward)(int32_t in, int32_t out, int32_t groups, const float *x, const float *w,
                         const float *bias, float *y);
  // dx[G, I, 16] = +0 + Σ over outputs ascending; `panel` is scratch of 48·out floats.
  void (*linear_backward_input)(int32_t in, int32_t out, int32_t groups, const float *dy,
                                const float *w, float *panel, int32_t function, const float *x,
                                float *dx);
  // Rows [first, last) of dw[O, I] = +0 + Σ over examples ascending, from the transposed
  // activations xt[⌈I/16⌉, rows, 16] and dyt[⌈O/16⌉, rows, 16]; dw points at row `first`. Only so
  // many columns: if not all, dw and xt point at the first of them, a multiple of 16.
  void (*linear_backward_weight)(int32_t in, int32_t columns, int32_t first, int32_t last,
                                 int32_t examples, int32_t rows, const float *xt, const float *dyt,
                                 float *dw);
  // One step of `rule` for the same rows and columns of w[O, I] along that gradient, which is kept
  // nowhere; the same bits as sgd. w points where dw does; `velocity` lies as w does, or is null.
  void (*linear_descend)(int32_t in, int32_t columns, int32_t first, int32_t last,
                         int32_t examples, int32_t rows, const float *xt, const float *dyt,
                         const bench_sgd *rule, float *w, float *velocity);
  // All layers of a compact network forward from x[G, I, 16], and the loss of the last one's
  // outputs. `examples` are those of all groups. Outputs of vectors past the last example are left
  // as they are, gradients too.
  void (*compact_evaluate)(const bench_compact_layer *layers, int32_t count, int32_t examples,
                           const float *x, const bench_loss *loss);
  // The same, and all layers back: every weight's gradient one chain over the batch's examples from
  // +0, every bias's its lanes by halving and then the groups ascending. Then, unless `rule` is
  // null, its step for all weights and biases; the same bits as sgd.
  void (*compact_train)(const bench_compact_layer *layers, int32_t count, int32_t examples,
                        const float *x, const bench_loss *loss, const bench_sgd *rule);
  // Transposes x[F, 16] to 16 rows of t[⌈F/16⌉, rows, 16], where t points at the first of them;
  // features past the last are 0.
  void (*transpose)(int32_t features, int32_t rows, const float *x, float *t);
  // sums[n] = the lanes of x[n, 16] by halving (8, 4, 2, 1), those from `examples` on as +0.
  void (*fold)(int32_t count, int32_t examples, const float *x, float *sums);
  // total[n] = partial[0, n] + partial[1, n] + …, ascending; partials lie `stride` floats apart.
  void (*add_partials)(int32_t count, int32_t partials, int64_t stride, const float *partial,
                       float *total);

  void (*max_pool2d_forward)(const bench_pool2d *g, const float *x, float *y, float *winner);
  void (*max_pool2d_backward)(const bench_pool2d *g, const float *dy, const float *winner,
                              int32_t function, const float *x, float *dx);
  void (*avg_pool2d_forward)(const bench_pool2d *g, const float *x, float *y);
  void (*avg_pool2d_backward)(const bench_pool2d *g, const float *dy, int32_t function,
                              const float *x, float *dx);

  // y = f(x) for count16 vectors of 16; x and y may be the same.
  void (*elementary)(int32_t function, const float *x, float *y, int64_t count16);
  // gradient *= f′, from the activation's output y.
  void (*elementary_backward)(int32_t function, const float *y, float *gradient, int64_t count16);

  // Losses and predictions of o[G, K, 16], and its gradient d_o, unless that is null; lanes from
  // `examples` on get d_o = 0.
  void (*loss)(const bench_loss *loss, int32_t outputs, int32_t examples, const float *o,
               float *d_o);

  // y = softmax(x) over the features of one group, and dx from dy in its place.
  void (*softmax)(int32_t features, const float *x, float *y);
  void (*softmax_backward)(int32_t features, const float *y, float *gradient);
  void (*dropout)(const bench_dropout *rule, int32_t features, const float *x, float *y);

  // Batch normalisation; see normalization.inc.
  void (*channel_sums)(int32_t channels, int32_t area, int32_t examples, const float *x,
                       const float *mean, float *sums, float *squares);
  void (*normalize_forward)(int32_t channels, int32_t area, const float *x, const float *mean,
                            const float *scale, const float *weight, const float *bias, float *y);
  void (*normalize_sums)(int32_t channels, int32_t area, int32_t examples, const float *x,
                         const float *dy, const float *mean, const float *scale,
                         float *weight_sums, float *bias_sums);
  void (*normalize_backward)(int32_t channels, int32_t area, const float *x, const float *dy,
                             const float *mean, const float *scale, const float *weight,
                             const float *weight_mean, const float *bias_mean, float *dx);

  // One optimizer step over count parameters. `first` and `second` are the state: velocity or
  // null; mean and square; square and velocity or null.
  void (*sgd)(const bench_sgd *rule, int64_t count, const float *gradient, float *w, float *first,
              float *second);
  void (*adam)(const bench_adam *rule, int64_t count, const float *gradient, float *w,
               float *first, float *second);
  void (*rmsprop)(const bench_rmsprop *rule, int64_t count, const float *gradient, float *w,
                  float *first, float *second);
  // Σ x², ascending in blocks of 1,024, blocks in order.
  float (*sum_squares)(int64_t count, const float *x);
  void (*scale)(int64_t count, float factor, float *x);
  // Returns 1 if every value is finite.
  int32_t (*all_finite)(int64_t count, const float *x);

  // Fused multiply-adds alone, as many at once as this set can, to measure the processor; chains
  // [24, 16]. Returns the FLOP done; see peak.inc.
  int64_t (*fma_peak)(int64_t iterations, float *chains);
} bench_kernels;

// Floats of scratch that conv2d_backward_weight needs.
static inline int64_t bench_conv2d_scratch(const bench_conv2d *g) {
  return (int64_t)8 * g->kernel * g->kernel * BENCH_LANES;
}

// 16-bit numbers of scratch that warp_images needs.
static inline int64_t bench_warp_scratch(const bench_images *g) {
  return BENCH_LANES + (int64_t)BENCH_LANES * (g->height + 2) * (g->width + 2);
}

// Returns the kernels of `baseline`, `avx2`, `avx512` or `neon`, or null where this processor or
// this build has no such set.
const bench_kernels *bench_kernels_named(const char *name);

// Returns the fastest set this processor has.
const bench_kernels *bench_kernels_best(void);

// Returns how many processors this process may run on; 0 where the system does not say. To be called
// once.
int32_t bench_processors_by_affinity(void);

// Makes all threads allocate from one arena, where the C library has several.
void bench_share_one_arena(void);

// A hint that this thread is waiting for another core's store.
static inline void bench_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __builtin_arm_isb(15);
#endif
}

// Makes the calling thread round to nearest, ties to even, keep subnormal numbers, and trap nothing.
static inline void bench_set_floating_point_mode(void) {
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr(0x1f80);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"((uint64_t)0));
#endif
}

#endif
