package import Engine
import Images

/// Examples of files without labels, prepared as those that a network was trained on.
package struct UnlabelledExamples: Sendable {
  /// A name for each example: the path of a picture, or the position in a file.
  package let names: [String]
  package let examples: ExampleSet
  /// What was done to prepare them, one sentence each.
  package let notes: [String]
}

extension DatasetConfiguration {
  /// Reads pictures, folders of pictures, arrays or tables without labels.
  ///
  /// - Parameters:
  ///   - paths: absolute, or from the workspace.
  ///   - rawShape: one example as stored.
  ///   - outputs: the outputs of the network, for which targets of 0 stand in.
  ///   - encoding: how stored examples became numbers when the network was trained.
  /// - Returns: the examples of each path, in order.
  /// - Throws: a `DatasetError` that names the file.
  package func unlabelledExamples(
    _ paths: [String], of rawShape: Shape, outputs: Int, encoding: ExampleEncoding
  ) throws(DatasetError) -> [UnlabelledExamples] {
    var found: [UnlabelledExamples] = []
    var pictures: [String] = []
    func takePictures() throws(DatasetError) {
      guard !pictures.isEmpty else { return }
      found.append(try self.pictures(pictures, of: rawShape, outputs, encoding))
      pictures = []
    }
    for path in paths {
      let place = places.path(of: path)
      if isFolder(place) {
        pictures += try picturesInside(path)
        continue
      }
      let start = try reading(path) { () throws(DataFileProblem) in
        try readDataFile(place, limit: 1 << 40, prefix: FileFormat.length)
      }
      let isPicture = (try? PictureFormat(of: start)) != nil
      switch (FileFormat(startingWith: start.span), source.format as? CSVSource) {
      case (.numpy, _), (.npz, _), (.zip, _):
        try takePictures()
        found.append(try arrays(path, of: rawShape, outputs, encoding))
      case (_, let table?) where !isPicture:
        try takePictures()
        found.append(try self.table(path, like: table, of: rawShape, outputs, encoding))
      default:
        pictures.append(path)
      }
    }
    try takePictures()
    return found
  }

  /// The most pictures that get a note of their own.
  private static var mostNotes: Int { 10 }

  /// Returns the paths of all pictures in a folder and in the folders in it, in bytewise order.
  private func picturesInside(_ folder: String) throws(DatasetError) -> [String] {
    var found: [String] = []
    for name in visibleNames(in: places.path(of: folder)) {
      let path = "\(folder)/\(name)"
      found += isFolder(places.path(of: path)) ? try picturesInside(path) : [path]
    }
    guard !found.isEmpty else { throw .file(folder, .folder(.noPicture)) }
    return found
  }

  private func pictures(
    _ paths: [String], of rawShape: Shape, _ outputs: Int, _ encoding: ExampleEncoding
  ) throws(DatasetError) -> UnlabelledExamples {
    guard case .images = encoding.scaling, [1, 3].contains(rawShape.dimensions[0]) else {
      throw .file(paths[0], .pictureForNumbers)
    }
    let preparation = PicturePreparation(for: self, of: rawShape)
    var decoder = PictureDecoder()
    var bytes: [UInt8] = []
    var notes: [String] = []
    for path in paths {
      let (pixels, note) = try reading(path) { () throws(DataFileProblem) in
        let file = try readDataFile(places.path(of: path), limit: 1 << 30)
        do throws(PictureError) {
          return preparation.prepare(try decoder.decode(file))
        } catch {
          throw .picture(error)
        }
      }
      bytes += pixels
      if let note { notes.append("\(path): \(note)") }
    }
    if notes.count > Self.mostNotes {
      notes =
        notes.prefix(Self.mostNotes) + ["\(notes.count - Self.mostNotes) more pictures likewise"]
    }
    return try unlabelled(
      .images(bytes, offset: 0), names: paths, of: rawShape, outputs, encoding, notes: notes)
  }

  /// Makes examples with targets of 0.
  func unlabelled(
    _ values: DatasetPart.Values, names: [String], of rawShape: Shape, _ outputs: Int,
    _ encoding: ExampleEncoding, notes: [String] = []
  ) throws(DatasetError) -> UnlabelledExamples {
    var encoding = encoding
    // The targets mean nothing, and are as many as the outputs of any layer.
    encoding.targets = nil
    let zeros = [Float](repeating: 0, count: names.count * outputs)
    let part = DatasetPart(values: values, targets: .values(zeros, width: outputs))
    return UnlabelledExamples(
      names: names, examples: try exampleSet(part, at: Array(names.indices), encoding, rawShape),
      notes: notes)
  }
}
