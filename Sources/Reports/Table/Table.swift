/// Columns and rows, before anyone decided how they are written.
package struct Table: Hashable, Sendable {
  /// Whom a column is for.
  package enum Audience: Hashable, Sendable {
    case everyone
    /// Shown in `table` and `markdown` only: abbreviated or combined values.
    case people
    /// In `csv` and `json` only.
    case programs
  }

  /// A column's title, and how it is laid out.
  package struct Column: Hashable, Sendable {
    /// The lines of the title, the last one nearest to the values.
    package let title: [String]
    package let alignment: Alignment
    package let audience: Audience
    /// Columns with the lowest importance are dropped first if the table is too wide.
    package var importance: Int
    /// The least columns its text may be shortened to; nil: never shortened.
    package let shrinksTo: Int?
    /// The name in CSV and JSON.
    package let key: String

    /// - Parameters:
    ///   - title: the lines of the title.
    ///   - key: the name in CSV and JSON, in snake case; nil for the title, its lines joined.
    package init(
      words title: [String], key: String? = nil, align alignment: Alignment = .right,
      for audience: Audience = .everyone,
      importance: Int = 1, shrinksTo: Int? = nil
    ) {
      self.title = title
      self.key = key ?? Self.name(title)
      self.alignment = alignment
      self.audience = audience
      self.importance = importance
      self.shrinksTo = shrinksTo
    }

    package init(
      _ title: String..., key: String? = nil, align alignment: Alignment = .right,
      for audience: Audience = .everyone, importance: Int = 1, shrinksTo: Int? = nil
    ) {
      self.init(
        words: title, key: key, align: alignment, for: audience, importance: importance,
        shrinksTo: shrinksTo)
    }

    /// The importance of a column that is never dropped.
    package static let neverDropped = Int.max

    /// The name that people read, also in messages.
    package var name: String { Self.name(title) }

    private static func name(_ title: [String]) -> String {
      title.reduce("") { $0.isEmpty || $0.last == "." ? $0 + $1 : $0 + " " + $1 }
    }
  }

  /// A record, or a line that parts records.
  package enum Row: Hashable, Sendable {
    case cells([Cell])
    /// A line between rows, for people only.
    case heading(String)
  }

  package private(set) var columns: [Column]
  package private(set) var rows: [Row]

  /// Whether people see the columns' titles.
  package let hasHeader: Bool

  package init(_ columns: [Column], rows: [[Cell]] = [], hasHeader: Bool = true) {
    self.columns = columns
    self.hasHeader = hasHeader
    self.rows = []
    for row in rows { append(row) }
  }

  /// Adds a row with one cell for each column.
  package mutating func append(_ cells: [Cell]) {
    precondition(cells.count == columns.count)
    rows.append(.cells(cells))
  }

  /// The table with the rows of another that has the same columns.
  package func appending(_ other: Table) -> Table {
    precondition(other.columns == columns)
    var table = self
    table.rows += other.rows
    return table
  }

  /// Adds a line between the rows.
  package mutating func append(heading: String) {
    rows.append(.heading(heading))
  }

  /// The table without the columns that are not for this audience.
  func selected(for audience: Audience) -> Table {
    keeping(columns.indices.filter { [.everyone, audience].contains(columns[$0].audience) })
  }

  func keeping(_ indices: [Int]) -> Table {
    var table = Table(indices.map { columns[$0] }, hasHeader: hasHeader)
    table.rows = rows.map { row in
      guard case .cells(let cells) = row else { return row }
      return .cells(indices.map { cells[$0] })
    }
    return table
  }

  /// Breaks the titles that are paths of the definition after their last dot.
  mutating func breakTitles() {
    columns = columns.map { column in
      guard column.title.count == 1 else { return column }
      return Column(
        words: column.title[0].splitAtLastDot, key: column.key, align: column.alignment,
        for: column.audience, importance: column.importance, shrinksTo: column.shrinksTo)
    }
  }

  /// The cells of every row that is not a heading.
  var records: [[Cell]] {
    rows.compactMap { if case .cells(let cells) = $0 { cells } else { nil } }
  }
}

/// How a table is written.
package enum TableFormat: String, Hashable, Sendable, CaseIterable {
  case table
  case markdown
  case csv
  case json
}
