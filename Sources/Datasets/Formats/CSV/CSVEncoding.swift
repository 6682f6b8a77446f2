import Tables

/// How the rows of a table become examples, as its training part taught it.
struct CSVEncoding: Sendable {
  /// The most numbers that a table may become, 1 GiB.
  static let maximumNumbers = 1 << 28
  /// The most categories of a column.
  static let maximumCategories = 1024

  /// nil: a regression.
  let kind: ClassChoice?
  /// The classes with names; nil if they have only numbers.
  let classes: CSVClasses?
  /// The columns that are learnt from, in the order of the numbers of an example.
  let columns: [LearntEncoding.Column]
  private let point: UInt8
  /// Whether `columns` are kept to encode other files. Those that are only numbers and have no names
  /// of their own are taken by position.
  private let keepsColumns: Bool

  /// Learns from some rows of a table.
  ///
  /// - Throws: a `DatasetError` if they cannot be learnt from.
  init(of table: CSVTable, rows: [Int], _ source: CSVSource) throws(DatasetError) {
    point = source.style.decimal.byte
    kind = try table.classes(source)
    switch kind {
    case .auto:
      let label = table.columns.labels[0]
      let texts = table.texts[label]?.distinct(in: rows) ?? []
      let classes = CSVClasses(of: texts, point: point)
      let (count, maximum) = (classes.names.count, DatasetTarget.maximumClasses)
      guard count <= maximum else {
        throw .table(.classes, .tooMany(table.columns.name(label), count, maximum: maximum))
      }
      guard count > 1 else {
        throw .table(.label, .oneClass(table.columns.name(label), classes.names.first))
      }
      self.classes = classes
    case .names(let names): classes = CSVClasses(names: names, point: point)
    case .count, nil: classes = nil
    }
    var columns: [LearntEncoding.Column] = []
    for index in table.columns.inputs {
      let values = try table.values(of: index, rows: rows, source)
      columns.append(
        LearntEncoding.Column(name: table.columns.uniqueName(index), index: index, values: values))
    }
    self.columns = columns
    // Other files may lack the columns that are left out.
    keepsColumns =
      source.inputs != .all || source.group != nil
      || columns.contains { $0.values != .number() } || columns.allSatisfy(\.hasName)
  }

  /// Uses what a run learnt.
  ///
  /// - Parameter table: the table of another file, decoded like the run's.
  init(_ learnt: LearntEncoding, _ table: CSVTable, _ source: CSVSource) throws(DatasetError) {
    point = source.style.decimal.byte
    kind = try table.classes(source)
    let names = if case .names(let names) = kind { names } else { learnt.classNames }
    classes = names.map { [point] in CSVClasses(names: $0, point: point) }
    keepsColumns = !learnt.columns.isEmpty
    if learnt.columns.isEmpty {
      columns = table.columns.inputs.map {
        LearntEncoding.Column(name: table.columns.uniqueName($0), index: $0, values: .number())
      }
    } else {
      var places: [String: Int] = [:]
      for (index, name) in (table.columns.names ?? []).enumerated() { places[name] = index }
      columns = learnt.columns.map { column in
        var column = column
        if column.hasName, let name = column.name, let index = places[name] {
          column.index = index
        }
        return column
      }
    }
  }

  /// What must be kept to encode other files; nil if there is nothing.
  var learnt: LearntEncoding? {
    let names = if case .auto = kind { classes?.names } else { nil as [String]? }
    guard names != nil || keepsColumns else { return nil }
    return LearntEncoding(classNames: names, columns: keepsColumns ? columns : [])
  }

  /// The numbers of one example.
  var width: Int { columns.reduce(0) { $0 + $1.values.count } }

  /// Returns the class of each row; 0 for a row that is no example.
  ///
  /// - Throws: a `DatasetError` with the first row whose label is no class.
  func labels(of table: CSVTable) throws(DatasetError) -> [UInt16] {
    let column = table.columns.labels[0]
    guard let kind, let texts = table.texts[column] else { return [] }
    let numbers = texts.texts.map { kind.index(of: $0, classes, point: point) }
    if let row = texts.firstRow(without: numbers, among: table.rows) {
      let text = texts.texts[Int(texts.codes[row])]
      let name = table.columns.name(column)
      let problem: CSVProblem =
        if case .auto = kind {
          .unknownClass(text, name, known: classes?.names ?? [])
        } else {
          .label(text, name, classes: kind)
        }
      throw table.error(problem, row: row)
    }
    return texts.codes.map { $0 < 0 ? 0 : numbers[Int($0)] ?? 0 }
  }

