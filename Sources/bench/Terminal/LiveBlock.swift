import Reports

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Lines at the bottom of a terminal that are drawn over and over, now more and now fewer.
struct LiveBlock {
  private let stream: TextStream
  private var height = 0

  init(on stream: TextStream) {
    self.stream = stream
  }

  /// Draws these lines in place of those before; as many as the terminal has room for.
  mutating func draw(_ lines: [String]) {
    let shown = lines.prefix(max(1, rows - 1))
    // No line may wrap: the next drawing goes up by as many lines as there are.
    let text = shown.map { stream.style.decorated($0) + "\n" }.joined()
    stream.write("\(upward)\u{1B}[?7l\(text)\u{1B}[?7h")
    height = shown.count
  }

  /// Wipes the lines out, so that something else can take their place.
  mutating func clear() {
    guard height > 0 else { return }
    stream.write(upward)
    height = 0
  }

  private var upward: String { height > 0 ? "\r\u{1B}[\(height)A\u{1B}[J" : "" }

  private var rows: Int {
    var size = winsize()
    guard ioctl(stream.descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
    return Int(size.ws_row)
  }
}
