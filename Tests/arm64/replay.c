// Trains a small network through the kernel table and writes down every call's result.
//
//     replay ISA NETWORK DATA WEIGHTS_OUT
//
// NETWORK is the text that network.h reads. DATA is float32, little-endian: the parameters in the
// layers' order, weight before bias; the examples [N, C, H, W]; the labels, as floats.
// A line a call: the kernel, its layer, its group, and a hash of all it wrote.
//
// Every input of a call is a result of earlier calls, or is read from the same file. So where two
// processors write the same lines, each call had the same inputs and gave the same outputs: what
// recording the calls on one machine and replaying them on the other would show, without a
// recorder inside the product. A line per call says which kernel parted first.

#include "network.h"

static const bench_kernels *kernels;
static const int every_group = -1;

// FNV-1a over words. Which NaN an operation makes differs between processors, and no NaN reaches a
// file: all count as one.
static uint64_t hash_of(const float *values, int64_t count) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (int64_t i = 0; i < count; i++) {
    uint32_t bits;
    memcpy(&bits, values + i, sizeof bits);
    if ((bits & 0x7fffffffu) > 0x7f800000u) bits = 0x7fc00000u;
    hash = (hash ^ bits) * 0x100000001b3u;
  }
  return hash;
}

static void record(const char *kernel, const char *what, int at, int group, const float *values,
                   int64_t count) {
  printf("%s %s %d %d %016llx\n", kernel, what, at, group,
         (unsigned long long)hash_of(values, count));
}

static void pack(network *net) {
  for (int i = 0; i < net->count; i++) {
    layer *l = &net->layers[i];
    if (l->kind != CONV2D) continue;
    kernels->conv2d_pack(&l->conv, net->w + l->weight, 0, l->conv.out_channels, l->packed,
                         l->packed + l->weight_count);
    record("conv2d_pack", "both", i, every_group, l->packed, 2 * l->weight_count);
  }
}

static void load(network *net, const float *examples, const float *labels, int first, int count) {
  int64_t features = net->layers[0].in;
  memset(net->x, 0, sizeof(float) * net->groups * 16 * features);
  memset(net->values, 0, sizeof(float) * net->groups * 16 * net->classes);
  memset(net->labels, 0, sizeof(int32_t) * net->groups * 16);
  for (int n = 0; n < count; n++) {
    int group = n / 16, lane = n % 16;
    for (int64_t f = 0; f < features; f++) {
      net->x[(group * features + f) * 16 + lane] = examples[(first + n) * features + f];
    }
    net->labels[n] = (int32_t)labels[first + n];
    net->values[((int64_t)group * net->classes + net->labels[n]) * 16 + lane] = 1;
  }
}

static void forward(network *net, int i, const float *x, int groups) {
  layer *l = &net->layers[i];
  const float *bias = l->has_bias ? net->w + l->bias : 0;
  if (l->kind == LINEAR) {
    kernels->linear_forward(l->in, l->out, groups, x, net->w + l->weight, bias, l->y);
    record("linear_forward", "y", i, every_group, l->y, (int64_t)groups * l->out * 16);
    return;
  }
  for (int g = 0; g < groups; g++) {
    const float *xg = x + (int64_t)g * l->in * 16;
    int64_t start = (int64_t)g * l->out * 16, count = (int64_t)l->out * 16;
    float *y = l->y + start;
    const char *name = "elementary";
    if (l->kind == CONV2D) {
      name = "conv2d_forward";
      kernels->conv2d_forward(&l->conv, xg, l->packed, bias, y);
    } else if (l->kind == MAX_POOL2D) {
      name = "max_pool2d_forward";
      kernels->max_pool2d_forward(&l->pool, xg, y, l->kept + start);
      record(name, "winner", i, g, l->kept + start, count);
    } else if (l->kind == AVG_POOL2D) {
      name = "avg_pool2d_forward";
      kernels->avg_pool2d_forward(&l->pool, xg, y);
    } else {
      kernels->elementary(l->function, xg, y, l->out);
    }
    record(name, "y", i, g, y, count);
  }
}

