/// How a picture of another shape is made to fit.
package enum Fit: String, CaseIterable, Hashable, Sendable {
  /// Height and width are scaled each on its own.
  case stretch
  /// What is too much is cut off on both sides.
  case crop
  /// What is missing is black.
  case pad
}
