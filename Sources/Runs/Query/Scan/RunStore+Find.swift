import Experiments
import JSON

/// The runs to find, their order, and the values to return.
package struct RunSearch: Sendable {
  let condition: QueryCondition?
  let order: RunOrder?
  let limit: Int
  /// The fields of the condition, by number; then those of the order; then those that are shown;
  /// then the start of the run.
  let fields: [QueryField]
  let ranked: Range<Int>
  let shown: Range<Int>

  /// - Parameters:
  ///   - query: nil for all runs.
  ///   - order: nil for the newest first.
  ///   - shown: the fields to return.
  package init(
    _ query: RunQuery? = nil, order: RunOrder? = nil, limit: Int = .max,
    showing shown: [QueryField] = []
  ) {
    self.init(
      query?.condition, query?.fields ?? [], order: order, limit: limit, showing: shown)
  }

  /// Runs with these facts.
  ///
  /// - Parameter order: nil: the newest first.
  package init(
    _ facts: [QueryField.Fact: String], order: RunOrder? = nil, limit: Int = .max
  ) {
    let fields = Array(facts.keys)
    let conditions = fields.indices.map { number in
      QueryCondition.compare(number, .equal, [.string(facts[fields[number]] ?? "")])
    }
    let condition = conditions.dropFirst().reduce(conditions.first) { both, next in
      both.map { .both($0, next) }
    }
    self.init(condition, fields.map(QueryField.fact), order: order, limit: limit)
  }

  init(
    _ condition: QueryCondition?, _ asked: [QueryField], order: RunOrder?, limit: Int,
    showing shown: [QueryField] = []
  ) {
    self.condition = condition
    self.order = order
    self.limit = limit
    let sorted = order?.fields ?? []
    ranked = asked.count..<(asked.count + sorted.count)
    self.shown = ranked.upperBound..<(ranked.upperBound + shown.count)
    fields = asked + sorted + shown + [.fact(.started), .fact(.id)]
  }
}

/// The result of a search.
package struct FoundRuns: Sendable {
  /// The runs in their order, at most as many as requested.
  package let runs: [QueriedRun]
  /// How many match.
  package let matching: Int
  package let runCounts: RunCounts
}

/// The ids that a search found.
package struct FoundIDs: Sendable {
  /// The ids in their order, at most as many as requested.
  package let ids: [String]
  /// How many match.
  package let matching: Int
}

extension RunStore {
  /// Finds runs. Only those that changed since the last scan are read.
  package func find(_ search: RunSearch) throws(RunError) -> FoundRuns {
    var visitor = SearchVisitor<QueriedRun>(search)
    let runCounts = try scan(&visitor)
    return FoundRuns(runs: visitor.best.runs, matching: visitor.matching, runCounts: runCounts)
  }

  /// Finds the ids of runs. Files other than run.json are read only if they are needed.
  package func findIDs(_ search: RunSearch) throws(RunError) -> FoundIDs {
    var visitor = SearchVisitor<String>(search)
    _ = try scan(&visitor)
    return FoundIDs(ids: visitor.best.runs, matching: visitor.matching)
  }

  /// How many runs there are of each experiment.
  package func countsByExperiment() throws(RunError) -> [String: Int] {
    var visitor = CountingVisitor()
    _ = try scan(&visitor)
    return visitor.counts
  }
}

/// What a search stores of a run.
private protocol SearchResult: Sendable {
  /// Whether it needs more than run.json.
  static var hasDefinition: Bool { get }

  /// - Parameter shown: the requested fields and their numbers.
  /// - Returns: nil if the index lacks a value that every run has.
  init?(_ run: ScannedRun, id: String, showing shown: [(field: QueryField, number: Int)])
}

extension QueriedRun: SearchResult {
  fileprivate static var hasDefinition: Bool { true }

  fileprivate init?(
    _ run: ScannedRun, id: String, showing shown: [(field: QueryField, number: Int)]
  ) {
    switch run {
    case .read(let read, _): self.init(read, showing: shown.map(\.field))
    case .indexed(let row, let fields): self.init(row, in: fields, showing: shown)
    }
  }
}

extension String: SearchResult {
  fileprivate static var hasDefinition: Bool { false }

  fileprivate init?(
    _ run: ScannedRun, id: String, showing shown: [(field: QueryField, number: Int)]
  ) {
    self = id
  }
}

private struct SearchVisitor<Found: SearchResult>: RunVisitor {
  private let search: RunSearch
  private let shown: [(field: QueryField, number: Int)]
  private(set) var best: BestRuns<Found>
  private(set) var matching = 0

  var fields: [QueryField] { search.fields }
  var wantsDefinition: Bool { Found.hasDefinition }

  init(_ search: RunSearch) {
    self.search = search
    shown = search.shown.map { (search.fields[$0], $0) }
    best = BestRuns(search.limit, by: search.order)
  }

  mutating func visit(_ run: ScannedRun) -> Bool {
    if let condition = search.condition, !condition.holds(run.value) { return true }
    let place = search.shown.upperBound
    guard let started = run.value(place)?.int, let id = run.value(place + 1)?.string else {
      return false
    }
    let rank = RunRank(values: search.ranked.map(run.value), startedAt: started, id: id)
    if best.wants(rank) {
      guard let found = Found(run, id: id, showing: shown) else { return false }
      best.add(found, rank)
    }
    matching += 1
    return true
  }

  mutating func add(_ other: SearchVisitor) {
    matching += other.matching
    best.add(other.best)
  }
}

private struct CountingVisitor: RunVisitor {
  let fields: [QueryField] = [.fact(.experiment)]
  let wantsDefinition = false
  private(set) var counts: [String: Int] = [:]

  mutating func visit(_ run: ScannedRun) -> Bool {
    guard let experiment = run.value(0)?.string else { return false }
    counts[experiment, default: 0] += 1
    return true
  }

  mutating func add(_ other: CountingVisitor) {
    counts.merge(other.counts, uniquingKeysWith: +)
  }
}
