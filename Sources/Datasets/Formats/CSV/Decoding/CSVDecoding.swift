import Tables

/// What each column of a table is decoded to.
struct CSVDecoding: Sendable {
  /// What a field becomes; several for a column that is used in two ways.
  struct Kind: OptionSet {
    let rawValue: UInt8
    /// A number to learn from.
    static let input = Kind(rawValue: 1)
    /// A value to learn.
    static let target = Kind(rawValue: 2)
    /// A text: a category, a class or a group.
    static let text = Kind(rawValue: 4)
  }

  let columns: CSVColumns
  /// One for each column.
  var kinds: [Kind]
  let missing: CSVSource.Missing
  let words: MissingWords
  /// The names of classes, which are never missing values.
  let classNames: Set<[UInt8]>
  let decimal: CSVSource.DecimalMark
  /// Whether inputs must be bytes.
  let holdsPictures: Bool
  /// Whether learnt values must be 0 or 1.
  let isBinary: Bool
  /// Whether an input column may turn out to hold texts.
  let mayHoldTexts: Bool
  let hasHeader: Bool
  /// Whether the learnt column may hold classes.
  let mayBeClass: Bool
  /// How many values are learnt.
  let targetCount: Int
  /// For each column, its place among the learnt values.
  let targetPlaces: [Int]
  /// For each column, whether a missing text is a category.
  let isFilledText: [Bool]

  init(_ source: CSVSource, _ columns: CSVColumns, textLabel: Bool) {
    self.columns = columns
    var kinds = [Kind](repeating: [], count: columns.count)
    for column in columns.inputs { kinds[column] = .input }
    for column in columns.categories { kinds[column] = .text }
    for column in columns.labels { kinds[column] = textLabel ? .text : .target }
    if let group = columns.group { kinds[group].insert(.text) }
    self.kinds = kinds
    targetCount = textLabel ? 0 : columns.labels.count
    var places = [Int](repeating: 0, count: columns.count)
    for (place, column) in columns.labels.enumerated() { places[column] = place }
    targetPlaces = places
    missing = source.missing
    words = MissingWords(source.missingWords)
    if case .names(let names) = source.classes {
      classNames = Set(names.map { Array($0.utf8) })
    } else {
      classNames = []
    }
    decimal = source.style.decimal
    holdsPictures = source.holdsPictures
    isBinary = source.isBinary
    mayHoldTexts = source.categories == .auto
    hasHeader = source.hasHeader
    let inputs = Set(columns.inputs)
    isFilledText = (0..<columns.count).map { column in
      source.missing == .mean && inputs.contains(column) && column != columns.group
    }
    mayBeClass = source.classes == nil && columns.labels.count == 1
  }

  /// Whether a field is a class's name.
  func isClassName(_ field: Span<UInt8>) -> Bool {
    classNames.contains(field.withUnsafeBufferPointer { Array($0) })
  }

  /// The columns of numbers to learn from, ascending.
  var numberColumns: [Int] { kinds.indices.filter { kinds[$0].contains(.input) } }
  /// The columns of texts, ascending.
  var textColumns: [Int] { kinds.indices.filter { kinds[$0].contains(.text) } }
}
