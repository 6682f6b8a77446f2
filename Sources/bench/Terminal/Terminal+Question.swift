import Files
import Reports

extension Terminal {
  /// Whether a person is there to answer.
  var canAsk: Bool { messages.isTerminal && isatty(STDIN_FILENO) == 1 }

  /// Asks, and returns whether the answer is yes; anything but `y` or `yes` is no.
  func confirms(_ question: String) -> Bool {
    messages.write("\(question.escaped) [y/N] ")
    return ["y", "yes"].contains((readLine() ?? "").lowercased())
  }
}
