/// A record that cannot be read.
package struct CSVSyntaxError: Error, Hashable, Sendable {
  /// The line, from 1.
  package let line: Int
  /// The problem, which follows the number of the line in messages.
  package let problem: String

  /// A record of more fields than `CSVRecords.maximumFields`.
  package static func tooManyFields(line: Int) -> CSVSyntaxError {
    CSVSyntaxError(line: line, problem: "more than \(CSVRecords.maximumFields) fields")
  }

  /// The same error where the line is counted from another one.
  package func below(_ lines: Int) -> CSVSyntaxError {
    CSVSyntaxError(line: line + lines, problem: problem)
  }
}
