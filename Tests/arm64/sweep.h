// The kernels that no shipped network of the replay calls, each alone: odd sizes, partial groups,
// inputs of an integer generator. Included by replay.c.

enum { FEATURES = 37, AREA = 3, CHANNELS = 5, WIDTH = FEATURES * 16 };

static float *noise(uint32_t *state, int64_t count, float scale) {
  float *values = malloc(sizeof(float) * count);
  for (int64_t i = 0; i < count; i++) {
    *state = *state * 1664525u + 1013904223u;
    values[i] = scale * ((float)(*state >> 8) * 0x1p-23f - 1);
  }
  return values;
}

#include "sweep_losses.h"

static void sweep_normalization(uint32_t *state, int examples) {
  int64_t count = CHANNELS * AREA * 16;
  float *x = noise(state, count, 3), *dy = noise(state, count, 1), *y = noise(state, count, 1);
  float *mean = noise(state, CHANNELS, 1), *scale = noise(state, CHANNELS, 2);
  float *weight = noise(state, CHANNELS, 1), *bias = noise(state, CHANNELS, 1);
  float sums[3 * CHANNELS];
  kernels->channel_sums(CHANNELS, AREA, examples, x, 0, sums, 0);
  kernels->channel_sums(CHANNELS, AREA, examples, x, mean, sums + CHANNELS, sums + 2 * CHANNELS);
  record("channel_sums", "all", examples, every_group, sums, 3 * CHANNELS);
  kernels->normalize_forward(CHANNELS, AREA, -1, x, mean, scale, weight, bias, 0, y);
  record("normalize_forward", "y", examples, every_group, y, count);
  kernels->normalize_forward(CHANNELS, AREA, BENCH_RELU, x, mean, scale, weight, bias, dy, y);
  record("normalize_forward", "y with an addend", examples, every_group, y, count);
  kernels->normalize_sums(CHANNELS, AREA, examples, x, dy, mean, scale, sums, sums + CHANNELS);
  record("normalize_sums", "both", examples, every_group, sums, 2 * CHANNELS);
  kernels->normalize_backward(CHANNELS, AREA, x, dy, mean, scale, weight, sums, sums + CHANNELS, y);
  record("normalize_backward", "dx", examples, every_group, y, count);
  bench_dropout rule = {0x123456789abcdefull, 7u << 16 | 32, 11, 2, 0x55555555u, 1.5f};
  kernels->dropout(&rule, FEATURES, noise(state, WIDTH, 1), y = noise(state, WIDTH, 1));
  record("dropout", "y", examples, every_group, y, WIDTH);
}

// Two parts whose features are more than a block of 1,024 and no multiple of it, with and without
// weights; and, of the same, parts of which each feature has a weight.
static void sweep_example_norm(uint32_t *state, int examples) {
  enum { PARTS = 2, PART = 1101, GROUP = PARTS * PART * 16 };
  float *x = noise(state, GROUP, 3), *dy = noise(state, GROUP, 1), *y = noise(state, GROUP, 1);
  float *weight = noise(state, PARTS * PART, 1), *bias = noise(state, PARTS * PART, 1);
  float statistics[PARTS * 2 * 16], sums[2 * PARTS * PART];
  for (int area = 1; area <= 3; area += 2) {
    int rows = PARTS * PART / area;
    kernels->layer_norm_forward(PARTS, PART, area, 0.01f, x, weight, bias, statistics, y);
    record("layer_norm_forward", "y", examples, every_group, y, GROUP);
    record("layer_norm_forward", "statistics", examples, every_group, statistics, PARTS * 2 * 16);
    kernels->layer_norm_sums(PARTS, PART, area, examples, x, dy, statistics, sums, sums + rows);
    record("layer_norm_sums", "both", examples, every_group, sums, 2 * rows);
    kernels->layer_norm_backward(PARTS, PART, area, x, dy, weight, statistics, y);
    record("layer_norm_backward", "dx", examples, every_group, y, GROUP);
  }
  kernels->layer_norm_forward(PARTS, PART, 1, 1e-5f, x, 0, 0, statistics, y);
  record("layer_norm_forward", "plain", examples, every_group, y, GROUP);
  kernels->layer_norm_backward(PARTS, PART, 1, x, dy, 0, statistics, y);
  record("layer_norm_backward", "plain", examples, every_group, y, GROUP);
}

