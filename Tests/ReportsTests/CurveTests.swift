import Reports
import Testing

struct CurveTests {
  @Test func `a falling curve falls from its largest to its smallest value`() throws {
    let values = (1...40).map { 2 / Double($0) }
    let curve = try #require(Curve("train_loss", epochs: Array(1...40), values: values))
    #expect(
      curve.lines(style: TextStyle(isColoured: false, isUnicode: false)) == [
        "       train_loss                            ",
        "  2.00 *                                     ",
        "                                             ",
        "                                             ",
        "        **                                   ",
        "          ****                               ",
        "  0.05        *******************************",
        "       1                             epoch 40",
      ])
  }

  @Test func `dots join, and every line is as wide`() throws {
    let curve = try #require(Curve("x", epochs: [1, 2, 3], values: [0, 1, 0]))
    let lines = curve.lines(style: .plain)
    #expect(lines.count == 8)
    #expect(lines.allSatisfy { $0.columns == Curve.columns })
    // A dot in every column, and in every row of the climb.
    #expect(lines[1...6].allSatisfy { $0.contains { ("\u{2801}"..."\u{28FF}").contains($0) } })
  }

  @Test(arguments: [
    (0.314, "  0.31 "), (12345.678, " 12346 "), (-123456.7, "  -1e5 "),
    (1_165_391.8, "   1e6 "), (9.6e300, " 1e301 "),
  ])
  func `a large value does not push its line aside`(value: Double, label: String) throws {
    let curve = try #require(Curve("x", epochs: [1, 2], values: [value, value]))
    let lines = curve.lines(style: TextStyle(isColoured: false, isUnicode: false))
    #expect(lines[1].hasPrefix(label) && lines.allSatisfy { $0.count == Curve.columns })
  }

  @Test(arguments: [[], [1.0], [.nan, .infinity, 2]])
  func `too few values make no curve`(values: [Double]) {
    #expect(Curve("x", epochs: Array(values.indices), values: values) == nil)
  }

  @Test(arguments: [
    [1e308, -1e308], [.leastNonzeroMagnitude, -.leastNonzeroMagnitude],
    [.leastNonzeroMagnitude, 0], [1e308, .leastNonzeroMagnitude, -1e308],
    [.leastNormalMagnitude, 0],
  ])
  func `values at the ends of what numbers reach are drawn`(values: [Double]) throws {
    let curve = try #require(Curve("x", epochs: Array(values.indices), values: values))
    for style in [TextStyle.plain, TextStyle(isColoured: false, isUnicode: false)] {
      let lines = curve.lines(style: style)
      #expect(lines.count == 8 && lines.allSatisfy { $0.columns == Curve.columns })
    }
  }

  @Test func `a constant curve is a line`() throws {
    let curve = try #require(Curve("x", epochs: [1, 2], values: [0.5, 0.5]))
    let drawn = curve.lines(style: TextStyle(isColoured: false, isUnicode: false))
    #expect(drawn.filter { $0.contains("**") }.count == 1)
  }
}
