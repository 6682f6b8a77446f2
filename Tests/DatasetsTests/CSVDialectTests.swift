import Datasets
import Engine
import Files
import Testing

@Suite("Tables as programs write them")
struct CSVDialectTests {
  private let files = TemporaryFiles()

  private func loaded(
    _ bytes: [UInt8], header: Bool = true, label: [CSVSource.Column] = [],
    classes: ClassChoice? = nil
  ) throws -> LoadedDataset {
    files.write(bytes, to: "t.csv")
    return try DatasetConfiguration(
      source: .csv(
        CSVSource(
          train: "t.csv", test: "t.csv", hasHeader: header, label: label, classes: classes)),
      places: files.places
    ).load()
  }

  private func complaint(_ text: String, header: Bool = true) -> String {
    let error = #expect(throws: DatasetError.self) { try loaded(Array(text.utf8), header: header) }
    return error?.description ?? ""
  }

  @Test func `UTF-16 is decoded, and its digest is that of the file`() throws {
    let bytes = utf16("größe,art\n1,日本\n2,🦊\n", isBigEndian: false)
    let data = try loaded(bytes, label: [.name("art")], classes: .names(["日本", "🦊"]))
    #expect(data.train.targets == .classes([0, 1]))
    #expect(data.files[0].sha256 == SHA256.hash(bytes).description)
    // Half a unit at the end.
    #expect(throws: DatasetError.self) { try loaded(bytes + [0]) }
  }

  @Test func `an empty field between tabs is a field`() {
    #expect(
      complaint("a\tb\ty\n1\t\t0\n")
        == "t.csv: line 2: column 1 (b): '' is not a number; if it is missing, add \"missing\": "
        + "\"drop\" or \"mean\" to dataset")
  }

  private static let refusals: [(String, String)] = [
    (
      "a;b;y\n0,5;1;0\n",
      "t.csv: line 2: column 0 (a): '0,5' is not a number; for decimal commas set "
        + "\"decimal\": \",\" in dataset"
    ),
    (
      "0,5;1,2;0\n0,6;1,2;0\n",
      "t.csv: line 1: column 1: '5;1' is not a number; for a line of names set \"header\": true"
    ),
    ("a;y\n1;2\n\"1\"2;3\n", "t.csv: line 3: text behind a closing quote, expected a semicolon"),
    ("a;y\n1;2\n3;4;5\n", "t.csv: line 3: 3 fields, expected 2"),
    ("a y\r1 2\r3\r", "t.csv: line 3: 1 field, expected 2"),
    ("sep=;\na;y\nx;1\n", "t.csv: line 3: column 0 (a): 'x' is not a number"),
    ("a,b;y\n1 2\n1 2\n", "t.csv: line 2: 1 field, expected 2"),
  ]

  @Test(arguments: refusals)
  func `what does not fit is told with its line`(text: String, message: String) {
    #expect(complaint(text, header: !text.hasPrefix("0")).hasPrefix(message))
  }
}

private func utf16(_ text: String, isBigEndian: Bool) -> [UInt8] {
  ([0xFEFF] + Array(text.utf16)).flatMap { unit in
    let (high, low) = (UInt8(unit >> 8), UInt8(unit & 255))
    return isBigEndian ? [high, low] : [low, high]
  }
}
