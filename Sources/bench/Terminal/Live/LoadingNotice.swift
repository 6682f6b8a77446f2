import Engine
import Files

/// A line on a live terminal that appears if loading data takes over a second.
final class LoadingNotice: Sendable {
  /// nil after the end.
  private let line: Guarded<LiveLine?>

  init(on stream: TextStream) {
    line = Guarded(LiveLine(on: stream))
    guard stream.canRedraw else { return }
    // A queue of Dispatch would need two open files, and trap where there are none left.
    _ = startThread { [line] in
      usleep(1_000_000)
      line.withLock { $0?.draw(always: true) { _ in "loading the data …" } }
    }
  }

  /// Wipes the line out. It does not appear again.
  func end() {
    line.withLock { line in
      line?.clear()
      line = nil
    }
  }

  /// Runs `body` with the notice.
  static func during<Result>(
    on stream: TextStream, _ body: () throws -> Result
  ) rethrows -> Result {
    let notice = LoadingNotice(on: stream)
    defer { notice.end() }
    return try body()
  }
}