static void sweep_steps(uint32_t *state) {
  enum { COUNT = 2500 };
  float *gradient = noise(state, COUNT, 1), *w = noise(state, COUNT, 1);
  float *first = noise(state, COUNT, 0.1f), *second = noise(state, COUNT, 0.1f);
  for (int i = 0; i < COUNT; i++) second[i] = second[i] * second[i];
  bench_adam adam = {0.01f, 0.999f, 0.1f, 0.001f, 0.999f, 0.3f, 0.02f, 1e-8f};
  kernels->adam(&adam, COUNT, gradient, w, first, second);
  record("adam", "w", 0, every_group, w, COUNT);
  record("adam", "square", 0, every_group, second, COUNT);
  bench_rmsprop rmsprop = {0.02f, 0.01f, 0.9f, 0.01f, 0.99f, 1e-8f};
  kernels->rmsprop(&rmsprop, COUNT, gradient, w, second, first);
  record("rmsprop", "w", 0, every_group, w, COUNT);
  kernels->average(COUNT, 0.001f, w, first);
  record("average", "averages", 0, every_group, first, COUNT);
  float sum = kernels->sum_squares(COUNT, gradient);
  record("sum_squares", "sum", 0, every_group, &sum, 1);
  kernels->scale(COUNT, 0.3f, gradient);
  record("scale", "x", 0, every_group, gradient, COUNT);
}

// A step of SGD without the gradient in between, with and without momentum.
static void sweep_descent(uint32_t *state, int examples) {
  enum { IN = 77, OUT = 21, ROWS = 48 };
  float *xt = noise(state, 80 * ROWS, 1), *dyt = noise(state, 32 * ROWS, 1);
  float *w = noise(state, IN * OUT, 1), *velocity = noise(state, IN * OUT, 1);
  bench_sgd rule = {0.1f, 0.9f, 0.01f, 1}, plain = {0.1f, 0, 0, 0};
  kernels->linear_descend(IN, IN, 0, OUT, examples, ROWS, xt, dyt, &rule, w, velocity);
  record("linear_descend", "velocity", examples, every_group, velocity, IN * OUT);
  kernels->linear_descend(IN, IN, 0, OUT, examples, ROWS, xt, dyt, &plain, w, 0);
  record("linear_descend", "w", examples, every_group, w, IN * OUT);
}

// Dense layers of few examples: whole blocks, and what is left of outputs and inputs.
static void sweep_few(uint32_t *state) {
  enum { IN = 83, OUT = 53 };
  float *x = noise(state, IN * 16, 1), *dy = noise(state, OUT * 16, 1);
  float *w = noise(state, IN * OUT, 1), *bias = noise(state, OUT, 1);
  float *y = noise(state, OUT * 16, 1), *dx = noise(state, IN * 16, 1);
  static const int counts[] = {1, 3, 8};
  for (int i = 0; i < 3; i++) {
    int examples = counts[i];
    kernels->linear_forward_few(IN, OUT, examples, x, w, bias, y);
    kernels->linear_backward_input_few(IN, IN, OUT, examples, dy, w, BENCH_TANH, x, dx);
    // Lanes without an example are any numbers.
    for (int f = 0; f < OUT; f++) record("linear_forward_few", "y", i, f, y + f * 16, examples);
    for (int f = 0; f < IN; f++) {
      record("linear_backward_input_few", "dx", i, f, dx + f * 16, examples);
    }
  }
}

// Sums and products of inputs of one shape, and of one value a channel.
static void sweep_joins(uint32_t *state) {
  int64_t count = CHANNELS * AREA * 16;
  float *a = noise(state, count, 1), *b = noise(state, count, 1), *dy = noise(state, count, 1);
  float *channel = noise(state, CHANNELS * 16, 1), *y = noise(state, count, 1);
  kernels->add(a, b, y, count / 16);
  record("add", "y", 0, every_group, y, count);
  const float *inputs[] = {a, channel, b};
  const int32_t is_channel[] = {0, 1, 0};
  for (int n = 2; n <= 3; n++) {
    for (int left_out = -1; left_out < n; left_out++) {
      bench_product product = {n, CHANNELS, AREA, inputs, is_channel, left_out,
                               left_out < 0 ? 0 : dy};
      kernels->product(&product, y);
      record("product", "y", n, left_out, y, left_out == 1 ? CHANNELS * 16 : count);
    }
  }
}

