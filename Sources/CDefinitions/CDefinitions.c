#include "CDefinitions.h"

static const unsigned char cifar10_resnet20[] = {
#embed "../../experiments/cifar10-resnet20.json"
};
static const unsigned char cnn3_bce[] = {
#embed "../../experiments/cnn3-bce.json"
};
static const unsigned char fashion_cnn[] = {
#embed "../../experiments/fashion-cnn.json"
};
static const unsigned char fashion_conv_momentum[] = {
#embed "../../experiments/fashion-conv-momentum.json"
};
static const unsigned char fashion_resnet[] = {
#embed "../../experiments/fashion-resnet.json"
};
static const unsigned char lenet5_99[] = {
#embed "../../experiments/lenet5-99.json"
};
static const unsigned char lenet5_best[] = {
#embed "../../experiments/lenet5-best.json"
};
static const unsigned char lenet5_sgd[] = {
#embed "../../experiments/lenet5-sgd.json"
};
static const unsigned char linear_regression[] = {
#embed "../../experiments/linear-regression.json"
};
static const unsigned char mlp_nll[] = {
#embed "../../experiments/mlp-nll.json"
};
static const unsigned char mlp_sgd[] = {
#embed "../../experiments/mlp-sgd.json"
};
static const unsigned char mnist_dscnn[] = {
#embed "../../experiments/mnist-dscnn.json"
};
static const unsigned char xor_mlp[] = {
#embed "../../experiments/xor-mlp.json"
};

static const unsigned char lenet5_grid[] = {
#embed "../../experiments/sweeps/lenet5-grid.json"
};

static const struct cdefinition definitions[] = {
    {"cifar10-resnet20", cifar10_resnet20, sizeof cifar10_resnet20},
    {"cnn3-bce", cnn3_bce, sizeof cnn3_bce},
    {"fashion-cnn", fashion_cnn, sizeof fashion_cnn},
    {"fashion-conv-momentum", fashion_conv_momentum, sizeof fashion_conv_momentum},
    {"fashion-resnet", fashion_resnet, sizeof fashion_resnet},
    {"lenet5-99", lenet5_99, sizeof lenet5_99},
    {"lenet5-best", lenet5_best, sizeof lenet5_best},
    {"lenet5-sgd", lenet5_sgd, sizeof lenet5_sgd},
    {"linear-regression", linear_regression, sizeof linear_regression},
    {"mlp-nll", mlp_nll, sizeof mlp_nll},
    {"mlp-sgd", mlp_sgd, sizeof mlp_sgd},
    {"mnist-dscnn", mnist_dscnn, sizeof mnist_dscnn},
    {"xor-mlp", xor_mlp, sizeof xor_mlp},
};

static const struct cdefinition sweeps[] = {
    {"lenet5-grid", lenet5_grid, sizeof lenet5_grid},
};

struct cdefinition cdefinition_at(size_t index) {
  const struct cdefinition none = {0, 0, 0};
  return index < sizeof definitions / sizeof definitions[0] ? definitions[index] : none;
}

struct cdefinition csweep_at(size_t index) {
  const struct cdefinition none = {0, 0, 0};
  return index < sizeof sweeps / sizeof sweeps[0] ? sweeps[index] : none;
}
