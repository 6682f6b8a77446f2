/// The first runs of an order, found without storing the others.
struct BestRuns<Found: Sendable>: Sendable {
  private let order: RunOrder?
  private let limit: Int
  private var best: [(rank: RunRank, run: Found)] = []
  /// The last of the requested number of runs. Runs after it are dropped.
  private var last: RunRank?

  /// - Parameter order: nil: the newest first.
  init(_ limit: Int, by order: RunOrder?) {
    self.limit = limit
    self.order = order
  }

  /// Whether a run of this rank may be one of them.
  func wants(_ rank: RunRank) -> Bool {
    last.map { rank.precedes($0, by: order) } ?? true
  }

  mutating func add(_ run: Found, _ rank: RunRank) {
    best.append((rank, run))
    // Twice as many as wanted, so that each is moved a few times only.
    if best.count / 2 >= limit { shorten() }
  }

  mutating func add(_ other: BestRuns) {
    for item in other.best where wants(item.rank) { add(item.run, item.rank) }
  }

  /// The runs in their order.
  var runs: [Found] {
    var copy = self
    copy.shorten()
    return copy.best.map(\.run)
  }

  private mutating func shorten() {
    best.sort { $0.rank.precedes($1.rank, by: order) }
    guard best.count >= limit else { return }
    best.removeLast(best.count - limit)
    last = best.last?.rank
  }
}
