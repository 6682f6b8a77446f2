import Datasets
import Engine
import Testing

@Suite("Tables to predict")
struct CSVPredictionTests {
  private let samples = CSVSamples()

  @Test func `a table to predict may lack the learnt columns, and those left out`() throws {
    let text = "id,c,x,y\nk1,red,1,b\nk2,blue,,a\nk3,red,4,b\n"
    let configuration = samples.configuration(text) { source in
      source.categories = .columns([.name("c")])
      source.missing = .mean
      source.inputs = .without([.name("id")])
    }
    let encoding = try configuration.load().encoding
    for other in ["x,c\n,blue\n9,red\n", "y,c,id,x\nnone,blue,k9,NA\n?,red,,9\n"] {
      samples.files.write(other, to: "new.csv")
      let found = try configuration.unlabelledExamples(
        ["new.csv"], of: Shape(3), outputs: 2, encoding: encoding)
      #expect(found.count == 1 && found[0].names == ["new.csv[0]", "new.csv[1]"])
      #expect(rows(of: found[0].examples) == [[1, 0, 2.5], [0, 1, 9]])
    }
    samples.files.write("x,z\n1,2\n", to: "new.csv")
    let error = #expect(throws: DatasetError.self) {
      try configuration.unlabelledExamples(
        ["new.csv"], of: Shape(3), outputs: 2, encoding: encoding)
    }
    #expect(error?.description == "new.csv: no column 'c', the file has 'x', 'z'")
  }

  /// With names or without, with the label or without it.
  @Test(arguments: [
    ("p,q,r,s,kind\n0,51,102,255,1\n", 0), ("p,q,r,s\n0,51,102,255\n", 0),
    ("0,51,102,255\n", 1),
  ])
  func `a table of pixels is predicted`(text: String, notes: Int) throws {
    let configuration = pixels
    let encoding = try configuration.load().encoding
    samples.files.write(text, to: "new.csv")
    let found = try configuration.unlabelledExamples(
      ["new.csv"], of: Shape(1, 2, 2), outputs: 2, encoding: encoding)
    #expect(found.map(\.names) == [["new.csv[0]"]] && found[0].notes.count == notes)
    #expect(rows(of: found[0].examples) == [[0, 0.2, 0.4, 1]])
  }

  @Test func `a label that only a header names is where the training file has it`() throws {
    let configuration = samples.configuration("kind,p,q\n0,1,2\n1,5,6\n") { source in
      source.label = [.name("kind")]
      source.classes = .count(2)
    }
    let encoding = try configuration.load().encoding
    samples.files.write("0,1,2\n", to: "new.csv")
    let found = try configuration.unlabelledExamples(
      ["new.csv"], of: Shape(2), outputs: 2, encoding: encoding)
    #expect(rows(of: found[0].examples) == [[1, 2]])
    samples.files.write("other\n", to: "train.csv")
    let error = #expect(throws: DatasetError.self) {
      try configuration.unlabelledExamples(
        ["new.csv"], of: Shape(2), outputs: 2, encoding: encoding)
    }
    #expect(
      error?.description == "new.csv: its first line is all numbers, expected the names of the "
        + "columns, such as 'kind', as in the file that the run learnt from; add that line")
  }

  @Test func `a file with names is predicted by a run without`() throws {
    let configuration = samples.configuration("1,2,0\n5,6,1\n") { source in
      source.hasHeader = false
      source.classes = .count(2)
    }
    let encoding = try configuration.load().encoding
    samples.files.write("p,q\n3,4\n", to: "new.csv")
    let found = try configuration.unlabelledExamples(
      ["new.csv"], of: Shape(2), outputs: 2, encoding: encoding)
    #expect(found[0].notes == ["new.csv: its first line is no row, but names"])
    #expect(rows(of: found[0].examples) == [[3, 4]])
  }

  @Test(arguments: [
    ("a,b\n5,6\n7,8\n", [[5, 6], [7, 8]]), ("b,a\n6,5\n8,7\n", [[5, 6], [7, 8]]),
    ("a,b,y\n5,6,\n7,8,x\n", [[5, 6], [7, 8]]), ("id,b,a\nk1,6.5,5\n", [[5, 6.5]]),
    ("5,6\n7,8\n", [[5, 6], [7, 8]]), ("5,6,1\n7,8,1\n", [[5, 6], [7, 8]]),
    ("a,b\n5,\n7,8\n", [[7, 8]]),
  ])
  func `columns of numbers are found by name, or by position without a header`(
    text: String, expected: [[Float]]
  ) throws {
    let configuration = samples.configuration("a,b,y\n1,2,3\n4,5,6\n") { $0.missing = .drop }
    let encoding = try configuration.load().encoding
    let found = try predicted(text, configuration, encoding)
    #expect(rows(of: found.examples) == expected)
    let note = text.hasPrefix("5") ? ["new.csv: its first line is a row, not names"] : []
    let leftOut =
      text.contains("5,\n") ? ["new.csv: 1 row has a missing value and is left out"] : []
    #expect(found.notes == note + leftOut)
  }

  @Test(arguments: [
    ("a,c\n1,2\n", "new.csv: no column 'b', the file has 'a', 'c'"),
    ("x,y,z\n1,2,3\n", "new.csv: no column 'a', the file has 'x', 'y', 'z'"),
    (
      "a,b,b\n1,2,3\n",
      "new.csv: several columns are called 'b', expected one, which the run learnt from"
    ),
    ("a,b\n1,x\n", "new.csv: line 2: column 1 (b): 'x' is not a number"),
    (
      "a,b\n1,\n",
      "new.csv: line 2: column 1 (b): '' is not a number; if it is missing, leave "
        + "the row out, or train again with \"missing\": \"mean\" in dataset"
    ),
    ("a,b\n1,2,3\n", "new.csv: line 2: 3 fields, expected 2"),
  ])
  func `a table that does not fit is refused with its name`(text: String, message: String) throws {
    let configuration = samples.configuration("a,b,y\n1,2,3\n4,5,6\n")
    let encoding = try configuration.load().encoding
    let error = #expect(throws: DatasetError.self) {
      try predicted(text, configuration, encoding)
    }
    #expect(error?.description == message)
  }

  @Test func `an unknown category is refused with what helps a run`() throws {
    let configuration = samples.configuration("c,x,y\nu,1,2\nv,2,3\n") { $0.categories = .auto }
    let encoding = try configuration.load().encoding
    let error = #expect(throws: DatasetError.self) {
      try predicted("c,x\nw,1\n", configuration, encoding, width: 3)
    }
    #expect(
      error?.description == "new.csv: line 2: column 0 (c): no row of the training part has 'w', "
        + "expected 'u', 'v'; leave the row out, or train again with \"unseen\": \"zeros\" in "
        + "dataset")
  }

  /// A table whose columns p to s are pixels.
  private var pixels: DatasetConfiguration {
    samples.configuration("p,q,r,s,kind\n1,2,3,4,0\n5,6,7,8,1\n") { source in
      source.label = [.name("kind")]
      source.classes = .count(2)
      source.shape = [1, 2, 2]
      source.scale = 255
    }
  }

  @Test func `pixels are found by name`() throws {
    let configuration = pixels
    let encoding = try configuration.load().encoding
    samples.files.write("s,kind,r,q,p\n255,1,102,51,0\n204,0,0,0,51\n", to: "new.csv")
    let found = try configuration.unlabelledExamples(
      ["new.csv"], of: Shape(1, 2, 2), outputs: 2, encoding: encoding)
    #expect(rows(of: found[0].examples) == [[0, 0.2, 0.4, 1], [0.2, 0, 0, 0.8]])
    let other = try #require(
      configuration.otherFiles(at: "new.csv", of: Shape(1, 2, 2)))
    let labelled = try other.loadWhole(using: encoding)
    #expect(rows(of: labelled.test) == [[0, 0.2, 0.4, 1], [0.2, 0, 0, 0.8]])
    #expect(labelled.test.targets == .classes([1, 0]))
  }

  @Test(arguments: [
    ("b\n5\n6\n", 1), ("5\n6\n", 1), ("lab,b\nx,5\nx,6\n", 1), ("c\nv\nu\n", 2),
  ])
  func `a single column is predicted`(text: String, width: Int) throws {
    let train = width == 1 ? "b,lab\n1,u\n2,v\n" : "c,lab\nu,1\nv,2\n"
    let configuration = samples.configuration(train) { source in
      if width == 2 { source.categories = .auto }
    }
    let encoding = try configuration.load().encoding
    let found = try predicted(text, configuration, encoding, width: width)
    #expect(rows(of: found.examples) == (width == 1 ? [[5], [6]] : [[0, 1], [1, 0]]))
  }

  /// What runs of earlier versions kept.
  @Test(arguments: [
    ("a,b\n5,6\n7,8\n", [[5, 6], [7, 8]]), ("a,b,y\n5,6,\n7,8,x\n", [[5, 6], [7, 8]]),
    ("a,b\n5,\n7,8\n", [[7, 8]]),
  ])
  func `where no names are known, the columns are taken by position`(
    text: String, expected: [[Float]]
  ) throws {
    let configuration = samples.configuration("a,b,y\n1,2,3\n4,5,6\n") { $0.missing = .drop }
    let encoding = ExampleEncoding(scaling: .columns(nil))
    let found = try predicted(text, configuration, encoding)
    #expect(
      found.notes.first == "new.csv: columns are taken by position: the run knows no names of "
        + "them, so they must be in the order of the file that it learnt from")
    #expect(rows(of: found.examples) == expected)
    samples.files.write("a,b,c,d,e\n1,2,3,4,5\n", to: "new.csv")
    let error = #expect(throws: DatasetError.self) {
      try configuration.unlabelledExamples(
        ["new.csv"], of: Shape(2), outputs: 1, encoding: encoding)
    }
    #expect(
      error?.description
        == "dataset.inputs: new.csv has 4 numbers a row to predict from, expected 2")
  }

  private func predicted(
    _ text: String, _ configuration: DatasetConfiguration, _ encoding: ExampleEncoding,
    width: Int = 2
  ) throws -> UnlabelledExamples {
    samples.files.write(text, to: "new.csv")
    return try configuration.unlabelledExamples(
      ["new.csv"], of: Shape(width), outputs: 1, encoding: encoding)[0]
  }
}
