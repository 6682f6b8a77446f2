#if defined(__linux__)
#define _GNU_SOURCE
#include <sched.h>

#include "include/CKernels.h"

int32_t bench_processors_by_affinity(void) {
  // Room for 8,192 processors: the kernel refuses a set with less room than it has processors.
  static cpu_set_t sets[8];
  if (sched_getaffinity(0, sizeof sets, sets) != 0) return 0;
  return CPU_COUNT_S(sizeof sets, sets);
}
#else
#include "include/CKernels.h"

int32_t bench_processors_by_affinity(void) { return 0; }
#endif

#if defined(__GLIBC__)
#include <malloc.h>

void bench_share_one_arena(void) { mallopt(M_ARENA_MAX, 1); }
#else
void bench_share_one_arena(void) {}
#endif
