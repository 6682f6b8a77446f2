// A small sequential network, read from text, for replay.c.
//
//     input C H W
//     conv2d OUT KERNEL STRIDE PADDING_BEFORE PADDING_TOTAL BIAS DILATION GROUPS
//     linear OUT BIAS
//     max_pool2d KERNEL STRIDE    avg_pool2d KERNEL STRIDE
//     tanh    sigmoid    relu
//     loss softmax_cross_entropy|mse sum|mean
//     sgd RATE MOMENTUM WEIGHT_DECAY NESTEROV
//     train EXAMPLES BATCH STEPS
#ifndef NETWORK_H
#define NETWORK_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

enum { MOST_LAYERS = 24 };

typedef enum { CONV2D, LINEAR, MAX_POOL2D, AVG_POOL2D, ACTIVATION } layer_kind;

// Buffers hold one batch, [group][feature][16]; y is what the layer makes, dx the gradient of what
// it was given.
typedef struct {
  layer_kind kind;
  int32_t function, has_bias, in, out;
  bench_conv2d conv;
  bench_pool2d pool;
  int64_t weight, bias;  // where they begin among the parameters
  int64_t weight_count, bias_count;
  float *y, *dx, *kept, *packed, *partials, *scratch, *xt, *dyt;
} layer;

typedef struct {
  layer layers[MOST_LAYERS];
  int32_t count, input[3], classes;
  int32_t is_mse, is_mean;
  bench_sgd rule;
  int32_t examples, batch, groups, steps;
  int64_t parameters;
  float *w, *gradient, *velocity, *x, *values, *dz, *loss, *probability;
  int32_t *labels, *predictions;
} network;

static inline void *allocate(int64_t count) {
  size_t bytes = ((size_t)(count > 0 ? count : 1) * sizeof(float) + 63) / 64 * 64;
  void *memory = aligned_alloc(64, bytes);
  if (!memory) exit(3);
  return memset(memory, 0, bytes);
}

static inline void read_numbers(FILE *file, int count, int32_t *into) {
  for (int i = 0; i < count; i++) {
    if (fscanf(file, "%d", &into[i]) != 1) exit(2);
  }
}

static inline void read_conv2d(FILE *file, layer *l, int32_t shape[3]) {
  int32_t n[8];
  read_numbers(file, 8, n);
  int32_t span = n[6] * (n[1] - 1) + 1;
  int32_t height = (shape[1] + n[4] - span) / n[2] + 1, width = (shape[2] + n[4] - span) / n[2] + 1;
  l->kind = CONV2D;
  bench_axis axis = {n[1], n[2], n[3], n[6]};
  l->conv = (bench_conv2d){shape[0], shape[1], shape[2], n[0], height, width, axis, axis, n[7]};
  l->has_bias = n[5];
  l->weight_count = (int64_t)n[0] * (shape[0] / n[7]) * n[1] * n[1];
  // One window over the whole image is a dense layer.
  if (n[1] == shape[1] && n[1] == shape[2] && n[4] == 0 && n[7] == 1) l->kind = LINEAR;
  shape[0] = n[0], shape[1] = height, shape[2] = width;
}

static inline void read_linear(FILE *file, layer *l, int32_t shape[3]) {
  int32_t n[2];
  read_numbers(file, 2, n);
  l->kind = LINEAR;
  l->has_bias = n[1];
  l->weight_count = (int64_t)n[0] * shape[0] * shape[1] * shape[2];
  shape[0] = n[0], shape[1] = shape[2] = 1;
}

static inline void read_pool(FILE *file, layer *l, layer_kind kind, int32_t shape[3]) {
  int32_t n[2];
  read_numbers(file, 2, n);
  int32_t height = (shape[1] - n[0]) / n[1] + 1, width = (shape[2] - n[0]) / n[1] + 1;
  l->kind = kind;
  l->pool = (bench_pool2d){shape[0], shape[1], shape[2], height, width, n[0], n[0], n[1], n[1]};
  shape[1] = height, shape[2] = width;
}

