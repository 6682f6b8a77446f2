/// One metric of several runs over the epochs in one drawing: braille dots in a colour for each run,
/// or a letter for each where there are no colours or no braille.
package struct CurveOverlay: Hashable, Sendable {
  /// The metric of one run.
  package struct Series: Hashable, Sendable {
    let name: String
    let points: [Point]

    struct Point: Hashable, Sendable {
      let epoch: Double
      let value: Double
    }

    /// Values that are not finite are left out.
    package init(_ name: String, epochs: [Int], values: [Double]) {
      self.name = name
      points = zip(epochs, values).filter { $0.1.isFinite }
        .map { Point(epoch: Double($0.0), value: $0.1) }
    }

    /// The value at a place between two epochs, by a straight line; nil outside.
    fileprivate func value(at epoch: Double) -> Double? {
      guard let after = points.firstIndex(where: { $0.epoch >= epoch }) else { return nil }
      let right = points[after]
      guard after > 0, right.epoch > epoch else { return right.epoch == epoch ? right.value : nil }
      let left = points[after - 1]
      let weight = (epoch - left.epoch) / (right.epoch - left.epoch)
      return left.value * (1 - weight) + right.value * weight
    }
  }

  private let title: String
  private let series: [Series]
  private let epochs: ClosedRange<Double>
  private let values: ClosedRange<Double>

  /// The most runs that a drawing can tell apart.
  package static let mostSeries = 6
  private static let height = 8
  private static let margin = 7

  /// - Returns: nil if no series has two points. Only the first ones of many are drawn.
  package init?(_ title: String, _ series: [Series]) {
    self.title = title
    self.series = Array(series.filter { $0.points.count > 1 }.prefix(Self.mostSeries))
    let points = self.series.flatMap(\.points)
    guard let first = points.map(\.epoch).min(), let last = points.map(\.epoch).max(),
      let low = points.map(\.value).min(), let high = points.map(\.value).max()
    else { return nil }
    (epochs, values) = (first...last, low...high)
  }

  /// The title, the drawing with its largest and smallest value, the epochs' ends, and a line for
  /// each run.
  ///
  /// - Parameter width: the columns there are.
  package func lines(width: Int, style: TextStyle) -> [String] {
    let columns = max(20, min(76, width - Self.margin - 1))
    let isBraille = style.isUnicode && style.isColoured
    let rows = isBraille ? braille(columns, style) : letters(columns)
    let gap = String(repeating: " ", count: Self.margin)
    var lines = [gap + title]
    for (index, row) in rows.enumerated() {
      let label =
        index == 0
        ? Curve.label(values.upperBound)
        : index == rows.count - 1 ? Curve.label(values.lowerBound) : ""
      lines.append(label.padded(to: Self.margin - 1, .right) + " " + row)
    }
    let end = "epoch \(Int(epochs.upperBound))"
    let start = String(Int(epochs.lowerBound)).padded(to: columns - end.count, .left)
    lines.append(gap + start + end)
    for (index, line) in series.enumerated() {
      let mark = isBraille ? style.coloured("──", index) : "\(Self.letter(index)) "
      lines.append(gap + mark + " " + line.name)
    }
    return lines
  }

  private static func letter(_ series: Int) -> Character {
    Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(series)))
  }

  /// Calls `body` with the column and the row, from the top, of every mark of a series; from the
  /// height of the neighbour on, so that a steep curve has no gaps.
  private func forEachMark(
    of series: Series, columns: Int, rows: Int, _ body: (_ column: Int, _ row: Int) -> Void
  ) {
    let span = values.upperBound - values.lowerBound
    var before: Int?
    for column in 0..<columns {
      let share = Double(column) / Double(columns - 1)
      let epoch = epochs.lowerBound + share * (epochs.upperBound - epochs.lowerBound)
      guard let value = series.value(at: epoch) else {
        before = nil
        continue
      }
      let depth = span > 0 && span.isFinite ? (values.upperBound - value) / span : 0.5
      let row = Int((depth * Double(rows - 1)).rounded())
      let from = before.map { $0 < row ? $0 + 1 : $0 > row ? $0 - 1 : row } ?? row
      for mark in min(from, row)...max(from, row) { body(column, mark) }
      before = row
    }
  }

  /// The first series are drawn last, so that they are in front.
  private func letters(_ columns: Int) -> [String] {
    var cells = [[Character]](
      repeating: [Character](repeating: " ", count: columns), count: Self.height)
    for (index, line) in series.enumerated().reversed() {
      forEachMark(of: line, columns: columns, rows: Self.height) { column, row in
        cells[row][column] = Self.letter(index)
      }
    }
    return cells.map { String($0) }
  }

  /// A cell has the dots of all series, and the colour of the one in front.
  private func braille(_ columns: Int, _ style: TextStyle) -> [String] {
    var dots = [[UInt32]](
      repeating: [UInt32](repeating: 0, count: columns), count: Self.height)
    var owners = [[Int?]](
      repeating: [Int?](repeating: nil, count: columns), count: Self.height)
    for (index, line) in series.enumerated().reversed() {
      forEachMark(of: line, columns: 2 * columns, rows: 4 * Self.height) { column, row in
        dots[row / 4][column / 2] |= Curve.dots[row % 4][column % 2]
        owners[row / 4][column / 2] = index
      }
    }
    return zip(dots, owners).map { row, owners in
      zip(row, owners).map { bits, owner in
        guard let owner, let scalar = Unicode.Scalar(0x2800 + bits) else { return " " }
        return style.coloured(String(Character(scalar)), owner)
      }.joined()
    }
  }
}
