#ifndef BLOCKS_H
#define BLOCKS_H

#include <stdint.h>

// Channels or features are cut into ⌈n/6⌉ tiles of nearly equal size.
enum { TILE_ROWS = 6 };

static inline int32_t tile_count(int32_t n) { return (n + TILE_ROWS - 1) / TILE_ROWS; }
// The first row of tile t; tile_start(n, tile_count(n)) is n.
static inline int32_t tile_start(int32_t n, int32_t t) {
  return (int32_t)((int64_t)n * t / tile_count(n));
}

// Calls CALL with a constant number of rows, so that the compiler keeps a tile in registers.
#define WITH_CONSTANT_ROWS(rows, CALL) \
  switch (rows) {                      \
    case 1: CALL(1); break;            \
    case 2: CALL(2); break;            \
    case 3: CALL(3); break;            \
    case 4: CALL(4); break;            \
    case 5: CALL(5); break;            \
    default: CALL(6); break;           \
  }

#endif
