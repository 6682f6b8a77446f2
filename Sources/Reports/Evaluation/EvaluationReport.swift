package import Experiments
package import JSON
package import Runs

/// The results of a network on one part of a data set.
package struct EvaluationReport: Hashable, Sendable {
  /// The network and the part that were evaluated.
  package struct Subject: Hashable, Sendable {
    package let run: String
    package let step: Int
    /// `test`
    package let part: String
    /// `mnist`
    package let dataset: String

    package init(run: String, step: Int, part: String, dataset: String) {
      self.run = run
      self.step = step
      self.part = part
      self.dataset = dataset
    }
  }

  package let subject: Subject
  package let loss: Double
  package let predictions: PredictionsTable
  package let confusion: ConfusionMatrix?
  package let calibration: Calibration?
  private let classNames: ClassNames
  /// The number of values that a regression learns. Predictions have only the first.
  private let values: Int
  /// The metrics that the definition adds, of all values.
  private let further: [MetricQuantity: Double]

  /// - Parameters:
  ///   - classes: the number of classes of the network; nil for a regression.
  ///   - classNames: the names of the classes.
  ///   - values: the number of values that a regression learns.
  ///   - further: the metrics that the definition adds.
  package init(
    of subject: Subject, loss: Double, predictions: PredictionsTable, classes: Int? = nil,
    classNames: ClassNames = ClassNames(nil), values: Int = 1,
    further: [MetricQuantity: Double] = [:]
  ) {
    self.further = further
    self.values = values
    self.classNames = classNames
    self.subject = subject
    self.loss = loss
    self.predictions = predictions
    confusion = ConfusionMatrix(predictions, classes: classes ?? 0)
    calibration = Calibration(predictions)
  }

  /// `lenet5-sgd-001, step 3160, test part of mnist, 10,000 examples`
  package var title: String {
    "\(subject.run), step \(subject.step), \(subject.part) part of \(subject.dataset), "
      + "\(predictions.count.counted) examples"
  }

  /// Warnings against overrating the results, one sentence each.
  package var notes: [String] {
    let several = "loss is of all \(values) values learnt, the other figures of the first"
    let hasAll = !predictions.targetFigures.isEmpty
    return (values > 1 && !hasAll ? [several] : [])
      + [predictions.noteOfUnanswered].compactMap(\.self)
  }

  /// Each figure's name and value, as programs get them too.
  package var figures: [(name: String, value: Double)] {
    var figures = [(name: "loss", value: loss)]
    let further = MetricQuantity.further.compactMap { metric in
      self.further[metric].map { (name: metric.rawValue, value: $0) }
    }
    if let answers = predictions.answers, !answers.isEmpty {
      let right = Proportion(answers.count { $0.isRight }, of: answers.count)
      figures += [
        ("accuracy", right.value), ("accuracy_low", right.interval.lowerBound),
        ("accuracy_high", right.interval.upperBound),
      ]
      if let calibration { figures.append(("calibration_error", calibration.expectedError)) }
      for means in confusion?.means ?? [] {
        figures += means.values.map { ("\(means.name)_\($0.name)", $0.value) }
      }
      return figures + further.filter { added in !figures.contains { $0.name == added.name } }
    }
    let own = predictions.targetFigures
    return figures + further
      + (own.isEmpty ? predictions.regressionFigures : own)
      .filter { figure in !further.contains { $0.name == figure.name } }
  }

  /// The tables for people: metrics, classes, calibration.
  package var tables: [Table] {
    // The classes' table has the means.
    let means = confusion?.means.map { $0.name + "_" } ?? []
    let figures = figures.filter { figure in !means.contains { figure.name.hasPrefix($0) } }
    let figureTable = Table(
      [.init("", align: .left), .init("value")],
      rows: figures.map { [.text($0.name), .number($0.value, decimals: 4)] }, hasHeader: false)
    return [figureTable, classTable, calibration?.table].compactMap(\.self)
  }

  /// Precision, recall, F1, support, and the counts of each answer, one row per class.
  package var classTable: Table? {
    guard let confusion else { return nil }
    let table = confusion.table(classNames)
    guard confusion.classCount <= 26 else { return table }
    let counts = confusion.counts.map { $0.map { $0 == 0 ? Cell.absent : .integer($0) } }
    let none = [Cell](repeating: .absent, count: confusion.classCount)
    return Table(
      table.columns + (0..<confusion.classCount).map { .init("as", String($0)) },
      rows: confusion.rows(classNames).enumerated().map { index, row in
        row + (index < counts.count ? counts[index] : none)
      })
  }

  /// The table for programs: everything, one value per row, with its class and the predicted class.
  package var dataTable: Table {
    var table = Table([.init("figure"), .init("class"), .init("answer"), .init("value")])
    func add(_ name: String, _ value: Cell, class label: Int? = nil, answer: Int? = nil) {
      table.append([.text(name), .integer(label), .integer(answer), value])
    }
    for figure in figures { add(figure.name, .number(figure.value, decimals: 4)) }
    guard let confusion else { return table }
    for (label, name) in classNames.names.enumerated() {
      add("class_name", .text(name), class: label)
    }
    for label in 0..<confusion.classCount {
      add("precision", .metric(confusion.precision(label)), class: label)
      add("recall", .metric(confusion.recall(label)), class: label)
      add("f1", .metric(confusion.f1(label)), class: label)
      add("support", .integer(confusion.support(label)), class: label)
      for (answer, count) in confusion.counts[label].enumerated() {
        add("count", .integer(count), class: label, answer: answer)
      }
    }
    return table
  }

  package var json: JSONValue {
    [
      "title": .string(title), "run": .string(subject.run), "step": .integer(subject.step),
      "part": .string(subject.part), "dataset": .string(subject.dataset),
      "examples": .integer(predictions.count),
      "classes": .array(classNames.names.map(JSONValue.string)),
      "figures": .object(
        Dictionary(uniqueKeysWithValues: figures.map { ($0.name, .number($0.value)) })),
      "confusion": confusion.map { matrix in
        .array(matrix.counts.map { .array($0.map { .integer($0) }) })
      } ?? .null,
      "calibration": calibration.map { calibration in
        .array(
          calibration.bins.map { bin in
            [
              "count": .integer(bin.count), "right": .integer(bin.right),
              "confidence": bin.confidence.map { .number($0) } ?? .null,
            ]
          })
      } ?? .null,
    ]
  }
}
