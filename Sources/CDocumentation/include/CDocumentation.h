#ifndef CDOCUMENTATION_H
#define CDOCUMENTATION_H

#include <stddef.h>

// One page of the documentation inside the binary.
struct cpage {
  const char *name; // What `bench help` calls it; null after the last.
  const char *file; // The file's name without its ending.
  const unsigned char *bytes;
  size_t count;
};

// Returns the page at a position, from 0, in the order of reading.
struct cpage cpage_at(size_t index);

#endif
