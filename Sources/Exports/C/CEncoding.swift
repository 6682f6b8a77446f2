import Datasets
import Engine
import Experiments
import Runs

/// How the raw input becomes the network's, and its result the output, in C.
struct CEncoding {
  /// The constants and the function `read_input(input, x)`; empty if the network reads raw input.
  let reading: String
  /// The constants for `output[i] = …`; empty if the result is the output.
  let targets: String
  /// The value of output i, of x[i].
  let outputLines: [String]
  /// What the input is, for the head of the file.
  let inputNote: String
  /// What the outputs are.
  let outputNote: String
  /// The number of raw values.
  let inputs: Int
  /// Whether raw values are bytes.
  let isOfBytes: Bool
  /// Whether it computes in float64.
  var needsDouble: Bool { reading.contains("double") || !targets.isEmpty }

  init(_ model: TrainedModel) {
    let experiment = model.experiment
    let raw = experiment.rawShape
    let shape = raw.dimensions.map(String.init).joined(separator: ", ")
    switch model.encoding.scaling {
    case .images(let tables):
      inputs = raw.count
      isOfBytes = true
      inputNote = "pixels 0 ... 255 as in the data set, [\(shape)] row-major"
      reading = Self.images(raw.dimensions, padding: experiment.dataset.padding, tables)
    case .columns(let scaling):
      inputs = experiment.inputShape.count
      isOfBytes = false
      inputNote = "values as in the data set, [\(shape)], in the order of the inputs"
      reading = Self.columns(model, inputs, scaling)
    }
    outputNote =
      experiment.isClassification
      ? model.outputs == 1
        ? "the probability of the second class"
        : "the probability of each class" : "the values that were learnt, in the data's units"
    if let scaling = model.encoding.targets, scaling.means.count == model.outputs {
      targets =
        Self.doubles("target_means", scaling.means)
        + Self.doubles("target_deviations", scaling.deviations)
      outputLines = [
        "volatile double scaled = (double)result[i] * target_deviations[i];",
        "output[i] = (float)(scaled + target_means[i]);",
      ]
    } else {
      targets = ""
      outputLines = ["output[i] = result[i];"]
    }
  }

  private static func doubles(_ name: String, _ values: [Double]) -> String {
    """
    static const double \(name)[\(values.count)] = {
    \(CLiteral.rows(values.map(CLiteral.double), perLine: 3))
    };

    """
  }

  private static func images(
    _ raw: [Int], padding: Int, _ tables: [NormalizationTable]
  ) -> String {
    let statistics = tables.compactMap(\.statistics)
    let channel = statistics.count == 1 ? "0" : "c"
    let (constants, value) =
      statistics.isEmpty
      ? ("", "pixel / 255.0f")
      : (
        doubles("means", statistics.map(\.mean))
          + doubles("deviations", statistics.map(\.deviation)) + "\n",
        "(float)(((double)pixel / 255.0 - means[\(channel)]) / deviations[\(channel)])"
      )
    let (height, width) = (raw[1], raw[2])
    let border = padding == 0 ? "" : ", with a border of \(padding) pixels of 0"
    return constants + """
      /* Pixels 0 ... 255, [\(raw[0]), \(height), \(width)], as the network takes them\(border). */
      static void read_input(const float *input, float *x) {
        for (long c = 0; c < \(raw[0]); c++) {
          for (long row = \(-padding); row < \(height + padding); row++) {
            for (long column = \(-padding); column < \(width + padding); column++) {
      \(pixel(height, width, padding))
              *x++ = \(value);
            }
          }
        }
      }

      """
  }

  private static func pixel(_ height: Int, _ width: Int, _ padding: Int) -> String {
    let value = "input[(c * \(height) + row) * \(width) + column]"
    guard padding > 0 else { return "        const float pixel = \(value);" }
    return """
              const int inside = row >= 0 && row < \(height) && column >= 0 && column < \(width);
              const float pixel = inside ? \(value) : 0.0f;
      """
  }

  private static func columns(
    _ model: TrainedModel, _ count: Int, _ scaling: ColumnScaling?
  ) -> String {
    let divisor = (model.experiment.dataset.source.format as? CSVSource)?.scale
    var lines: [String] = []
    var constants = ""
    let fillings = model.encoding.learnt?.fillings ?? []
    if fillings.contains(where: { $0 != nil }), fillings.count == count {
      constants += """
        /* What stands for a missing value, a NaN. */
        static const union {
          uint32_t bits[\(count)];
          float numbers[\(count)];
        } missing = {{
        \(CLiteral.words(fillings.map { $0 ?? 0 }))
        }};

        """
      lines.append("if (value != value) value = missing.numbers[i];")
    }
    if let divisor, divisor != 1 {
      let isNumber = model.encoding.learnt?.areNumbers ?? []
      if isNumber.contains(false), isNumber.count == count {
        let flags = CLiteral.rows(isNumber.map { $0 ? "1" : "0" }, perLine: 40)
        constants += "static const char is_number[\(count)] = {\n\(flags)\n};\n"
        lines.append("if (is_number[i]) value = value / \(CLiteral.float(divisor));")
      } else {
        lines.append("value = value / \(CLiteral.float(divisor));")
      }
    }
    if let scaling {
      constants +=
        doubles("means", scaling.means) + doubles("deviations", scaling.deviations)
      lines.append("value = (float)(((double)value - means[i]) / deviations[i]);")
    }
    guard !lines.isEmpty else { return "" }
    return constants + """

      /* Values as the network takes them. */
      static void read_input(const float *input, float *x) {
        for (long i = 0; i < \(count); i++) {
          float value = input[i];
      \(lines.map { "    " + $0 }.joined(separator: "\n"))
          x[i] = value;
        }
      }

      """
  }
}

extension LearntEncoding {
  /// What stands for a missing number of each input.
  fileprivate var fillings: [Float?] {
    columns.flatMap { column -> [Float?] in
      switch column.values {
      case .number(let filling): [filling]
      case .categories(let names): names.map { _ in nil }
      }
    }
  }

  /// Whether each input is a number of the file, not one of the values for a category.
  fileprivate var areNumbers: [Bool] {
    columns.flatMap { column in
      switch column.values {
      case .number: [true]
      case .categories(let names): names.map { _ in false }
      }
    }
  }
}
