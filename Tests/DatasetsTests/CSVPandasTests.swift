import Datasets
import Engine
import Files
import Testing

/// The tables are what pandas 3.1 and NumPy 2.4 wrote, unchanged.
@Suite("Tables that pandas and NumPy write")
struct CSVPandasTests {
  private let samples = CSVSamples()

  /// `{"length": [5.1, nan, 0.1 + 0.2], "count": [3, 1, 2], "ok": …, "kind": …, "y": …}`, written
  /// in several ways.
  private static let tables: [(String, CSVSource.DecimalMark)] = [
    (
      // to_csv(index=False)
      "length,count,ok,kind,y\n5.1,3,True,a;b,1.5\n,1,False,\"say \"\"x\"\"\",-2e-09\n"
        + "0.30000000000000004,2,True,größe,123456789.125\n", .point
    ),
    (
      // sep=";", decimal=",", index=False
      "length;count;ok;kind;y\n5,1;3;True;\"a;b\";1,5\n;1;False;\"say \"\"x\"\"\";-2e-09\n"
        + "0,30000000000000004;2;True;größe;123456789,125\n", .comma
    ),
    (
      // quoting=csv.QUOTE_NONNUMERIC, na_rep="NA", index=False
      "\"length\",\"count\",\"ok\",\"kind\",\"y\"\n5.1,3,True,\"a;b\",1.5\n"
        + "\"NA\",1,False,\"say \"\"x\"\"\",-2e-09\n"
        + "0.30000000000000004,2,True,\"größe\",123456789.125\n", .point
    ),
    (
      // sep="\t", lineterminator="\r\n"
      "\tlength\tcount\tok\tkind\ty\r\n0\t5.1\t3\tTrue\ta;b\t1.5\r\n"
        + "1\t\t1\tFalse\t\"say \"\"x\"\"\"\t-2e-09\r\n"
        + "2\t0.30000000000000004\t2\tTrue\tgröße\t123456789.125\r\n", .point
    ),
  ]

