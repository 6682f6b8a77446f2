import Tables
import Testing

struct CSVLinesTests {
  private static let text = Array("epoch,loss\r\n1,0.5\n,\n\n2,\"a,b\n".utf8)
  private static let lines = [
    ["epoch", "loss"], ["1", "0.5"], ["", ""], [""], ["2", "\"a", "b"],
  ]

  @Test func `whole lines are cut at their commas, quotes being nothing else`() {
    let lines = CSVLines(Self.text + Array("3,0.".utf8))
    #expect(Array(lines) == Self.lines && lines.first == Self.lines[0])
    #expect(lines.count == 5 && lines.isTorn && lines.completeBytes == Self.text.count)
    #expect(!CSVLines(Self.text).isTorn)
    #expect(CSVLines([]).first == nil && CSVLines([]).count == 0 && !CSVLines([]).isTorn)
  }

  private struct Broken: Error {}

  @Test(arguments: [1, 2, 3, 7, 1000])
  func `lines are the same however a file comes in pieces`(size: Int) throws {
    var rest = (Self.text + Array("3,0.".utf8))[...]
    var lines = CSVFileLines { (count) throws(Broken) -> [UInt8] in
      let piece = Array(rest.prefix(min(size, count)))
      rest = rest.dropFirst(piece.count)
      return piece
    }
    for line in Self.lines { #expect(try lines.next() == line) }
    #expect(try lines.next() == nil)
  }

  @Test func `no more is read than asked for, and an error is passed on`() throws {
    var lines = CSVFileLines(upTo: 6) { (count) throws(Broken) -> [UInt8] in
      [UInt8](repeating: UInt8(ascii: "\n"), count: min(count, 4))
    }
    for _ in 0..<6 { #expect(try lines.next() == [""]) }
    #expect(try lines.next() == nil)
    var broken = CSVFileLines { (_) throws(Broken) -> [UInt8] in throw Broken() }
    #expect(throws: Broken.self) { try broken.next() }
  }
}
