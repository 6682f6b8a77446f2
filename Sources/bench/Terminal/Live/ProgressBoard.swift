import Engine
import Reports

/// The live lines of one command's trainings at the bottom of a terminal, a line a training, and
/// the way to print above them. Threads may use it at once.
final class ProgressBoard: Sendable {
  private struct Drawing {
    var block: LiveBlock
    /// By the order of the command.
    var lines: [Int: ProgressLine] = [:]
    var drawn: ContinuousClock.Instant?
    var hasAnnouncedStop = false
  }

  /// Whether lines are drawn; where not, epochs are printed.
  let isLive: Bool
  private let stream: TextStream
  private let drawing: Guarded<Drawing>

  init(on stream: TextStream, isQuiet: Bool) {
    self.stream = stream
    isLive = stream.canRedraw && !isQuiet
    drawing = Guarded(Drawing(block: LiveBlock(on: stream)))
  }

  /// Shows where a training stands; a new one at once, others at most 10 times a second.
  func show(_ line: ProgressLine, of index: Int, at now: ContinuousClock.Instant) {
    drawing.withLock { drawing in
      let isNew = drawing.lines.updateValue(line, forKey: index) == nil
      if let drawn = drawing.drawn, !isNew, now - drawn < Self.pause { return }
      drawing.drawn = now
      draw(&drawing)
    }
  }

  /// Takes a training's line away.
  func remove(_ index: Int) {
    drawing.withLock { drawing in
      drawing.lines[index] = nil
      drawing.block.clear()
      draw(&drawing)
    }
  }

  /// Takes a training's line away, if one is named, and prints what `body` does above the others'.
  func print<Result>(ending index: Int? = nil, _ body: () throws -> Result) rethrows -> Result {
    try drawing.withLock { drawing in
      if let index { drawing.lines[index] = nil }
      drawing.block.clear()
      defer { draw(&drawing) }
      return try body()
    }
  }

  /// Whether a signal has come, which is told once.
  var isStopped: Bool {
    guard let signal = StopSignal.received else { return false }
    announceStop(signal)
    return true
  }

  /// Tells once that a signal was seen; what follows is printed below the lines as they stand.
  private func announceStop(_ signal: Int32) {
    drawing.withLock { drawing in
      guard !drawing.hasAnnouncedStop else { return }
      draw(&drawing)
      drawing.hasAnnouncedStop = true
      drawing.block.leave()
      let count = drawing.lines.count
      let runs = count > 1 ? "\(count) runs after this step of each" : "after this step"
      stream.print("\(StopSignal.name(signal)) stopping \(runs), then saving; again: at once")
    }
  }

  private func draw(_ drawing: inout Drawing) {
    guard isLive, !drawing.hasAnnouncedStop else { return }
    let width = stream.width
    drawing.block.draw(
      drawing.lines.sorted { $0.key < $1.key }.map { $0.value.text(width: width) })
  }

  /// Between two drawings.
  static let pause = Duration.milliseconds(100)
}
