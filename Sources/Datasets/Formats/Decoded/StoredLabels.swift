import Files

/// The labels of a part as they are in a file.
enum StoredLabels: Sendable {
  case integers([Int])
  case texts([String])
  /// Values of a regression, `width` an example.
  case values([Float], width: Int)

  var count: Int {
    switch self {
    case .integers(let numbers): numbers.count
    case .texts(let texts): texts.count
    case .values(let values, let width): values.count / width
    }
  }

  /// The values of an example; nil for classes.
  var width: Int? { if case .values(_, let width) = self { width } else { nil } }

  /// The class of each example whose values are one 1 and otherwise 0, as
  /// `keras.utils.to_categorical` makes them; nil if others are among them.
  var oneHotClasses: [Int]? {
    guard case .values(let values, let width) = self, width > 1 else { return nil }
    var classes: [Int] = []
    for start in stride(from: 0, to: values.count, by: width) {
      let row = values[start..<start + width]
      guard row.allSatisfy({ $0 == 0 || $0 == 1 }), let one = row.firstIndex(of: 1),
        row.lastIndex(of: 1) == one
      else { return nil }
      classes.append(one - start)
    }
    return classes
  }

  /// Adds the labels to a digest: whole numbers as 64 bits, little-endian; texts each with its
  /// length in bytes; values as float32.
  func hash(into hash: inout SHA256) {
    switch self {
    case .integers(let numbers):
      numbers.withUnsafeBytes { hash.update($0) }
    case .texts(let texts):
      for text in texts { hash.update(Array("\(text.utf8.count) \(text)".utf8)) }
    case .values(let values, let width):
      hash.update(Array("\(width) ".utf8))
      hash.update(values)
    }
  }
}
