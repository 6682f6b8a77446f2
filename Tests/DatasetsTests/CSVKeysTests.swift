import Datasets
import Engine
import Testing

/// A folder with tables, and the data sets that they make.
struct CSVSamples {
  let files = TemporaryFiles()

  func configuration(
    _ text: String, test: String? = nil, _ change: (inout CSVSource) -> Void = { _ in }
  ) -> DatasetConfiguration {
    files.write(text, to: "train.csv")
    if let test { files.write(test, to: "test.csv") }
    var source = CSVSource(train: "train.csv", test: test == nil ? "train.csv" : "test.csv")
    change(&source)
    return DatasetConfiguration(source: .csv(source), places: files.places)
  }

  func loaded(
    _ text: String, test: String? = nil, _ change: (inout CSVSource) -> Void = { _ in }
  ) throws -> LoadedDataset {
    try configuration(text, test: test, change).load()
  }

  func complaint(
    _ text: String, test: String? = nil, _ change: (inout CSVSource) -> Void = { _ in }
  ) -> String {
    let error = #expect(throws: DatasetError.self) {
      try loaded(text, test: test, change)
    }
    return error?.description ?? ""
  }
}

@Suite("Tables as people have them")
struct CSVKeysTests {
  private let samples = CSVSamples()

  private static let styles: [(String, CSVSource.Separator?, CSVSource.DecimalMark)] = [
    ("a;b;y\n0,5;-1,25;3\n", .semicolon, .comma), ("a;b;y\n0,5;-1,25;3\n", nil, .comma),
    ("a\tb\ty\n0,5\t-1,25\t3\n", .tab, .comma), ("a|b|y\n0.5|-1.25|3\n", .bar, .point),
    ("a b  y\n 0.5 -1.25 3 \n", .blank, .point), ("a,b,y\n0.5,-1.25,3\n", .comma, .point),
    ("a,b,y\n\"0,5\",\"-1,25\",3\n", .comma, .comma), ("sep=;\na;b;y\n0,5;-1,25;3\n", nil, .comma),
    ("a b y\r0,5 -1,25 3\r", nil, .comma), ("a;b;y\n5e-1;-0,125E+1;3\n", nil, .comma),
  ]

  @Test(arguments: styles)
  func `separators and decimal marks are those that are given`(
    text: String, separator: CSVSource.Separator?, decimal: CSVSource.DecimalMark
  ) throws {
    let data = try samples.loaded(text) { source in
      source.style.separator = separator
      source.style.decimal = decimal
    }
    #expect(rows(of: data.train) == [[0.5, -1.25]])
    #expect(data.train.targets == .values([3], width: 1))
  }

  @Test func `comments and lines before the table are passed over`() throws {
    let text = "exported 2024\n1;2\n# by x\na;y\n1;2\n#;;;\n\n  # 9;9\n3;4\n"
    let data = try samples.loaded(text) { source in
      source.style.comment = "#"
      source.style.skippedLines = 2
    }
    #expect(rows(of: data.train) == [[1], [3]])
    let message = samples.complaint(text.replacing("3;4", with: "3;x")) { source in
      source.style.comment = "#"
      source.style.skippedLines = 2
    }
    #expect(message.hasPrefix("train.csv: line 9: column 1 (y): 'x' is not a number"))
  }

