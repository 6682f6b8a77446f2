#if defined(__aarch64__)
#define ISA neon
#define VL 4
#define PARTS 4
#define POSITIONS 1
#define ACCUMULATORS 24
#include "kernels.inc"
#endif
