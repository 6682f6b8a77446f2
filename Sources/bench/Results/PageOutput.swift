import Files
import JSON
import Reports

/// Where `bench report` writes its page, and what it says of it.
struct PageOutput {
  private let path: String
  private let file: OutputFile
  private let format: ResultFormat

  /// - Parameter standard: the file where none is named.
  /// - Throws: a `UsageError` if the page and JSON would both be written to standard output.
  init(_ arguments: Arguments, standard: String? = nil) throws {
    path = try arguments[Options.output] ?? standard ?? "report.html"
    file = try OutputFile(path)
    format = try arguments[Options.resultFormat]
    guard format != .json || file != .standardOutput else {
      throw UsageError(problem: "--format json has no room beside the page on standard output")
    }
  }

  /// - Parameter facts: the members of the JSON result, besides `file`.
  func write(_ page: Page, on terminal: Terminal, _ facts: [String: JSONValue]) throws {
    try terminal.write(page.text, to: file)
    if format == .json {
      terminal.print(.object(facts.merging(["file": .string(absolutePath(path))]) { $1 }))
    } else if file != .standardOutput {
      terminal.output.print(path.escaped)
    }
  }
}
