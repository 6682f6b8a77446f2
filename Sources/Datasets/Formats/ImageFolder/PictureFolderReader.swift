import Engine
import Files
import Images

/// Reads folders of pictures. The first picture is decoded at first, all of them later.
struct PictureFolderReader: DatasetReader {
  private let source: PictureFolderSource
  private let listing: PictureListing
  /// One example.
  private let shape: [Int]
  private let coding: ClassCoding

  init(_ source: PictureFolderSource, places: DataSearchPaths) throws(DatasetError) {
    self.source = source
    listing = try PictureListing(source.path, places)
    coding = ClassCoding(names: listing.classes)
    if let size = source.size, let channels = source.channels {
      shape = [channels] + size
    } else {
      let first = try listing.train.decode(0, with: PictureDecoder())
      let size = source.size ?? [first.height, first.width]
      shape = [source.channels ?? first.channels] + size
    }
  }

  private init(_ other: PictureFolderReader, _ coding: ClassCoding) {
    (source, listing, shape) = (other.source, other.listing, other.shape)
    self.coding = coding
  }

  var layout: DatasetLayout {
    DatasetLayout(
      rawShape: Shape(shape), trainCount: listing.train.files.count,
      testCount: listing.test?.files.count ?? 0,
      facts: DatasetFacts(
        target: .classes(coding.count), classNames: coding.names, holdsPictures: true,
        isOnePart: listing.test == nil))
  }

  var learnt: LearntEncoding? {
    LearntEncoding(classCount: coding.count, classNames: coding.names)
  }

  func remarks() throws(DatasetError) -> [DatasetRemark] {
    let names = listing.unread + listing.loosePictures
    return names.isEmpty ? [] : [.filesUnread(folder: source.path, names: names.map(\.printable))]
  }

  func classesToStratify() throws(DatasetError) -> [UInt16]? { listing.train.labels }

  func using(_ learnt: LearntEncoding) throws(DatasetError) -> any DatasetReader {
    guard let coding = learnt.classes else { return self }
    return PictureFolderReader(self, coding)
  }

  func files() throws(DatasetError) -> [DataFile] { try parts().flatMap(\.files) }

  func read(trainRange: Range<Int>, testRange: Range<Int>) throws(DatasetError) -> DatasetContent {
    let parts = try parts()
    let train = try parts[0].part(coding)
    return DatasetContent(
      train: train, test: parts.count > 1 ? try parts[1].part(coding) : train,
      files: parts.flatMap(\.files))
  }

  private static let cache = Guarded<(Way, [DecodedPart])?>(nil)

  static func forget() { cache.withLock { $0 = nil } }

  /// What the decoded pictures depend on.
  private struct Way: Hashable {
    let source: PictureFolderSource
    let files: [FileIdentity?]
  }

  /// Decodes all pictures, or returns those of the last call if no file has changed since.
  private func parts() throws(DatasetError) -> [DecodedPart] {
    let folders = [listing.train] + (listing.test.map { [$0] } ?? [])
    let way = Way(source: source, files: folders.flatMap(\.identities))
    if let (known, parts) = Self.cache.withLock({ $0 }), known == way { return parts }
    var parts: [DecodedPart] = []
    for (name, folder) in zip(["train", "test"], folders) {
      parts.append(
        DecodedPart(
          name, names: .init(values: folder.path, labels: folder.path), shape: Shape(shape),
          values: .images(try folder.pixels(shape, source), offset: 0),
          labels: .texts(folder.labels.map { listing.classes[Int($0)] })))
    }
    let decoded = parts
    Self.cache.withLock { $0 = (way, decoded) }
    return parts
  }
}
