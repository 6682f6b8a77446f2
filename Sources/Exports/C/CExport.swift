package import Runs
import Engine
import Experiments
import Files

/// A run's network as one file of C99 that needs nothing else.
///
/// Every operation is that of the engine in the same order, so every output has the same bits.
package struct CExport {
  private let model: TrainedModel
  /// The beginning of the names.
  private let name: String
  private let file: String
  private let examples: [AnsweredExample]

  /// - Parameters:
  ///   - path: where the file goes, which names what it defines; `-` for nowhere.
  ///   - examples: for the self test.
  package init(_ model: TrainedModel, path: String, examples: [AnsweredExample]) {
    self.model = model
    let stem = path == "-" ? "net" : CLiteral.stem(of: path)
    name = CLiteral.identifier(stem)
    file = CLiteral.comment(stem + ".c")
    self.examples = examples
  }

  /// The file.
  package var bytes: [UInt8] {
    let network = CNetwork(model)
    let encoding = CEncoding(model)
    let (offsets, memory) = network.placed(readsInputInPlace: encoding.reading.isEmpty)
    let functions = CFunction.withCalled(by: network.steps.map(\.function))
    let test = CSelfTest(
      name: name, encoding: encoding, outputs: model.outputs, examples: examples,
      functions: functions)
    var text = head(encoding, functions: functions, memory: memory)
    for function in functions { text += function.text + "\n" }
    for constant in network.constants {
      if !constant.comment.isEmpty { text += "/* \(constant.comment) */\n" }
      text += constant.text + "\n"
    }
    if !encoding.reading.isEmpty { text += encoding.reading + "\n" }
    if !encoding.targets.isEmpty {
      text += "/* Of the values that the network gives. */\n" + encoding.targets + "\n"
    }
    text += classes + predict(network, encoding, offsets, memory: memory) + "\n" + test.text
    return Array(text.utf8)
  }

  private func head(_ encoding: CEncoding, functions: [CFunction], memory: Int) -> String {
    let experiment = CLiteral.comment(model.experiment.name)
    let needsLibrary = functions.contains(.exampleNorm)
    return """
      /* \(file): the network of run \(CLiteral.comment(model.run)) (\(experiment)) at step \(model.step).
       *
       *     void \(name)_predict(const float *input, float *output);
       *
       * input   \(encoding.inputs) \(encoding.inputNote)
       * output  \(model.outputs): \(encoding.outputNote)
       *
       * Weights are constant, \(4 * memory) bytes of memory are static, so a program makes one call at a
       * time, and nothing is allocated. Every output has the bits that bench predict gives, with
       * any compiler that keeps to IEEE 754:
       *
       *     cc -std=c99 -O3 -c \(file)
       *     cc -std=c99 -O3 -DBENCH_SELF_TEST \(file) -lm && ./a.out
       *
       * The second line checks it on your machine. -ffast-math is refused: its bits are others.
       */
      #include <float.h>\(needsLibrary ? "\n#include <math.h>" : "")
      #include <stdint.h>

      #if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || \\
          (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0)
      #error "compile without -ffast-math: its results are not exact"
      #endif
      #if FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 16
      #error "floats are computed with other precision: compile with -msse2 -mfpmath=sse"
      #endif
      #if FLT_RADIX != 2 || FLT_MANT_DIG != 24 || FLT_MAX_EXP != 128
      #error "float is not the binary32 of IEEE 754"
      #endif
      \(encoding.needsDouble ? CText.doubleCheck : "")
      /* Products and sums are rounded each by itself, unless `fused` says otherwise. */
      #if defined(__clang__) || !defined(__GNUC__)
      #pragma STDC FP_CONTRACT OFF
      #else
      #pragma GCC optimize("fp-contract=off")
      #endif

      #define \(name)_INPUTS \(encoding.inputs)
      #define \(name)_OUTPUTS \(model.outputs)

      #ifdef __cplusplus
      extern "C"
      #endif
      void \(name)_predict(const float *input, float *output);
      \(model.classes.map { "extern const char *const \(name)_classes[\($0.count)];\n" } ?? "")
      \(CText.words)

      """
  }

  private var classes: String {
    guard let classes = model.classes else { return "" }
    return """
      const char *const \(name)_classes[\(classes.count)] = {
      \(classes.map { "  " + CLiteral.string($0) }.joined(separator: ",\n"))
      };


      """
  }

  private func predict(
    _ network: CNetwork, _ encoding: CEncoding, _ offsets: [Int], memory: Int
  ) -> String {
    let place = { (value: Int) in offsets[value] < 0 ? "input" : "memory + \(offsets[value])" }
    var lines: [String] = []
    if memory > 0 { lines.append("static float memory[\(memory)];") }
    lines.append("const float *const result = \(place(network.result));")
    if !encoding.reading.isEmpty { lines.append("read_input(input, \(place(0)));") }
    var comment = ""
    for step in network.steps {
      if step.comment != comment { lines.append("/* \(step.comment) */") }
      comment = step.comment
      lines.append(step.call(step.inputs.map(place), place(step.output)))
    }
    lines.append("for (long i = 0; i < \(name)_OUTPUTS; i++) {")
    lines += encoding.outputLines.map { "  " + $0 }
    lines.append("}")
    return """
      void \(name)_predict(const float *input, float *output) {
      \(lines.map { "  " + $0 }.joined(separator: "\n"))
      }

      """
  }
}

extension CText {
  static let doubleCheck = """
    #if DBL_MANT_DIG != 53
    #error "double is not the binary64 of IEEE 754, which the scaling of the data needs"
    #endif

    """
}
