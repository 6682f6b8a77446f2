import Datasets
import Engine
import Testing

@Suite("Classes, categories and missing values of tables")
struct CSVClassesTests {
  private let samples = CSVSamples()

  private static let labels: [([String], [String]?, [UInt16])] = [
    (["b", "a", "b"], ["a", "b"], [1, 0, 1]), (["10", "9", "10"], ["9", "10"], [1, 0, 1]),
    (["1", "0", "2"], nil, [1, 0, 2]), (["1.0", "0", "1"], nil, [1, 0, 1]),
    (["-1", "1", "-1"], ["-1", "1"], [0, 1, 0]),
    (["0.5", "0.25", "5e-1"], ["0.25", "0.5"], [1, 0, 1]),
    (["true", "false", "true"], ["false", "true"], [1, 0, 1]),
    (["é", "z", "Z"], ["Z", "z", "é"], [2, 1, 0]),
    (["10", "b", "9"], ["10", "9", "b"], [0, 2, 1]),
  ]

  @Test(arguments: labels)
  func `classes are the distinct labels, sorted`(
    labels: [String], names: [String]?, classes: [UInt16]
  ) throws {
    let text = "x,y\n" + labels.map { "1,\($0)\n" }.joined()
    let data = try samples.loaded(text) { $0.classes = .auto }
    #expect(data.train.targets == .classes(classes))
    #expect(data.facts.classNames == names)
    #expect(data.target == .classes(Set(classes).count))
    #expect(data.encoding.learnt?.classNames?.count == Set(classes).count)
  }

  @Test func `a label of texts needs no key`() throws {
    let configuration = samples.configuration("x,kind\n1,no\n2,yes\n3,no\n")
    #expect(try configuration.describe().target == .classes(2))
    #expect(try configuration.load().train.targets == .classes([0, 1, 0]))
  }

