import Datasets

/// How a table that was looked at becomes examples.
struct TablePlan {
  let survey: TableSurvey
  /// The classes to learn, each with its number of rows; empty if a value is learnt.
  let classes: [(name: String, count: Int)]
  /// The columns that are not learnt from.
  private let ignored: [ColumnSurvey]
  /// The columns that are learnt from.
  private let inputs: [ColumnSurvey]
  /// The side of a square picture, if a row is one.
  private let side: Int?
  let notes: [String]

  /// The most different whole numbers that are taken for classes.
  private static let mostNumberClasses = 20
  /// The most texts of a column that become numbers.
  private static let mostCategories = 100
  /// The smallest side of a picture in a table.
  private static let smallestSide = 16

  init(_ survey: TableSurvey) {
    self.survey = survey
    let label = survey.columns[survey.label]
    classes = Self.classes(label)
    let others = survey.columns.filter { !$0.isLearnt }
    side = Self.side(others)
    var notes: [String] = []
    if survey.skippedLines > 0 { notes.append("the first line is passed over: dataset.skip_lines") }
    let ownNotes = notes
    var ignored: [ColumnSurvey] = []
    for column in others where side == nil {
      guard let reason = Self.reason(toIgnore: column, rows: survey.rowCount) else { continue }
      ignored.append(column)
      notes.append("\(column.words) is left out: it \(reason)")
    }
    for column in others where side == nil && !ignored.contains(column) {
      guard let text = column.numberWithSigns else { continue }
      notes.append(
        "\(column.words) holds texts such as \(text), each of which becomes a number of its own; "
          + "write them as plain numbers to learn from their size")
    }
    if ignored.count == others.count { (ignored, notes) = ([], ownNotes) }
    let indexes = Set(ignored.map(\.index))
    self.ignored = ignored
    inputs = others.filter { !indexes.contains($0.index) }
    if classes.count == 1 { notes.append("\(label.words) is the same in every row") }
    self.notes = notes
  }

  /// The rows with a label.
  var rowCount: Int {
    survey.rowCount - survey.columns[survey.label].missingCount
  }

  var target: DatasetTarget {
    classes.isEmpty ? .values(1) : .classes(classes.count)
  }

  var shape: [Int] { side.map { [1, $0, $0] } ?? [inputs.count] }

  /// The members of `dataset`.
  var dataset: [OrderedJSON.Member] {
    let label = survey.columns[survey.label]
    var members: [OrderedJSON.Member] = [
      .init("name", "csv"), .init("files", ["train": .text(survey.path)]),
    ]
    if survey.skippedLines > 0 {
      members.append(.init("skip_lines", .integer(survey.skippedLines)))
    }
    if !survey.hasHeader { members.append(.init("header", false)) }
    if survey.hasDecimalComma { members.append(.init("decimal", ",")) }
    members.append(.init("label", Self.name(label)))
    if let few = classes.map(\.count).min(), few < FirstPlan.fewExamples {
      members.append(.init("classes", .texts(classes.map(\.name))))
    } else if !classes.isEmpty, label.numberCount > 0 {
      members.append(.init("classes", "auto"))
    }
    if !ignored.isEmpty { members.append(.init("ignore", .list(ignored.map(Self.name)))) }
    let categories = inputs.filter { $0.textCount > 0 }
    if !categories.isEmpty {
      members.append(.init("categories", "auto"))
      if categories.contains(where: Self.hasRareText) { members.append(.init("unseen", "zeros")) }
    }
    if label.missingCount > 0 {
      members.append(.init("missing", "drop"))
    } else if inputs.contains(where: { $0.missingCount > 0 }) {
      members.append(.init("missing", "mean"))
    }
    if let side {
      members += [.init("shape", .integers([1, side, side])), .init("scale", 255)]
    }
    if classes.isEmpty { members.append(.init("scale_targets", true)) }
    return members
  }

  /// Returns the classes of a column to learn: its texts, or a few whole numbers; none if it holds
  /// values.
  private static func classes(_ label: ColumnSurvey) -> [(name: String, count: Int)] {
    let numbers = label.numbers.sorted { $0.key < $1.key }.map { number, count in
      (name: Int(exactly: number).map(String.init) ?? "\(number)", count: count)
    }
    if label.textCount > 0 {
      return (numbers + label.texts.map { (name: $0.key, count: $0.value) })
        .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
    let areClasses =
      numbers.count <= mostNumberClasses && 3 * numbers.count <= label.numberCount
      && label.numbers.keys.allSatisfy { Int(exactly: $0) != nil }
    return areClasses ? numbers : []
  }

  /// Why nothing can be learnt from a column; nil if something can.
  private static func reason(toIgnore column: ColumnSurvey, rows: Int) -> String? {
    if column.isConstant { return "has one value in all rows" }
    if column.numbersRows {
      if let text = column.numberWithSigns {
        return "holds texts such as \(text); write them as plain numbers to learn from it"
      }
      return column.textCount > 0 ? "has another text in nearly every row" : "numbers the rows"
    }
    if column.textCount > 0, column.numberCount > column.textCount {
      return "holds numbers and texts; dataset.missing_words can name the texts"
    }
    guard column.texts.count > mostCategories else { return nil }
    return "has \(column.texts.count) texts, each of which would become a number"
  }

  private static func hasRareText(_ column: ColumnSurvey) -> Bool {
    column.texts.values.contains { $0 < FirstPlan.fewExamples }
  }

  /// The side of the square picture that the columns are the pixels of; nil if they are none.
  private static func side(_ columns: [ColumnSurvey]) -> Int? {
    let side = Int(Double(columns.count).squareRoot())
    guard side >= smallestSide, side * side == columns.count,
      columns.allSatisfy({ $0.isByte && $0.holdsNumbers && $0.missingCount == 0 }),
      columns.contains(where: { $0.largest > 100 })
    else { return nil }
    return side
  }

  /// A column in a definition: its name, or its position.
  private static func name(_ column: ColumnSurvey) -> OrderedJSON {
    column.name.map { .text($0) } ?? .integer(column.index)
  }
}