// Two dense layers at once, over three groups of which the last is partial, or over one.
static void sweep_compact(uint32_t *state, int examples) {
  enum { IN = 7, HIDDEN = 5, OUT = 3, LANES = 3 * 16, WEIGHTS = (IN + OUT) * HIDDEN };
  float *x = noise(state, IN * LANES, 1), *y = noise(state, (HIDDEN + OUT) * LANES, 1);
  float *dy = noise(state, (HIDDEN + OUT) * LANES, 1), *w = noise(state, (IN + OUT) * HIDDEN, 1);
  float *bias = noise(state, HIDDEN, 1), *dw = noise(state, (IN + OUT) * HIDDEN, 1), db[HIDDEN];
  float *v = noise(state, WEIGHTS + HIDDEN, 1), *t = noise(state, OUT * LANES, 1);
  float losses[LANES] = {}, largest[LANES] = {}, first[LANES] = {};
  int32_t predictions[LANES] = {};
  bench_loss loss = {
      .kind = BENCH_MSE, .loss_scale = 0.7f, .gradient_scale = 0.3f, .values = t,
      .losses = losses, .predictions = predictions, .probabilities = largest,
      .first_outputs = first};
  bench_compact_layer layers[] = {
      {IN, HIDDEN, BENCH_TANH, w, bias, dw, db, v, v + WEIGHTS, y, dy},
      {HIDDEN, OUT, -1, w + IN * HIDDEN, 0, dw + IN * HIDDEN, 0, 0, 0, y + HIDDEN * LANES,
       dy + HIDDEN * LANES},
  };
  bench_sgd rule = {0.3f, 0.9f, 0.01f, examples % 2};
  for (int count = 32 + examples; count > 0; count -= 32) {
    kernels->compact_train(layers, 2, count, x, &loss, &rule);
    record("compact_train", "loss", count, every_group, losses, LANES);
    record("compact_train", "dw", count, every_group, dw, WEIGHTS);
    record("compact_train", "db", count, every_group, db, HIDDEN);
    record("compact_train", "w", count, every_group, w, WEIGHTS);
    record("compact_train", "bias", count, every_group, bias, HIDDEN);
    record("compact_train", "velocity", count, every_group, v, WEIGHTS + HIDDEN);
    kernels->compact_evaluate(layers, 2, count, x, &loss);
    record("compact_evaluate", "loss", count, every_group, losses, LANES);
    record("compact_evaluate", "largest", count, every_group, largest, LANES);
  }
}

// Rows of numbers, and classes as numbers and as one-hot vectors.
static void sweep_rows(uint32_t *state, int examples) {
  enum { ROWS = 20, CLASSES = 3 };
  float *rows = noise(state, ROWS * FEATURES, 1), *x = noise(state, WIDTH, 1);
  int32_t order[16];
  uint16_t classes[ROWS];
  for (int i = 0; i < ROWS; i++) classes[i] = (uint16_t)(i * 7 % CLASSES);
  for (int lane = 0; lane < 16; lane++) order[lane] = lane * 11 % ROWS;
  kernels->gather_rows(FEATURES, examples, order, rows, x);
  record("gather_rows", "x", examples, every_group, x, WIDTH);
  for (int width = 1; width <= CLASSES; width += 2) {
    kernels->gather_classes(width, examples, order, classes, x);
    record("gather_classes", "t", examples, every_group, x, width * 16);
  }
}

// Images turned either way, shrunk and enlarged, some far outside what there is of them.
static void sweep_warp(const bench_images *g, uint32_t *state, int examples,
                       const uint8_t *const *images, float *x, int64_t count) {
  float *turns = noise(state, 32, 1.5f), *shifts = noise(state, 32, 3);
  bench_image_change changes[16];
  for (int lane = 0; lane < 16; lane++) {
    double far = lane % 7 == 6 ? 1e11 : 1, size = lane % 5 == 4 ? 700 : 1;
    changes[lane] = (bench_image_change){
        turns[lane] * size, turns[lane + 16] * size,
        g->width * 0.5 + g->padding + shifts[lane] * far, g->height * 0.5 + shifts[lane + 16],
    };
  }
  uint16_t *pairs = malloc(sizeof *pairs * bench_warp_scratch(g));
  kernels->warp_images(g, examples, images, images, changes, pairs, x);
  record("warp_images", "x", g->width * 10 + g->padding, examples, x, count);
}

