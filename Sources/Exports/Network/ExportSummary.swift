import Datasets
import Engine
import Experiments
import Runs

/// What an exported network takes and gives, in words.
struct ExportSummary {
  let input: InputEncoding
  let output: OutputEncoding
  let settings: NetworkExportSettings
  /// The dimensions of what it takes.
  let shape: [Int]

  init(_ model: TrainedModel, _ settings: NetworkExportSettings) {
    input = InputEncoding(model)
    output = OutputEncoding(model)
    self.settings = settings
    shape = settings.hasPreprocessing ? input.shape : model.experiment.inputShape.dimensions
  }

  /// Refuses settings that do not fit the model.
  ///
  /// - Throws: a `RunError` of kind `usage`.
  func check() throws(RunError) {
    guard settings.inputType == .uint8 else { return }
    guard input.holdsPictures else {
      throw RunError(
        .usage, "--input uint8 is for pictures; this network takes numbers of any size",
        advice: ["leave it out: numbers are float32"])
    }
    guard settings.hasPreprocessing else {
      throw RunError(
        .usage, "--input uint8 does not go with --raw: the first layer takes prepared numbers",
        advice: ["leave one of them out"])
    }
  }

  var takes: String {
    "\(input.name), \(settings.inputType.rawValue) \(dimensions(shape)): \(numbers)"
  }

  var gives: String { "\(output.name), float32 \(dimensions([output.width])): \(answer)" }

  private func dimensions(_ shape: [Int]) -> String {
    "[N, \(shape.map(String.init).joined(separator: ", "))]"
  }

  var numbers: String {
    if !settings.hasPreprocessing { return "the numbers of the first layer, which you prepare" }
    if input.holdsPictures { return "pixels from 0 to 255" }
    let numbers =
      hasCategories ? "the table's numbers, categories as 0 and 1" : "the data's numbers"
    return input.fillings.isEmpty ? numbers : numbers + ", NaN where one is missing"
  }

  var answer: String {
    guard let classes = output.classes else { return "values in the data's units" }
    return "of \(classes.count) classes"
  }

  private var hasCategories: Bool {
    input.columns.contains { if case .categories = $0.values { true } else { false } }
  }

  /// What has to be done before the network is asked.
  var notes: [String] {
    var notes: [String] = []
    if !settings.hasPreprocessing {
      notes.append("the preprocessing is left out: \(preparation)")
    }
    for column in input.columns {
      guard case .categories(let names) = column.values else { continue }
      let name = column.name ?? "\(column.index)"
      notes.append(
        "column \(name) becomes \(names.count) numbers, 1 for its own category and 0 for the others: "
          + names.map { $0.isEmpty || $0.contains(",") ? "'\($0)'" : $0 }.joined(separator: ", "))
    }
    return notes
  }

  /// `pad by 2, divide by 255, subtract the mean, divide by the deviation`
  private var preparation: String {
    var steps: [String] = []
    if !input.fillings.isEmpty { steps.append("fill in missing numbers") }
    if input.padding > 0 { steps.append("pad with \(input.padding) pixels of 0 on every side") }
    if let divisor = input.divisors.first {
      steps.append("divide by \(Int(exactly: divisor).map(String.init) ?? divisor.description)")
    }
    if !input.means.isEmpty { steps.append("subtract the mean and divide by the deviation") }
    return steps.isEmpty ? "there is none" : steps.joined(separator: ", ")
  }
}
