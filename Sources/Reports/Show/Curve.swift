/// A metric over the epochs, drawn with characters: braille dots, or stars in ASCII.
package struct Curve: Hashable, Sendable {
  package let title: String
  private let values: [Double]
  private let firstEpoch: Int
  private let lastEpoch: Int

  /// The width of the drawing without labels.
  private static let width = 38
  private static let height = 6
  /// The labels' columns and a space.
  private static let margin = 7

  /// Returns a value in at most as many columns as labels have: `0.31`, `123457`, `-1e6`.
  static func label(_ value: Double) -> String {
    for decimals in [2, 0] {
      let text = value.fixed(decimals)
      if text.count < margin { return text }
    }
    var (rest, exponent) = (value, 0)
    while rest.magnitude >= 9.5 {
      rest /= 10
      exponent += 1
    }
    return "\(rest.fixed(0))e\(exponent)"
  }

  /// The bit of each dot of a braille cell, by row and column (Unicode, Braille Patterns).
  static let dots: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  /// Columns of every line.
  package static let columns = margin + width

  /// - Returns: nil if there are fewer than two finite values.
  package init?(_ title: String, epochs: [Int], values: [Double]) {
    let finite = zip(epochs, values).filter { $0.1.isFinite }
    guard finite.count > 1, let first = finite.first, let last = finite.last else { return nil }
    self.title = title
    self.values = finite.map(\.1)
    firstEpoch = first.0
    lastEpoch = last.0
  }

  /// The title, the drawing with its largest and smallest value, and the epochs' ends; every line
  /// has the same number of columns.
  package func lines(style: TextStyle) -> [String] {
    let high = values.max() ?? 0
    let low = values.min() ?? 0
    let drawing = style.isUnicode ? brailleRows(low, high) : starRows(low, high)
    var lines = [String(repeating: " ", count: Self.margin) + title]
    for (index, row) in drawing.enumerated() {
      let label =
        index == 0 ? Self.label(high) : index == Self.height - 1 ? Self.label(low) : ""
      lines.append(label.padded(to: Self.margin - 1, .right) + " " + row)
    }
    let end = "epoch \(lastEpoch)"
    let start = String(firstEpoch).padded(to: Self.width - end.count, .left)
    lines.append(String(repeating: " ", count: Self.margin) + start + end)
    return lines.map { $0.padded(to: Self.columns, .left) }
  }

  /// Returns the row, from the top, of each column.
  private func heights(columns: Int, rows: Int, _ low: Double, _ high: Double) -> [Int] {
    (0..<columns).map { column in
      let place = Double(column) / Double(columns - 1) * Double(values.count - 1)
      let left = Int(place)
      let right = min(left + 1, values.count - 1)
      let weight = place - Double(left)
      let value = values[left] * (1 - weight) + values[right] * weight
      // Halved if the difference of the two numbers is not finite.
      let scale = (high - low).isFinite ? 1.0 : 0.5
      let span = high * scale - low * scale
      let share = span > 0 ? (high * scale - value * scale) / span : 0.5
      return Int((share * Double(rows - 1)).rounded())
    }
  }

  private func brailleRows(_ low: Double, _ high: Double) -> [String] {
    let heights = heights(columns: 2 * Self.width, rows: 4 * Self.height, low, high)
    var cells = [[UInt32]](
      repeating: [UInt32](repeating: 0x2800, count: Self.width), count: Self.height)
    for (column, height) in heights.enumerated() {
      // From the height of the neighbour on, so that a steep curve has no gaps.
      let before = column > 0 ? heights[column - 1] : height
      let from = before < height ? before + 1 : before > height ? before - 1 : height
      for row in min(from, height)...max(from, height) {
        cells[row / 4][column / 2] |= Self.dots[row % 4][column % 2]
      }
    }
    return cells.map { row in
      String(String.UnicodeScalarView(row.compactMap(Unicode.Scalar.init)))
    }
  }

  private func starRows(_ low: Double, _ high: Double) -> [String] {
    let heights = heights(columns: Self.width, rows: Self.height, low, high)
    return (0..<Self.height).map { row in
      String(heights.map { $0 == row ? "*" : " " })
    }
  }
}
