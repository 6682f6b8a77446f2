import Experiments
import JSON
import Reports
import Testing

struct TableTests {
  let table = Table(
    [
      .init("run", align: .left), .init("train_loss", "last"), .init("examples"),
      .init("epoch", for: .people), .init("epochs", for: .programs),
      .init("note", align: .left, importance: 0, shrinksTo: 8),
    ],
    rows: [
      [
        .text("lenet5-sgd-001"), .metric(0.31201234), .count(2416), .text("40/40"), .integer(40),
        .text("a, \"quoted\" |note|"),
      ],
      [.text("b"), .metric(nil), .count(48120), .text("1/40"), .integer(1), .text("plain")],
    ])

  @Test func `numbers stand right and words left`() {
    #expect(
      table.laidOut(width: 100, style: .plain).text == """
                        train_loss
        run                   last  examples  epoch  note
        lenet5-sgd-001      0.3120     2,416  40/40  a, "quoted" |note|
        b                        -    48,120   1/40  plain

        """)
  }

  @Test func `a small count has no comma where no large one stands beside it`() {
    let small = Table(
      [.init("n", align: .left), .init("count")], rows: [[.text("x"), .count(2416)]])
    #expect(small.laidOut(width: 100, style: .plain).text == "n  count\nx   2416\n")
  }

  @Test(arguments: 40...200)
  func `a number is whole or not shown at any width`(width: Int) {
    func words(_ width: Int) -> [Substring] {
      table.laidOut(width: width, style: .plain).text.split { " \n".contains($0) }
    }
    let lines = table.laidOut(width: width, style: .plain).text.split(separator: "\n")
    #expect(lines.allSatisfy { String($0).columns <= width })
    let whole = Set(words(400))
    #expect(words(width).allSatisfy { whole.contains($0) || $0.contains { !$0.isNumber } })
  }

  @Test func `text gives way first, then columns are dropped and named`() {
    let shorter = table.laidOut(width: 55, style: .plain)
    #expect(shorter.dropped.isEmpty)
    #expect(shorter.text.contains("  a, …\n"))
    let narrow = table.laidOut(width: 45, style: .plain)
    #expect(narrow.dropped == ["note"])
    let narrower = table.laidOut(width: 30, style: .plain)
    #expect(narrower.dropped == ["examples", "epoch", "note"])
    #expect(
      narrower.text.split(separator: "\n").allSatisfy { $0.count <= 30 })
  }

  @Test func `of very many columns those that have no room are dropped at once`() {
    let names = (0..<20_000).map { "c\($0)" }
    let wide = Table(names.map { .init($0) }, rows: [names.map { .text($0) }])
    let layout = wide.laidOut(width: 10, style: .plain)
    #expect(layout.text == "c0  c1  c2\nc0  c1  c2\n")
    #expect(layout.dropped == Array(names.dropFirst(3)))
  }

  @Test func `a column that is never dropped stays, however little room there is`() {
    let names = (0..<9).map { "c\($0)" }
    let kept = [4, 7]
    let columns = names.indices.map { index in
      Table.Column(names[index], importance: kept.contains(index) ? Table.Column.neverDropped : 3)
    }
    let table = Table(columns, rows: [names.map { .text($0) }])
    #expect(table.laidOut(width: 10, style: .plain).text == "c0  c4  c7\nc0  c4  c7\n")
    for width in [8, 9] {
      #expect(table.laidOut(width: width, style: .plain).text == "c0\n  c4  c4\n  c7  c7\n")
    }
    #expect(table.laidOut(width: 14, style: .plain).text.hasPrefix("c0  c1  c4  c7\n"))
  }

  @Test func `a title is broken after its last dot before a column is dropped`() {
    let table = Table(
      [.init("run", align: .left), .init("optimizer.rate", importance: 3), .init("accuracy")],
      rows: [[.text("lenet-001"), .number(0.05, decimals: 2), .metric(0.932)]])
    let side = """
                 optimizer.
      run              rate  accuracy
      lenet-001        0.05    0.9320

      """
    #expect(table.laidOut(width: 31, style: .plain).text == side)
    #expect(table.laidOut(width: 34, style: .plain).text == side)
    let narrow = table.laidOut(width: 30, style: .plain)
    #expect(narrow.dropped == ["accuracy"])
    #expect(narrow.text.hasSuffix("lenet-001        0.05\n"))
    let below = table.laidOut(width: 20, style: .plain)
    #expect(below.text == "lenet-001\n  optimizer.rate\n    0.05\n")
    #expect(table.csv.hasPrefix("run,optimizer.rate,accuracy\n"))
  }

  @Test func `what programs read by the name of a dropped column is not named beside it`() {
    let twice = Table(
      [.init("n"), .init("value"), .init("p", for: .people), .init("p", for: .programs)],
      rows: [[.integer(1), .integer(2), .text("0.05"), .number(0.05, decimals: 2)]])
    #expect(twice.laidOut(width: 8, style: .plain).dropped == ["p"])
  }

  @Test(arguments: [
    (41, "x  some words of a description [mark: it]"), (34, "x  some words of a … [mark: it]"),
    (17, "x  … [mark: it]"), (16, "x  [mark: it]"), (12, "x  [mark: …"),
  ])
  func `a mark stays where the text before it gives way`(width: Int, line: String) {
    let marked = Table(
      [.init("n", align: .left), .init("text", align: .left, shrinksTo: 8)],
      rows: [[.text("x"), .text("some words of a description", mark: "[mark: it]")]])
    let lines = marked.laidOut(width: width, style: .plain).text.split(separator: "\n")
    #expect(lines.last.map(String.init) == line)
    #expect(marked.csv == "n,text\nx,some words of a description\n")
  }

  @Test func `markdown reads as plain text too`() {
    #expect(
      table.markdown == """
        | run            | train_loss last | examples | epoch | note                 |
        | :------------- | --------------: | -------: | ----: | :------------------- |
        | lenet5-sgd-001 |          0.3120 |    2,416 | 40/40 | a, "quoted" \\|note\\| |
        | b              |               - |   48,120 |  1/40 | plain                |

        """)
  }

  @Test func `csv has all digits and empty fields for absent values`() {
    #expect(
      table.csv == """
        run,train_loss last,examples,epochs,note
        lenet5-sgd-001,0.31201234,2416,40,"a, ""quoted"" |note|"
        b,,48120,1,plain

        """)
  }

  @Test func `csv has no text that a spreadsheet would run, and quotes what would end a field`() {
    let table = Table(
      [.init("=1"), .init("n")],
      rows: [[.text("\r\n=1"), .integer(-1)], [.text("\"\u{301}"), .text("-0.5")]])
    #expect(table.csv.utf8.elementsEqual("'=1,n\n\"'\r\n=1\",-1\n\"\"\"\u{301}\",-0.5\n".utf8))
  }

  @Test func `markdown escapes a bar under an accent too`() {
    let table = Table([.init("note")], rows: [[.text("a|\u{301}")]])
    #expect(table.markdown.unicodeScalars.contains("\\"))
  }

  @Test func `columns of one name have distinct ones for programs`() throws {
    let table = Table(
      [.init("a"), .init("a_2"), .init("a"), .init("a")],
      rows: [[.integer(1), .integer(2), .integer(3), .integer(4)]])
    #expect(table.csv == "a,a_2,a_3,a_4\n1,2,3,4\n")
    #expect(table.json == [["a": 1, "a_2": 2, "a_3": 3, "a_4": 4]])
  }

  @Test func `json has one object a row`() {
    #expect(table.json[1]?["train_loss last"] == .null)
    #expect(table.json[0]?["examples"] == 2416)
    #expect(table.json[0]?["epoch"] == nil)
  }

  @Test func `colour is added only where it is wanted`() {
    let toned = Table(
      [.init("state", align: .left), .init("n")],
      rows: [[.text("failed", tone: .bad), .integer(1)]])
    let coloured = TextStyle(isColoured: true, isUnicode: true)
    #expect(
      toned.laidOut(width: 80, style: coloured).text == "state   n\n\u{1B}[31mfailed\u{1B}[0m  1\n")
    #expect(!toned.laidOut(width: 80, style: .plain).text.contains("\u{1B}"))
  }
}