  /// Returns, for each distinct text of a column, which of the categories it is; nil for one that
  /// is not among them.
  ///
  /// - Throws: a `DatasetError` with the first row whose category is not among them, if that is
  ///   refused.
  func places(
    of column: LearntEncoding.Column, among names: [String], in table: CSVTable,
    _ unseen: CSVSource.Unseen
  ) throws(DatasetError) -> (texts: [Int?], missing: Int?) {
    guard let texts = table.texts[column.index] else { return ([], nil) }
    var places: [String: Int] = [:]
    for (place, name) in names.enumerated() { places[name] = place }
    let found = texts.texts.map { places[$0] }
    let missing = places[""]
    if unseen == .refuse {
      let row =
        texts.firstRow(without: found, among: table.rows)
        ?? (missing == nil ? table.rows.first { texts.codes[$0] < 0 } : nil)
      if let row {
        let code = texts.codes[row]
        throw table.error(
          .unseen(
            code < 0 ? "" : texts.texts[Int(code)], table.columns.name(column.index), known: names),
          row: row)
      }
    }
    return (found, missing)
  }
}

extension CSVTexts {
  /// The distinct texts of some rows, without missing ones.
  func distinct(in rows: [Int]) -> [String] {
    var isThere = [Bool](repeating: false, count: texts.count)
    for row in rows where codes[row] >= 0 { isThere[Int(codes[row])] = true }
    return texts.indices.filter { isThere[$0] }.map { texts[$0] }
  }

  /// Returns the first row whose text stands for nothing.
  func firstRow<Value>(without values: [Value?], among rows: CSVRows) -> Int? {
    guard values.contains(where: { $0 == nil }) else { return nil }
    return rows.first { codes[$0] >= 0 && values[Int(codes[$0])] == nil }
  }
}

extension CSVTable {
  /// The classes that are learnt; nil for a regression.
  ///
  /// - Throws: a `DatasetError` if a learnt column without `classes` holds texts and numbers.
  func classes(_ source: CSVSource) throws(DatasetError) -> ClassChoice? {
    if let classes = source.classes { return classes }
    guard let column = columns.labels.first, let texts = texts[column] else { return nil }
    let point = source.style.decimal.byte
    let isName = texts.texts.map { isDecimalNumber($0, point: point) ? nil : true }
    if isName.contains(nil),
      let row = rows.first(where: { texts.codes[$0] >= 0 && isName[Int(texts.codes[$0])] == true })
    {
      let text = texts.texts[Int(texts.codes[row])]
      throw error(
        .number(text, columns.name(column), .target(source.style.decimal, mayBeClass: true)),
        row: row)
    }
    return .auto
  }

  /// Learns from some rows how the fields of an input column become numbers.
  fileprivate func values(
    of column: Int, rows: [Int], _ source: CSVSource
  ) throws(DatasetError) -> LearntEncoding.Values {
    if let place = numbers.columns.firstIndex(of: column) {
      guard source.missing == .mean else { return .number() }
      var (sum, count) = (0.0, 0)
      for row in rows {
        let number = numbers(row, place)
        if !number.isNaN { (sum, count) = (sum + Double(number), count + 1) }
      }
      guard count > 0 else { throw .table(.missing, .nothingToAverage(columns.name(column))) }
      return .number(filling: Float(sum / Double(count)))
    }
    guard let texts = texts[column] else { return .number() }
    var names = texts.distinct(in: rows)
    guard names.count <= CSVEncoding.maximumCategories else {
      throw .table(
        .categories,
        .tooMany(columns.name(column), names.count, maximum: CSVEncoding.maximumCategories))
    }
    names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    if rows.contains(where: { texts.codes[$0] < 0 }) { names.insert("", at: 0) }
    return .categories(names)
  }
}
