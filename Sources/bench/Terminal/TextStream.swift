import Reports

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Standard output or standard error.
struct TextStream: Sendable {
  let descriptor: Int32
  let isTerminal: Bool
  /// Whether lines can be drawn over: a terminal that knows how to move its cursor.
  var canRedraw = false
  let style: TextStyle

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

  /// Writes lines of prose, on a terminal each broken between words where it is too long.
  ///
  /// - Parameter decorated: what is written for the first line.
  func printFolded(_ text: String, decorated: (String) -> String = { $0 }) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let folded = isTerminal ? lines.flatMap { $0.folded(to: width) } : lines
    for (index, line) in folded.enumerated() { print(index == 0 ? decorated(line) : line) }
  }

  /// Writes all of the text. A reader that has gone ends the program quietly where this is
  /// standard output; what standard error cannot take is lost.
  func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let base = UnsafeBufferPointer(rebasing: rest)
        #if canImport(Darwin)
          let count = Darwin.write(descriptor, base.baseAddress, base.count)
        #elseif canImport(Musl)
          let count = Musl.write(descriptor, base.baseAddress, base.count)
        #else
          let count = Glibc.write(descriptor, base.baseAddress, base.count)
        #endif
        if count >= 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          giveUp(errno)
          return
        }
      }
    }
  }

  private func giveUp(_ code: Int32) {
    guard descriptor == STDOUT_FILENO else { return }
    guard code != EPIPE else { exit(ExitStatus.done.code) }
    let reason = String(cString: strerror(code))
    let messages = TextStream(descriptor: STDERR_FILENO, isTerminal: false, style: .plain)
    messages.print("error: cannot write the output: \(reason)")
    exit(ExitStatus.failed.code)
  }
}
