package import Runs
import Datasets
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
  /// nil for a network of floats.
  private let quantized: QuantizedNetwork?

  /// - Parameters:
  ///   - path: where the file goes, which names what it defines; `-` for nowhere.
  ///   - examples: for the self test.
  ///   - quantized: the same network of integers, to write in its place.
  package init(
    _ model: TrainedModel, path: String, examples: [AnsweredExample],
    quantized: QuantizedNetwork? = nil
  ) {
    self.model = model
    self.quantized = quantized
    let stem = path == "-" ? "net" : CLiteral.stem(of: path)
    name = CLiteral.identifier(stem)
    file = CLiteral.comment(stem + ".c")
    self.examples = examples.map { example in
      guard let quantized else { return example }
      return example.answered(model.encoding.inFileUnits(quantized.outputs(of: example.input)))
    }
  }

  /// What the function takes and gives, and what has to be done before it is called.
  package var description: (function: String, takes: String, gives: String, notes: [String]) {
    let encoding = CEncoding(model)
    return (
      prototype, "\(encoding.inputs) \(encoding.inputNote)",
      "\(model.outputs): \(encoding.outputNote)",
      ExportSummary(model, NetworkExportSettings(version: "")).notes
    )
  }

  private var prototype: String { "void \(name)_predict(const float *input, float *output);" }

  /// The file.
  package var bytes: [UInt8] {
    let network = quantized.map { CNetwork($0) } ?? CNetwork(model)
    let encoding = CEncoding(model)
    let (offsets, memory) = network.placed(
      readsInputInPlace: encoding.reading.isEmpty && quantized == nil)
    let functions = CFunction.withCalled(
      by: network.steps.map(\.function) + network.ending.map(\.function)
        + (quantized == nil ? [] : [.quantize]))
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
       *     \(prototype)
       *
       * input   \(encoding.inputs) \(encoding.inputNote)
       * output  \(model.outputs): \(encoding.outputNote)
       *
       * Weights are constant, \(bytes(memory, encoding)) bytes of memory are static, so a program makes one call at a
       * time, and nothing is allocated. \(promise)
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
      #define restrict __restrict
      extern "C"
      #endif
      \(prototype)
      \(model.classes.map { "extern const char *const \(name)_classes[\($0.count)];\n" } ?? "")
      \(CText.words)

      """
  }

  private var promise: String {
    quantized == nil
      ? "Every output has the bits that bench predict gives, with\n * any compiler that keeps to IEEE 754:"
      : "Weights and activations are integers of 8 bits, so the\n"
        + " * answers are not quite those of bench predict, but the same with every compiler:"
  }

  /// Static memory in bytes.
  private func bytes(_ memory: Int, _ encoding: CEncoding) -> Int {
    guard quantized != nil else { return 4 * memory }
    let inputs = encoding.reading.isEmpty ? 0 : model.experiment.inputShape.count
    return memory + 4 * (model.outputs + inputs)
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
    if memory > 0 { lines.append("static \(network.element) memory[\(memory)];") }
    if let quantized {
      lines.append("static float values[\(name)_OUTPUTS];")
      lines.append("const float *const result = values;")
      if !encoding.reading.isEmpty {
        lines.append("static float x[\(network.counts[0])];")
        lines.append("read_input(input, x);")
      }
      let source = encoding.reading.isEmpty ? "input" : "x"
      let inverse = CLiteral.float(quantized.inverseInputScale)
      lines.append("quantize(\(network.counts[0]), \(inverse), \(source), \(place(0)));")
    } else {
      lines.append("const float *const result = \(place(network.result));")
      if !encoding.reading.isEmpty { lines.append("read_input(input, \(place(0)));") }
    }
    var comment = ""
    for step in network.steps {
      if step.comment != comment { lines.append("/* \(step.comment) */") }
      comment = step.comment
      lines.append(step.call(step.inputs.map(place), place(step.output)))
    }
    lines += network.ending.map { $0.call(place(network.result)) }
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