  @Test(arguments: [
    ("1,a\n2,3\n", 2, "a"), ("1,3\n2,a\n", 3, "a"), ("1,3\n2,4\n3,b c\n", 4, "b c"),
  ])
  func `a label of numbers and texts is refused`(rows: String, line: Int, found: String) {
    #expect(
      samples.complaint("x,y\n" + rows)
        == "train.csv: line \(line): column 1 (y): '\(found)' is not a number; for classes add "
        + "\"classes\": \"auto\" to dataset")
  }

  @Test func `classes with names may be labelled by number`() throws {
    let data = try samples.loaded("x,y\n1,1\n2,0.0\n3,cat\n") {
      $0.classes = .names(["cat", "dog"])
    }
    #expect(data.train.targets == .classes([1, 0, 0]) && data.facts.classNames == ["cat", "dog"])
    #expect(
      samples.complaint("x,y\n1,1\n") { $0.classes = .names(["0", "2"]) }
        == "train.csv: line 2: column 1 (y): '1' is not a class, expected '0', '2'")
  }

  @Test func `only the training part teaches classes`() throws {
    let train = "x,y\n1,a\n2,b\n"
    #expect(
      samples.complaint(train, test: "x,y\n1,c\n")
        == "test.csv: line 2: column 1 (y): no row of the training part is of class 'c', expected "
        + "'a', 'b'; a split with \"stratified\": true shares out each class")
    let data = try samples.loaded(train, test: "x,y\n1,b\n")
    #expect(data.test.targets == .classes([1]))
  }

  @Test func `another file is read as a run learnt`() throws {
    let first = try samples.loaded("c,x,y\nred,1,b\nblue,,a\nred,4,b\n") { source in
      source.categories = .auto
      source.missing = .mean
    }
    #expect(rows(of: first.train) == [[0, 1, 1], [1, 0, 2.5], [0, 1, 4]])
    let learnt = try #require(first.encoding.learnt)
    #expect(learnt.columns.map(\.values) == [.categories(["blue", "red"]), .number(filling: 2.5)])
    // Other columns, in another order, and none of the texts.
    let other = samples.configuration("y,id,x,c\nb,k1,,blue\nb,k2,7,blue\n") { source in
      source.label = [.name("y")]
      source.missing = .mean
    }
    let data = try other.load(using: first.encoding)
    #expect(rows(of: data.train) == [[1, 0, 2.5], [1, 0, 7]])
    #expect(data.train.targets == .classes([1, 1]))
  }

  @Test func `65,536 classes are possible, and no more`() throws {
    let lines = (0..<65_536).map { "1,n\($0)\n" }.joined()
    let data = try samples.loaded("x,y\n" + lines)
    #expect(data.target == .classes(65_536))
    #expect(
      samples.complaint("x,y\n" + lines + "1,more\n")
        == "dataset.classes: column 1 (y) has 65537 distinct texts, expected at most 65536")
  }

  @Test func `categories become one number each, in bytewise order`() throws {
    let text = "kind,n,y\nb,1,0\na,2,0\n\"B\",3,0\nb,4,0\n"
    for categories in [CSVSource.Categories.auto, .columns([.name("kind")])] {
      let data = try samples.loaded(text) { $0.categories = categories }
      #expect(rows(of: data.train) == [[0, 0, 1, 1], [0, 1, 0, 2], [1, 0, 0, 3], [0, 0, 1, 4]])
      #expect(data.train.shape == Shape(4))
    }
    // Numbers too, if they are listed.
    let data = try samples.loaded("k,n,y\n10,1,0\n9,2,0\n") {
      $0.categories = .columns([.index(0)])
    }
    #expect(rows(of: data.train) == [[1, 0, 1], [0, 1, 2]])
  }

  @Test func `an unseen category is refused, or nothing`() throws {
    let (train, test) = ("k,n,y\na,1,0\nb,1,0\n", "k,n,y\na,1,0\nc,2,0\n")
    #expect(
      samples.complaint(train, test: test) { $0.categories = .auto }
        == "test.csv: line 3: column 0 (k): no row of the training part has 'c', expected 'a', "
        + "'b'; add \"unseen\": \"zeros\" to dataset, or leave the column out: \"ignore\": [\"k\"]")
    let data = try samples.loaded(train, test: test) { source in
      source.categories = .auto
      source.unseen = .zeros
    }
    #expect(rows(of: data.test) == [[1, 0, 1], [0, 0, 2]])
  }

  @Test(arguments: [
    (CSVSource.Column.name("y"), "column 2 (y) is learnt, expected another column"),
    (.index(1), "column 1 (n) is not learnt from, expected a column of the inputs"),
  ])
  func `categories are inputs`(column: CSVSource.Column, message: String) {
    let found = samples.complaint("k,n,y\na,1,0\n") { source in
      source.categories = .columns([column])
      source.inputs = .only([.index(0)])
    }
    #expect(found == "dataset.categories: " + message)
  }

  private static let words = ["", "NA", "n/a", "NaN", "null", "NONE", "?", "#N/A", "<NA>"]

  @Test(arguments: words)
  func `rows with a missing value can be dropped, and keep their places`(word: String) throws {
    let text = "a,b,y\n1,2,0\n\(word),3,1\n4,\(word),0\n5,6,\(word)\n7,8,1\n"
    let configuration = samples.configuration(text) { source in
      source.missing = .drop
      source.classes = .count(2)
    }
    let data = try configuration.load()
    #expect(rows(of: data.train) == [[1, 2], [7, 8]])
    #expect(data.train.targets == .classes([0, 1]) && data.train.indices == [0, 4])
    let remarks = try DataFileInspector().remarks(on: configuration)
    #expect(remarks.first == .rowsLeftOut(file: "train.csv", count: 3, of: 5))
    #expect(
      samples.complaint(text).hasPrefix("train.csv: line 3: column 0 (a): '\(word)' is not a "))
  }

  @Test func `means of the training part stand for missing numbers`() throws {
    let data = try samples.loaded("a,b,y\n1,,0\n,4,0\n3,8,1\n", test: "a,b,y\n,NA,1\n") {
      $0.missing = .mean
    }
    #expect(rows(of: data.train) == [[1, 6], [2, 4], [3, 8]])
    #expect(rows(of: data.test) == [[2, 6]])
    #expect(
      samples.complaint("a,y\n1,2\n2,\n") { $0.missing = .mean }
        == "train.csv: line 3: column 1 (y): '' is not a value; if it is missing, add \"missing\": "
        + "\"drop\" to dataset")
    #expect(
      samples.complaint("a,b,y\n1,,2\n2,,3\n") { $0.missing = .mean }
        == "dataset.missing: column 1 (b) has no value in the training part; leave the column out: "
        + "\"ignore\": [\"b\"]")
  }

  @Test func `with means, a missing category is one of its own`() throws {
    let data = try samples.loaded("k,y\nb,1\n,2\na,3\n") { source in
      source.missing = .mean
      source.categories = .auto
    }
    #expect(rows(of: data.train) == [[0, 0, 1], [1, 0, 0], [0, 1, 0]])
  }

  @Test func `words for a missing value can be given, also numbers`() throws {
    let data = try samples.loaded("a,y\n1,2\n-999,3\nx,4\n5,6\n") { source in
      source.missing = .drop
      source.missingWords = ["-999", "x"]
    }
    #expect(data.train.indices == [0, 3])
    #expect(
      samples.complaint("a,y\n1,2\nNA,3\n") { source in
        source.missing = .drop
        source.missingWords = ["x"]
      }.hasPrefix("train.csv: line 3: column 0 (a): 'NA' is not a number; for categories"))
  }

  @Test func `nothing is left of a table without complete rows`() {
    #expect(
      samples.complaint("a,y\n,2\n1,\n") { $0.missing = .drop }
        == "dataset.missing: each of the 2 rows of train.csv has a missing value, expected rows "
        + "without; \"mean\" keeps them, or \"ignore\" leaves columns out")
  }

  @Test func `groups stay together and are not learnt from`() throws {
    let lines = (0..<40).map { "p\($0 / 4),\($0),\($0 % 2)\n" }.joined()
    var configuration = samples.configuration("who,x,y\n" + lines) { source in
      source.test = nil
      source.group = .name("who")
      source.classes = .count(2)
    }
    configuration.split = DatasetSplit(test: 0.2, validation: 0.1, group: .name("who"))
    let data = try configuration.load()
    #expect(data.train.shape == Shape(1))
    let parts = [data.train, data.test, try #require(data.validation)].map {
      Set($0.indices.map { $0 / 4 })
    }
    #expect(parts.map(\.count) == [7, 2, 1])
    #expect(Set(parts.joined()).count == 10)
  }

  @Test func `a split learns from its training part alone`() throws {
    let lines = (0..<30).map { "\($0),\($0 % 3 == 0 ? "a" : "b")\n" }.joined()
    var configuration = samples.configuration("x,y\n" + lines) { $0.test = nil }
    configuration.split = DatasetSplit(test: 0.2, isStratified: true)
    let data = try configuration.load()
    #expect(data.train.count == 24 && data.test.count == 6)
    guard case .classes(let classes) = data.test.targets else { return }
    #expect(classes.count { $0 == 0 } == 2)
  }
}
