/// A published data set, as `bench data` shows it.
package struct PublishedDataset: Sendable {
  /// Where the data set is stored.
  package enum Place: Hashable, Sendable {
    /// Inside the program.
    case program
    case folder(String)
    case missing
  }

  package let name: String
  package let title: String
  package let trainCount: Int
  package let testCount: Int
  /// The size of all files as they are downloaded.
  package let byteCount: Int
  package let licence: String
  /// The address it comes from.
  package let address: String

  /// The files outside the program; nil if the program has them.
  package let files: PublishedFiles?

  package static let all = [
    PublishedDataset(
      name: "mnist", title: "handwritten digits, 28x28", trainCount: MNIST.layout.trainCount,
      testCount: MNIST.layout.testCount, byteCount: MNIST.files.reduce(0) { $0 + $1.byteCount },
      licence: "CC BY-SA 3.0", address: "http://yann.lecun.com/exdb/mnist", files: nil),
    PublishedDataset(
      name: FashionMNIST.name, title: "pictures of clothes, 28x28",
      trainCount: FashionMNIST.layout.trainCount, testCount: FashionMNIST.layout.testCount,
      byteCount: FashionMNIST.published.byteCount, licence: "MIT",
      address: "https://github.com/zalandoresearch/fashion-mnist", files: FashionMNIST.published),
    cifar(.cifar10, "pictures of ten kinds of things, 32x32, in colour"),
    cifar(.cifar100, "pictures of a hundred kinds of things, 32x32, in colour"),
  ]

  private static func cifar(_ source: CIFARSource, _ title: String) -> PublishedDataset {
    PublishedDataset(
      name: source.name, title: title, trainCount: 50_000, testCount: 10_000,
      byteCount: source.published.byteCount, licence: "not stated",
      address: "https://www.cs.toronto.edu/~kriz/cifar.html", files: source.published)
  }

  /// Every published data set as a source.
  private static let sources: [DatasetSource] = [
    .mnist, .fashionMNIST, DatasetSource(CIFARSource.cifar10), DatasetSource(CIFARSource.cifar100),
  ]

  /// Returns the published data set with this name; nil if there is none.
  package static func source(named name: String) -> DatasetSource? {
    sources.first { $0.name == name }
  }

  /// The names of the classes of the data set with this name; nil if they have only numbers.
  package static func classNames(of name: String) -> [String]? {
    source(named: name)?.format.facts?.classNames
  }

  /// Looks for the files; their bytes are not read.
  package func place(_ places: DataSearchPaths) -> Place {
    guard let files else { return .program }
    return files.folder(places).map { .folder($0) } ?? .missing
  }

  /// The name of a source's data set if it is a published one that is missing; nil if nothing needs
  /// to be downloaded.
  package static func missing(for source: DatasetSource, _ places: DataSearchPaths) -> String? {
    all.first { $0.name == source.name && $0.place(places) == .missing }?.name
  }

  /// Hashes every file and reports each by its path; throws if one is missing.
  ///
  /// - Parameter tell: called with the file and its problem, which is nil for the published
  ///   content.
  package func verify(
    _ places: DataSearchPaths, tell: (_ file: String, DatasetError?) -> Void
  ) throws(DatasetError) {
    guard let files else {
      for file in MNIST.files {
        tell(file.name, Self.problem { () throws(DatasetError) in _ = try file.verified() })
      }
      return
    }
    guard let folder = files.folder(places) else { throw files.missing(places) }
    for file in files.files {
      let path = file.path(in: folder) ?? "\(folder)/\(file.dataFile.name).gz"
      tell(path, Self.problem { () throws(DatasetError) in _ = try file.read(path) })
    }
  }

  private static func problem(_ body: () throws(DatasetError) -> Void) -> DatasetError? {
    do throws(DatasetError) {
      try body()
      return nil
    } catch {
      return error
    }
  }
}