// Losses and, where `dz` is not null, the gradients of the outputs.
static void evaluate(network *net, int count, float *dz) {
  const float *outputs = net->layers[net->count - 1].y;
  double share = net->is_mean ? 1.0 / net->classes : 1;
  float first_outputs[16];
  for (int first = 0; first < count; first += 16) {
    int group = first / 16, examples = count - first < 16 ? count - first : 16;
    int64_t start = (int64_t)first * net->classes;
    float *gradient = dz ? dz + start : 0;
    double divisor = net->is_mean ? count : 1;
    bench_loss loss = {
        .kind = net->is_mse ? BENCH_MSE : BENCH_SOFTMAX_CROSS_ENTROPY, .loss_scale = (float)share,
        .gradient_scale = (float)(net->is_mse ? 2 * share / divisor : 1 / divisor),
        .labels = net->labels + first, .values = net->values + start, .losses = net->loss + first,
        .predictions = net->predictions + first, .probabilities = net->probability + first,
        .first_outputs = first_outputs};
    kernels->loss(&loss, net->classes, examples, outputs + start, gradient);
    if (!net->is_mse) {
      record("loss", "probability", net->count, group, net->probability + first, examples);
      for (int n = first; n < first + examples; n++) printf("%d ", net->predictions[n]);
      printf("predicted\n");
    }
    record("loss", "losses", net->count, group, net->loss + first, examples);
    if (dz) record("loss", "dz", net->count, group, gradient, (int64_t)net->classes * 16);
  }
}

// Sums groups' partials of `count` values, `stride` apart.
static void add(network *net, int i, int groups, int64_t stride, int64_t count, const float *from,
                float *total) {
  kernels->add_partials((int32_t)count, groups, stride, from, total);
  record("add_partials", "total", i, every_group, total, count);
  (void)net;
}

static void linear_gradient(network *net, int i, const float *x, const float *dy, int count) {
  layer *l = &net->layers[i];
  int groups = (count + 15) / 16, rows = groups * 16;
  for (int g = 0; g < groups; g++) {
    const float *xg = x + (int64_t)g * l->in * 16, *dyg = dy + (int64_t)g * l->out * 16;
    int examples = count - g * 16 < 16 ? count - g * 16 : 16;
    kernels->transpose(l->in, rows, xg, l->xt + g * 256);
    kernels->transpose(l->out, rows, dyg, l->dyt + g * 256);
    kernels->fold(l->out, examples, dyg, l->partials + (int64_t)g * l->out);
    record("fold", "sums", i, g, l->partials + (int64_t)g * l->out, l->out);
  }
  record("transpose", "x", i, every_group, l->xt, (int64_t)(l->in + 15) / 16 * 16 * rows);
  record("transpose", "dy", i, every_group, l->dyt, (int64_t)(l->out + 15) / 16 * 16 * rows);
  float *dw = net->gradient + l->weight;
  // In two parts, as two threads would.
  int32_t middle = l->out / 2;
  kernels->linear_backward_weight(l->in, l->in, 0, middle, count, rows, l->xt, l->dyt, dw);
  kernels->linear_backward_weight(l->in, l->in, middle, l->out, count, rows, l->xt, l->dyt,
                                  dw + (int64_t)middle * l->in);
  record("linear_backward_weight", "dw", i, every_group, dw, l->weight_count);
  if (l->has_bias) add(net, i, groups, l->out, l->out, l->partials, net->gradient + l->bias);
}

static void conv2d_gradient(network *net, int i, const float *x, const float *dy, int count) {
  layer *l = &net->layers[i];
  int groups = (count + 15) / 16;
  int64_t stride = l->weight_count + l->bias_count;
  for (int g = 0; g < groups; g++) {
    float *dw = l->partials + g * stride;
    kernels->conv2d_backward_weight(
        &l->conv, x + (int64_t)g * l->in * 16, dy + (int64_t)g * l->out * 16,
        count - g * 16 < 16 ? count - g * 16 : 16, l->scratch, dw,
        l->has_bias ? dw + l->weight_count : 0);
    record("conv2d_backward_weight", "dw", i, g, dw, stride);
  }
  add(net, i, groups, stride, stride, l->partials, net->gradient + l->weight);
}

// The gradient of the layer's input, group g.
static void backward_input(network *net, int i, const float *x, float *dy, int g) {
  layer *l = &net->layers[i];
  int64_t start = (int64_t)g * l->out * 16, count = (int64_t)l->in * 16;
  float *dx = l->dx + g * count;
  const char *name = "elementary_backward";
  if (l->kind == CONV2D) {
    name = "conv2d_backward_input";
    kernels->conv2d_backward_input(&l->conv, dy + start, l->packed + l->weight_count, -1, 0,
                                   dx);
  } else if (l->kind == MAX_POOL2D) {
    name = "max_pool2d_backward";
    kernels->max_pool2d_backward(&l->pool, dy + start, l->kept + start, -1, 0, dx);
  } else if (l->kind == AVG_POOL2D) {
    name = "avg_pool2d_backward";
    kernels->avg_pool2d_backward(&l->pool, dy + start, -1, 0, dx);
  } else {
    memcpy(dx, dy + start, sizeof(float) * count);
    kernels->elementary_backward(l->function, l->y + start, dx, l->out);
  }
  record(name, "dx", i, g, dx, count);
  (void)net, (void)x;
}

