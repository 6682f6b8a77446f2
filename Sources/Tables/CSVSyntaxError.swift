/// A record that cannot be read.
package struct CSVSyntaxError: Error, Hashable, Sendable {
  /// The line, from 1.
  package let line: Int
  /// The problem, which follows the number of the line in messages.
  package let problem: String
}
