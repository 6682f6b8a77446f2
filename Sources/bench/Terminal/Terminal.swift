import Datasets
import Experiments
import Files
import JSON
import Reports
import Runs

/// The two streams of the program: results go to `output`, all else to `messages`.
struct Terminal: Sendable {
  let output: TextStream
  let messages: TextStream
  var wording: CommandWording
  /// How errors, warnings and notes are printed.
  var messageFormat = ResultFormat.text

  /// The process's own streams, with what its environment says of them.
  static func current() -> Terminal {
    let isUnicode = self.isUnicode
    let isDumb = environmentVariable("TERM") == "dumb"
    let allowsColour = environmentVariable("NO_COLOR") == nil && !isDumb
    func stream(_ descriptor: Int32) -> TextStream {
      let isTerminal = isatty(descriptor) == 1
      return TextStream(
        descriptor: descriptor, isTerminal: isTerminal, canRedraw: isTerminal && !isDumb,
        style: TextStyle(isColoured: isTerminal && allowsColour, isUnicode: isUnicode))
    }
    return Terminal(
      output: stream(STDOUT_FILENO), messages: stream(STDERR_FILENO),
      wording: CommandWording(program: ProgramName.current))
  }

  /// Prints a table in the format asked for; columns without room are named on `messages`.
  func print(_ table: Table, as format: TableFormat) {
    switch format {
    case .table:
      let layout = table.laidOut(width: output.width, style: output.style)
      output.write(layout.text)
      if !layout.dropped.isEmpty {
        let whole = wording.text(.again(["--format", "csv"]))
        messages.printFolded("no room for \(layout.dropped.listed); all columns: \(whole)")
      }
    case .markdown: output.write(table.markdown)
    case .csv: output.write(table.csv)
    case .json: output.write(table.json.prettyText + "\n")
    }
  }

  /// Writes a result to where a person said.
  ///
  /// - Throws: `FileError` where it cannot be written.
  func write(_ text: String, to file: OutputFile) throws(FileError) {
    if file == .standardOutput { output.write(text) } else { try file.write(Array(text.utf8)) }
  }

  /// Writes a result that is no text to where a person said.
  ///
  /// - Throws: `FileError` where it cannot be written.
  func write(_ bytes: [UInt8], to file: OutputFile) throws(FileError) {
    if file == .standardOutput { output.write(bytes) } else { try file.write(bytes) }
  }

  /// Prints `error: …` and its indented lines of advice.
  ///
  /// - Parameter status: how the program ends for it.
  func error(_ problem: String, advice: [Remedy] = [], status: ExitStatus = .failed) {
    note("error:", .error, problem, advice: advice, status: status)
  }

  func warning(_ problem: String, advice: [Remedy] = []) {
    note("warning:", .caution, problem, advice: advice)
  }

  /// Prints what a reader should keep in mind.
  func note(_ text: String) { note("note:", .caution, text, advice: []) }

  func note(_ text: Remedy) { note(wording.text(text)) }

  /// Prints lines of advice under what was said.
  func advise(_ remedies: Remedy...) { advise(remedies) }

  func advise(_ remedies: [Remedy]) {
    guard messageFormat == .text else { return }
    for remedy in remedies {
      messages.print("  " + emphasized(wording.text(remedy).escapedLines))
    }
  }

  /// Prints a dim hint, where a person is there to read it.
  func hint(_ remedy: Remedy) {
    guard messages.isTerminal else { return }
    messages.print(messages.style.painted(wording.text(remedy).escaped, .dim))
  }

  /// Words a person typed, or a file's, may be in it.
  private func note(
    _ word: String, _ tone: Tone, _ problem: String, advice: [Remedy], status: ExitStatus? = nil
  ) {
    guard messageFormat == .text else {
      let code = status.map { ["exit_code": JSONValue.integer(Int($0.code))] } ?? [:]
      return printObject(
        String(word.dropLast()),
        ["message": .string(problem), "advice": worded(advice)].merging(code) { $1 })
    }
    let style = messages.style
    messages.printFolded("\(word) \(problem.escapedLines)") { line in
      style.painted(word, tone) + line.dropFirst(word.count)
    }
    advise(advice)
  }

  private static var isUnicode: Bool {
    let locale =
      ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environmentVariable($0) }.first ?? "C"
    let charset = locale.lowercased()
    return charset.contains("utf-8") || charset.contains("utf8")
  }
}
