#include "CMNIST.h"

static const unsigned char train_images[] = {
#embed "train-images-idx3-ubyte.gz"
};
static const unsigned char train_labels[] = {
#embed "train-labels-idx1-ubyte.gz"
};
static const unsigned char test_images[] = {
#embed "t10k-images-idx3-ubyte.gz"
};
static const unsigned char test_labels[] = {
#embed "t10k-labels-idx1-ubyte.gz"
};

struct cmnist_file cmnist_train_images(void) {
  return (struct cmnist_file){train_images, sizeof train_images};
}

struct cmnist_file cmnist_train_labels(void) {
  return (struct cmnist_file){train_labels, sizeof train_labels};
}

struct cmnist_file cmnist_test_images(void) {
  return (struct cmnist_file){test_images, sizeof test_images};
}

struct cmnist_file cmnist_test_labels(void) {
  return (struct cmnist_file){test_labels, sizeof test_labels};
}
