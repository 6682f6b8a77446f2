import Tables

/// Decodes a part of a table that begins with a row.
struct CSVPart {
  private enum Failure: Error {
    case syntax(CSVSyntaxError)
    case field(CSVProblem)
  }

  private let decoding: CSVDecoding
  private var cursor: CSVCursor
  private let end: Int
  /// Whether all numbers so far are whole numbers from 0 to 255.
  private(set) var isBytes = true
  /// x[N, F] if they are.
  private(set) var bytes: [UInt8] = []
  /// x[N, F] if they are not; NaN for a missing value.
  private(set) var floats: [Float] = []
  /// y[N, K]; NaN for a missing value.
  private(set) var targets: [Float] = []
  private(set) var texts: [CSVTextCollector]
  /// The number of each column's collector.
  private let collectors: [Int]
  /// The line of each row, from 0 for the part's first.
  private(set) var lines: [Int32] = []
  /// Input columns in which a text was found, though numbers were expected.
  private(set) var textInputs: Set<Int> = []
  /// Rows with a missing value that are left out for it, ascending.
  private(set) var incompleteRows: [Int] = []
  /// What ended the decoding early, with its line from 0.
  private(set) var problem: (line: Int, CSVProblem)?

  init(_ decoding: CSVDecoding, _ dialect: CSVDialect, _ range: Range<Int>) {
    self.decoding = decoding
    cursor = CSVCursor(dialect, at: range.lowerBound, line: 0)
    end = range.upperBound
    var collectors = [Int](repeating: -1, count: decoding.columns.count)
    let columns = decoding.textColumns
    for (number, column) in columns.enumerated() { collectors[column] = number }
    self.collectors = collectors
    texts = columns.map { _ in CSVTextCollector() }
  }

  /// The offset behind the last row.
  var position: Int { cursor.position }
  /// How many lines the part has.
  var lineCount: Int { cursor.line }

  /// Decodes rows until the end of the part or a problem.
  ///
  /// - Parameter isFirst: whether the part begins with the first row of the file.
  mutating func decode(_ text: Span<UInt8>, isFirst: Bool) {
    while cursor.beginRecord(in: text, before: end) {
      let line = cursor.line
      do throws(Failure) {
        try decodeRow(text, isFirst: isFirst && lines.isEmpty)
      } catch {
        switch error {
        case .syntax(let error): problem = (error.line, .syntax(error.problem))
        case .field(let error): problem = (line, error)
        }
        return
      }
      lines.append(Int32(truncatingIfNeeded: line))
    }
  }

  private mutating func decodeRow(_ text: Span<UInt8>, isFirst: Bool) throws(Failure) {
    let kinds = decoding.kinds
    let isPlain = !decoding.words.haveNumbers
    let last = kinds.count - 1
    for _ in 0..<decoding.targetCount { targets.append(0) }
    for column in kinds.indices {
      let kind = kinds[column]
      if kind != .input || !isPlain || !readNumber(text) {
        do throws(CSVSyntaxError) {
          try cursor.readField(in: text)
        } catch {
          throw .syntax(error)
        }
        if !kind.isEmpty {
          do throws(CSVProblem) {
            try decodeField(column, kind, text, isFirst: isFirst)
          } catch {
            throw try countingFields(column + 1, text) ?? .field(error)
          }
        }
      }
      if cursor.endsRecord != (column == last), let error = try countingFields(column + 1, text) {
        throw error
      }
    }
  }

  /// Reads an input that is a plain number; returns false if the next field is not one.
  private mutating func readNumber(_ text: Span<UInt8>) -> Bool {
    if let byte = cursor.readByte(in: text) {
      if isBytes { bytes.append(byte) } else { floats.append(Float(byte)) }
    } else if !decoding.holdsPictures, let number = cursor.readNumber(in: text) {
      append(number)
    } else {
      return false
    }
    return true
  }

  private mutating func append(_ number: Float) {
    if isBytes {
      if let byte = UInt8(exactly: number), number.sign == .plus { return bytes.append(byte) }
      floats = bytes.map { Float($0) }
      bytes = []
      isBytes = false
    }
    floats.append(number)
  }

