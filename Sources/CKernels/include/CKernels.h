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
// A group of so few examples has kernels of its own.
enum { BENCH_FEW = 8 };

// One axis of a convolution: output o reads data o·stride − padding + k·dilation under weight k.
typedef struct {
  int32_t kernel, stride;
  int32_t padding;  // zeros before the first row or column
  int32_t dilation;
} bench_axis;

// A two-dimensional convolution of x[C, H, W] with w[O, C ÷ G, KH, KW] to y[O, OH, OW]: each of G
// groups of output channels reads its own group of channels.
typedef struct {
  int32_t channels, height, width;
  int32_t out_channels, out_height, out_width;
  bench_axis down, across;
  int32_t groups;
} bench_conv2d;

// A pool of x[C, H, W] to y[C, OH, OW] over KH×KW windows.
typedef struct {
  int32_t channels, height, width;
  int32_t out_height, out_width;
  int32_t kernel_height, kernel_width;
  int32_t stride_down, stride_across;
} bench_pool2d;

// The product of inputs x[C, area, 16], some of which have one value a channel, x[C, 16].
typedef struct {
  int32_t inputs, channels, area;
  const float *const *x;
  const int32_t *is_channel;  // of each input, whether it has one value a channel
  int32_t left_out;           // the number of an input that is no factor, or −1
  const float *dy;            // a further factor, before all others; may be null
} bench_product;

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
  // BENCH_SOFTMAX_CROSS_ENTROPY with weighted classes and smoothed labels; see loss_weighted.inc.
  BENCH_WEIGHTED_CROSS_ENTROPY,
  // Losses of values; see loss_values.inc.
  BENCH_BINARY_CROSS_ENTROPY_WITH_LOGITS,
  BENCH_L1,
  BENCH_HUBER,
};

// The loss of some groups, what they have to learn and where to write what they gave: one value an
// example, those after the last example left as they are.
typedef struct {
  int32_t kind;  // BENCH_SOFTMAX_CROSS_ENTROPY …
  float loss_scale, gradient_scale;
  const int32_t *labels;  // [G, 16], of nll and the softmax losses
  const float *values;    // [G, K, 16], of the others
  float *losses;
  // The predicted class, and its probability. Of the losses without a softmax it is the first largest
  // output, and the value, or whether a single output is above one half; of logits without a softmax
  // the same of their logistic function.
  int32_t *predictions;
  float *probabilities;
  float *first_outputs;  // of the losses without a softmax, likewise
  float parameter;       // δ of huber, the weight of ones of logits
  // Of weighted cross-entropy: 1 − ε, ε ÷ K, w[K] and its sum.
  float share, spread, total_weight;
  const float *class_weights;
  // Of examples that are mixed with others, else null: labels[G, 16] of their partners, the shares
  // [G, 16] of their own labels, and scratch for the gradient of one group; see loss_mixed.inc.
  const int32_t *partner_labels;
  const float *own_shares;
  float *partner_gradient;
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

// How each image of a group is mirrored, moved and covered. Pixel (row, column) of the result comes
// from (row + down, column + right) of the image, whose rows are in reverse order if it is upended,
// and columns if it is mirrored. It is background outside the image, and in the rows from top to
// bottom and the columns from left to end, each without the last.
typedef struct {
  int32_t mirrored[BENCH_LANES], upended[BENCH_LANES];
  int32_t right[BENCH_LANES], down[BENCH_LANES];
  int32_t top[BENCH_LANES], bottom[BENCH_LANES], left[BENCH_LANES], end[BENCH_LANES];
} bench_placements;

// Where each image of a group is mixed with another, in a rectangle as above, and its share there.
typedef struct {
  int32_t top[BENCH_LANES], bottom[BENCH_LANES], left[BENCH_LANES], end[BENCH_LANES];
  float shares[BENCH_LANES];
} bench_mixtures;

// Which elements of a group's activations are dropped.
typedef struct {
  uint64_t seed;
  uint32_t sub_index;  // of the group's first example; the others follow
  uint32_t step, purpose;
  uint32_t threshold;  // p · 2³²
  float scale;         // 1 ÷ (1 − p)
} bench_dropout;

enum { BENCH_EXP, BENCH_LOG, BENCH_TANH, BENCH_SIGMOID, BENCH_RELU };

// Further functions that `elementary` knows; expm1 up to 0, log1p from 0 to 1.
enum { BENCH_ERF = BENCH_RELU + 1, BENCH_EXPM1, BENCH_LOG1P };

// Activations that keep their input for the way back.
enum {
  BENCH_LEAKY_RELU,
  BENCH_ELU,
  BENCH_GELU,
  BENCH_GELU_TANH,
  BENCH_SILU,
  BENCH_HARD_SWISH,
};

// The kernels of one instruction set. All have the same bits.
#define KERNEL(result, name, parameters) result(*name) parameters;
#define COMPACT_KERNEL KERNEL
typedef struct {
  const char *name;
#include "../kernel_list.inc"
} bench_kernels;

// Floats of scratch that conv2d_backward_weight needs.
static inline int64_t bench_conv2d_scratch(const bench_conv2d *g) {
  return (int64_t)8 * g->down.kernel * g->across.kernel * BENCH_LANES;
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
