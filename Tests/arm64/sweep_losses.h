// The losses that no network of the replay has, softmax, and the activations that keep their input.
// Included by sweep.h.

static void sweep_losses(uint32_t *state, int examples) {
  float *z = noise(state, WIDTH, 30), *p = noise(state, WIDTH, 4), *t = noise(state, WIDTH, 1);
  float *gradient = noise(state, WIDTH, 1), loss[16] = {}, probability[16] = {};
  int32_t labels[16], prediction[16] = {};
  for (int i = 0; i < 16; i++) labels[i] = i * 5 % FEATURES;
  float first[16] = {};
  bench_loss terms = {
      .kind = BENCH_SOFTMAX_BINARY_CROSS_ENTROPY, .loss_scale = 0.7f, .gradient_scale = 0.3f,
      .labels = labels, .values = t, .losses = loss, .predictions = prediction,
      .probabilities = probability, .first_outputs = first};
  kernels->loss(&terms, FEATURES, examples, z, gradient);
  record("loss", "softmax_binary_cross_entropy_dz", examples, every_group, gradient, WIDTH);
  record("loss", "softmax_binary_cross_entropy_loss", examples, every_group, loss, 16);
  record("loss", "softmax_binary_cross_entropy_probability", examples, every_group, probability,
         16);
  kernels->softmax(FEATURES, p, p);
  record("softmax", "y", examples, every_group, p, WIDTH);
  terms.kind = BENCH_NLL;
  kernels->loss(&terms, FEATURES, examples, p, gradient);
  record("loss", "nll_dp", examples, every_group, gradient, WIDTH);
  record("loss", "nll_loss", examples, every_group, loss, 16);
  record("loss", "nll_largest", examples, every_group, probability, 16);
  kernels->softmax_backward(FEATURES, p, gradient);
  record("softmax_backward", "dx", examples, every_group, gradient, WIDTH);
  terms.kind = BENCH_BINARY_CROSS_ENTROPY;
  kernels->loss(&terms, FEATURES, examples, p, gradient);
  record("loss", "binary_cross_entropy_dp", examples, every_group, gradient, WIDTH);
  record("loss", "binary_cross_entropy_loss", examples, every_group, loss, 16);
  terms.parameter = 0.6f;
  for (terms.kind = BENCH_BINARY_CROSS_ENTROPY_WITH_LOGITS; terms.kind <= BENCH_HUBER;
       terms.kind++) {
    kernels->loss(&terms, FEATURES, examples, z, gradient);
    record("loss", "values_d", terms.kind, examples, gradient, WIDTH);
    record("loss", "values_loss", terms.kind, examples, loss, 16);
    record("loss", "values_largest", terms.kind, examples, probability, 16);
  }
  float *weights = noise(state, FEATURES, 1);
  terms.kind = BENCH_WEIGHTED_CROSS_ENTROPY;
  terms.share = 0.9f, terms.spread = 0.1f / FEATURES, terms.class_weights = weights;
  terms.total_weight = 0.4f;
  kernels->loss(&terms, FEATURES, examples, z, gradient);
  record("loss", "weighted_cross_entropy_dz", examples, every_group, gradient, WIDTH);
  record("loss", "weighted_cross_entropy_loss", examples, every_group, loss, 16);
  int32_t partners[16];
  float shares[16], *scratch = noise(state, WIDTH, 1);
  for (int i = 0; i < 16; i++) partners[i] = i * 7 % FEATURES, shares[i] = (float)i / 15;
  terms.partner_labels = partners, terms.own_shares = shares, terms.partner_gradient = scratch;
  kernels->loss(&terms, FEATURES, examples, z, gradient);
  record("loss", "mixed_dz", examples, every_group, gradient, WIDTH);
  record("loss", "mixed_loss", examples, every_group, loss, 16);
}

// Values from far below 0 to far above it, and 0.
static void sweep_input_activations(uint32_t *state, int examples) {
  float *x = noise(state, WIDTH, examples), *dy = noise(state, WIDTH, 1);
  float *y = noise(state, WIDTH, 1);
  x[5] = 0;
  for (int function = BENCH_LEAKY_RELU; function <= BENCH_HARD_SWISH; function++) {
    kernels->activate(function, 0.3f, x, y, FEATURES);
    record("activate", "y", function, every_group, y, WIDTH);
    kernels->activate_backward(function, 0.3f, x, dy, y, FEATURES);
    record("activate_backward", "dx", function, every_group, y, WIDTH);
  }
}
