/// Examples a second over about the last second.
package struct RateMeter {
  private var since: ContinuousClock.Instant
  private var examples = 0
  private var shown: Double?

  package init(_ start: ContinuousClock.Instant) {
    since = start
  }

  package mutating func add(_ count: Int) { examples += count }

  /// Returns the rate; nil before anything was measured.
  package mutating func perSecond(at now: ContinuousClock.Instant) -> Double? {
    let duration = since.duration(to: now)
    guard examples > 0, duration >= .milliseconds(50) else { return shown }
    let parts = duration.components
    let rate = Double(examples) / (Double(parts.seconds) + Double(parts.attoseconds) * 1e-18)
    shown = shown.map { 0.7 * $0 + 0.3 * rate } ?? rate
    since = now
    examples = 0
    return shown
  }
}
