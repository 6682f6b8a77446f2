#include "CProgram.h"

#include <stdlib.h>

static int32_t count;
static char **words;

#if defined(__GLIBC__)
// glibc gives what main gets to every constructor.
__attribute__((constructor)) static void keep(int argc, char **argv) {
  count = argc;
  words = argv;
}
#endif

int32_t program_argument_count(void) { return count; }

const char *program_argument(int32_t position) { return words[position]; }
