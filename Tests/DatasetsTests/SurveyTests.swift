import Datasets
import Engine
import Testing

@Suite("Looking at data without a definition")
struct SurveyTests {
  let files = TemporaryFiles()

  private func table(_ text: String, label: String? = nil) throws -> TableSurvey {
    files.write(text, to: "d.csv")
    let data = try SurveyedData(at: "d.csv", label: label, in: files.places)
    guard case .table(let survey) = data else { throw SurveyFailure.noTable }
    return survey
  }

  private enum SurveyFailure: Error { case noTable }

  @Test func `columns are counted`() throws {
    let rows = (0..<20).map { row in
      "\(row + 1),\(row % 4 == 0 ? "NA" : "\(row % 3).5"),\(["red", "blue"][row % 2]),x,\(row % 2)\n"
    }
    let survey = try table("id,size,color,kind,y\n" + rows.joined())
    #expect(survey.rowCount == 20 && survey.hasHeader && survey.label == 4)
    #expect(survey.columns.map(\.name) == ["id", "size", "color", "kind", "y"])
    #expect(survey.columns.map(\.missingCount) == [0, 5, 0, 0, 0])
    #expect(survey.columns.map(\.numbersRows) == [true, false, false, false, false])
    #expect(survey.columns.map(\.isConstant) == [false, false, false, true, false])
    #expect(survey.columns[2].texts == ["red": 10, "blue": 10])
    #expect(survey.columns[4].numbers == [0: 10, 1: 10])
  }

  @Test func `the column to learn is found by name or index`() throws {
    let text = "a,b,c\n1,2,3\n4,5,6\n"
    #expect(try table(text).label == 2)
    #expect(try table(text, label: "b").label == 1)
    #expect(try table(text, label: "0").label == 0)
    let error = #expect(throws: DatasetError.self) { try table(text, label: "bb") }
    #expect(error?.description.contains("bb") == true)
  }

  @Test func `a first line of numbers is no header`() throws {
    let survey = try table("1,2,3\n4,5,6\n")
    #expect(!survey.hasHeader && survey.rowCount == 2 && survey.columns[0].name == nil)
  }

  @Test func `a first line like the rows is no header`() throws {
    let rows = "5.1,red,a\n4.9,blue,b\n6.2,red,b\n5.0,blue,a\n"
    let survey = try table("5.5,red,a\n" + rows)
    #expect(!survey.hasHeader && survey.rowCount == 5)
    // Years as names, and a text that no row has.
    #expect(try table("2019,color,kind\n" + rows).hasHeader)
    #expect(try table("p,q\nq,p\np,q\n").hasHeader == false)
  }

  @Test func `a column of a usual name is learnt`() throws {
    let text = ["Label", "pixel"].map { "a,\($0),b\n1,2,3\n4,5,6\n" }
    #expect(try table(text[0]).label == 1)
    #expect(try table(text[0], label: "b").label == 2)
    #expect(try table(text[1]).label == 2)
    #expect(try table("y,class,b\n1,2,3\n4,5,6\n").label == 2)
  }

  @Test func `numbers with signs are recognised`() throws {
    let rows = (0..<20).map { "\($0)%,\($0 % 2)%,\"1,\(100 + $0)\",\($0 % 2)\n" }.joined()
    let survey = try table("share,half,count,y\n" + rows)
    #expect(survey.columns.map { $0.numberWithSigns != nil } == [true, false, true, false])
  }

