#include "CDefinitions.h"

static const unsigned char lenet5_full[] = {
#embed "../../experiments/lenet5-full.json"
};
static const unsigned char lenet5_sgd[] = {
#embed "../../experiments/lenet5-sgd.json"
};
static const unsigned char mlp_sgd[] = {
#embed "../../experiments/mlp-sgd.json"
};

static const struct cdefinition definitions[] = {
    {"lenet5-full", lenet5_full, sizeof lenet5_full},
    {"lenet5-sgd", lenet5_sgd, sizeof lenet5_sgd},
    {"mlp-sgd", mlp_sgd, sizeof mlp_sgd},
};

struct cdefinition cdefinition_at(size_t index) {
  const struct cdefinition none = {0, 0, 0};
  return index < sizeof definitions / sizeof definitions[0] ? definitions[index] : none;
}
