import Runs

/// The `main` of an exported file that checks it.
struct CSelfTest {
  let name: String
  let encoding: CEncoding
  let outputs: Int
  let examples: [AnsweredExample]
  /// What the file has.
  let functions: [CFunction]

  var text: String {
    """
    #ifdef BENCH_SELF_TEST
    /* Checks examples and hard cases, bit by bit. */
    #include <stdio.h>

    \(inputs)
    static const uint32_t test_outputs[\(examples.count)][\(outputs)] = {
    \(examples.map { "{\n" + CLiteral.words($0.outputs) + "\n}" }.joined(separator: ", "))
    };

    /* A NaN has no bits of its own. */
    static int differs(float found, uint32_t expected) {
      const float number = FLOAT(expected);
      return number != number ? found == found : BITS(found) != expected;
    }

    \(directed.map(\.text).joined(separator: "\n"))
    int main(void) {
      static float raw[\(name)_INPUTS], found[\(name)_OUTPUTS];
      int wrong = 0;
      for (int example = 0; example < \(examples.count); example++) {
        for (long i = 0; i < \(name)_INPUTS; i++) raw[i] = \(rawValue);
        \(name)_predict(raw, found);
        for (long i = 0; i < \(name)_OUTPUTS; i++) {
          if (differs(found[i], test_outputs[example][i])) {
            wrong++;
            printf("example %d: output %ld is %.9g\\n", example, i, (double)found[i]);
          }
        }
      }
    \(directed.map(\.check).joined(separator: "\n"))
      printf(wrong ? "%d numbers are wrong\\n" : "every bit is right\\n", wrong);
      return wrong != 0;
    }
    #endif

    """
  }

  private var rawValue: String {
    hasBytes ? "(float)test_inputs[example][i]" : "test_inputs.numbers[example][i]"
  }

  private var hasBytes: Bool {
    encoding.isOfBytes
      && examples.allSatisfy { $0.raw.allSatisfy { (0...255).contains($0) && $0 == $0.rounded() } }
  }

  private var inputs: String {
    let sizes = "[\(examples.count)][\(encoding.inputs)]"
    guard hasBytes else {
      let rows = examples.map { "{\n" + CLiteral.words($0.raw) + "\n}" }.joined(separator: ", ")
      return """
        static const union {
          uint32_t bits\(sizes);
          float numbers\(sizes);
        } test_inputs = {{
        \(rows)
        }};
        """
    }
    let rows = examples.map { example in
      "{\n" + CLiteral.rows(example.raw.map { String(Int($0)) }, perLine: 24) + "\n}"
    }.joined(separator: ", ")
    return "static const unsigned char test_inputs\(sizes) = {\n\(rows)\n};"
  }

  private var directed: [(text: String, check: String)] {
    functions.compactMap { function in
      switch function {
      case .fused: (CText.fusedCases, CText.fusedCheck)
      case .exponential, .exponentialMinus1, .hyperbolicTangent, .logistic, .errorFunction:
        Self.cases[function].map { name, cases in
          (
            """
            static const uint32_t test_\(name)[][2] = {
            \(CLiteral.rows(cases.map { "{\($0), \($1)}" }, perLine: 4))
            };

            """,
            """
              for (unsigned i = 0; i < sizeof test_\(name) / sizeof test_\(name)[0]; i++) {
                volatile float x = FLOAT(test_\(name)[i][0]);
                if (differs(\(name)(x), test_\(name)[i][1])) {
                  wrong++;
                  printf("\(name)(%.9g) is wrong\\n", (double)x);
                }
              }
            """
          )
        }
      default: nil
      }
    }
  }
}
