#if defined(__x86_64__)
#define ISA avx512
#define VL 16
#define PARTS 1
#define POSITIONS 4
#define ACCUMULATORS 24
// Steps of a few examples leave most of a vector empty, and half a vector divides in half the time.
#define COMPACT(name) name##_avx2
#pragma clang attribute push(                                                       \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx2,fma,prfchw"))), \
    apply_to = function)
#include "kernels.inc"
#pragma clang attribute pop
#endif
