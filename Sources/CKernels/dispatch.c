#include <string.h>

#include "include/CKernels.h"

#if defined(__x86_64__)
extern const bench_kernels bench_kernels_baseline, bench_kernels_avx2, bench_kernels_avx512;

static int has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static int has_avx512(void) {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

const bench_kernels *bench_kernels_named(const char *name) {
  if (strcmp(name, "baseline") == 0) return &bench_kernels_baseline;
  if (strcmp(name, "avx2") == 0 && has_avx2()) return &bench_kernels_avx2;
  if (strcmp(name, "avx512") == 0 && has_avx512()) return &bench_kernels_avx512;
  return 0;
}

const bench_kernels *bench_kernels_best(void) {
  return has_avx512() ? &bench_kernels_avx512
         : has_avx2() ? &bench_kernels_avx2
                      : &bench_kernels_baseline;
}
#elif defined(__aarch64__)
extern const bench_kernels bench_kernels_neon;

const bench_kernels *bench_kernels_named(const char *name) {
  return strcmp(name, "neon") == 0 ? &bench_kernels_neon : 0;
}

const bench_kernels *bench_kernels_best(void) { return &bench_kernels_neon; }
#endif
