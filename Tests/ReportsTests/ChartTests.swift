import Engine
import Experiments
import Reports
import Runs
import Testing

struct ChartTests {
  private func chart(_ points: [LineChart.Point], title: String = "loss") throws -> String {
    try #require(LineChart(title, [LineChart.Line("a", points: points, colour: 1)])).html.source
  }

  @Test func `a line of two points has an element, one of fewer none`() throws {
    let text = try chart([.init(x: 1, y: 0), .init(x: 3, y: 1)])
    #expect(text.contains("<polyline class=\"c1\" points=\"62.0,262.0 544.0,12.0\""))
    #expect(text.contains("data-x=\"1 3\" data-y=\"0 1\""))
    #expect(!text.contains("<polygon"))
    #expect(LineChart("loss", [LineChart.Line("a", points: [.init(x: 1, y: 0)], colour: 0)]) == nil)
    let holes = [LineChart.Point(x: 1, y: .nan), .init(x: 2, y: 1), .init(x: 3, y: .infinity)]
    #expect(LineChart("loss", [LineChart.Line("a", points: holes, colour: 0)]) == nil)
  }

  /// 500,000,000 has eleven characters of 8.5 points, and ends 6 before the drawing.
  @Test func `the labels of large numbers have room`() throws {
    let text = try chart([.init(x: 1, y: 0), .init(x: 3, y: 500_000_000)])
    #expect(text.contains("<polyline class=\"c1\" points=\"101.5,262.0 544.0,12.0\""))
    #expect(text.contains(">500,000,000</text>"))
  }

  /// From 0 to 1 in 250 points: 0.5 ± 0.25 lies between 199.5 and 74.5 below the top at 12.
  @Test func `a band reaches its spread on either side, and the pointer tells it`() throws {
    let text = try chart(
      [.init(x: 1, y: 0.25, spread: 0.25), .init(x: 3, y: 0.75, spread: 0.25)])
    #expect(
      text.contains(
        "<polygon class=\"c1\" data-name=\"a\" points=\"62.0,137.0 544.0,12.0 544.0,137.0 62.0,262.0\""
      ))
    #expect(text.contains("data-y=\"0.25±0.25 0.75±0.25\""))
  }

  /// From 0 to 1: half a point below 0 and above 1 is not drawn.
  @Test func `a band of shares stays between 0 and 1`() throws {
    let points = [
      LineChart.Point(x: 1, y: 0.2, spread: 0.7), LineChart.Point(x: 3, y: 0.8, spread: 0.7),
    ]
    let lines = [LineChart.Line("a", points: points, colour: 1)]
    let text = try #require(LineChart("accuracy", most: 1, lines)).html.source
    #expect(text.contains("points=\"62.0,37.0 544.0,12.0 544.0,237.0 62.0,262.0\""))
    #expect(text.contains("data-y=\"0.2±0.7 0.8±0.7\""))
  }

  @Test func `a band that reaches 0 leaves logarithms alone`() throws {
    let text = try chart([
      .init(x: 1, y: 100, spread: 10), .init(x: 2, y: 1, spread: 1), .init(x: 3, y: 0.5, spread: 2),
    ])
    #expect(text.contains("loss (logarithmic)"))
    let numbers = text.replacing("dominant", with: "")
    #expect(!numbers.contains("nan") && !numbers.contains("inf"))
  }

  @Test func `of many points no peak is lost`() throws {
    let points = (0..<5000).map { LineChart.Point(x: Double($0), y: $0 == 3210 ? 1 : 0.5) }
    let text = try chart(points)
    #expect(text.contains("3210"))
    #expect(text.utf8.count < 20_000)
  }

  private static let ranges: [([Double], [String])] = [
    ([0.0, 1.0], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ([2.3001, 2.3018], ["2.3000", "2.3005", "2.3010", "2.3015", "2.3020"]),
    ([18_000.0, 33_000.0], ["15,000", "20,000", "25,000", "30,000", "35,000"]),
    ([-3.0, -3.0], ["-3.6", "-3.4", "-3.2", "-3.0", "-2.8", "-2.6", "-2.4"]),
    ([.leastNonzeroMagnitude, 2 * .leastNonzeroMagnitude], []),
    ([-1e308, 1e308], ["-6e307", "-4e307", "-2e307", "0", "2e307", "4e307", "6e307"]),
  ]

  @Test(arguments: ranges)
  func `round numbers have as many decimals as they need`(values: [Double], labels: [String]) {
    let axis = Axis(values, isRounded: true)
    #expect(axis.ticks.map(axis.label) == labels)
    #expect((0...1).contains(axis.share(values[0])) && (0...1).contains(axis.share(values[1])))
  }

  private static let numbers: [(Double, String)] = [
    (0.89451, "0.8945"), (2.3, "2.3"), (61_706, "61,706"), (1_234_567, "1,234,567"),
    (1.5e-7, "1.5e-7"), (.leastNonzeroMagnitude, "4.9e-324"), (-2e12, "-2e12"), (.infinity, "inf"),
  ]

  @Test(arguments: numbers)
  func `four digits count`(value: Double, text: String) { #expect(Axis.short(value) == text) }

  @Test func `certainty is drawn with its interval and its counts`() throws {
    let rows = (0..<20).map { "\($0),1,\($0 < 15 ? 1 : 0),0.9\n" }.joined()
    let table = try PredictionsTable(
      parsing: Array(("index,label,prediction,probability\n" + rows).utf8))
    let text = ReliabilityDiagram(try #require(Calibration(table))).html.source
    #expect(text.contains("<title>15 of 20 right, 0.750; mean probability 0.900</title>"))
    #expect(text.contains("<circle class=\"mean\" cx=\"353.6\" cy=\"72.5\""))
    // Wilson's interval of 15 of 20, 0.5313 to 0.8881, on 250 points.
    #expect(
      text.contains("<line class=\"whisker\" x1=\"353.6\" y1=\"127.2\" x2=\"353.6\" y2=\"38.0\""))
    #expect(text.contains(">20</text>") && text.contains("calibration error 0.1500"))
  }
}
