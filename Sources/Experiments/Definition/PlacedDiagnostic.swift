package import Datasets
import Files

/// An error in a definition with its position, what was found, and advice.
package struct PlacedDiagnostic: Hashable, Sendable {
  /// The position of the text.
  package enum Place: Hashable, Sendable {
    /// A file, with a line and column from 1.
    case text(file: String, line: Int, column: Int)
    /// A file as a whole, or something that it lacks.
    case file(String)
    /// An option: `--set optimizer.lr=0.1`.
    case option(String)
    /// No position: the problem says everything.
    case nowhere
  }

  /// The line of the file, ready to print, and the columns to mark in it.
  package struct MarkedLine: Hashable, Sendable {
    package var number: Int
    package var text: String
    /// Columns from 0.
    package var mark: Range<Int>

    /// `   9 |   "optimizer": { "learning_rat": 0.1 },`.
    package var sourceText: String {
      let digits = String(number)
      return String(repeating: " ", count: max(0, 4 - digits.count)) + digits + " | " + text
    }

    /// `     |                  ^^^^^^^^^^^^^^`.
    package var markText: String {
      "     | " + String(repeating: " ", count: mark.lowerBound)
        + String(repeating: "^", count: max(1, mark.count))
    }
  }

  package var place: Place
  /// `optimizer.learning_rat`; empty if the position already shows it.
  package var path: String
  /// `unknown key`.
  package var problem: String
  package var source: MarkedLine?
  /// Advice, one line each, without indentation.
  package var hints: [Remedy]
  /// Whether the definition may be right and a data file is at fault.
  package var isAboutData = false

  package init(
    place: Place, path: String = "", problem: String, source: MarkedLine? = nil,
    hints: [Remedy] = []
  ) {
    self.place = place
    self.path = path
    self.problem = problem
    self.source = source
    self.hints = hints
  }

  var isInOption: Bool {
    if case .option = place { true } else { false }
  }

  /// The first line, without `error:`, escaped.
  package var headline: String {
    let start =
      switch place {
      case .text(let file, let line, let column): "\(file):\(line):\(column): "
      case .file(let file): "\(file): "
      case .option(let option): "\(option): "
      case .nowhere: ""
      }
    return (start + (path.isEmpty ? "" : path + ": ") + problem).printable
  }
}

extension PlacedDiagnostic: CustomStringConvertible {
  /// All lines, without `error:` and without colour.
  package var description: String {
    let marked = source.map { [$0.sourceText, $0.markText] } ?? []
    return ([headline] + marked + hints.map { "  " + $0.description.printable }).joined(
      separator: "\n")
  }
}

/// A definition that cannot be used, with all its errors.
package struct DefinitionError: Error, Hashable, Sendable {
  /// The errors in the order of the text, at most `mostShown`.
  package let diagnostics: [PlacedDiagnostic]
  /// How many there are in all.
  package let total: Int
  /// The requested file as messages show it; empty if there is none.
  package let file: String

  /// Whether all errors are about data files.
  package var isAboutData: Bool { diagnostics.allSatisfy(\.isAboutData) }

  /// The most errors that are reported.
  package static let mostShown = 10

  /// - Parameter total: the number of errors, if not all are given.
  package init(_ diagnostics: [PlacedDiagnostic], of total: Int? = nil, in file: String = "") {
    precondition(!diagnostics.isEmpty)
    self.diagnostics = Array(diagnostics.prefix(Self.mostShown))
    self.total = total ?? diagnostics.count
    self.file = file
  }

  /// The last line if there are several errors: `2 mistakes in experiments/mine.json`; nil for one.
  package var summary: String? {
    guard total > 1 else { return nil }
    let shown = total > diagnostics.count ? ", the first \(diagnostics.count) shown" : ""
    return "\(total) mistakes" + (file.isEmpty ? "" : " in \(file.printable)") + shown
  }
}

extension DefinitionError: CustomStringConvertible {
  /// All errors and the last line, without colour. `error:` precedes each line but the first, to
  /// which the terminal adds it.
  package var description: String {
    let texts = diagnostics.map(\.description) + (summary.map { ["\($0); nothing was run"] } ?? [])
    return texts.joined(separator: "\n\nerror: ")
  }
}
