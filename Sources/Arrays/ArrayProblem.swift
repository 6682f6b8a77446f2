import Files

/// A problem with a file of arrays: what was found, where, and what was expected.
package enum ArrayProblem: Error, Hashable, Sendable {
  case npy(NPYProblem)
  case zip(ZipProblem)
  case idx(IDXArrayProblem)
  case cifar(CIFARProblem)
  case tar(TarProblem)
  /// The file is right, but its values are not those that are needed.
  case values(ValueProblem)
  /// A problem in a member of an archive.
  indirect case member(String, ArrayProblem)
}

extension ArrayProblem: CustomStringConvertible {
  /// The sentence that follows the file's name.
  package var description: String {
    switch self {
    case .npy(let problem): problem.description
    case .zip(let problem): problem.description
    case .idx(let problem): problem.description
    case .cifar(let problem): problem.description
    case .tar(let problem): problem.description
    case .values(let problem): problem.description
    case .member(let name, let problem): "\(shortened(name)): \(problem)"
    }
  }
}

/// Returns a name or word of a file as a message shows it: safe on a terminal, and not too long.
func shortened(_ text: String) -> String {
  // A character may be of any number of scalars, so scalars are counted.
  let most = 80
  let start = text.unicodeScalars.prefix(most)
  return String(start).printable + (start.endIndex < text.endIndex ? "…" : "")
}

/// Returns `60000x28x28`.
func text(_ shape: [Int]) -> String {
  let most = 8
  return shape.prefix(most).map(String.init).joined(separator: "x")
    + (shape.count > most ? "x…" : "")
}

/// Returns the bytes in hexadecimal, separated by blanks: `93 4E 55`.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map {
    (($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true))
  }.joined(separator: " ")
}

/// The bytes of a shape's values; nil if they are more than can be counted.
///
/// Factors are multiplied from the last: with a 0 in front, too large examples are still noticed.
func byteCount(of shape: [Int], width: Int) -> Int? {
  var product = width
  for size in shape.reversed() {
    let (next, overflows) = product.multipliedReportingOverflow(by: size)
    if overflows { return nil }
    product = next
  }
  return product
}
