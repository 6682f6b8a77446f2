import Files
import Reports

/// Standard output or standard error.
struct TextStream: Sendable {
  let descriptor: Int32
  let isTerminal: Bool
  /// Whether lines can be drawn over: a terminal that knows how to move its cursor.
  var canRedraw = false
  let style: TextStyle

  /// Takes everything and writes nothing.
  static let none = TextStream(descriptor: -1, isTerminal: false, style: .plain)

  /// The terminal's columns; 100 in a pipe or a file.
  var width: Int {
    var size = winsize()
    guard isTerminal, ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return 100
    }
    return Int(size.ws_col)
  }

  /// Writes a line, its decoration in ASCII where the locale asks for that.
  func print(_ line: String = "") {
    write(style.decorated(line) + "\n")
  }

  /// Writes the path of a file: escaped on a terminal, elsewhere as programs need it.
  func print(path: String) {
    print(isTerminal ? path.escaped : path)
  }

  /// Writes lines of prose, on a terminal each broken between words where it is too long.
  ///
  /// - Parameter decorated: what is written for the first line.
  func printFolded(_ text: String, decorated: (String) -> String = { $0 }) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let folded = isTerminal ? lines.flatMap { $0.folded(to: width) } : lines
    for (index, line) in folded.enumerated() { print(index == 0 ? decorated(line) : line) }
  }

  /// Writes all of the text, now or, once a training has begun, when the stream can take it. Without
  /// a training a reader that has gone ends the program quietly where this is standard output. What
  /// standard error cannot take is lost.
  func write(_ text: String) {
    guard descriptor >= 0 else { return }
    var text = text
    if text.withUTF8({ WaitingOutput.take($0, for: descriptor) }) { return }
    writeAll(text)
  }

  /// Writes all of the text, and waits until the stream has taken it. A signal that asks to stop ends
  /// the wait, and the program.
  func writeAll(_ text: String) {
    var text = text
    text.withUTF8 { writeAll($0) }
  }

  /// Writes all of the bytes, as `write` does where no training has begun.
  func write(_ bytes: [UInt8]) {
    bytes.withUnsafeBufferPointer { writeAll($0) }
  }

  private func writeAll(_ bytes: UnsafeBufferPointer<UInt8>) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let base = UnsafeBufferPointer(rebasing: room(for: rest))
      let count = systemWrite(descriptor, base.baseAddress, base.count)
      if count >= 0 {
        rest = rest.dropFirst(count)
      } else if errno == EAGAIN {
        // Whoever gave us the stream made it return at once.
        _ = WaitingOutput.canWrite(to: descriptor, within: 1)
      } else if errno != EINTR {
        giveUp(errno)
        return
      }
    }
  }

  /// As much as can be written now. Where nobody listens for signals, which end the program then, a
  /// write may wait; elsewhere it is small enough not to.
  private func room(
    for text: Slice<UnsafeBufferPointer<UInt8>>
  ) -> Slice<UnsafeBufferPointer<UInt8>> {
    guard StopSignal.isListening else { return text }
    while !WaitingOutput.canWrite(to: descriptor, within: 0.1) {
      if let signal = StopSignal.received { exit(ExitStatus.stopped(signal: signal).code) }
    }
    return text.prefix(512)
  }

  private func giveUp(_ code: Int32) {
    guard descriptor == STDOUT_FILENO else { return }
    guard code != EPIPE else { exit(ExitStatus.done.code) }
    let reason = systemWords(code)
    let messages = TextStream(descriptor: STDERR_FILENO, isTerminal: false, style: .plain)
    messages.print("error: cannot write the output: \(reason)")
    exit(ExitStatus.failed.code)
  }
}