// Images of 30 and of 784 pixels with and without a frame, looked up and on a line, as they are and
// changed.
static void sweep_images(uint32_t *state) {
  static const int32_t shapes[][4] = {{2, 3, 5, 0}, {2, 3, 5, 2}, {1, 28, 28, 0}, {1, 28, 28, 2}};
  uint8_t bytes[1000];
  for (int i = 0; i < 1000; i++) bytes[i] = (uint8_t)((*state = *state * 1664525u + 1) >> 24);
  const uint8_t *images[16];
  for (int lane = 0; lane < 16; lane++) images[lane] = bytes + lane * 13;
  float *table = noise(state, 256, 3), *x = noise(state, 32 * 32 * 16, 1);
  for (int i = 0; i < 8; i++) {
    const int32_t *shape = shapes[i / 2];
    bench_images g = {
        shape[0], shape[1], shape[2], shape[3], i % 2, 0.0127f, -0.424f, 3.1e-7f, -7.3e-8f, table,
    };
    int64_t area = (int64_t)(g.height + 2 * g.padding) * (g.width + 2 * g.padding);
    for (int examples = 16; examples > 0; examples -= 5) {
      kernels->gather_images(&g, examples, images, x);
      record("gather_images", "x", i, examples, x, g.channels * area * 16);
      sweep_warp(&g, state, examples, images, x, g.channels * area * 16);
    }
  }
}

// Images mirrored, moved and covered, and then mixed with others, each lane in its own way.
static void sweep_placement(uint32_t *state) {
  enum { HEIGHT = 5, COUNT = CHANNELS * HEIGHT * FEATURES * 16 };
  float *x = noise(state, COUNT, 2), *partners = noise(state, COUNT, 2);
  float *background = noise(state, CHANNELS, 1), *plane = noise(state, COUNT, 1);
  float *shares = noise(state, 16, 1);
  bench_placements p;
  bench_mixtures m;
  for (int i = 0; i < 16; i++) {
    p.mirrored[i] = i & 1, p.upended[i] = i >> 1 & 1, p.right[i] = i * 5 - 40, p.down[i] = i % 5 - 2;
    p.top[i] = m.top[i] = i % 4, p.bottom[i] = m.bottom[i] = i % 7;
    p.left[i] = m.left[i] = i * 2, p.end[i] = m.end[i] = i * 3, m.shares[i] = shares[i];
  }
  for (int examples = 16; examples > 0; examples -= 5) {
    kernels->place_images(CHANNELS, HEIGHT, FEATURES, examples, &p, background, plane, x);
    record("place_images", "x", examples, every_group, x, COUNT);
    kernels->mix_images(CHANNELS, HEIGHT, FEATURES, &m, partners, x);
    record("mix_images", "x", examples, every_group, x, COUNT);
  }
}

// Windows that share cells, and a single one.
static void sweep_adaptive_pool(uint32_t *state) {
  enum { HEIGHT = 5, COUNT = CHANNELS * HEIGHT * FEATURES * 16 };
  float *x = noise(state, COUNT, 2), *dx = noise(state, COUNT, 1), *y = noise(state, COUNT, 1);
  float *dy = noise(state, COUNT, 1);
  for (int side = 1; side <= 3; side++) {
    bench_pool2d g = {.channels = CHANNELS, .height = HEIGHT, .width = FEATURES,
                      .out_height = side, .out_width = side};
    kernels->adaptive_avg_pool2d_forward(&g, x, y);
    record("adaptive_avg_pool2d_forward", "y", side, every_group, y, CHANNELS * side * side * 16);
    kernels->adaptive_avg_pool2d_backward(&g, dy, BENCH_TANH, x, dx);
    record("adaptive_avg_pool2d_backward", "dx", side, every_group, dx, COUNT);
  }
}

// What every set computes, the one of the fewest and shortest vectors included.
static void sweep_peak(uint32_t *state) {
  float *chains = noise(state, 24 * 16, 1);
  kernels->fma_peak(1000, chains);
  for (int i = 0; i < 8; i++) record("fma_peak", "chain", i, every_group, chains + i * 16, 4);
}

static void sweep_kernels(void) {
  uint32_t state = 2026;
  for (int examples = 16; examples > 0; examples -= 5) {
    sweep_losses(&state, examples);
    sweep_input_activations(&state, examples);
    sweep_normalization(&state, examples);
    sweep_example_norm(&state, examples);
    sweep_descent(&state, 32 + examples);
    sweep_compact(&state, examples);
    sweep_rows(&state, examples);
  }
  sweep_descent(&state, 5);
  sweep_few(&state);
  sweep_joins(&state);
  sweep_steps(&state);
  sweep_images(&state);
  sweep_placement(&state);
  sweep_adaptive_pool(&state);
  sweep_peak(&state);
}
