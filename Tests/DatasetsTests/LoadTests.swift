import Datasets
import Engine
import Testing

@Suite("Loading a data set")
struct LoadTests {
  private let lenet = DatasetConfiguration(
    source: .mnist, train: .range(0..<10_000), test: .range(8000..<10_000), padding: 2)

  @Test func `a description needs no data`() throws {
    let description = try lenet.describe()
    #expect(description.name == "mnist")
    #expect(description.rawShape == Shape(1, 28, 28))
    #expect(description.shape == Shape(1, 32, 32))
    #expect(description.target == .classes(10))
    #expect(description.layout.trainCount == 60_000 && description.layout.testCount == 10_000)
    #expect(description.train == .range(0..<10_000))
    #expect(description.validation == nil)
    #expect(description.test == .range(8000..<10_000))
  }

  @Test func `ranges left out are the whole parts`() throws {
    let description = try DatasetConfiguration(source: .mnist).describe()
    #expect(description.train == .range(0..<60_000))
    #expect(description.test == .range(0..<10_000))
  }

  @Test func `a subset keeps its places in the parts`() throws {
    var configuration = lenet
    configuration.validation = 50_000..<50_005
    let data = try configuration.load()
    #expect(data.train.count == 10_000 && data.test.count == 2000)
    #expect(data.train.shape == Shape(1, 32, 32))
    #expect(data.train.indices == Array(0..<10_000))
    #expect(data.test.indices == Array(8000..<10_000))
    #expect(data.validation?.indices == Array(50_000..<50_005))
    #expect(data.validation?.targets == .classes([3, 8, 6, 9, 6]))
    #expect(data.target == .classes(10))
    guard case .classes(let classes) = data.test.targets else { return }
    #expect(classes.prefix(5) == [4, 9, 9, 7, 1])
  }

  @Test func `configurations that load the same examples can be told`() {
    var other = lenet
    other.seed = 7
    other.augmentation = Augmentation(shift: 2)
    #expect(other.examples == lenet.examples)
    other.normalization = .standard
    #expect(other.examples != lenet.examples)
    var drawn = lenet
    drawn.test = .drawn(count: 100, isStratified: false)
    var drawnElse = drawn
    drawnElse.seed = 7
    #expect(drawn.examples != drawnElse.examples)
  }

  @Test func `the data files have one digest`() throws {
    // sha256sum of the four uncompressed files, in this order, through sha256sum.
    let expected = "d0a3eec1f5a454401d758fdbf15b9b0163a7034963586d671960c180b97e2c1a"
    #expect(try lenet.dataSHA256() == expected)
    let data = try DatasetConfiguration(source: .mnist, train: .range(0..<1), test: .range(0..<1))
      .load()
    #expect(data.dataSHA256 == expected)
    #expect(data.files == (try lenet.files()))
    #expect(
      try lenet.files().map(\.name) == [
        "train-images-idx3-ubyte", "train-labels-idx1-ubyte",
        "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
      ])
  }

  @Test func `standard takes the training subset for every part and pads with raw 0`() throws {
    var configuration = lenet
    configuration.normalization = .standard
    configuration.validation = 10_000..<10_016
    let data = try configuration.load()
    // The first 10,000 training digits, computed exactly and rounded once.
    let (mean, deviation) = (0.13112575030012005, 0.30869854650158773)
    let background = Float(-mean / deviation)
    for set in [data.train, data.validation, data.test] {
      #expect(set.map { gathered([0], from: $0)[0] } == background)
    }
    configuration.normalization = .unit
    let raw = try gathered([3], from: configuration.load().test)
    let standard = gathered([3], from: data.test)
    for place in stride(from: 0, to: raw.count, by: 16) {
      let byte = Double((raw[place] * 255).rounded())
      #expect(standard[place] == Float((byte / 255 - mean) / deviation))
    }
  }
}
