/* Runs the self test of an exported file, then reads examples and writes their outputs. */
#include <stdio.h>

void PREDICT(const float *input, float *output);
int self_test(void);

int main(void) {
  static float input[INPUTS], output[OUTPUTS];
  const int wrong = self_test();
  fflush(stdout);
  while (fread(input, sizeof input, 1, stdin) == 1) {
    PREDICT(input, output);
    if (fwrite(output, sizeof output, 1, stdout) != 1) return 2;
  }
  return wrong;
}
