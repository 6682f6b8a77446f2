package import Datasets
import Experiments
import Files

/// Why another program's log is not imported.
package struct ImportProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// The position in the file.
  package enum Place: Hashable, Sendable {
    case file
    /// The line, from 1.
    case line(Int)
    /// An entry of a JSON list, from 1.
    case entry(Int)
  }

  package let place: Place
  package let problem: String
  /// Advice, one line each. FILE is a placeholder for the file's path.
  package let advice: [Remedy]

  init(_ place: Place, _ problem: String, advice: [Remedy] = []) {
    self.place = place
    self.problem = problem
    self.advice = advice
  }

  init(_ problem: TableProblem) { self.init(.line(problem.line), problem.problem) }

  /// `line 7: 3 cells, but 9 columns`
  package var description: String {
    switch place {
    case .file: problem
    case .line(let line): "line \(line): \(problem)"
    case .entry(let entry): "entry \(entry): \(problem)"
    }
  }

  /// `history.csv:7: 3 cells, but 9 columns`
  func message(file: String) -> String {
    switch place {
    case .line(let line): "\(file.printable):\(line): \(problem)"
    case .file, .entry: "\(file.printable): \(description)"
    }
  }
}
