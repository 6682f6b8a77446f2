import Arrays
import Files

/// The arrays that this process has read.
private let parts = DataFileCache<ArrayWay, [DecodedPart]>()

/// How a file is read, besides its path.
private struct ArrayWay: Hashable {
  let source: ArraySource
  /// The file of the labels; nil if they are in the same file.
  var labels: FileIdentity?
}

extension ArraySource {
  package func open(_ places: DataSearchPaths) throws(DatasetError) -> any DatasetReader {
    var parts: [DecodedPart]
    switch files {
    case .archive(let path, let train, let test):
      parts = try archive(path, train, test, places)
    case .files(let train, let test):
      parts = try part("train", train, places)
      if let test { parts += try part("test", test, places) }
    }
    guard !scalesTargets || (classes == nil && parts[0].labels.width != nil) else {
      throw .table(.scaleTargets, .needsValues)
    }
    return try DecodedReader(
      train: parts[0], test: parts.count > 1 ? parts[1] : nil, classes: classes)
  }

  package static func forgetFiles() { parts.forget() }

  private var labels: LabelUse {
    classes != nil ? .classes : scalesTargets ? .values : .byElement
  }

  /// The most bytes of a file: an array and its header.
  static var limit: Int { NumericArray.limit + 1 << 20 }

  private func archive(
    _ path: String, _ train: Names, _ test: Names?, _ places: DataSearchPaths
  ) throws(DatasetError) -> [DecodedPart] {
    let place = places.path(of: path)
    return try parts.content(of: place, as: ArrayWay(source: self)) { () throws(DatasetError) in
      let archive = try reading(path) { () throws(DataFileProblem) in
        let bytes = try readDataFile(place, limit: Self.limit)
        if let format = FileFormat(startingWith: bytes.span), format != .npz, format != .zip {
          throw .format(format, expected: "a NumPy archive (npz)")
        }
        return try decoding { () throws(ArrayProblem) in try NPZFile(bytes) }
      }
      var decoded = [try part("train", train, of: archive, at: path)]
      let isThere = { archive.names.contains($0) }
      if let test, !hasDefaultTest || isThere(test.x) || isThere(test.y) {
        decoded.append(try part("test", test, of: archive, at: path))
      }
      return decoded
    }
  }

  private func part(
    _ part: String, _ names: Names, of archive: NPZFile, at path: String
  ) throws(DatasetError) -> DecodedPart {
    func array(_ name: String, key: String) throws(DatasetError) -> ArrayContent {
      try reading(path) { () throws(DataFileProblem) in
        guard archive.names.contains(name) else {
          throw .noArray(name, names: archive.names, key: "\(part).\(key)")
        }
        return try decoding { () throws(ArrayProblem) in try archive.array(named: name) }
      }
    }
    return try DecodedPart(
      part, x: try array(names.x, key: "x"), y: try array(names.y, key: "y"),
      names: .init(values: "\(path): \(names.x)", labels: "\(path): \(names.y)"),
      layout: layout, labels: labels)
  }

  private func part(
    _ part: String, _ names: Names, _ places: DataSearchPaths
  ) throws(DatasetError) -> [DecodedPart] {
    func array(_ path: String) throws(DatasetError) -> ArrayContent {
      try reading(path) { () throws(DataFileProblem) in
        let bytes = try readDataFile(places.path(of: path), limit: Self.limit)
        if let format = FileFormat(startingWith: bytes.span), format != .numpy {
          throw .format(format, expected: "a NumPy array (npy)")
        }
        return try decoding { () throws(ArrayProblem) in try ArrayContent(npy: bytes) }
      }
    }
    let way = ArrayWay(source: self, labels: FileIdentity(of: places.path(of: names.y)))
    return try parts.content(of: places.path(of: names.x), as: way) { () throws(DatasetError) in
      [
        try DecodedPart(
          part, x: try array(names.x), y: try array(names.y),
          names: .init(values: names.x, labels: names.y), layout: layout, labels: labels)
      ]
    }
  }
}