  @Test(arguments: ["", " #", "a\nb"])
  func `a comment is one visible text`(comment: String) {
    #expect(
      samples.complaint("a,y\n1,2\n") { $0.style.comment = comment }
        == "dataset.comment: must begin with a visible character and be one line")
  }

  @Test func `a first line that is not of the table is recognised`() throws {
    // As scikit-learn ships wine_data.csv: counts and names, and rows without header.
    let text = "3,2,class_0,class_1,class_2\n14.23,1.71,0\n13.2,1.78,1\n12.1,1.5,2\n"
    #expect(
      samples.complaint(text)
        == "train.csv: line 2: 3 fields, expected 5 as in line 1; if line 1 is not of the table, "
        + "add \"skip_lines\": 1 to dataset")
    let data = try samples.loaded(text) { source in
      source.style.skippedLines = 1
      source.hasHeader = false
      source.classes = .auto
    }
    #expect(data.train.targets == .classes([0, 1, 2]))
    #expect(data.facts.classNames == nil && data.target == .classes(3))
  }

  private static let columns: [(CSVSource.Inputs, [Float])] = [
    (.only([.name("c"), .index(0)]), [1, 3]), (.without([.name("b")]), [1, 3]),
    (.without([.index(0), .index(2)]), [2]),
  ]

  @Test(arguments: columns)
  func `inputs are chosen, or others left out`(inputs: CSVSource.Inputs, row: [Float]) throws {
    let text = "a,b,c,y\n1,2,3,4\n"
    #expect(rows(of: try samples.loaded(text) { $0.inputs = inputs }.train) == [row])
    // What is left out need not be a number.
    let others = text.replacing("2", with: row == [2] ? "2" : "x")
    #expect(rows(of: try samples.loaded(others) { $0.inputs = inputs }.train) == [row])
  }

  private static let mistakes: [(CSVSource.Inputs, String)] = [
    (.both, "dataset.ignore: inputs names the columns to learn from, expected no other key for it"),
    (.only([.name("z")]), "dataset.inputs: no column 'z', the file has 'a', 'b', 'y'"),
    (.only([.index(1), .name("b")]), "dataset.inputs: column 1 is given twice"),
    (.only([.name("y")]), "dataset.inputs: column 2 (y) is learnt, expected another column"),
    (.without([.index(2)]), "dataset.ignore: column 2 (y) is learnt, expected another column"),
    (.without([.index(9)]), "dataset.ignore: must be from 0 to 2, the file's columns, not 9"),
    (
      .without([.index(0), .index(1)]),
      "dataset.ignore: takes all 3 columns, expected one more to learn from"
    ),
  ]

  @Test(arguments: mistakes)
  func `columns that cannot be inputs are refused`(inputs: CSVSource.Inputs, message: String) {
    #expect(samples.complaint("a,b,y\n1,2,3\n") { $0.inputs = inputs } == message)
  }

  @Test func `pixels are bytes of pictures`() throws {
    let pixels = (0..<2).map { row in (0..<12).map { "\($0 * 20 + row)" }.joined(separator: ",") }
    let text = pixels.map { $0 + ",1\n" }.joined()
    let data = try samples.loaded(text) { source in
      source.hasHeader = false
      source.classes = .count(2)
      source.shape = [1, 3, 4]
      source.scale = 255
    }
    #expect(data.train.shape == Shape(1, 3, 4) && data.facts.holdsPictures)
    let second: [Float] = (0..<12).map { Float($0 * 20 + 1) / 255 }
    #expect(rows(of: data.train)[1] == second)
    // Without three dimensions they are numbers, with the same values.
    for shape in [[], [12], [3, 4]] {
      let plain = try samples.loaded(text) { source in
        source.hasHeader = false
        source.classes = .count(2)
        source.shape = shape
        source.scale = 255
      }
      #expect(rows(of: plain.train) == rows(of: data.train) && !plain.facts.holdsPictures)
      #expect(plain.train.shape.dimensions == (shape.isEmpty ? [12] : shape))
    }
  }

  @Test(arguments: ["256", "-1", "0.5", "1e3"])
  func `a pixel that is no byte is refused`(pixel: String) {
    let found = samples.complaint("a,b,y\n1,2,0\n3,\(pixel),0\n") { source in
      source.shape = [1, 1, 2]
      source.scale = 255
    }
    #expect(
      found == "train.csv: line 3: column 1 (b): '\(pixel)' is not a whole number from 0 to 255, "
        + "as the pixels of \"shape\" with \"scale\": 255 are")
  }

  @Test func `a shape that does not fit is refused`() {
    #expect(
      samples.complaint("a,b,y\n1,2,0\n") { $0.shape = [2, 2] }
        == "dataset.shape: 2 x 2 is 4 values, expected 2, one for each number of a row")
  }

  @Test func `numbers are divided by the scale`() throws {
    let data = try samples.loaded("a,b,y\n1,2.5,8\n") { $0.scale = 2 }
    #expect(rows(of: data.train) == [[0.5, 1.25]])
    #expect(data.train.targets == .values([8], width: 1))
  }

  @Test func `a learnt value is standardised by the training part`() throws {
    let data = try samples.loaded("x,y\n1,10\n2,30\n", test: "x,y\n1,40\n") {
      $0.scalesTargets = true
    }
    #expect(data.train.targets == .values([-1, 1], width: 1))
    #expect(data.test.targets == .values([2], width: 1))
    #expect(data.train.fileValues == [10, 30] && data.test.fileValues == [40])
    #expect(data.encoding.targets?.unscaled(2, 0) == 40)
  }

  @Test func `several learnt values are standardised each by itself`() throws {
    let text = "x,y,z\n1,10,-1\n2,30,-5\n"
    let data = try samples.loaded(text, test: "x,y,z\n1,40,1\n") { source in
      source.label = [.index(1), .index(2)]
      source.scalesTargets = true
    }
    #expect(data.train.targets == .values([-1, 1, 1, -1], width: 2))
    #expect(data.test.targets == .values([2, 2], width: 2))
    #expect(data.train.fileValues == [10, -1, 30, -5])
    #expect(data.encoding.inFileUnits([2, 2]) == [40, 1])
  }

  @Test func `classes are not standardised`() {
    let found = samples.complaint("x,y\n1,a\n2,b\n") { $0.scalesTargets = true }
    #expect(
      found == "dataset.scale_targets: true needs values to learn, and this definition learns "
        + "classes")
  }
}
