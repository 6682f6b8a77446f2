import Datasets
import Experiments
import Files
import Tables

/// The meaning of the columns of another program's log: one counts epochs, one counts steps, the
/// others are metrics or are left out.
struct ForeignColumns {
  struct Metric: Hashable {
    let index: Int
    /// The name in the file.
    let old: String
    /// bench's name if there is one: `validation_loss` for `val_loss`.
    var new: String
  }

  private(set) var epoch: Int?
  private(set) var step: Int?
  /// The column with fingerprints of weights, which bench's own metrics.csv has.
  private(set) var digest: Int?
  /// The metrics in the order of the file.
  private(set) var metrics: [Metric] = []
  private(set) var notes: [String] = []
  private let columns: [String]

  /// - Throws: an `ImportProblem` for a log without a counting column or a metric, and for a name
  ///   that metrics.csv cannot hold.
  init(of log: ForeignLog) throws(ImportProblem) {
    columns = log.columns
    let place = log.headerLine.map { ImportProblem.Place.line(max(1, $0)) } ?? .file
    epoch = columns.firstIndex { Self.plain($0) == "epoch" }
    step =
      Self.stepNames.lazy.compactMap { name in
        log.columns.firstIndex { Self.plain($0) == name }
      }.first
    try useUnnamedColumns(of: log, place)
    guard epoch != nil || step != nil else {
      throw ImportProblem(
        place, "no column counts epochs or steps, the columns are \(Self.list(columns))",
        advice: ["name it epoch or step (also iteration, iter, global_step)"])
    }
    digest = columns.firstIndex(of: "weights_digest")
    let others = Set([epoch, step, digest].compactMap(\.self))
    let used = columns.indices.filter { !others.contains($0) && columns[$0] != "" }
    metrics = used.map { Metric(index: $0, old: log.columns[$0], new: log.columns[$0]) }
    try leaveOutWhatIsNoMetric(log)
    let names = Self.ownNames(of: metrics.map(\.old))
    for (index, name) in names.enumerated() { metrics[index].new = name }
    try check(place)
  }

  /// Whether a column of this name counts epochs or steps.
  static func isCounting(_ name: String) -> Bool {
    plain(name) == "epoch" || stepNames.contains(plain(name))
  }

  /// A column's name in lower case, with `_` for blanks.
  private static func plain(_ name: String) -> String {
    name.lowercased().replacing(" ", with: "_")
  }

  /// Names of columns that count steps. The first that is present is used.
  private static let stepNames = [
    "step", "global_step", "iteration", "iter", "_step", "trainer/global_step",
  ]

  /// Columns with the time of day, which are not metrics.
  private static let clocks: Set = ["wall_time", "timestamp", "_timestamp"]

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(10).map { $0.isEmpty ? "''" : $0.printable }.joined(separator: ", ")
    return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
  }
}

// MARK: Columns that are left out

extension ForeignColumns {
  /// A table that pandas wrote begins with a column without a name, which numbers its rows.
  private mutating func useUnnamedColumns(
    of log: ForeignLog, _ place: ImportProblem.Place
  ) throws(ImportProblem) {
    if let number = columns.dropFirst().firstIndex(of: "") {
      throw ImportProblem(place, "column \(number + 1) has no name")
    }
    guard columns.first == "" else { return }
    let counts = log.rows.map { Int($0.cells[0]) }
    let isCounting = !counts.contains(nil)
    if isCounting, epoch == nil, step == nil {
      epoch = 0
      notes.append("the first column has no name: it is read as epoch")
    } else if isCounting || log.rows.allSatisfy({ $0.cells[0].isEmpty }) {
      notes.append("the first column has no name and is left out")
    } else {
      throw ImportProblem(place, "column 1 has no name")
    }
  }

  /// Leaves out columns without a number and clocks.
  private mutating func leaveOutWhatIsNoMetric(_ log: ForeignLog) throws(ImportProblem) {
    var texts: [String] = []
    var empty: [String] = []
    var times: [String] = []
    var used: [Metric] = []
    for metric in metrics {
      let cells = log.rows.map { ForeignCell($0.cells[metric.index]) }
      if let row = cells.firstIndex(of: .decimalComma) {
        let cell = quoted(log.rows[row].cells[metric.index])
        throw ImportProblem(
          log.rows[row].place, "\(metric.old.printable): \(cell) has a decimal comma",
          advice: ["write numbers with a decimal point: 0.61"])
      }
      if Self.clocks.contains(Self.plain(metric.old)) {
        notes.append("column \(metric.old.printable) is left out: it is the time of day")
      } else if cells.allSatisfy({ $0 == .missing }) {
        empty.append(metric.old.printable)
      } else if !cells.contains(where: { $0.number != nil }) {
        texts.append(metric.old.printable)
      } else {
        if cells.contains(where: { if case .duration = $0 { true } else { false } }) {
          times.append(metric.old.printable)
        }
        used.append(metric)
      }
    }
    metrics = used
    note(texts, "left out: no row has a number there")
    note(empty, "left out: no row has a value there")
    note(times, "read as seconds")
  }

  private mutating func note(_ names: [String], _ words: String) {
    guard let first = names.first else { return }
    notes.append(
      names.count == 1
        ? "column \(first) is \(words)" : "columns \(Self.list(names)) are \(words)")
  }
}

// MARK: Names

extension ForeignColumns {
  /// Names of Keras, Lightning, fastai and Hugging Face, and the corresponding names here.
  private static let foreignNames = [
    "train_acc": "train_accuracy", "val_loss": "validation_loss", "valid_loss": "validation_loss",
    "eval_loss": "validation_loss", "val_accuracy": "validation_accuracy",
    "val_acc": "validation_accuracy", "valid_accuracy": "validation_accuracy",
    "eval_accuracy": "validation_accuracy", "test_acc": "test_accuracy", "lr": "learning_rate",
  ]

  /// Metrics of the training part if the loss has no part in its name either, as Keras writes them.
  /// Beside fastai's `train_loss`, `accuracy` belongs to the validation part.
  private static let keras = [
    "loss": "train_loss", "accuracy": "train_accuracy", "acc": "train_accuracy",
  ]

  /// Returns the names to use: ours for a foreign name unless another column has it.
  private static func ownNames(of header: [String]) -> [String] {
    var taken = Set(header)
    let isOfTraining = taken.contains("loss")
    return header.map { name in
      let own = foreignNames[name] ?? (isOfTraining ? keras[name] : nil)
      guard let own, taken.insert(own).inserted else { return name }
      return own
    }
  }

  private func check(_ place: ImportProblem.Place) throws(ImportProblem) {
    for metric in metrics {
      let name = metric.new
      if name.printable != name || name.contains("\"") || name.contains(",") || name.beginsFormula {
        throw ImportProblem(place, "\(quoted(name)) is not a column's name")
      }
    }
    let names = metrics.map(\.new) + [epoch, step].compactMap { $0.map { columns[$0] } }
    if let name = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +).filter({ $0.value > 1 })
      .keys.min()
    {
      throw ImportProblem(place, "two columns \(quoted(name))")
    }
    guard metrics.contains(where: { $0.new != "learning_rate" }) else {
      throw ImportProblem(
        place, "no column of a metric has a number, the columns are \(Self.list(columns))")
    }
  }
}
