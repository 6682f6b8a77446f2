import Datasets
import Engine
import Files
import Testing

@Suite("Checking a data set")
struct CheckTests {
  let files = TemporaryFiles()

  private func check(
    _ train: String, _ test: String, label: [CSVSource.Column] = [],
    classes: ClassChoice? = .auto, train selection: ExampleSelection? = nil,
    isShuffled: Bool = true
  ) throws -> DatasetCheck {
    files.write(train, to: "train.csv")
    files.write(test, to: "test.csv")
    var configuration = DatasetConfiguration(
      source: .csv(
        CSVSource(train: "train.csv", test: "test.csv", label: label, classes: classes)),
      train: selection, normalization: .standard, places: files.places)
    configuration.layout = try DataFileInspector().layout(of: configuration)
    return try configuration.check(isShuffled: isShuffled)
  }

  @Test func `equal examples are found within a part and between parts`() throws {
    let found = try check(
      "a,b,y\n1,2,no\n3,4,yes\n1,2,no\n5,6,no\n3,4,no\n1,2,yes\n",
      "a,b,y\n9,9,yes\n5,6,no\n1,2,no\n1,2,yes\n")
    let duplicates = found.findings.compactMap {
      if case .duplicates(let duplicates) = $0 { duplicates } else { nil }
    }
    #expect(duplicates.map(\.earlier) == [.train, .train, .test])
    #expect(duplicates.map(\.part) == [.train, .test, .test])
    #expect(duplicates.map(\.count) == [3, 3, 1])
    #expect(duplicates.map(\.otherLabels) == [2, 1, 1])
    typealias Pair = Duplicates.Pair
    #expect(
      duplicates[0].pairs
        == [
          Pair(earlier: 0, repetition: 2), Pair(earlier: 1, repetition: 4),
          Pair(earlier: 0, repetition: 5),
        ])
    #expect(
      found.findings[1].description
        == "3 examples of the test part are also in the training part (train 3 = test 1, "
        + "train 0 = test 2, train 0 = test 3); 1 with another label")
    #expect(found.findings.count == 3)
    #expect(found.parts.map(\.classCounts) == [[4, 2], [2, 2]])
    #expect(found.classNames == ["no", "yes"])
  }

  @Test func `nothing is found where nothing is wrong`() throws {
    let found = try check("a,b,y\n1,2,0\n3,4,1\n5,9,0\n5,6,1\n", "a,b,y\n7,8,0\n8,7,1\n")
    #expect(found.findings.isEmpty, "\(found.findings)")
  }

  @Test func `a class that a part lacks is named`() throws {
    let found = try check("a,y\n1,u\n3,v\n5,w\n6,u\n", "a,y\n7,u\n8,w\n")
    #expect(found.findings == [.missingClasses(.test, ["v"])])
    #expect("\(found.findings[0])" == "the test part has no example of class v")
  }

  @Test(
    arguments: [
      (nil, true, false), (nil, false, true), (.range(0..<6), true, true),
      (.range(0..<6), false, true),
    ] as [(ExampleSelection?, Bool, Bool)])
  func `the order of classes matters where it is trained in`(
    selection: ExampleSelection?, isShuffled: Bool, isFound: Bool
  ) throws {
    let rows = (0..<8).map { "\($0 * $0),\($0 / 2)\n" }.joined()
    let found = try check(
      "a,y\n" + rows, "a,y\n-1,0\n-2,1\n-3,2\n-4,3\n", classes: .count(4), train: selection,
      isShuffled: isShuffled)
    let orders = found.findings.filter { if case .classOrder = $0 { true } else { false } }
    #expect(orders.isEmpty != isFound)
  }

  @Test func `columns without information are named`() throws {
    let rows = (0..<30).map { "\($0 + 7),\($0 * 37 % 29),3,\($0 * $0 % 11),\($0 % 2)\n" }.joined()
    let found = try check(
      "id,a,same,b,y\n" + rows, "id,a,same,b,y\n99,1.5,4,0,1\n98,2.5,4,0,0\n", classes: .auto)
    #expect(found.findings == [.constantColumns(["same"]), .countingColumns(["id"])])
  }

  @Test func `a column that a split divides still numbers the rows`() throws {
    let rows = (0..<200).map { "\($0),\($0 * 37 % 29 + $0 % 3),\($0 % 2)\n" }.joined()
    files.write("id,a,y\n" + rows, to: "all.csv")
    let configuration = DatasetConfiguration(
      source: .csv(CSVSource(train: "all.csv", classes: .auto)),
      split: DatasetSplit(test: 0.2, validation: 0.1), places: files.places)
    let found = try configuration.check(isShuffled: true)
    #expect(found.findings == [.countingColumns(["id"])])
    #expect(found.parts.map(\.name) == [.train, .validation, .test])
    #expect(found.parts.map(\.count) == [140, 20, 40])
  }

  /// Debian's package dataset-fashion-mnist has the files as their authors publish them. A
  /// comparison of all pictures in NumPy finds no two equal ones either.
  @Test(.enabled(if: FashionMNIST.published.folder(.current) != nil))
  func `no picture of Fashion-MNIST is there twice`() throws {
    let found = try DatasetConfiguration(source: .fashionMNIST, places: .current)
      .check(isShuffled: true)
    #expect(found.findings.isEmpty, "\(found.findings)")
    let counts = [6000, 1000].map { [Int](repeating: $0, count: 10) }
    #expect(found.parts.map(\.classCounts) == counts)
    #expect(found.name(9) == "Ankle boot")
  }

  @Test func `the included digits have no picture twice`() throws {
    #expect(try DatasetConfiguration(source: .mnist).check(isShuffled: true).findings.isEmpty)
  }
}
