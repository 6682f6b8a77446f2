/// A run that another process trains.
struct OtherProcess {
  /// The time to the next look: half a second, and twice as long each time.
  private let interval: Duration
  let nextLook: ContinuousClock.Instant

  private static let shortest = Duration.milliseconds(500)
  private static let longest = Duration.seconds(16)

  /// - Parameters:
  ///   - last: what was known at the last look.
  ///   - count: of how many runs this is one. Together they are looked at twice a second at most,
  ///     since many processes may wait for many.
  init(after last: OtherProcess?, among count: Int) {
    interval = last.map { min($0.interval * 2, Self.longest) } ?? Self.shortest
    nextLook = .now.advanced(by: max(interval, Self.shortest * count))
  }
}
