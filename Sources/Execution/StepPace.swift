/// How many steps go by between two looks at the clock: a step of a tiny network takes no longer
/// than the look.
package struct StepPace {
  private var steps = 0
  private var portion = 1
  private var last: ContinuousClock.Instant?

  package init() {}

  /// Whether it is time to look at what a step brought: about every 5 to 20 ms, or after every
  /// step that takes longer.
  package mutating func isDue(_ clock: ContinuousClock) -> Bool {
    steps += 1
    guard steps >= portion else { return false }
    let now = clock.now
    if let last {
      let elapsed = last.duration(to: now)
      if elapsed < .milliseconds(5) { portion *= 2 }
      if elapsed > .milliseconds(20) { portion = max(1, portion / 2) }
    }
    last = now
    steps = 0
    return true
  }
}
