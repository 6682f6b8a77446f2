import Datasets
import Engine
import Testing

@Suite("Comma-separated values")
struct CSVTests {
  private let files = TemporaryFiles()

  private func configuration(_ source: CSVSource) -> DatasetConfiguration {
    DatasetConfiguration(source: .csv(source), places: files.places)
  }

  private func loaded(
    _ text: String, _ change: (inout CSVSource) -> Void = { _ in }
  ) throws -> LoadedDataset {
    files.write(text, to: "train.csv")
    var source = CSVSource(train: "train.csv", test: "train.csv")
    change(&source)
    return try configuration(source).load()
  }

  private func complaint(
    _ text: String, _ change: (inout CSVSource) -> Void = { _ in }
  ) -> String {
    let error = #expect(throws: DatasetError.self) { try loaded(text, change) }
    return error?.description ?? ""
  }

  @Test func `the last column is learnt, the others are learnt from`() throws {
    files.write("a,b,y\n1,2,3\n4,5.5,-6e-1\n", to: "data/train.csv")
    files.write("a,b,y\n7,8,9\n", to: "data/test.csv")
    let source = CSVSource(train: "data/train.csv", test: "data/test.csv")
    let description = try configuration(source).describe()
    #expect(description.name == "csv" && description.shape == Shape(2))
    #expect(description.layout.trainCount == 2 && description.layout.testCount == 1)
    #expect(description.target == .values(1) && description.outputCount == 1)
    let data = try configuration(source).load()
    #expect(rows(of: data.train) == [[1, 2], [4, 5.5]])
    #expect(data.train.targets == .values([3, -0.6], width: 1))
    #expect(rows(of: data.test) == [[7, 8]])
    #expect(data.files.map(\.name) == ["train.csv", "test.csv"])
    // printf 'a,b,y\n7,8,9\n' | sha256sum
    #expect(data.files == (try configuration(source).files()))
  }

