package import Engine
import Images

extension DatasetConfiguration {
  /// How examples become numbers if nothing was learnt.
  package var plainEncoding: ExampleEncoding {
    ExampleEncoding(scaling: holdsPictures ? .images([.unit]) : .columns(nil))
  }

  /// Whether the examples are bytes of pictures, as far as it is known.
  private var holdsPictures: Bool {
    (layout?.facts ?? source.format.facts)?.holdsPictures ?? false
  }

  /// Returns the data set that reads another file or folder as this one reads its own: the same
  /// format, or pictures of this one's size.
  ///
  /// - Parameters:
  ///   - path: a file or folder, absolute or from the workspace.
  ///   - rawShape: one example as stored.
  /// - Returns: nil if files of this kind cannot be read so.
  package func otherFiles(at path: String, of rawShape: Shape) -> DatasetConfiguration? {
    var other = self
    (other.train, other.validation, other.test) = (nil, nil, nil)
    (other.split, other.fold, other.layout) = (nil, nil, nil)
    let shape = rawShape.dimensions
    if isFolder(places.path(of: path)) {
      guard holdsPictures, [1, 3].contains(shape[0]) else { return nil }
      let own = source.format as? PictureFolderSource
      other.source = DatasetSource(
        PictureFolderSource(
          path: path, size: Array(shape.dropFirst()), channels: shape[0],
          fit: own?.fit ?? .stretch))
      return other
    }
    if path.hasSuffix(".npz") {
      let own = source.format as? ArraySource
      other.source = DatasetSource(
        own?.replacingFiles(with: path) ?? ArraySource(archive: path))
      return other
    }
    guard !(source.format is PictureFolderSource),
      let format = source.format.replacingFiles(with: path)
    else { return nil }
    other.source = DatasetSource(format)
    return other
  }
}
