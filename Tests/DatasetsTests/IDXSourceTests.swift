import Datasets
import Engine
import Testing

@Suite("IDX pairs")
struct IDXSourceTests {
  private let files = TemporaryFiles()
  private let source = IDXSource(
    trainImages: "a/images", trainLabels: "a/labels.gz", testImages: "b/images.gz",
    testLabels: "b/labels", classCount: 3)

  private func write() {
    files.write(threeImages, to: "a/images")
    files.write(gzip(idx(dimensions: [3], [0, 2, 1])), to: "a/labels.gz")
    files.write(gzip(idx(dimensions: [1, 2, 4], [9, 8, 7, 6, 5, 4, 3, 2])), to: "b/images.gz")
    files.write(idx(dimensions: [1], [2]), to: "b/labels")
  }

  private var configuration: DatasetConfiguration {
    DatasetConfiguration(source: .idx(source), padding: 1, places: files.places)
  }

  @Test func `any pair is read, plain and gzipped`() throws {
    write()
    let description = try configuration.describe()
    #expect(description.rawShape == Shape(1, 2, 4) && description.shape == Shape(1, 4, 6))
    #expect(description.layout.trainCount == 3 && description.layout.testCount == 1)
    #expect(description.target == .classes(3))
    let data = try configuration.load()
    #expect(data.train.targets == .classes([0, 2, 1]))
    #expect(data.test.targets == .classes([2]))
    let firstRow: [Float] = [9, 8, 7, 6]
    #expect(Array(rows(of: data.test)[0][7..<11]) == firstRow.map { $0 / 255 })
    #expect(data.files.map(\.name) == ["images", "labels", "images", "labels"])
    #expect(try configuration.dataSHA256() == data.dataSHA256)
  }

  struct Refusal: Sendable {
    let name: String
    let contents: [UInt8]
    let problem: String

    static func labels(_ labels: [UInt8], _ problem: String) -> Refusal {
      let contents = gzip(idx(dimensions: [UInt32(labels.count)], labels))
      return Refusal(name: "a/labels.gz", contents: contents, problem: problem)
    }

    static func images(
      _ name: String, _ dimensions: [UInt32], _ bytes: [UInt8], _ problem: String
    ) -> Refusal {
      Refusal(name: name, contents: idx(dimensions: dimensions, bytes), problem: problem)
    }
  }

  private static let refusals: [Refusal] = [
    .labels([0, 3, 1], "label 3 at example 1, expected 0 to 2"),
    .labels([0, 1], "2 examples, expected 3"),
    .images("b/images.gz", [1, 4, 2], [1], "examples of 4x2, expected 2x4"),
    .images("b/images.gz", [1, 2, 4], [1], "1 bytes after the header, expected 8"),
    Refusal(name: "a/images", contents: [1, 2, 3], problem: "3 bytes, expected a header of 16"),
    .images("a/images", [3, 0, 4], [], "examples of 0x4, expected 28x28"),
  ]

  @Test(arguments: refusals)
  func `a file that is not what it should be is refused by name`(refusal: Refusal) {
    write()
    files.write(refusal.contents, to: refusal.name)
    let error = #expect(throws: DatasetError.self) { try configuration.load() }
    #expect(error?.description == "\(refusal.name): \(refusal.problem)")
  }

  @Test(arguments: [
    (0x0805, "holds unsigned bytes, rank 5, expected rank 2 to 4 (magic number 0x00000805)"),
    (
      0x0A03,
      "magic number 0x00000a03, expected two zeros, one of the types 8, 9 and 0xb to 0xe, and rank "
        + "2 to 4"
    ),
  ])
  func `another type or rank is refused by what is read`(magic: UInt32, problem: String) {
    write()
    files.write(
      idx(dimensions: [3, 2, 4], [UInt8](repeating: 0, count: 40), magic: magic), to: "a/images")
    let error = #expect(throws: DatasetError.self) { try configuration.describe() }
    #expect(error?.description == "a/images: \(problem)")
  }

  @Test func `one pair is one part`() throws {
    write()
    var source = source
    (source.testImages, source.testLabels) = (nil, nil)
    var one = DatasetConfiguration(source: .idx(source), places: files.places)
    let missing = #expect(throws: DatasetError.self) { try one.describe() }
    #expect(missing?.message.hasPrefix("missing: the 3 examples are of one part") == true)
    #expect(missing?.advice.last?.description.contains("\"test_labels\": \"FILE\"") == true)
    one.split = DatasetSplit(validation: 0.4)
    let data = try one.load()
    #expect(data.train.count == 2 && data.validation?.count == 1 && data.test.count == 0)
    #expect(data.files.map(\.name) == ["images", "labels"])
    source.testLabels = "b/labels"
    let half = DatasetConfiguration(source: .idx(source), places: files.places)
    let error = #expect(throws: DatasetError.self) { try half.describe() }
    #expect(error?.definitionPath == "dataset.files.test_images")
  }

  @Test func `one pair of other numbers is one part too`() throws {
    write()
    let values = (0..<6).map { UInt8($0) }
    files.write(idx(dimensions: [3, 2], values, magic: 0x0802), to: "a/images")
    let source = IDXSource(
      trainImages: "a/images", trainLabels: "a/labels.gz", testImages: nil, testLabels: nil,
      classCount: 3)
    var one = DatasetConfiguration(source: .idx(source), places: files.places)
    one.split = DatasetSplit(test: 0.4)
    #expect(try one.load().test.count == 1)
  }