  @Test func `where the loss learns 0 and 1, other values are refused with their line`() throws {
    files.write("x,rain,snow\n1,0,1\n2,1.0,0\n3,0,0.5\n", to: "train.csv")
    var source = CSVSource(train: "train.csv", test: "train.csv")
    source.label = [.name("rain"), .name("snow")]
    var configuration = configuration(source)
    #expect(try configuration.load().train.count == 3)
    configuration.needsBinaryValues = true
    let error = #expect(throws: DatasetError.self) { try configuration.load() }
    #expect(
      error?.description == """
        train.csv: line 4: column 2 (snow): '0.5' is neither 0 nor 1, which \
        binary_cross_entropy_with_logits learns; for other values use mse, l1 or huber
        """)
    files.write("x,rain,snow\n1,0,1\n2,1.0,0\n3,0,-0\n", to: "train.csv")
    DatasetConfiguration.forgetFiles()
    #expect(try configuration.load().train.targets == .values([0, 1, 1, 0, 0, -0.0], width: 2))
  }

  @Test func `a wide first line does not make room for as wide lines below`() {
    let text =
      String(repeating: "1,", count: 200_000) + "1\n" + String(repeating: "1\n", count: 200_000)
    let complaint = complaint(text) { $0.hasHeader = false }
    #expect(complaint.hasSuffix("line 2: 1 field, expected 200001"))
  }

  @Test func `a line of more fields than memory is meant for is refused`() {
    #expect(
      complaint(String(repeating: ",", count: 1 << 20) + "\n").hasSuffix("more than 1048576 fields")
    )
  }

  @Test func `a text that takes minutes to compare is refused`() {
    let marks = String(repeating: "\u{315}\u{316}", count: 100_000)
    #expect(
      complaint("x,a\(marks)\n1,2\n").hasSuffix("line 1: too many combining marks in a row"))
  }

  @Test(arguments: ["a,b,y\n1,2,0\n3,4,1\n", "1,2,0\n3,4,1"])
  func `a header is optional, as is the last line's end`(text: String) throws {
    let data = try loaded(text) { source in
      source.hasHeader = text.hasPrefix("a")
      source.classes = .count(2)
    }
    #expect(rows(of: data.train) == [[1, 2], [3, 4]])
    #expect(data.train.targets == .classes([0, 1]))
    #expect(data.target == .classes(2))
  }

  @Test(arguments: [CSVSource.Column.name("kind"), .index(1)])
  func `classes are named by a column's name or index`(column: CSVSource.Column) throws {
    let data = try loaded("x,kind,y\n1,cat,2\n3,dog,4\n5,cat,6\n") { source in
      source.label = [column]
      source.classes = .names(["dog", "cat"])
    }
    #expect(rows(of: data.train) == [[1, 2], [3, 4], [5, 6]])
    #expect(data.train.targets == .classes([1, 0, 1]))
  }

  @Test func `several columns can be learnt, in the order asked for`() throws {
    let data = try loaded("a,b,c\n1,2,3\n4,5,6\n") { $0.label = [.index(2), .name("a")] }
    #expect(rows(of: data.train) == [[2], [5]])
    #expect(data.train.targets == .values([3, 1, 6, 4], width: 2))
  }

  @Test func `quotes, carriage returns, blanks, empty lines and a byte-order mark are understood`()
    throws
  {
    let text = "\u{FEFF}\"a, b\",c,kind\r\n 1 ,\t2,\"say \"\"x\"\"\"\r\n\r\n\"3\", 4 ,plain\r\n\n"
    let data = try loaded(text) { source in
      source.label = [.name("kind")]
      source.classes = .names(["plain", "say \"x\""])
    }
    #expect(rows(of: data.train) == [[1, 2], [3, 4]])
    #expect(data.train.targets == .classes([1, 0]))
  }

  @Test func `a gzipped file is read as the plain one, under the same digest`() throws {
    let text = "a,y\n1,2\n"
    let plain = try loaded(text)
    files.write(gzip(Array(text.utf8)), to: "train.csv.gz")
    let zipped = try configuration(CSVSource(train: "train.csv.gz", test: "train.csv.gz")).load()
    #expect(rows(of: zipped.train) == rows(of: plain.train))
    #expect(zipped.dataSHA256 == plain.dataSHA256)
  }

  @Test(arguments: [
    "", "x", "nan", "inf", "-inf", "1e39", "0x10", "1 2", "--1", "1e", "1e+", ".", "+",
    "1_000", "１", "1.2.3", "\u{0}",
  ])
  func `what is not a number that float32 holds is refused with its place`(text: String) {
    let message = complaint("x,y\n1,2\n\n\"\(text)\",2\n")
    #expect(message.hasPrefix("train.csv: line 4: column 0 (x): '"))
    #expect(message.contains("' is not a number; "))
  }

  private static let advice =
    "for categories add \"categories\": [\"x\"] to dataset, or leave the column out: "
    + "\"ignore\": [\"x\"]"
  private static let refusals: [(String, String)] = [
    ("x,y\n1,2\n1,2,3\n", "train.csv: line 3: 3 fields, expected 2"),
    ("x,y\n1,2\n7\n", "train.csv: line 3: 1 field, expected 2"),
    (
      "x,y\n\"1\n\n\",2\n1\n",
      "train.csv: line 2: column 0 (x): '1\\n\\n' is not a number; " + advice
    ),
    ("x,y\n1,2\n\"1,2\n3,4", "train.csv: line 3: a quoted field that never ends"),
    (
      "x,y\n\"1\"2,3\n",
      "train.csv: line 2: text behind a closing quote, expected a comma or the line's end"
    ),
    ("x,y\n", "train.csv: no example after the header, expected one a line"),
    ("", "train.csv: no example after the header, expected one a line"),
    ("\n \n", "train.csv: no example after the header, expected one a line"),
    (
      "y\n1\n",
      "train.csv: line 1: one field, expected two or more, separated by , ; tab | or blanks"
    ),
    (
      "\"x,y\"\n\"1,2\"\n",
      "train.csv: line 1: one field, expected two or more, separated by , ; tab | or blanks; "
        + "the whole line is in quotes"
    ),
    (
      "x,y\n\u{1B}[2J,2\n",
      "train.csv: line 2: column 0 (x): '\\u{1B}[2J' is not a number; " + advice
    ),
  ]

  @Test(arguments: refusals)
  func `a file that cannot be is refused with its line`(text: String, message: String) {
    #expect(complaint(text) == message)
  }

  @Test func `a header taken for a row is recognised`() {
    #expect(
      complaint("x,y\n1,2\n") { $0.hasHeader = false }
        == "train.csv: line 1: column 0: 'x' is not a number; "
        + "for a line of names set \"header\": true")
  }

  private static let labels: [([CSVSource.Column], String)] = [
    ([.name("z")], "no column 'z', the file has 'a', 'b', 'b'"),
    ([.name("b")], "several columns are called 'b', expected an index from 0"),
    ([.index(3)], "must be from 0 to 2, the file's columns, not 3"),
    ([.index(0), .name("a")], "column 0 is given twice"),
    ([.index(0), .index(1)], "2 columns cannot be one class, expected one column"),
  ]

  @Test(arguments: labels)
  func `a label that the file lacks is refused`(label: [CSVSource.Column], message: String) {
    let found = complaint("a,b,b\n1,2,3\n") { source in
      source.label = label
      source.classes = .count(4)
    }
    #expect(found == "dataset.label: " + message)
  }

  @Test func `a name needs a header`() {
    let found = complaint("1,2\n") { source in
      source.hasHeader = false
      source.label = [.name("y")]
    }
    #expect(
      found == "dataset.label: 'y' names a column of a file without header, "
        + "expected an index from 0")
  }

  @Test(arguments: ["3", "-1", "0.5", "cat", "", "256", "1e9"])
  func `a class that is none is refused`(label: String) {
    let expected = label.isEmpty ? "value; if it is missing" : "class, expected 0 to 2"
    let found = complaint("x,y\n1,0\n2,\"\(label)\"\n") { $0.classes = .count(3) }
    #expect(
      found.hasPrefix("train.csv: line 3: column 1 (y): '\(label)' is not a \(expected)"))
  }

  @Test func `a name that is not a class is refused with those there are`() {
    #expect(
      complaint("x,y\n1,cow\n") { $0.classes = .names(["cat", "dog"]) }
        == "train.csv: line 2: column 1 (y): 'cow' is not a class, expected 'cat', 'dog'")
  }

  @Test(arguments: [
    ("a,c\n1,2\n", "test.csv: line 1: column 1 is 'c', expected 'b' as in the training file"),
    ("a,b,c\n1,2,3\n", "test.csv: line 1: 3 fields, expected 2"),
    (
      "1;2\n3;4\n",
      "test.csv: line 1: a row of numbers, expected the column names of the training file"
    ),
  ])
  func `a test file of other columns is refused`(text: String, message: String) {
    files.write("a,b\n1,2\n", to: "train.csv")
    files.write(text, to: "test.csv")
    let source = CSVSource(train: "train.csv", test: "test.csv")
    let error = #expect(throws: DatasetError.self) { try configuration(source).describe() }
    #expect(error?.description == message)
  }

  @Test func `a missing file, a folder and a FIFO are refused by name`() {
    files.write("", to: "folder/inside")
    files.makeFIFO("fifo")
    for (path, problem) in [
      ("none.csv", "No such file or directory"), ("folder", "is a folder, expected a file"),
      ("fifo", "is a pipe, which cannot be read twice; save it to a file first"),
    ] {
      let error = #expect(throws: DatasetError.self) {
        try configuration(CSVSource(train: path)).describe()
      }
      #expect(error?.description == "\(path): \(problem)")
      #expect(error?.definitionPath == nil)
    }
  }

  @Test func `no cut and no changed byte of a file is a trap`() {
    let text = Array("\u{FEFF}a,\"b \"\"c\"\"\",kind\r\n1,2.5,\"x\"\n\"3\",4e1, y \n".utf8)
    for count in text.indices {
      files.write(Array(text.prefix(count)), to: "train.csv")
      for byte: UInt8 in [0, 10, 13, 34, 44, 0xFF] {
        var changed = text
        changed[count] = byte
        files.write(changed, to: "test.csv")
        var source = CSVSource(train: "train.csv", test: "test.csv")
        source.classes = .names(["x", "y"])
        _ = try? configuration(source).load()
        source.train = "test.csv"
        _ = try? configuration(source).load()
      }
    }
  }
}
