import Testing

@testable import Reports

/// One metric of several runs in one drawing.
struct CurveOverlayTests {
  private let series = [
    CurveOverlay.Series("up", epochs: [1, 2, 3], values: [0, 0.5, 1]),
    CurveOverlay.Series("down", epochs: [1, 2, 3], values: [1, 0.5, 0]),
  ]

  @Test func `without colours each run has a letter, and the first is in front`() throws {
    let overlay = try #require(CurveOverlay("test_accuracy", series))
    let lines = overlay.lines(width: 28, style: TextStyle(isColoured: false, isUnicode: true))
    #expect(lines.count == 12)
    #expect(lines[0] == "       test_accuracy")
    #expect(lines[1].hasPrefix("  1.00 b"))
    #expect(lines[1].hasSuffix("a"))
    #expect(lines[8].hasPrefix("  0.00 a"))
    #expect(lines[8].hasSuffix("b"))
    #expect(lines[9].hasSuffix("epoch 3"))
    #expect(lines[10...] == ["       a  up", "       b  down"])
    #expect(lines[1...8].allSatisfy { $0.contains("a") && $0.contains("b") || $0.contains("a") })
  }

  @Test func `with colours it is braille, and lines are as wide as without their colours`() throws {
    let overlay = try #require(CurveOverlay("loss", series))
    let lines = overlay.lines(width: 60, style: TextStyle(isColoured: true, isUnicode: true))
    let plain = lines.map { $0.replacing(/\u{1B}\[\d*m/, with: "") }
    #expect(plain[1...8].allSatisfy { $0.count == 59 })
    #expect(plain[1...8].joined().unicodeScalars.contains { (0x2801...0x28FF).contains($0.value) })
    #expect(lines[10] == "       \u{1B}[94m──\u{1B}[0m up")
  }

  @Test func `a run of one epoch or without finite values is left out`() {
    #expect(CurveOverlay("loss", [.init("one", epochs: [1], values: [1])]) == nil)
    #expect(CurveOverlay("loss", [.init("nan", epochs: [1, 2], values: [.nan, .nan])]) == nil)
    #expect(CurveOverlay("loss", []) == nil)
  }

  @Test func `runs may start and end at epochs of their own`() throws {
    let overlay = try #require(
      CurveOverlay(
        "loss",
        [
          .init("early", epochs: [1, 2], values: [1, 1]),
          .init("late", epochs: [5, 9], values: [2, 2]),
        ]))
    let lines = overlay.lines(width: 28, style: TextStyle(isColoured: false, isUnicode: false))
    #expect(lines[1].contains("b") && !lines[1].contains("a"))
    #expect(lines[8].contains("a") && !lines[8].contains("b"))
    #expect(lines[9].hasPrefix("       1 ") && lines[9].hasSuffix("epoch 9"))
  }
}
