import Datasets
import Engine
import Testing

@Suite("The parts of one file")
struct OneFileTests {
  let files = TemporaryFiles()

  func configuration(
    train: ExampleSelection?, validation: Range<Int>? = nil, test: ExampleSelection?
  ) -> DatasetConfiguration {
    let lines = (0..<20).map { "\($0),\($0 % 3)\n" }.joined()
    files.write("x,y\n" + lines, to: "all.csv")
    return DatasetConfiguration(
      source: .csv(CSVSource(train: "all.csv", classes: .count(3))), train: train,
      validation: validation, test: test, seed: 7, places: files.places)
  }

  @Test func `ranges tell the parts apart`() throws {
    let data = try configuration(
      train: .range(0..<10), validation: 10..<12, test: .range(15..<20)
    ).load()
    #expect(data.train.indices == Array(0..<10))
    #expect(data.validation?.indices == [10, 11])
    #expect(data.test.indices == Array(15..<20))
    #expect(rows(of: data.test) == [[15], [16], [17], [18], [19]])
    #expect(data.files.count == 1)
  }

  @Test(
    arguments: [
      (0..<10, 9..<12, "[9,12] overlaps dataset.subset.train [0,10]"),
      (0..<5, 14..<16, "[14,16] overlaps dataset.subset.validation [15,17]"),
    ] as [(Range<Int>, Range<Int>, String)])
  func `a test among the training is refused`(
    train: Range<Int>, test: Range<Int>, message: String
  ) {
    let validation = message.contains("validation") ? 15..<17 : nil
    let error = #expect(throws: DatasetError.self) {
      try configuration(
        train: .range(train), validation: validation, test: .range(test)
      ).describe()
    }
    #expect(
      error?.description
        == "dataset.subset.test: \(message) of the same file, expected no example in common")
  }

  private static let missing:
    [(ExampleSelection?, Range<Int>?, ExampleSelection?, String, String)] = [
      (
        nil, nil, nil, "dataset.split: .* for training and which for the test",
        #"add to dataset: "split": { "test": 0.2, "stratified": true }"#
      ),
      (
        nil, 0..<4, nil, "dataset.subset: .* for training and which for the test",
        #"add to dataset: "subset": { "train": { "count": 13, "stratified": true }, "#
          + #""validation": [0, 4], "test": { "count": 3, "stratified": true } }"#
      ),
      (
        .drawn(count: 15, isStratified: false), nil, nil,
        "dataset.subset.test: .* for the test",
        #"add to dataset.subset: "test": { "count": 5 }"#
      ),
      (
        .drawn(count: 15, isStratified: true), 0..<2, nil,
        "dataset.subset.test: .* for the test",
        #"add to dataset.subset: "test": { "count": 3, "stratified": true }"#
      ),
      (
        .range(0..<12), nil, nil, "dataset.subset.test: .* for the test",
        #"add to dataset.subset: "test": [12, 20]"#
      ),
      (
        .range(0..<12), 12..<15, nil, "dataset.subset.test: .* for the test",
        #"add to dataset.subset: "test": [15, 20]"#
      ),
      (
        .range(5..<10), nil, nil, "dataset.subset.test: .* for the test",
        #"add to dataset.subset: "test": { "count": 15, "stratified": true }"#
      ),
      (
        nil, nil, .range(15..<20), "dataset.subset.train: .* for training",
        #"add to dataset.subset: "train": [0, 15]"#
      ),
      (
        nil, 0..<3, .drawn(count: 5, isStratified: false),
        "dataset.subset.train: .* for training",
        #"add to dataset.subset: "train": { "count": 12 }"#
      ),
      (
        .range(0..<20), nil, nil, "dataset.subset.test: .* for the test",
        #"or name a second file in dataset.files: "test": "FILE""#
      ),
    ]

  @Test(arguments: missing)
  func `a part that is not given is proposed`(
    train: ExampleSelection?, validation: Range<Int>?, test: ExampleSelection?, message: String,
    advice: String
  ) throws {
    let error = #expect(throws: DatasetError.self) {
      try configuration(train: train, validation: validation, test: test).describe()
    }
    #expect(error?.description.contains(try Regex("^" + message)) == true)
    #expect(error?.advice.first?.description == advice)
  }

  @Test func `drawn parts keep off each other`() throws {
    let data = try configuration(
      train: .drawn(count: 9, isStratified: true), validation: 3..<8,
      test: .drawn(count: 6, isStratified: false)
    ).load()
    let (train, test) = (Set(data.train.indices), Set(data.test.indices))
    #expect(train.count == 9 && test.count == 6)
    #expect(train.isDisjoint(with: test))
    #expect(train.union(test).isDisjoint(with: 3..<8))
    #expect(data.train.indices == data.train.indices.sorted())
  }

  @Test func `no more are drawn than are left`() {
    let error = #expect(throws: DatasetError.self) {
      try configuration(
        train: .drawn(count: 10, isStratified: false), validation: 0..<5,
        test: .drawn(count: 6, isStratified: false)
      ).describe()
    }
    #expect(
      error?.description
        == "dataset.subset.test.count: must be from 1 to 5, the examples of the test part to draw "
        + "from, not 6")
  }
}

/// The proposals themselves load.
extension OneFileTests {
  @Test func `what is proposed can be loaded`() throws {
    let data = try configuration(
      train: .drawn(count: 13, isStratified: true), validation: 0..<4,
      test: .drawn(count: 3, isStratified: true)
    ).load()
    #expect(data.train.count == 13 && data.test.count == 3)
  }
}