  @Test func `a text that is not UTF-8 is named with its line`() {
    files.write(Array("a,y\n1,x\n2,".utf8) + [0xE4, 10], to: "l.csv")
    let error = #expect(throws: DatasetError.self) {
      try SurveyedData(at: "l.csv", in: files.places)
    }
    #expect(error?.description.hasPrefix("l.csv: line 3: column 1 (y): a text that is not") == true)
  }

  /// As scikit-learn ships wine: the first line has the number of rows and of columns, and the names
  /// of the classes.
  @Test func `a first line of another length is passed over`() throws {
    let survey = try table("3,2,setosa,virginica\n5.1,3.5,0\n4.9,3.0,0\n6.2,2.5,1\n")
    #expect(survey.skippedLines == 1 && !survey.hasHeader && survey.rowCount == 3)
    #expect(survey.columns[2].numbers == [0: 2, 1: 1])
  }

  @Test func `a decimal comma is recognised`() throws {
    let survey = try table("a;b;y\n1,5;2;0\n2,5;3;1\n")
    #expect(survey.hasDecimalComma && survey.columns[0].holdsNumbers)
    #expect(survey.columns[0].largest == 2.5)
  }

  @Test func `a line that is too short is named`() {
    let error = #expect(throws: DatasetError.self) { try table("a,b,y\n1,2,0\n3,4\n") }
    #expect(
      error?.description.contains("line 3") == true || error?.description.contains(":3") == true)
  }

  /// A binary pixmap of one colour.
  private func pixmap(_ width: Int, _ height: Int, _ color: [UInt8]) -> [UInt8] {
    let kind = color.count == 3 ? "P6" : "P5"
    return Array("\(kind) \(width) \(height) 255\n".utf8)
      + (0..<width * height).flatMap { _ in color }
  }

  @Test func `a folder without a test part is refused, and folders that are not read are named`()
    throws
  {
    for part in ["train", "validation"] {
      for kind in ["cat", "dog"] { files.write(pixmap(4, 4, [1]), to: "p/\(part)/\(kind)/0.pgm") }
    }
    let error = #expect(throws: DatasetError.self) {
      try SurveyedData(at: "p", in: files.places)
    }
    #expect(
      error?.description == "p: holds train and validation, expected train and test; rename "
        + "validation to test, or set \"path\": \"p/train\" with a \"split\"")
    for kind in ["cat", "dog"] { files.write(pixmap(4, 4, [1]), to: "p/test/\(kind)/0.pgm") }
    guard case .pictures(let survey) = try SurveyedData(at: "p", in: files.places) else {
      Issue.record("no pictures")
      return
    }
    #expect(survey.unread == ["validation"])
    files.write(pixmap(4, 4, [1]), to: "p/stray.PGM")
    let configuration = DatasetConfiguration(
      source: DatasetSource(PictureFolderSource(path: "p")), places: files.places)
    #expect(
      try DataFileInspector().remarks(on: configuration)
        == [.filesUnread(folder: "p", names: ["validation", "stray.PGM"])])
  }

  @Test func `a file that is no picture is named with a way out`() {
    files.write(pixmap(4, 4, [1]), to: "q/cat/0.pgm")
    files.write(Array("notes".utf8), to: "q/cat/notes.txt")
    let error = #expect(throws: DatasetError.self) {
      try SurveyedData(at: "q", in: files.places)
    }
    #expect(error?.description.hasSuffix("convert it, or move it to another folder") == true)
  }

  @Test func `pictures are brought to one size`() throws {
    for index in 0..<4 {
      files.write(pixmap(200, 100, [1, 2, 3]), to: "p/cat/\(index).ppm")
      files.write(pixmap(40, 80, [9]), to: "p/dog/\(index).pgm")
    }
    files.write(pixmap(200, 100, [1, 2, 3]), to: "p/cat/5.ppm")
    guard case .pictures(let survey) = try SurveyedData(at: "p", in: files.places) else {
      Issue.record("no pictures")
      return
    }
    #expect(survey.classes == ["cat", "dog"] && survey.classCounts == [5, 4])
    #expect(survey.trainCount == 9 && survey.testCount == 0)
    #expect(survey.smallest == [80, 40] && survey.largest == [100, 200])
    #expect(survey.size == [32, 64] && survey.channels == 3 && "\(survey.fit)" == "pad")
  }
}
