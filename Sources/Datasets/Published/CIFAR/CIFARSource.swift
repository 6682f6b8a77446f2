import Arrays
import Engine

/// CIFAR-10 and CIFAR-100 in their binary form (Krizhevsky, Learning Multiple Layers of Features
/// from Tiny Images, 2009): 50,000 + 10,000 pictures in colour.
package struct CIFARSource: Hashable, Sendable {
  fileprivate let form: CIFARExamples.Form

  package static let cifar10 = CIFARSource(form: .cifar10)
  package static let cifar100 = CIFARSource(form: .cifar100)

  /// The archives of https://www.cs.toronto.edu/~kriz/cifar.html. The digests are those of
  /// TensorFlow Datasets (url_checksums/cifar10.txt and cifar100.txt).
  var published: PublishedFiles {
    let file =
      switch form {
      case .cifar10:
        PublishedFile(
          "cifar-10-binary.tar", byteCount: 200_000_000, gzippedByteCount: 170_052_171,
          sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
          isDigestOfDownload: true)
      case .cifar100:
        PublishedFile(
          "cifar-100-binary.tar", byteCount: 200_000_000, gzippedByteCount: 168_513_733,
          sha256: "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
          isDigestOfDownload: true)
      }
    return PublishedFiles(
      name: name, files: [file], address: "https://www.cs.toronto.edu/~kriz")
  }

  fileprivate var folderInArchive: String {
    form == .cifar10 ? "cifar-10-batches-bin" : "cifar-100-binary"
  }

  /// The files of the train part, and that of the test part.
  fileprivate var members: (train: [String], test: String) {
    switch form {
    case .cifar10: ((1...5).map { "data_batch_\($0).bin" }, "test_batch.bin")
    case .cifar100: (["train.bin"], "test.bin")
    }
  }
}

extension CIFARSource: DatasetFormat {
  package var name: String { form == .cifar10 ? "cifar10" : "cifar100" }
  package var hasClasses: Bool { true }
  package var needsDataFiles: Bool { false }
  package var facts: DatasetFacts? {
    DatasetFacts(
      target: .classes(form.classNames.count), classNames: form.classNames, holdsPictures: true)
  }

  package func open(_ places: DataSearchPaths) throws(DatasetError) -> any DatasetReader {
    CIFARReader(source: self, places: places)
  }

  package static func forgetFiles() { CIFARReader.forget() }
}

/// Reads the files of CIFAR: those of a folder, or those in the archive as it was downloaded.
private struct CIFARReader: DatasetReader {
  let source: CIFARSource
  let places: DataSearchPaths

  var layout: DatasetLayout {
    DatasetLayout(rawShape: Shape(3, 32, 32), trainCount: 50_000, testCount: 10_000)
  }

  func files() throws(DatasetError) -> [DataFile] { try parts().flatMap(\.files) }

  func read(trainRange: Range<Int>, testRange: Range<Int>) throws(DatasetError) -> DatasetContent {
    let parts = try parts()
    let coding = ClassCoding(count: source.form.classNames.count)
    return DatasetContent(
      train: try parts[0].part(coding), test: try parts[1].part(coding),
      files: parts.flatMap(\.files))
  }

  private static let cache = DataFileCache<CIFARSource, [DecodedPart]>()

  static func forget() { cache.forget() }

  private func parts() throws(DatasetError) -> [DecodedPart] {
    let published = source.published
    // As it is downloaded, or unpacked, with the archive's own folder or without it.
    let folders = published.folders(places).flatMap { [$0, "\($0)/\(source.folderInArchive)"] }
    let folder = folders.first { folder in
      isDataFile("\(folder)/\(source.members.test)") || published.files[0].path(in: folder) != nil
    }
    guard let folder else { throw published.missing(places) }
    let archive = published.files[0].path(in: folder)
    return try Self.cache.content(of: archive ?? "\(folder)/\(source.members.test)", as: source) {
      () throws(DatasetError) in
      var tar: TarFile?
      if let archive {
        let bytes = try published.files[0].read(archive)
        tar = try reading(archive) { () throws(DataFileProblem) in
          try decoding { () throws(ArrayProblem) in try TarFile(bytes) }
        }
      }
      var parts: [DecodedPart] = []
      for (name, files) in [("train", source.members.train), ("test", [source.members.test])] {
        var examples = CIFARExamples(source.form)
        for file in files {
          try reading("\(archive ?? folder): \(file)") { () throws(DataFileProblem) in
            let bytes =
              if let tar {
                Array(try decoding { () throws(ArrayProblem) in try tar.content(named: file) })
              } else {
                try readDataFile("\(folder)/\(file)", limit: CIFARExamples.limit)
              }
            try decoding { () throws(ArrayProblem) in try examples.append(bytes) }
          }
        }
        let expected = name == "train" ? layout.trainCount : layout.testCount
        guard examples.count == expected else {
          throw .file(
            archive ?? folder, .exampleCount(found: examples.count, expected: expected))
        }
        parts.append(
          DecodedPart(
            name, names: .init(values: folder, labels: folder), shape: layout.rawShape,
            values: .images(examples.pixels, offset: 0),
            labels: .integers(examples.labels.map { Int($0) })))
      }
      return parts
    }
  }
}