  @Test(arguments: tables)
  func `one table, written in several ways, is one table`(
    text: String, decimal: CSVSource.DecimalMark
  ) throws {
    let data = try samples.loaded(text) { source in
      source.style.decimal = decimal
      source.missing = .mean
      source.categories = .auto
      source.inputs = .only([.name("length"), .name("count"), .name("ok"), .name("kind")])
    }
    let mean = Float((Double(Float(5.1)) + Double(Float(0.1 + 0.2))) / 2)
    #expect(
      rows(of: data.train) == [
        [5.1, 3, 0, 1, 1, 0, 0], [mean, 1, 1, 0, 0, 0, 1], [0.3, 2, 0, 1, 0, 1, 0],
      ])
    #expect(data.train.targets == .values([1.5, -2e-9, 123_456_789.125], width: 1))
  }

  @Test func `the digest of decoded values does not depend on the way of writing`() throws {
    let digests = try Self.tables.prefix(3).map { text, decimal in
      try samples.loaded(text) { source in
        source.style.decimal = decimal
        source.missing = .mean
        source.categories = .auto
      }.dataSHA256
    }
    #expect(Set(digests).count == 1)
    // With keys of version 0.1 it is that of the file.
    let old = try samples.loaded("a,y\n1,2\n")
    // printf 'a,y\n1,2\n' | sha256sum
    #expect(
      old.files[0].sha256 == "\(SHA256.hash(Array("a,y\n1,2\n".utf8)))"
        && old.files[0].name == "train.csv")
    let decoded = try samples.loaded("a,y\r\n1.0,2e0\r\n") { $0.style.separator = .comma }
    let same = try samples.loaded("a;y\n\"1\";2\n") { $0.style.separator = .semicolon }
    #expect(decoded.files == same.files && decoded.files[0].name == "train.csv (decoded)")
    let other = try samples.loaded("a;y\n\"1\";3\n") { $0.style.separator = .semicolon }
    #expect(other.files != same.files)
  }

  @Test func `an index, times and missing categories are told`() throws {
    let text = ",a,t,c,y\n0,1,2024-01-02,x,p\n1,,2024-01-03,y,q\n2,3,,,p\n"
    #expect(
      samples.complaint(text).hasPrefix("train.csv: line 2: column 2 (t): '2024-01-02' is not a"))
    let data = try samples.loaded(text) { source in
      source.inputs = .without([.index(0), .name("t")])
      source.categories = .columns([.name("c")])
      source.missing = .mean
    }
    #expect(rows(of: data.train) == [[1, 0, 1, 0], [2, 0, 0, 1], [3, 1, 0, 0]])
    #expect(data.facts.classNames == ["p", "q"])
  }

  @Test func `what savetxt writes is read`() throws {
    let text =
      "1.000000000000000000e+00 2.500000000000000000e+00\n"
      + "1.000000000000000083e-30 3.000000000000000000e+00\n"
    let data = try samples.loaded(text) { $0.hasHeader = false }
    #expect(rows(of: data.train) == [[1], [1e-30]])
    #expect(data.train.targets == .values([2.5, 3], width: 1))
  }

  private static let odd: [(String, String)] = [
    ("a,b,y\n1,2\n3,4\n", "line 2: 2 fields, expected 3 as in line 1; if line 1 is not of"),
    ("a,b,y\n1,2,3\n1,2,3,4\n", "line 3: 4 fields, expected 3"),
    ("a,y\n\"1,000\",2\n", "line 2: column 0 (a): '1,000' is not a number; for decimal commas set"),
    (
      "a,y\n\"1,234,567\",2\n",
      "line 2: column 0 (a): '1,234,567' is not a number; write it without"
    ),
    ("a,y\n1.234.567,2\n", "line 2: column 0 (a): '1.234.567' is not a number; write it without"),
    ("a,y\n1e40,2\n", "line 2: column 0 (a): '1e40' is not a number; float32 cannot hold it"),
    ("a,y\n1,x\u{0}\n2,b\n", "line 2: column 1 (y): a zero byte in a text; the file is damaged"),
    ("a,y\n1\u{0},2\n", "line 2: column 0 (a): '1\\u{0}' is not a number"),
    ("a,y\n\"1,2\n", "line 2: a quoted field that never ends"),
    (
      "a,a,y\nx,1,2\n",
      "line 2: column 0 (a): 'x' is not a number; for categories add \"categories\": [0]"
    ),
    ("\u{FEFF}a,y\nx,2\n", "line 2: column 0 (a): 'x' is not a number"),
  ]

  @Test(arguments: odd)
  func `an odd file is refused with its place and a way out`(text: String, message: String) {
    #expect(samples.complaint(text).hasPrefix("train.csv: " + message))
  }

  @Test func `texts that are not UTF-8 are refused, and UTF-16 without a mark`() {
    let files = samples.files
    let places = files.places
    func complaint(_ bytes: [UInt8]) -> String {
      files.write(bytes, to: "l.csv")
      let error = #expect(throws: DatasetError.self) {
        try DatasetConfiguration(
          source: .csv(CSVSource(train: "l.csv", test: "l.csv")), places: places
        ).load()
      }
      return error?.description ?? ""
    }
    // Two names in ISO 8859-1 that differ in a letter beyond ASCII.
    #expect(
      complaint(Array("a,y\n1,".utf8) + [0xE4, 10] + Array("2,".utf8) + [0xF6, 10])
        == "l.csv: line 2: column 1 (y): a text that is not UTF-8; save the file as UTF-8, for example "
        + "with: iconv -f latin1 -t utf-8 OLD > NEW")
    #expect(
      complaint("a,y\n1,2\n".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
        == "l.csv: is UTF-16 text without a byte-order mark, not a table; save it as UTF-8")
  }
}

@Suite("Large tables")
struct CSVPartsTests {
  private let samples = CSVSamples()

  /// Several parts, which are decoded at the same time, and quoted line ends over their borders.
  @Test(arguments: [false, true])
  func `a table of many parts is one table`(isQuoted: Bool) throws {
    let count = isQuoted ? 150_000 : 400_000
    let filler = isQuoted ? "\"a\n\"\"1,2\n\"" : "0.5"
    var text = "x,t,y\n"
    for row in 0..<count { text += "\(row),\(filler),k\(row % 3)\n" }
    let data = try samples.loaded(text) { $0.inputs = .only([.index(0)]) }
    #expect(data.train.count == count)
    guard case .classes(let classes) = data.train.targets else { return }
    #expect((0..<count).allSatisfy { classes[$0] == UInt16($0 % 3) })
    let some = [0, 1, count / 2, count - 1]
    #expect(some.allSatisfy { row in gathered([Int32(row)], from: data.train)[0] == Float(row) })
    let lines = isQuoted ? 3 : 1
    #expect(
      samples.complaint(text + "z,1,k0\n") { $0.inputs = .only([.index(0)]) }
        .hasPrefix("train.csv: line \(count * lines + 2): column 0 (x): 'z' is not a number"))
  }
}
