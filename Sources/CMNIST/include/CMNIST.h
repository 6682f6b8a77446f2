#ifndef CMNIST_H
#define CMNIST_H

#include <stddef.h>

// One gzipped IDX file inside the binary.
struct cmnist_file {
  const unsigned char *bytes;
  size_t count;
};

struct cmnist_file cmnist_train_images(void);
struct cmnist_file cmnist_train_labels(void);
struct cmnist_file cmnist_test_images(void);
struct cmnist_file cmnist_test_labels(void);

#endif
