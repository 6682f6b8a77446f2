#ifndef CDEFINITIONS_H
#define CDEFINITIONS_H

#include <stddef.h>

// One shipped definition inside the binary.
struct cdefinition {
  const char *name; // The experiment's; null after the last.
  const unsigned char *bytes;
  size_t count;
};

// Returns the definition at a position, from 0, in the order of the names.
struct cdefinition cdefinition_at(size_t index);

// Returns the shipped sweep at a position, in the same way.
struct cdefinition csweep_at(size_t index);

#endif
