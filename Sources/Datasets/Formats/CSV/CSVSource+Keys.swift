import Tables

// The values of a definition's further keys.
extension CSVSource {
  /// How a file is written.
  package struct Style: Hashable, Sendable {
    /// nil to find it.
    package var separator: Separator?
    package var decimal = DecimalMark.point
    /// What a line that does not belong to the table begins with; nil if all lines belong to it.
    package var comment: String?
    /// The lines before the table.
    package var skippedLines = 0

    package init() {}
  }

  /// What separates two fields.
  package enum Separator: String, Hashable, Sendable, CaseIterable {
    case comma = ","
    case semicolon = ";"
    case tab
    case bar = "|"
    case blank

    var separator: CSVSeparator {
      switch self {
      case .comma: .comma
      case .semicolon: .semicolon
      case .tab: .tab
      case .bar: .bar
      case .blank: .blanks
      }
    }
  }

  /// What separates the whole number from the fraction.
  package enum DecimalMark: String, Hashable, Sendable, CaseIterable {
    case point = "."
    case comma = ","

    var byte: UInt8 { rawValue.utf8.first ?? 0 }
  }

  /// The columns that are learnt from.
  package enum Inputs: Hashable, Sendable {
    /// All but the learnt ones and the group.
    case all
    /// These, in the file's order.
    case only([Column])
    /// All but these, the learnt ones and the group.
    case without([Column])
    /// Those that a run learnt from, by name in any order.
    case learnt([Column])
    /// A mistake: a definition gives both.
    case both
  }

  /// What becomes of missing values.
  package enum Missing: String, Hashable, Sendable, CaseIterable {
    /// The file is refused.
    case refuse
    /// The row is left out.
    case drop
    /// The mean of the column over the training part stands for it. A missing category is a
    /// category of its own.
    case mean
  }

  /// The input columns whose texts become one number for each category.
  package enum Categories: Hashable, Sendable {
    case none
    /// Every input column that does not hold numbers alone.
    case auto
    case columns([Column])
  }

  /// What becomes of a category that the training part lacks.
  package enum Unseen: String, Hashable, Sendable, CaseIterable {
    /// The file is refused.
    case refuse
    /// All numbers of the column are 0.
    case zeros
  }
}

/// The fields that stand for a missing value.
struct MissingWords: Sendable {
  /// The texts as bytes; of the usual ones, in lower case.
  private let words: Set<[UInt8]>
  private let isUsual: Bool
  /// Whether a word is also a number, so that numbers must be compared too.
  let haveNumbers: Bool

  /// Besides an empty field, in any letter case.
  static let usual = ["?", "na", "n/a", "#n/a", "<na>", "nan", "null", "none"]

  init(_ words: [String]?) {
    isUsual = words == nil
    self.words = Set((words ?? Self.usual).map { Array($0.utf8) })
    haveNumbers = (words ?? []).contains {
      isDecimalNumber($0) || isDecimalNumber($0, point: comma)
    }
  }

  /// Whether a field, without quotes and the blanks around it, stands for a missing value.
  func contains(_ field: Span<UInt8>) -> Bool {
    if field.isEmpty { return true }
    guard !isUsual || field.count <= 4 else { return false }
    let bytes = field.withUnsafeBufferPointer { Array($0) }
    return words.contains(isUsual ? bytes.map(lowercased) : bytes)
  }

  private func lowercased(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte + 32 : byte
  }
}

private let comma = UInt8(ascii: ",")
