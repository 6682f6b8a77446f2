import Datasets
import Experiments
import Files
import Tables

/// The rows of another program's log in their order, with the rows of one epoch or step merged.
struct ForeignRows {
  struct Row {
    var place: ImportProblem.Place
    var epoch: Double?
    var step: Int?
    /// The cells in the order of the metrics' columns.
    var cells: [ForeignCell]
    var digest: String
  }

  private(set) var rows: [Row]
  private(set) var notes: [String] = []
  /// Whether rows are counted instead of epochs.
  private(set) var countsRows = false
  private let columns: ForeignColumns
  private let log: ForeignLog

  /// - Throws: an `ImportProblem` for a cell that is not a number, and if a second training begins.
  init(_ log: ForeignLog, _ columns: ForeignColumns) throws(ImportProblem) {
    self.log = log
    self.columns = columns
    rows = []
    for row in log.rows { rows.append(try Self.row(row, log, columns)) }
    guard !rows.isEmpty else {
      throw ImportProblem(.line((log.headerLine ?? 0) + 1), "no row after the header")
    }
    let epochs = rows.compactMap(\.epoch)
    if !epochs.isEmpty, epochs.allSatisfy({ $0 == $0.rounded() }) {
      try mergeByEpoch()
    } else {
      try mergeInPlaceOfEpochs(fractions: !epochs.isEmpty)
    }
    noteMissingValues()
  }

  private static func row(
    _ row: ForeignLog.Row, _ log: ForeignLog, _ columns: ForeignColumns
  ) throws(ImportProblem) -> Row {
    if row.cells == log.columns { throw anotherTraining(from: row.place, log, isHeader: true) }
    var read = Row(place: row.place, cells: [], digest: "")
    if let index = columns.epoch { read.epoch = try count(row, index, log, isWhole: false) }
    if let index = columns.step {
      read.step = try count(row, index, log, isWhole: true).map { Int($0) }
    }
    for metric in columns.metrics {
      let cell = ForeignCell(row.cells[metric.index])
      if cell == .text {
        throw ImportProblem(
          row.place,
          "\(metric.new.printable) must be a number, not \(quoted(row.cells[metric.index]))")
      }
      read.cells.append(cell)
    }
    if let index = columns.digest {
      let word = row.cells[index]
      guard word.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\"") }),
        !word.beginsFormula, !word.contains(",")
      else {
        throw ImportProblem(row.place, "weights_digest must be a word, not \(quoted(word))")
      }
      read.digest = word
    }
    return read
  }

  /// Returns a count, also as pandas writes it in a column with missing values: `3.0`.
  private static func count(
    _ row: ForeignLog.Row, _ index: Int, _ log: ForeignLog, isWhole: Bool
  ) throws(ImportProblem) -> Double? {
    let cell = row.cells[index]
    let read = ForeignCell(cell)
    if read == .missing { return nil }
    guard case .number(let value) = read, value >= 0, value < 0x1p53,
      !isWhole || value == value.rounded()
    else {
      let name = log.columns[index].isEmpty ? "epoch" : log.columns[index].printable
      throw ImportProblem(row.place, "\(name) must be a count, not \(quoted(cell))")
    }
    return value
  }

  private mutating func noteMissingValues() {
    let names = columns.metrics.indices.filter { index in
      rows.contains { $0.cells[index] == .missing }
    }.map { columns.metrics[$0].new }
    guard let first = names.first else { return }
    let more = names.count > 1 ? " and \(names.count - 1) more" : ""
    notes.append("not every row has a value of \(first)\(more): nan there")
  }
}

// MARK: Order

extension ForeignRows {
  private mutating func mergeByEpoch() throws(ImportProblem) {
    try findMissingEpochs()
    for index in rows.indices.dropFirst() {
      let (before, epoch) = (rows[index - 1].epoch ?? 0, rows[index].epoch ?? 0)
      if epoch < before {
        throw Self.anotherTraining(
          from: rows[index].place, log, "epoch \(Self.text(epoch)) after epoch \(Self.text(before))"
        )
      }
    }
    let isRepeated = zip(rows, rows.dropFirst()).contains { $0.epoch == $1.epoch }
    if isRepeated, isSparse(\.epoch) {
      merge(\.epoch, "epoch")
      addWhatIsMeasuredAtTheEnd()
    } else if isRepeated, columns.step == nil {
      let index = rows.indices.dropFirst().first { rows[$0].epoch == rows[$0 - 1].epoch } ?? 0
      let epoch = Self.text(rows[index].epoch ?? 0)
      throw ImportProblem(rows[index].place, "epoch \(epoch) after epoch \(epoch)")
    } else if columns.step != nil {
      try checkSteps(mayRepeat: false)
      return
    }
    try checkSteps(mayRepeat: true)
  }

