import Dispatch
import Engine

/// A line on a live terminal that appears if loading data takes over a second.
final class LoadingNotice: Sendable {
  /// nil after the end.
  private let line: Guarded<LiveLine?>

  init(on stream: TextStream) {
    line = Guarded(LiveLine(on: stream))
    DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(1)) { [line] in
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