static void backward(network *net, int i, const float *x, float *dy, int count) {
  layer *l = &net->layers[i];
  int groups = (count + 15) / 16;
  if (l->kind == LINEAR) {
    linear_gradient(net, i, x, dy, count);
    kernels->linear_backward_input(l->in, l->out, groups, dy, net->w + l->weight, l->scratch,
                                   -1, 0, l->dx);
    record("linear_backward_input", "dx", i, every_group, l->dx, (int64_t)groups * l->in * 16);
    return;
  }
  if (l->kind == CONV2D) conv2d_gradient(net, i, x, dy, count);
  for (int g = 0; g < groups; g++) backward_input(net, i, x, dy, g);
}

static void step(network *net, int count) {
  int groups = (count + 15) / 16;
  for (int i = 0; i < net->count; i++) forward(net, i, i ? net->layers[i - 1].y : net->x, groups);
  evaluate(net, count, 0);
  evaluate(net, count, net->dz);
  for (int i = net->count - 1; i >= 0; i--) {
    float *dy = i == net->count - 1 ? net->dz : net->layers[i + 1].dx;
    backward(net, i, i ? net->layers[i - 1].y : net->x, dy, count);
  }
  kernels->sgd(&net->rule, net->parameters, net->gradient, net->w, net->velocity, 0);
  record("sgd", "w", 0, every_group, net->w, net->parameters);
  if (net->velocity) record("sgd", "velocity", 0, every_group, net->velocity, net->parameters);
  printf("all_finite %d %d\n", kernels->all_finite(net->parameters, net->w),
         kernels->all_finite(net->parameters, net->gradient));
  pack(net);
}

// Every function over a sweep of all floats, with the ends of their ranges among them.
static void sweep_functions(void) {
  enum { COUNT = 1 << 16 };
  float *x = allocate(COUNT), *y = allocate(COUNT), *gradient = allocate(COUNT);
  for (uint32_t i = 0; i < COUNT; i++) {
    uint32_t bits = i << 16 | (i * 2654435761u & 0xffff);
    memcpy(x + i, &bits, sizeof bits);
    gradient[i] = (float)((int32_t)(i * 40503u & 0xffff) - 32768) / 32768;
  }
  for (int32_t f = BENCH_EXP; f <= BENCH_RELU; f++) {
    kernels->elementary(f, x, y, COUNT / 16);
    record("elementary", "sweep", f, every_group, y, COUNT);
    if (f < BENCH_TANH) continue;
    kernels->elementary_backward(f, y, gradient, COUNT / 16);
    record("elementary_backward", "sweep", f, every_group, gradient, COUNT);
  }
  printf("all_finite %d %d\n", kernels->all_finite(COUNT, x), kernels->all_finite(1000, gradient));
  uint32_t fast[8] = {1, 2, 3, 4, 5, 6, 7, 8}, plain[8] = {1, 2, 3, 4, 5, 6, 7, 8};
  bench_sha256_blocks(fast, (const uint8_t *)x, COUNT / 16);
  bench_sha256_blocks_plain(plain, (const uint8_t *)x, COUNT / 16);
  for (int i = 0; i < 8; i++) printf("sha256 %08x %08x\n", fast[i], plain[i]);
  if (memcmp(fast, plain, sizeof fast)) exit(1);
}

static float *contents(const char *path, int64_t count) {
  float *values = allocate(count);
  FILE *file = fopen(path, "rb");
  if (!file || fread(values, sizeof(float), count, file) != (size_t)count) exit(2);
  fclose(file);
  return values;
}

#include "sweep.h"

int main(int argc, char **argv) {
  if (argc != 5 || !(kernels = bench_kernels_named(argv[1]))) return 2;
  FILE *text = fopen(argv[2], "r");
  if (!text) return 2;
  static network net;
  read_network(text, &net);
  fclose(text);
  allocate_network(&net);
  int64_t features = net.layers[0].in;
  float *data = contents(argv[3], net.parameters + net.examples * (features + 1));
  memcpy(net.w, data, sizeof(float) * net.parameters);
  const float *examples = data + net.parameters, *labels = examples + net.examples * features;
  sweep_functions();
  sweep_kernels();
  pack(&net);
  for (int i = 0, first = 0; i < net.steps; i++) {
    int count = net.examples - first < net.batch ? net.examples - first : net.batch;
    printf("step %d of %d examples\n", i, count);
    load(&net, examples, labels, first, count);
    step(&net, count);
    first = first + count < net.examples ? first + count : 0;
  }
  FILE *out = fopen(argv[4], "wb");
  if (!out || fwrite(net.w, sizeof(float), net.parameters, out) != (size_t)net.parameters) return 1;
  return fclose(out) || fflush(stdout) ? 1 : 0;
}
