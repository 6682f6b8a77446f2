import Experiments
import Files
import JSON

/// A run that a scan visits, from the index or from its own files.
enum ScannedRun: Sendable {
  case indexed(Int, IndexedFields)
  case read(ReadRun, [QueryField])

  /// The value of the field with this number; nil if the run has none.
  func value(_ number: Int) -> JSONValue? {
    switch self {
    case .indexed(let row, let fields): fields.value(row, number)
    case .read(let run, let fields): run.value(of: fields[number])
    }
  }
}

extension ScannedRun {
  /// The step at which a metric was best; nil if the run has no such value.
  func bestStep(of metric: String) -> Int? {
    switch self {
    case .indexed(let row, let fields):
      fields.block.value(row, named: QueriedRun.bestStepColumn + metric)?.int
    case .read(let run, _): run.summary[metric]?.best?.step
    }
  }
}

/// Collects values from the runs of a scan. Each core has a visitor of its own.
///
/// The results of several visitors are added in any order.
protocol RunVisitor: Sendable {
  /// The fields that it needs.
  var fields: [QueryField] { get }
  /// Whether it needs more than those fields and run.json.
  var wantsDefinition: Bool { get }

  /// - Returns: false if the index lacks what is needed. The run's files are then read.
  mutating func visit(_ run: ScannedRun) -> Bool
  mutating func add(_ other: Self)
}

extension RunVisitor {
  /// Whether a run's definition is any matter to it.
  var needsDefinition: Bool {
    wantsDefinition || fields.contains { if case .definition = $0 { true } else { false } }
  }
}

/// The results of a scan besides those of its visitor.
package struct RunCounts: Sendable {
  /// The number of runs, including those that cannot be read.
  package internal(set) var count = 0
  /// The errors of the runs that were left out, including links, which are not followed:
  /// `runs/old-003/run.json:1:212: not JSON, found the end`.
  package internal(set) var unreadable: [RunError] = []
  /// The metrics that some run has.
  package internal(set) var metrics: Set<String> = []
  /// The better values of imported runs' metrics, as stated by a person.
  var statedDirections: [String: Set<MetricDirection>] = [:]
  /// The names of folders that could be runs' but have no run.json.
  var foldersWithoutRun: [String] = []

  /// The fields that a person may ask for.
  package var fields: KnownFields { fields(proposing: QueryField.outsideMetrics) }

  func fields(proposing proposed: [QueryField]) -> KnownFields {
    KnownFields(
      metrics: metrics, statedDirections: statedDirections, proposing: proposed)
  }

  mutating func add(_ other: RunCounts) {
    count += other.count
    unreadable += other.unreadable
    foldersWithoutRun += other.foldersWithoutRun
    metrics.formUnion(other.metrics)
    statedDirections.merge(other.statedDirections) { $0.union($1) }
  }
}

extension RunStore {
  /// Shows every run to a visitor: unchanged ones from the index, the others from their files. Only
  /// a few are in memory at a time.
  func scan<Visitor: RunVisitor>(_ visitor: inout Visitor) throws(RunError) -> RunCounts {
    guard let runs = try runsFolder() else { return RunCounts() }
    var places: [String: Int] = [:]
    var ids: [String] = []
    var runCounts = RunCounts()
    for (name, kind) in try runs.kinds() where RunID.isValid(name) {
      // Links are left out, because they would be followed when a folder is examined without being
      // opened.
      let kind = kind ?? (try? runs.status(of: name))?.kind
      if kind == .symbolicLink {
        runCounts.unreadable.append(
          RunError(FileError(.symbolicLink, .opening, runs.path(of: name))))
      }
      if let kind, kind != .folder { continue }
      places[name] = ids.count
      ids.append(name)
    }
    let empty = visitor
    var isSeen = [Bool](repeating: false, count: ids.count)
    scanIndex(of: runs, places, empty, &isSeen, &visitor, &runCounts)
    let others = ids.indices.filter { !isSeen[$0] }.map { ids[$0] }.sorted()
    let threshold = fewestIndexed + ids.count / 128
    var writer = others.count >= threshold ? RunIndexWriter(in: runs) : nil
    read(others, in: runs, empty, &writer, &visitor, &runCounts)
    guard var writer else { return runCounts }
    if writer.written.count < threshold {
      writer.discard()
      return runCounts
    }
    do {
      try writer.finish(keeping: ids)
    } catch {
      // The index is a cache: if it cannot be written, the next scan reads the runs again.
      writer.discard()
    }
    return runCounts
  }