  /// A row without an epoch belongs to the first epoch that ends at its step or later.
  private mutating func findMissingEpochs() throws(ImportProblem) {
    let ends = rows.filter { $0.epoch != nil && $0.step != nil }
    for index in rows.indices where rows[index].epoch == nil {
      guard let step = rows[index].step, let last = ends.last else {
        throw ImportProblem(
          rows[index].place, "epoch is empty, and no step determines the row's epoch")
      }
      rows[index].epoch = (ends.first { ($0.step ?? 0) >= step } ?? last).epoch
    }
  }

  /// Merges rows of one step, or of one fraction of an epoch, and counts them instead of epochs.
  private mutating func mergeInPlaceOfEpochs(fractions: Bool) throws(ImportProblem) {
    countsRows = true
    if columns.step != nil {
      if let row = rows.first(where: { $0.step == nil }) {
        throw ImportProblem(
          row.place, "the step is empty, and no whole epoch determines the row's position")
      }
      if isSparse(\.step) { merge(\.step, "step") }
      try checkSteps(mayRepeat: false)
    } else {
      let sorted = zip(rows, rows.dropFirst()).allSatisfy { ($0.epoch ?? 0) < ($1.epoch ?? 0) }
      guard sorted else { throw ImportProblem(.file, "the fractions of epochs do not ascend") }
    }
    notes.append(
      fractions
        ? "epoch has fractions and is left out: rows are counted instead"
        : "there is no column epoch: rows are counted instead")
  }

  private func checkSteps(mayRepeat: Bool) throws(ImportProblem) {
    guard columns.step != nil else { return }
    for index in rows.indices.dropFirst() {
      guard let before = rows[index - 1].step, let step = rows[index].step else { continue }
      if step < before || step == before && !mayRepeat {
        let words = "step \(step) after step \(before)"
        throw step < before && countsRows
          ? Self.anotherTraining(from: rows[index].place, log, words)
          : ImportProblem(rows[index].place, words)
      }
    }
  }

  /// Whether rows of one epoch or step do not each have every value.
  private func isSparse<Key: Equatable>(_ key: KeyPath<Row, Key>) -> Bool {
    rows.indices.dropFirst().contains { index in
      rows[index][keyPath: key] == rows[index - 1][keyPath: key]
        && (rows[index].cells + rows[index - 1].cells).contains(.missing)
    }
  }

  /// Merges adjacent rows with the same key: each column has the last value that is present.
  private mutating func merge<Key: Equatable>(_ key: KeyPath<Row, Key>, _ name: String) {
    var merged: [Row] = []
    for row in rows {
      guard let last = merged.last, last[keyPath: key] == row[keyPath: key] else {
        merged.append(row)
        continue
      }
      var one = row
      one.step = row.step ?? last.step
      one.cells = zip(last.cells, row.cells).map { $1 == .missing ? $0 : $1 }
      if one.digest.isEmpty { one.digest = last.digest }
      merged[merged.count - 1] = one
    }
    if merged.count < rows.count {
      notes.append(
        "\(rows.count) rows become \(merged.count), one for each \(name), with the last value of each column"
      )
    }
    rows = merged
  }

  /// Lightning tests after the last epoch, in a row of its own without other values.
  private mutating func addWhatIsMeasuredAtTheEnd() {
    guard rows.count > 1, let last = rows.last else { return }
    let measured = last.cells.indices.filter { last.cells[$0] != .missing }
    let isAlone = rows.dropLast().allSatisfy { row in
      measured.allSatisfy { row.cells[$0] == .missing }
    }
    guard isAlone, let first = measured.first else { return }
    rows.removeLast()
    for index in measured { rows[rows.count - 1].cells[index] = last.cells[index] }
    notes.append(
      "the last row has nothing but \(columns.metrics[first].new)"
        + (measured.count > 1 ? " and \(measured.count - 1) more" : "")
        + ": it is added to the last epoch")
  }

  private static func text(_ epoch: Double) -> String { String(Int(epoch)) }

  /// Refuses a file to which a second training appended its rows, with commands that extract one.
  private static func anotherTraining(
    from place: ImportProblem.Place, _ log: ForeignLog, _ words: String? = nil,
    isHeader: Bool = false
  ) -> ImportProblem {
    var advice: [Remedy] = []
    if case .line(let line) = place, let header = log.headerLine {
      let second = isHeader ? "\(max(1, header)),\(line - 1)d" : "\(header + 1),\(line - 1)d"
      advice = [
        "the first alone: sed '\(line),$d' FILE | \(command: .importFile("-"))",
        "the rest alone: sed '\(second)' FILE | \(command: .importFile("-"))",
      ]
    }
    let reason = isHeader ? "the header again" : words ?? ""
    let start =
      switch place {
      case .line(let line): "line \(line)"
      case .entry(let entry): "entry \(entry)"
      case .file: "here"
      }
    return ImportProblem(
      place, "another training begins at \(start): \(reason)", advice: advice)
  }
}
