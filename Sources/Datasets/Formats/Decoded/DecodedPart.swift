import Arrays
import Engine
import Files

/// A part of a data set as its files were decoded, whatever their format.
struct DecodedPart: Sendable {
  /// The files of values and labels in messages.
  let names: Names
  /// One example.
  let shape: Shape
  let values: DatasetPart.Values
  let labels: StoredLabels
  /// The type that the values have in the file.
  var element = ElementType.u1
  /// The digests of the values and of the labels. They do not depend on the format.
  let files: [DataFile]

  struct Names: Hashable, Sendable {
    let values: String
    let labels: String
  }

  /// - Parameters:
  ///   - part: `train` or `test`, for the digests' names.
  ///   - values: `shape.count` for each label.
  init(
    _ part: String, names: Names, shape: Shape, values: DatasetPart.Values, labels: StoredLabels
  ) {
    self.names = names
    self.shape = shape
    self.values = values
    self.labels = labels
    let size = labels.count * shape.count
    let shapeText = shape.dimensions.map(String.init).joined(separator: "x")
    let digests = Guarded<(SHA256Digest?, SHA256Digest?)>((nil, nil))
    performConcurrently(iterations: 2) { index in
      var hash = SHA256()
      if index == 1 {
        labels.hash(into: &hash)
      } else {
        switch values {
        case .images(let bytes, let offset):
          bytes.withUnsafeBytes { hash.update(.init(rebasing: $0[offset..<offset + size])) }
        case .floats(let floats): hash.update(floats)
        case .bytes(let bytes, _): hash.update(bytes)
        }
      }
      let digest = hash.finalize()
      digests.withLock { if index == 0 { $0.0 = digest } else { $0.1 = digest } }
    }
    let (valueDigest, labelDigest) = digests.withLock { $0 }
    let kind = if case .images = values { "bytes" } else { "floats" }
    files = [
      DataFile(name: "\(part)-\(shapeText)-\(kind)", sha256: valueDigest?.description ?? ""),
      DataFile(name: "\(part)-labels", sha256: labelDigest?.description ?? ""),
    ]
  }

  var count: Int { labels.count }

  var holdsPictures: Bool { if case .images = values { true } else { false } }

  /// Returns the examples with their targets.
  ///
  /// - Parameter coding: nil only for a regression.
  func part(_ coding: ClassCoding?) throws(DatasetError) -> DatasetPart {
    if case .values(let targets, let width) = labels {
      return DatasetPart(values: values, targets: .values(targets, width: width))
    }
    guard let coding else { preconditionFailure("classes are read after they are learnt") }
    return DatasetPart(values: values, targets: .classes(try classes(coding)))
  }

  /// Returns the class of each example.
  func classes(_ coding: ClassCoding) throws(DatasetError) -> [UInt16] {
    try reading(names.labels) { () throws(DataFileProblem) in try coding.classes(of: labels) }
  }
}
