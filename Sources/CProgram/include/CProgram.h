#ifndef CPROGRAM_H
#define CPROGRAM_H

#include <stdint.h>

// The words that the program was started with, its own name first. Swift reads them from /proc, which a
// bare system may lack; the C library has them in any case.

// How many words there are; 0 where the C library does not give them away.
int32_t program_argument_count(void);

// Returns the word at a position.
const char *program_argument(int32_t position);

#endif
