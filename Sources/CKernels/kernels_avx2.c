#if defined(__x86_64__)
#define ISA avx2
#define VL 8
#define PARTS 2
#define POSITIONS 1
#define ACCUMULATORS 12
#pragma clang attribute push(__attribute__((target("avx2,fma,prfchw"))), apply_to = function)
#include "kernels.inc"
#pragma clang attribute pop
#endif
