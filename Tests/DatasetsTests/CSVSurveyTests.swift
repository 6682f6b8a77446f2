import Datasets
import Testing

@Suite("What the look of a table says")
struct CSVSurveyTests {
  private let files = TemporaryFiles()

  private func remarks(
    _ text: String, header: Bool = true, label: [CSVSource.Column] = [],
    classes: ClassChoice? = nil
  ) throws -> [DatasetRemark] {
    files.write(text, to: "t.csv")
    let dataset = DatasetConfiguration(
      source: .csv(
        CSVSource(
          train: "t.csv", test: "t.csv", hasHeader: header, label: label, classes: classes)),
      places: files.places)
    return try DataFileInspector().remarks(on: dataset)
  }

  private func looksLikeExample(_ remarks: [DatasetRemark]) -> Bool {
    remarks.contains { if case .headerLooksLikeExample = $0 { true } else { false } }
  }

  private static let headers: [(String, ClassChoice?, Bool)] = [
    ("0,0,0\n1,2,1\n", .count(2), true), ("0,0,0\n1,2,1\n", nil, true),
    ("0.5;-1e3;0\n1;2;1\n", nil, true),
    ("5.1,3.5,setosa\n4,5,other\n", .names(["setosa", "other"]), true),
    ("5.1,3.5,setosa\n4,5,other\n6,7,setosa\n", nil, true),
    ("5.1,3.5,setosa\n4,5,other\n6,7,setosa\n", .count(2), true),
    ("5.1,3.5,kind\n4,5,other\n6,7,setosa\n", nil, false),
    ("5.1,3.5,kind\n4,5,other\n", .names(["setosa", "other"]), false),
    ("a,b,y\n0,0,0\n", nil, false), ("a,2,3\n0,0,0\n", nil, false), ("1,2,y\n0,0,0\n", nil, false),
    ("1,,3\n0,0,0\n", nil, false),
  ]

  @Test(arguments: headers)
  func `a first line that reads like an example is seen`(
    text: String, classes: ClassChoice?, isSeen: Bool
  ) throws {
    #expect(looksLikeExample(try remarks(text, classes: classes)) == isSeen)
    // Where the line is no row, the file is refused instead.
    let others = try? remarks(text, header: false, classes: classes)
    #expect(!looksLikeExample(others ?? []))
  }

  private static let indexes: [(String, Bool, Int?)] = [
    (",a,y", true, 0), (",a,y", true, 1), ("\"\",a,y", true, 7), ("Unnamed: 0,a,y", true, 0),
    ("Id,a,y", true, 1), ("index,a,y", true, 0), ("rownames,a,y", true, 1), ("i,a,y", true, nil),
    ("year,a,y", true, nil), ("", false, 0), ("", false, 1),
  ]

  @Test(arguments: indexes)
  func `a column that numbers the rows is seen`(header: String, hasHeader: Bool, from: Int?) throws
  {
    let lines = (0..<20).map { "\($0 + (from ?? 0)),\($0 * 7919 % 101),\($0 % 2)" }
    let text = lines.joined(separator: "\n")
    let found = try remarks(hasHeader ? header + "\n" + text : text, header: hasHeader)
    let name = header.split(separator: ",").first.map(String.init) ?? ""
    let isNameless = !hasHeader || header.hasPrefix(",") || header.hasPrefix("\"")
    let column = isNameless ? "column 0" : "column 0 (\(name))"
    let expected = from.map {
      DatasetRemark.columnNumbersRows(file: "t.csv", column: column, from: $0)
    }
    #expect(found == [expected].compactMap(\.self))
  }

  /// A nameless first column's values.
  private static let measurements: [[Double]] = [
    Array(stride(from: 0, to: 9, by: 1)),
    Array(stride(from: 0, to: 19, by: 1)) + [5],
    Array(stride(from: 0, to: 40, by: 2)),
    Array(stride(from: 0.5, to: 20, by: 1)),
    Array(stride(from: 20, to: 0, by: -1)),
  ]

  @Test(arguments: measurements)
  func `what may be a measurement is left alone`(values: [Double]) throws {
    let lines = values.map { "\($0),5,1\n" }.joined()
    #expect(try remarks(",a,y\n" + lines) == [])
  }

  @Test func `without a header only the first of several columns may be an index`() throws {
    let counts = (0..<20).map { "\($0),1\n" }.joined()
    #expect(try remarks(counts, header: false) == [])
    let second = (0..<20).map { "5,\($0),1\n" }.joined()
    #expect(try remarks(second, header: false) == [])
  }
}
