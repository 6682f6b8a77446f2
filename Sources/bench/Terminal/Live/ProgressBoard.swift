import Engine
import Files
import Reports

/// The live lines at the bottom of a terminal: one for each training of a command, and above them
/// one for all of them. It also prints other text above these lines, and is safe to use from
/// several threads.
final class ProgressBoard: Sendable {
  private struct Drawing {
    var block: LiveBlock
    /// By the order of the command.
    var lines: [Int: ProgressLine] = [:]
    /// Where each training began: a resumed one is partly done.
    var beginnings: [Int: Double] = [:]
    /// Runs that have ended or need no training.
    var done = 0
    /// How many of them this command has trained. A resumed one counts as the fraction trained
    /// here.
    var trained = 0.0
    var drawn: ContinuousClock.Instant?
    var hasAnnouncedStop = false
  }

  /// Whether lines are drawn; where not, epochs are printed.
  let isLive: Bool
  private let stream: TextStream
  /// All runs of the command.
  private let runs: Int
  private let start = ContinuousClock.now
  private let drawing: Guarded<Drawing>

  /// - Parameter runs: all runs of the command. Of a single one no line stands for the whole.
  init(on stream: TextStream, isQuiet: Bool, runs: Int = 1) {
    self.stream = stream
    self.runs = runs
    isLive = stream.canRedraw && !isQuiet
    drawing = Guarded(Drawing(block: LiveBlock(on: stream)))
  }

  /// Shows where a training stands; a new one at once, others at most 10 times a second.
  func show(_ line: ProgressLine, of index: Int, at now: ContinuousClock.Instant) {
    drawing.withLock { drawing in
      let isNew = drawing.lines.updateValue(line, forKey: index) == nil
      if isNew { drawing.beginnings[index] = line.fraction }
      if let drawn = drawing.drawn, !isNew, now - drawn < Self.pause { return }
      drawing.drawn = now
      draw(&drawing)
    }
  }

  /// Takes a training's line away.
  func remove(_ index: Int) {
    drawing.withLock { drawing in
      end(index, &drawing)
      drawing.block.clear()
      draw(&drawing)
    }
  }

  /// Takes a training's line away, if one is named, and prints what `body` does above the others'.
  func print<Result>(ending index: Int? = nil, _ body: () throws -> Result) rethrows -> Result {
    try drawing.withLock { drawing in
      if let index { end(index, &drawing) }
      drawing.block.clear()
      defer { draw(&drawing) }
      return try body()
    }
  }

  /// Counts a run that needed no training as done.
  func pass() { drawing.withLock { $0.done += 1 } }

  private func end(_ index: Int, _ drawing: inout Drawing) {
    guard drawing.lines.removeValue(forKey: index) != nil else { return }
    drawing.done += 1
    drawing.trained += 1 - (drawing.beginnings[index] ?? 0)
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
    let lines = drawing.lines.sorted { $0.key < $1.key }.map { $0.value.text(width: width) }
    let isForAll = runs > 1 && !lines.isEmpty
    drawing.block.draw((isForAll ? [overall(drawing).text(width: width)] : []) + lines)
  }

  private func overall(_ drawing: Drawing) -> OverallLine {
    let begun = drawing.lines.values.reduce(0) { $0 + $1.fraction }
    let before = drawing.lines.keys.reduce(0) { $0 + (drawing.beginnings[$1] ?? 0) }
    return OverallLine(
      counts: "\(drawing.done) of \(runs) done", others: "\(drawing.lines.count) running",
      trained: drawing.trained + begun - before, left: Double(runs - drawing.done) - begun,
      elapsedSeconds: start.duration(to: .now).seconds)
  }

  /// Between two drawings.
  static let pause = Duration.milliseconds(100)
}
