import Experiments
import Files

/// The result of reading some runs' files.
struct FileScan<Visitor: RunVisitor>: Sendable {
  private(set) var visitor: Visitor
  private(set) var runCounts = RunCounts()
  /// The runs in the block, and the block.
  private(set) var indexed: [String] = []
  private(set) var block: [UInt8] = []
  private var previousMetrics: [MetricSummary] = []

  /// - Parameter now: the identity of the new index's file; nil if no index is written.
  init(
    _ ids: ArraySlice<String>, of store: RunStore, in runs: RunFolder, indexedAt now: FileIdentity?,
    _ visitor: Visitor
  ) {
    self.visitor = visitor
    var builder = IndexBlockBuilder()
    var forms = DefinitionForms()
    for id in ids {
      guard let run = open(id, of: store, in: runs) else { continue }
      if let now, !builder.isFull, let entry = IndexEntry(run, settledBy: now, &forms),
        builder.add(id, entry.identity, entry.facts, entry.definition)
      {
        indexed.append(id)
      } else {
        visit(run)
      }
    }
    guard builder.count > 0 else { return }
    block = builder.finished()
    visitIndexed(of: store, in: runs)
  }

  /// Opens a run and counts it.
  private mutating func open(_ id: String, of store: RunStore, in runs: RunFolder) -> Run? {
    switch store.listed(id, in: runs, isKeptOpen: true) {
    case .success(let run):
      runCounts.count += 1
      return run
    case .failure(let error):
      runCounts.count += 1
      runCounts.unreadable.append(error)
      return nil
    case nil:
      runCounts.foldersWithoutRun.append(id)
      return nil
    }
  }

  private mutating func visit(_ run: Run) {
    let read = ReadRun(run, withDefinition: visitor.needsDefinition)
    _ = visitor.visit(.read(read, visitor.fields))
    for (name, direction) in run.record.metricDirections ?? [:] {
      runCounts.statedDirections[name, default: []].insert(direction)
    }
    let metrics = read.summary.metrics
    // Nearly all runs have the metrics of the run before.
    if !metrics.elementsEqual(previousMetrics, by: { $0.name == $1.name }) {
      runCounts.metrics.formUnion(metrics.map(\.name))
      previousMetrics = metrics
    }
  }

  /// Shows the runs of the block as the next scan will.
  private mutating func visitIndexed(of store: RunStore, in runs: RunFolder) {
    guard let block = IndexBlock(block) else { preconditionFailure("the block is our own") }
    let fields = IndexedFields(visitor.fields, in: block)
    runCounts.metrics.formUnion(block.metrics.keys)
    for row in (0..<block.rows).reversed() {
      if fields.areKnown(row), visitor.visit(.indexed(row, fields)) { continue }
      guard let run = try? store.listed(indexed[row], in: runs, isKeptOpen: true)?.get() else {
        continue
      }
      visit(run)
    }
  }
}
