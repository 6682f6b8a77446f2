/// A record that cannot be taken apart.
package struct CSVSyntaxError: Error, Hashable, Sendable {
  /// From 1.
  package let line: Int
  /// What is wrong, as it follows the line's number.
  package let problem: String
}
