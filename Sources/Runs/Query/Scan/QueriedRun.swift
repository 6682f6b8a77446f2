import Experiments
package import JSON

/// A run in a list: the values of its row and the requested fields.
package struct QueriedRun: Hashable, Sendable {
  package let id: String
  package let experiment: String
  package let state: RunState
  /// nil for a run that bench did not train.
  package let seed: UInt64?
  /// The number of epochs in its definition.
  package let epochs: Int?
  package let startedAt: Timestamp
  package let finishedAt: Timestamp?
  package let weightsSHA256: String?
  package let runKey: String
  package let summary: RunSummary
  private let values: [QueryField: JSONValue]

  /// The value of a requested field; nil if the run has none. A time is its milliseconds since
  /// 1970.
  package func value(of field: QueryField) -> JSONValue? { values[field] }

  /// Reads what a list needs of a run.
  package init(_ run: Run) { self.init(ReadRun(run), showing: []) }

  /// - Parameter fields: the requested fields.
  init(_ read: ReadRun, showing fields: [QueryField]) {
    let record = read.run.record
    id = read.run.id
    experiment = record.experiment
    state = read.run.state
    seed = record.imported == nil ? record.seed : nil
    epochs = read.value(of: Self.epochsField)?.int
    startedAt = record.createdAt
    finishedAt = record.finishedAt
    weightsSHA256 = record.weightsSHA256
    runKey = record.runKey
    summary = read.summary
    values = fields.reduce(into: [:]) { $0[$1] = read.value(of: $1) }
  }

  /// - Parameter shown: the requested fields, and their numbers among the indexed ones.
  /// - Returns: nil if the index lacks a value that every run has.
  init?(_ row: Int, in indexed: IndexedFields, showing shown: [(field: QueryField, number: Int)]) {
    let block = indexed.block
    func value(_ fact: QueryField.Fact) -> JSONValue? {
      block.value(row, named: QueryField.fact(fact).column)
    }
    guard let id = block.name(row), let experiment = value(.experiment)?.string,
      let state = value(.state)?.string.flatMap(RunState.init), state != .running,
      let started = value(.started)?.int, let runKey = value(.runKey)?.string,
      let summary = RunSummary(row, in: block)
    else { return nil }
    self.id = id
    self.experiment = experiment
    self.state = state
    self.runKey = runKey
    self.summary = summary
    seed = block.value(row, named: Self.seedColumn)?.string.flatMap { UInt64($0) }
    epochs = block.value(row, named: Self.epochsField.column)?.int
    startedAt = Timestamp(milliseconds: started)
    finishedAt = value(.finished)?.int.map(Timestamp.init)
    weightsSHA256 = value(.weights)?.string
    values = shown.reduce(into: [:]) { $0[$1.field] = indexed.value(row, $1.number) }
  }

  private static let epochsField = QueryField("training.epochs")
  /// The seed is stored with all 64 bits, because a number would lose some.
  static let seedColumn = "seed"
  static let bestEpochColumn = "best_epoch:"
  static let bestStepColumn = "best_step:"
}

extension RunSummary {
  /// - Returns: nil if the index lacks a value that every run has.
  init?(_ row: Int, in block: IndexBlock) {
    func value(_ fact: QueryField.Fact) -> JSONValue? {
      block.value(row, named: QueryField.fact(fact).column)
    }
    guard let epoch = value(.epoch)?.int, let step = value(.step)?.int,
      let seconds = value(.seconds)?.double
    else { return nil }
    self.init(
      epoch: epoch, step: step, totalSeconds: seconds,
      examplesPerSecond: value(.examplesPerSecond)?.double)
    for (column, number) in block.columns where column.hasPrefix(QueryField.lastPrefix) {
      guard let last = block.value(row, number)?.double else { continue }
      let name = String(column.dropFirst(QueryField.lastPrefix.count))
      let best = block.value(row, named: QueryField.best(name).column)?.double
      let epoch = block.value(row, named: QueriedRun.bestEpochColumn + name)?.int
      let step = block.value(row, named: QueriedRun.bestStepColumn + name)?.int
      metrics.append(
        MetricSummary(
          name: name, last: last,
          best: best.map { BestValue(value: $0, epoch: epoch ?? 0, step: step ?? 0) }))
    }
    sortMetrics()
  }
}
