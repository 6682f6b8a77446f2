import JSON

/// A size along the two axes of an image, down and across. A definition writes two equal ones as a
/// single integer.
package struct Extent: Hashable, Sendable, ExpressibleByIntegerLiteral {
  package var height: Int
  package var width: Int

  package init(_ height: Int, _ width: Int) {
    self.height = height
    self.width = width
  }

  package init(_ both: Int) {
    self.init(both, both)
  }

  package init(integerLiteral both: Int) {
    self.init(both)
  }

  /// A checked value of a definition, an integer or `[height, width]`; nil if it is neither.
  init?(_ value: JSONValue) {
    if let both = value.int {
      self.init(both)
    } else if let height = value[0]?.int, let width = value[1]?.int {
      self.init(height, width)
    } else {
      return nil
    }
  }

  var axes: [Int] { [height, width] }

  /// `3x5`, as a kernel is written.
  var crossed: String { "\(height)x\(width)" }

  /// `2`, or `1x2` where the axes differ.
  var brief: String { height == width ? "\(height)" : crossed }
}

extension Fields {
  /// The value of a key whose kind is a size.
  func extent(_ key: String) -> Extent {
    guard let extent = Extent(self[key]) else { preconditionFailure("an unchecked definition") }
    return extent
  }
}
