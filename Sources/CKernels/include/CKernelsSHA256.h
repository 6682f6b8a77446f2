#ifndef CKERNELS_SHA256_H
#define CKERNELS_SHA256_H

#include <stddef.h>
#include <stdint.h>

/// Folds `blocks` blocks of 64 bytes into `state` (the words a to h of FIPS 180-4, section 6.2),
/// with the processor's own SHA-256 instructions where it has them, and the environment variable
/// BENCH_ISA is not `baseline`.
void bench_sha256_blocks(uint32_t state[8], const uint8_t *data, size_t blocks);

/// The same in plain C, on any processor: the twin the fast versions are tested against.
void bench_sha256_blocks_plain(uint32_t state[8], const uint8_t *data, size_t blocks);

/// Names what `bench_sha256_blocks` runs on where BENCH_ISA is `isa`, or is not set (null): "sha-ni",
/// "armv8" or "plain".
const char *bench_sha256_implementation(const char *isa);

#endif