static inline void read_layer(FILE *file, const char *word, network *net, int32_t shape[3]) {
  if (net->count == MOST_LAYERS) exit(2);
  layer *l = &net->layers[net->count++];
  l->in = shape[0] * shape[1] * shape[2];
  if (!strcmp(word, "conv2d")) read_conv2d(file, l, shape);
  else if (!strcmp(word, "linear")) read_linear(file, l, shape);
  else if (!strcmp(word, "max_pool2d")) read_pool(file, l, MAX_POOL2D, shape);
  else if (!strcmp(word, "avg_pool2d")) read_pool(file, l, AVG_POOL2D, shape);
  else {
    l->kind = ACTIVATION;
    if (!strcmp(word, "tanh")) l->function = BENCH_TANH;
    else if (!strcmp(word, "sigmoid")) l->function = BENCH_SIGMOID;
    else if (!strcmp(word, "relu")) l->function = BENCH_RELU;
    else exit(2);
  }
  l->out = shape[0] * shape[1] * shape[2];
  l->bias_count = l->has_bias ? shape[0] : 0;
  l->weight = net->parameters;
  l->bias = l->weight + l->weight_count;
  net->parameters = l->bias + l->bias_count;
}

// Reads the text up to its end.
static inline void read_network(FILE *file, network *net) {
  char word[32], second[32];
  int32_t shape[3];
  while (fscanf(file, "%31s", word) == 1) {
    if (!strcmp(word, "input")) {
      read_numbers(file, 3, shape);
      memcpy(net->input, shape, sizeof shape);
    } else if (!strcmp(word, "loss")) {
      if (fscanf(file, "%31s %31s", word, second) != 2) exit(2);
      net->is_mse = !strcmp(word, "mse");
      net->is_mean = !strcmp(second, "mean");
    } else if (!strcmp(word, "sgd")) {
      bench_sgd *rule = &net->rule;
      if (fscanf(file, "%f %f %f %d", &rule->learning_rate, &rule->momentum, &rule->weight_decay,
                 &rule->nesterov) != 4) exit(2);
    } else if (!strcmp(word, "train")) {
      int32_t n[3];
      read_numbers(file, 3, n);
      net->examples = n[0], net->batch = n[1], net->steps = n[2];
    } else {
      read_layer(file, word, net, shape);
    }
  }
  net->classes = shape[0];
  net->groups = (net->batch + 15) / 16;
}

static inline void allocate_layer(layer *l, int32_t groups) {
  int64_t in16 = (l->in + 15) / 16 * 16, out16 = (l->out + 15) / 16 * 16, rows = groups * 16;
  l->y = allocate((int64_t)groups * l->out * 16);
  l->dx = allocate((int64_t)groups * l->in * 16);
  l->partials = allocate(groups * (l->weight_count + l->bias_count));
  if (l->kind == CONV2D) {
    l->packed = allocate(2 * l->weight_count);
    l->scratch = allocate(bench_conv2d_scratch(&l->conv));
  } else if (l->kind == LINEAR) {
    l->scratch = allocate((int64_t)48 * l->out);
    l->xt = allocate(in16 * rows);
    l->dyt = allocate(out16 * rows);
  } else if (l->kind == MAX_POOL2D) {
    l->kept = allocate((int64_t)groups * l->out * 16);
  }
}

static inline void allocate_network(network *net) {
  int64_t lanes = net->groups * 16;
  for (int i = 0; i < net->count; i++) allocate_layer(&net->layers[i], net->groups);
  net->w = allocate(net->parameters);
  net->gradient = allocate(net->parameters);
  net->velocity = net->rule.momentum != 0 ? allocate(net->parameters) : 0;
  net->x = allocate(lanes * net->layers[0].in);
  net->values = allocate(lanes * net->classes);
  net->dz = allocate(lanes * net->classes);
  net->loss = allocate(lanes);
  net->probability = allocate(lanes);
  net->labels = allocate(lanes);
  net->predictions = allocate(lanes);
}

#endif
