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
    #expect(error?.description == "dataset.inputs: no column 'c', the file has 'x', 'z'")
  }

  /// With names or without, with the label or without it.
  @Test(arguments: [
    ("p,q,r,s,kind\n0,51,102,255,1\n", 0), ("p,q,r,s\n0,51,102,255\n", 0),
    ("0,51,102,255\n", 1),
  ])
  func `a table of pixels is predicted`(text: String, notes: Int) throws {
    let configuration = samples.configuration("p,q,r,s,kind\n1,2,3,4,0\n5,6,7,8,1\n") { source in
      source.label = [.name("kind")]
      source.classes = .count(2)
      source.shape = [1, 2, 2]
      source.scale = 255
    }
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
    ("a,b\n5,6\n7,8\n", [[5, 6], [7, 8]]), ("a,b,y\n5,6,\n7,8,x\n", [[5, 6], [7, 8]]),
    ("a,b\n5,\n7,8\n", [[7, 8]]),
  ])
  func `where nothing was learnt, the columns are taken by position`(
    text: String, expected: [[Float]]
  ) throws {
    let configuration = samples.configuration("a,b,y\n1,2,3\n4,5,6\n") { $0.missing = .drop }
    let encoding = try configuration.load().encoding
    samples.files.write(text, to: "new.csv")
    let found = try configuration.unlabelledExamples(
      ["new.csv"], of: Shape(2), outputs: 1, encoding: encoding)
    #expect(found[0].notes.count == 2 - expected.count)
    #expect(rows(of: found[0].examples) == expected)
    samples.files.write("a,b,c,d,e\n1,2,3,4,5\n", to: "new.csv")
    let error = #expect(throws: DatasetError.self) {
      try configuration.unlabelledExamples(
        ["new.csv"], of: Shape(2), outputs: 1, encoding: encoding)
    }
    #expect(
      error?.description
        == "dataset.inputs: new.csv has 4 numbers a row to predict from, expected 2")
  }
}
