#if defined(__x86_64__)
// SSE2 has no fused multiply-add: it is emulated exactly, slow and right.
#define ISA baseline
#define VL 4
#define PARTS 4
#define POSITIONS 1
#define ACCUMULATORS 8
#define EMULATED_FMA
#include "kernels.inc"
#endif
