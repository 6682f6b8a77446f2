import Files
import Reports

/// Lines at the bottom of a terminal that are drawn over and over, now more and now fewer. The
/// cursor waits at the end of the last one.
struct LiveBlock {
  private let stream: TextStream
  private var height = 0

  init(on stream: TextStream) {
    self.stream = stream
  }

  /// Draws these lines in place of those before; as many as the terminal has room for.
  mutating func draw(_ lines: [String]) {
    guard stream.canRedraw, !lines.isEmpty else { return }
    let shown = lines.prefix(max(1, rows - 1))
    // Each line is wiped out before it is written: after a line as wide as the terminal the cursor
    // stands on its last character. No line may wrap: the next drawing goes up by as many lines as
    // there are.
    let text = shown.map { "\u{1B}[K" + stream.style.decorated($0) }.joined(separator: "\n")
    stream.write("\u{1B}[?7l\(upward)\(text)\(height > shown.count ? "\u{1B}[J" : "")\u{1B}[?7h")
    height = shown.count
  }

  /// Wipes the lines out, so that something else can take their place.
  mutating func clear() {
    guard height > 0 else { return }
    stream.write(upward + (height > 1 ? "\u{1B}[J" : "\u{1B}[K"))
    height = 0
  }

  /// Leaves the lines as they stand and goes to the next.
  mutating func leave() {
    guard height > 0 else { return }
    stream.write("\n")
    height = 0
  }

  /// To the start of the first line.
  private var upward: String { height > 1 ? "\r\u{1B}[\(height - 1)A" : "\r" }

  private var rows: Int {
    var size = winsize()
    guard ioctl(stream.descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
    return Int(size.ws_row)
  }
}