  private func scanIndex<Visitor: RunVisitor>(
    of runs: RunFolder, _ places: [String: Int], _ empty: Visitor, _ isSeen: inout [Bool],
    _ visitor: inout Visitor, _ runCounts: inout RunCounts
  ) {
    guard var reader = RunIndexReader(in: runs) else { return }
    var isClaimed = isSeen
    while true {
      var sealed: [SealedBlock] = []
      while sealed.count < 8, let next = reader.next() { sealed.append(next) }
      if sealed.isEmpty { return }
      let blocks = readConcurrently(sealed, portion: 1) { $0.block }.compactMap(\.self)
      // A run's first entry counts: later ones are older.
      let entries = blocks.map { block in
        (
          block: block,
          rows: (0..<block.rows).compactMap { row -> IndexedRow? in
            guard let id = block.name(row), let place = places[id], !isClaimed[place] else {
              return nil
            }
            isClaimed[place] = true
            return IndexedRow(id: id, place: place, row: row)
          }
        )
      }
      let parts = readConcurrently(entries, portion: 1) { entry in
        IndexScan(entry.block, entry.rows, in: runs, empty)
      }
      for part in parts {
        visitor.add(part.visitor)
        runCounts.add(part.runCounts)
        for place in part.seen { isSeen[place] = true }
      }
    }
  }

  /// Reads runs and adds those that have ended to the new index.
  private func read<Visitor: RunVisitor>(
    _ ids: [String], in runs: RunFolder, _ empty: Visitor, _ writer: inout RunIndexWriter?,
    _ visitor: inout Visitor, _ runCounts: inout RunCounts
  ) {
    let now = writer?.now
    let size = IndexBlockBuilder.maximumRows
    var start = 0
    while start < ids.count {
      let batch = (0..<8).map { index in
        ids[min(ids.count, start + index * size)..<min(ids.count, start + (index + 1) * size)]
      }
      start += 8 * size
      let parts = readConcurrently(batch.filter { !$0.isEmpty }, portion: 1) { ids in
        FileScan(ids, of: self, in: runs, indexedAt: now, empty)
      }
      for part in parts {
        visitor.add(part.visitor)
        runCounts.add(part.runCounts)
        guard !part.indexed.isEmpty else { continue }
        do {
          try writer?.append(part.block, of: part.indexed)
        } catch {
          writer?.discard()
          writer = nil
        }
      }
    }
  }
}

/// A run's row in a block of the index.
struct IndexedRow: Sendable {
  let id: String
  /// The position of its id among all ids.
  let place: Int
  let row: Int
}

/// The result of reading the runs of one block of the index.
private struct IndexScan<Visitor: RunVisitor>: Sendable {
  var visitor: Visitor
  var runCounts = RunCounts()
  /// The positions of the unchanged runs.
  var seen: [Int] = []

  init(_ block: IndexBlock, _ rows: [IndexedRow], in runs: RunFolder, _ visitor: Visitor) {
    self.visitor = visitor
    let fields = IndexedFields(visitor.fields, in: block)
    let needsDefinition = visitor.needsDefinition
    let metrics = block.metrics
    var unmet = Array(metrics.values)
    // The last rows are usually the newest runs, with which lists begin.
    for row in rows.reversed() {
      guard block.isUnchanged(row.row, row.id, in: runs, withDefinition: needsDefinition),
        fields.areKnown(row.row), self.visitor.visit(.indexed(row.row, fields))
      else { continue }
      seen.append(row.place)
      unmet.removeAll { block.hasValue(row.row, $0) }
    }
    runCounts.count = seen.count
    runCounts.metrics = Set(metrics.filter { !unmet.contains($0.value) }.keys)
  }
}
