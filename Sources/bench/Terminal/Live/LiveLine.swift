import Reports

/// The line at the bottom of a terminal that is drawn over and over.
struct LiveLine {
  private let stream: TextStream
  private let clock = ContinuousClock()
  private var drawn: ContinuousClock.Instant?
  private(set) var isVisible = false

  init(on stream: TextStream) {
    self.stream = stream
  }

  /// Draws the line anew, at most 10 times a second unless it must be drawn.
  mutating func draw(always: Bool = false, _ text: (_ width: Int) -> String) {
    guard stream.canRedraw else { return }
    let now = clock.now
    if let drawn, !always, now - drawn < .milliseconds(100) { return }
    drawn = now
    isVisible = true
    stream.write("\r" + stream.style.decorated(text(stream.width)) + "\u{1B}[K")
  }

  /// Wipes the line out, so that something else can take its place.
  mutating func clear() {
    guard isVisible else { return }
    isVisible = false
    stream.write("\r\u{1B}[K")
  }

  /// Leaves the line as it stands and goes to the next.
  mutating func leave() {
    guard isVisible else { return }
    isVisible = false
    stream.write("\n")
  }
}