  /// Reads the rest of a row; returns an error if it has more or fewer fields than columns.
  private mutating func countingFields(
    _ found: Int, _ text: Span<UInt8>
  ) throws(Failure) -> Failure? {
    var found = found
    do throws(CSVSyntaxError) {
      while !cursor.endsRecord {
        try cursor.readField(in: text)
        found += 1
        guard found <= CSVRecords.maximumFields else { throw .tooManyFields(line: cursor.line) }
      }
    } catch {
      throw .syntax(error)
    }
    let expected = decoding.columns.count
    return found == expected ? nil : .field(.fieldCount(found: found, expected: expected))
  }

  private mutating func decodeField(
    _ column: Int, _ kind: CSVDecoding.Kind, _ text: Span<UInt8>, isFirst: Bool
  ) throws(CSVProblem) {
    let field = text.extracting(cursor.field)
    if kind.contains(.text) {
      let isMissing =
        decoding.words.contains(field)
        && (decoding.classNames.isEmpty || !decoding.isClassName(field))
      if isMissing {
        try checkMissing(field, column, isFilled: decoding.isFilledText[column], use: .other)
        texts[collectors[column]].appendMissing()
      } else {
        texts[collectors[column]].append(cursor.field, isQuoted: cursor.isQuoted, in: text)
      }
    }
    guard kind.contains(.input) || kind.contains(.target) else { return }
    let isInput = kind.contains(.input)
    let number = try number(field, column, isInput: isInput, isFirst: isFirst)
    if !isInput {
      guard !decoding.isBinary || number == 0 || number == 1 || number.isNaN else {
        throw .binary(string(field), decoding.columns.name(column))
      }
      targets[targets.count - decoding.targetCount + decoding.targetPlaces[column]] = number
      return
    }
    if decoding.holdsPictures {
      guard number.isNaN || UInt8(exactly: number) != nil else {
        throw .byte(string(field), decoding.columns.name(column))
      }
      // A row with a missing pixel is left out.
      return append(number.isNaN ? 0 : number.magnitude)
    }
    append(number)
  }

  /// Returns the number of a field; NaN for a missing value, or for a text that may turn out to be
  /// a category.
  private mutating func number(
    _ field: Span<UInt8>, _ column: Int, isInput: Bool, isFirst: Bool
  ) throws(CSVProblem) -> Float {
    let isWord = decoding.words.haveNumbers && decoding.words.contains(field)
    if !isWord, let number = decimalFloat(field, point: decoding.decimal.byte) { return number }
    if isWord || decoding.words.contains(field) {
      try checkMissing(
        field, column, isFilled: isInput && decoding.missing == .mean,
        use: isInput && !decoding.holdsPictures ? .input : .other)
      return .nan
    }
    if isInput, decoding.mayHoldTexts {
      textInputs.insert(column)
      return .nan
    }
    let hint: CSVProblem.NumberHint =
      if isFirst && !decoding.hasHeader {
        .firstLine
      } else if isInput {
        .input(decoding.decimal)
      } else {
        .target(decoding.decimal, mayBeClass: decoding.mayBeClass)
      }
    throw .number(string(field), decoding.columns.name(column), hint)
  }

  private mutating func checkMissing(
    _ field: Span<UInt8>, _ column: Int, isFilled: Bool, use: CSVProblem.MissingUse
  ) throws(CSVProblem) {
    if isFilled { return }
    guard decoding.missing == .drop else {
      throw .missing(string(field), decoding.columns.name(column), use)
    }
    if incompleteRows.last != lines.count { incompleteRows.append(lines.count) }
  }

  /// Frees the memory of the numbers.
  mutating func releaseNumbers() { (bytes, floats) = ([], []) }

  private func string(_ field: Span<UInt8>) -> String {
    let bytes = field.withUnsafeBufferPointer { Array($0)[...] }
    return String(decoding: cursor.isQuoted ? unescaped(bytes) : bytes, as: UTF8.self)
  }
}