  @Test func `a pair without examples has nothing to train on`() {
    write()
    files.write(idx(dimensions: [0, 2, 4], []), to: "a/images")
    let error = #expect(throws: DatasetError.self) { try configuration.describe() }
    #expect(error?.definitionPath == "dataset.subset.train")
  }

  /// With a frame of one pixel 8191 · 16,386 pixels, 2²⁷ − 2, and 511 · 262,657, one more.
  @Test(arguments: [(8189, 16_384, true), (509, 262_655, false)] as [(UInt32, UInt32, Bool)])
  func `images too large to be changed are refused if they are to be`(
    height: UInt32, width: UInt32, isChangeable: Bool
  ) throws {
    write()
    files.write(idx(dimensions: [1, height, width], []), to: "a/images")
    files.write(gzip(idx(dimensions: [1], [2])), to: "a/labels.gz")
    files.write(gzip(idx(dimensions: [1, height, width], [])), to: "b/images.gz")
    var configuration = configuration
    #expect(throws: Never.self) { try configuration.describe() }
    configuration.augmentation = Augmentation(shift: 1)
    guard !isChangeable else {
      #expect(throws: Never.self) { try configuration.describe() }
      return
    }
    let error = #expect(throws: DatasetError.self) { try configuration.describe() }
    #expect(
      error?.description == "dataset.augment: images of 509x262655 are too large to be changed, "
        + "expected (height + 2) x (width + 2) to be at most 134217726")
  }

  @Test func `a missing file is named`() {
    write()
    var configuration = configuration
    configuration.places.workspace += "/elsewhere"
    let error = #expect(throws: DatasetError.self) { try configuration.describe() }
    #expect(error?.description == "a/images: No such file or directory")
  }
}

@Suite("Fashion-MNIST")
struct FashionMNISTTests {
  private let files = TemporaryFiles()

  @Test func `it is described without being there`() throws {
    let configuration = DatasetConfiguration(source: .fashionMNIST, places: files.places)
    let description = try configuration.describe()
    #expect(description.shape == Shape(1, 28, 28) && description.layout.trainCount == 60_000)
    // sha256sum of the four uncompressed files, in this order, through sha256sum.
    #expect(
      try configuration.dataSHA256()
        == "5cf0562c46b89a77940b86f40a9a4325e7bed59d53ec555c4d14f0bed41ca53a")
  }

  @Test func `missing, it says where it was looked for and how to get it`() {
    let configuration = DatasetConfiguration(source: .fashionMNIST, places: files.places)
    let error = #expect(throws: DatasetError.self) { try configuration.load() }
    let path = files.path
    #expect(
      error?.description == "fashion_mnist is not here: not in \(path)/data/fashion_mnist, "
        + "\(path)/system/fashion-mnist")
    #expect(
      error?.advice == [
        "get it: \(command: .fetchData("fashion_mnist")), or apt-get install dataset-fashion-mnist"
      ])
  }

  @Test func `files of other bytes are refused`() {
    for file in FashionMNIST.files {
      files.write(threeImages, to: "data/fashion_mnist/\(file.dataFile.name)")
    }
    #expect(FashionMNIST.published.folder(files.places) == "\(files.path)/data/fashion_mnist")
    let configuration = DatasetConfiguration(source: .fashionMNIST, places: files.places)
    let error = #expect(throws: DatasetError.self) { try configuration.load() }
    #expect(
      error?.description.hasPrefix(
        "\(files.path)/data/fashion_mnist/train-images-idx3-ubyte: SHA-256 ") == true)
  }

  @Test(.enabled(if: FashionMNIST.published.folder(.current) != nil))
  func `where it is, its first examples are those published`() throws {
    let data = try DatasetConfiguration(
      source: .fashionMNIST, train: .range(0..<12), test: .range(0..<5)
    ).load()
    #expect(data.train.targets == .classes([9, 0, 0, 3, 0, 2, 7, 2, 5, 5, 0, 9]))
    #expect(data.test.targets == .classes([9, 2, 1, 1, 6]))
  }

  private static let environments: [([String: String], [String])] = [
    ([:], ["/usr/share/datasets/fashion-mnist"]),
    (
      ["HOME": "/home/a", "BENCH_DATA": "/data"],
      [
        "/data/fashion_mnist", "/home/a/.local/share/bench/fashion_mnist",
        "/usr/share/datasets/fashion-mnist",
      ]
    ),
    (
      ["HOME": "/home/a", "XDG_DATA_HOME": "/xdg"],
      ["/xdg/bench/fashion_mnist", "/usr/share/datasets/fashion-mnist"]
    ),
    (
      ["HOME": "/home/a", "XDG_DATA_HOME": "relative"],
      ["/home/a/.local/share/bench/fashion_mnist", "/usr/share/datasets/fashion-mnist"]
    ),
  ]

  @Test(arguments: environments)
  func `the environment says where to look`(environment: [String: String], folders: [String]) {
    #expect(FashionMNIST.published.folders(DataSearchPaths { environment[$0] }) == folders)
  }
}
