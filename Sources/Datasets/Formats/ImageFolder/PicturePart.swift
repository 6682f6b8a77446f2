import Engine
import Files
import Images

/// The files of one part of a folder of pictures.
struct PicturePart: Sendable {
  /// The folder as the definition gives it.
  let path: String
  /// The paths from the folder: `CLASS/FILE`.
  let files: [String]
  /// The class of each file, a position in the train part's classes.
  let labels: [UInt16]
  private let folder: String

  /// The most pictures of a part.
  static let mostFiles = 10_000_000
  /// The most bytes of decoded pictures, 1 GiB.
  static let limit = 1 << 30

  /// - Throws: a `DatasetError` if a class has no picture.
  init(_ path: String, classes: [String], _ places: DataSearchPaths) throws(DatasetError) {
    self.path = path
    folder = places.path(of: path)
    var files: [String] = []
    var labels: [UInt16] = []
    for (label, name) in classes.enumerated() where isFolder("\(folder)/\(name)") {
      let pictures = visibleNames(in: "\(folder)/\(name)")
      guard !pictures.isEmpty else { throw .file(path, .folder(.emptyClass(name))) }
      guard files.count + pictures.count <= Self.mostFiles else {
        throw .file(path, .folder(.manyFiles(limit: Self.mostFiles)))
      }
      files += pictures.map { "\(name)/\($0)" }
      labels += [UInt16](repeating: UInt16(label), count: pictures.count)
    }
    guard !files.isEmpty else { throw .file(path, .folder(.noClass)) }
    self.files = files
    self.labels = labels
  }

  var identities: [FileIdentity?] { files.map { FileIdentity(of: "\(folder)/\($0)") } }

  /// Decodes one picture.
  func decode(
    _ index: Int, with decoder: consuming PictureDecoder
  ) throws(DatasetError) -> Picture {
    var decoder = decoder
    return try decode(index, with: &decoder)
  }

  private func decode(
    _ index: Int, with decoder: inout PictureDecoder
  ) throws(DatasetError) -> Picture {
    try reading("\(path)/\(files[index])") { () throws(DataFileProblem) in
      let place = "\(folder)/\(files[index])"
      let bytes: [UInt8]
      do throws(DataFileProblem) {
        bytes = try readDataFile(place, limit: Self.limit)
      } catch {
        throw isFolder(place) ? .folder(.folderInClass) : error
      }
      do throws(PictureError) {
        return try decoder.decode(bytes)
      } catch {
        let isPicture = (try? PictureFormat(of: bytes)) != nil
        throw isPicture ? .picture(error) : .folder(.otherFile(error))
      }
    }
  }

  /// Decodes all pictures on all cores and makes them fit.
  ///
  /// - Parameter shape: `[C, H, W]`.
  /// - Returns: `[N, C, H, W]`.
  /// - Throws: the error of the first file, by its position, that cannot be used.
  func pixels(_ shape: [Int], _ source: PictureFolderSource) throws(DatasetError) -> [UInt8] {
    let size = shape.reduce(1, *)
    guard files.count <= Self.limit / size else {
      throw .file(
        path, .folder(.tooLarge(count: files.count, shape: shape, limit: Self.limit)))
    }
    let portion = 32
    let pixels = Guarded([UInt8](repeating: 0, count: files.count * size))
    let problem = Guarded<(index: Int, error: DatasetError)?>(nil)
    performConcurrently(iterations: (files.count + portion - 1) / portion) { number in
      let range = number * portion..<min((number + 1) * portion, files.count)
      var decoder = PictureDecoder()
      var fitter = PictureFitter()
      var decoded: [UInt8] = []
      decoded.reserveCapacity(range.count * size)
      for index in range {
        do throws(DatasetError) {
          decoded += try fitted(
            try decode(index, with: &decoder), index, shape, source, with: &fitter)
        } catch {
          problem.withLock { known in
            if known.map({ index < $0.index }) ?? true { known = (index, error) }
          }
          return
        }
      }
      let part = decoded
      pixels.withLock {
        $0.replaceSubrange(range.lowerBound * size..<range.upperBound * size, with: part)
      }
    }
    if let (_, error) = problem.withLock({ $0 }) { throw error }
    return pixels.withLock { $0 }
  }

  private func fitted(
    _ picture: Picture, _ index: Int, _ shape: [Int], _ source: PictureFolderSource,
    with fitter: inout PictureFitter
  ) throws(DatasetError) -> [UInt8] {
    let found = [picture.height, picture.width]
    let expected = Array(shape.dropFirst())
    guard source.size != nil || found == expected else {
      throw .file(
        "\(path)/\(files[index])",
        .folder(.otherSize(found: found, first: expected, file: files[0])))
    }
    guard source.channels != nil || picture.channels == shape[0] else {
      throw .file(
        "\(path)/\(files[index])",
        .folder(
          .otherChannels(found: picture.channels, first: shape[0], file: files[0])))
    }
    return fitter.fitted(
      picture, height: shape[1], width: shape[2], channels: shape[0], fit: source.fit)
  }
}
