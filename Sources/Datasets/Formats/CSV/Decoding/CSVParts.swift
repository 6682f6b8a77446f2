import Engine
import Files
import Tables

/// All parts of a table, decoded on all cores.
///
/// A part is decoded as if it began with a row. Where a quoted field reaches over the part's start,
/// that is wrong, which the end of the part before shows; the rest of the part is decoded again.
struct CSVParts {
  private var parts: [CSVPart] = []
  /// The digest of the file's bytes; nil if it was not asked for.
  private(set) var fileDigest: SHA256Digest?

  /// About the size of a part.
  private static let partSize = 1 << 21
  /// A smaller file is not worth threads.
  private static let smallSize = 1 << 17

  /// - Parameter hashesFile: whether to hash the file's bytes meanwhile.
  /// - Throws: a `DataFileProblem` with the first line that does not fit.
  init(
    of text: CSVText, _ decoding: CSVDecoding, hashesFile: Bool, partSize: Int = Self.partSize
  ) throws(DataFileProblem) {
    let ranges = text.parts(of: partSize)
    let decoded = Guarded<[CSVPart?]>(Array(repeating: nil, count: ranges.count))
    let digest = Guarded<SHA256Digest?>(nil)
    // The hash takes longest, so it is begun first.
    let first = hashesFile ? 1 : 0
    func work(_ index: Int) {
      guard index >= first else { return digest.withLock { $0 = SHA256.hash(text.bytes) } }
      let number = index - first
      var part = CSVPart(decoding, text.dialect, ranges[number])
      part.decode(text.text.span, isFirst: number == 0)
      decoded.withLock { $0[number] = part }
    }
    if text.text.count < Self.smallSize {
      for index in 0..<ranges.count + first { work(index) }
    } else {
      performConcurrently(iterations: ranges.count + first, work)
    }
    fileDigest = digest.withLock { $0 }
    try join(decoded.withLock { $0 }, ranges, text, decoding)
  }

  private mutating func join(
    _ decoded: [CSVPart?], _ ranges: [Range<Int>], _ text: CSVText, _ decoding: CSVDecoding
  ) throws(DataFileProblem) {
    var position = text.start
    var line = text.startLine
    for (part, range) in zip(decoded, ranges) where position < range.upperBound {
      guard var part else { continue }
      if position != range.lowerBound {
        part = CSVPart(decoding, text.dialect, position..<range.upperBound)
        part.decode(text.text.span, isFirst: parts.allSatisfy { $0.lines.isEmpty })
      }
      if let problem = part.problem {
        let isFirst = part.lines.isEmpty && parts.allSatisfy { $0.lines.isEmpty }
        throw .csv(line: line + problem.line, problem.1.explained(isFirst ? text : nil))
      }
      position = part.position
      line += part.lineCount
      parts.append(part)
    }
  }

  /// The input columns in which texts were found, though numbers were expected.
  var textInputs: Set<Int> { parts.reduce(into: []) { $0.formUnion($1.textInputs) } }

  /// y[N, K].
  var targets: [Float] { parts.flatMap(\.targets) }

  /// The line of each row, from 1.
  ///
  /// - Parameter first: the line of the first part.
  func lines(from first: Int) -> [Int32] {
    var lines: [Int32] = []
    var start = Int32(truncatingIfNeeded: first)
    for part in parts {
      lines.append(contentsOf: part.lines.lazy.map { $0 + start })
      start += Int32(truncatingIfNeeded: part.lineCount)
    }
    return lines
  }

  /// The rows without a missing value.
  var completeRows: [Int] {
    var rows: [Int] = []
    var start = 0
    for part in parts {
      var incomplete = part.incompleteRows[...]
      for row in part.lines.indices {
        if incomplete.first == row { incomplete.removeFirst() } else { rows.append(start + row) }
      }
      start += part.lines.count
    }
    return rows
  }

  /// The texts of the columns that hold some.
  ///
  /// - Throws: a `DataFileProblem` if the bytes of one are no text.
  func texts(
    _ decoding: CSVDecoding, _ text: CSVText
  ) throws(DataFileProblem) -> [Int: CSVTexts] {
    var texts: [Int: CSVTexts] = [:]
    for (number, column) in decoding.textColumns.enumerated() {
      var joined = CSVTexts()
      var codes: [String: Int32] = [:]
      var line = text.startLine
      for part in parts {
        let collector = part.texts[number]
        var own: [Int32] = []
        for (code, found) in collector.texts(in: text.text).enumerated() {
          guard let found else {
            let row = collector.codes.firstIndex(of: Int32(code)) ?? 0
            throw .csv(
              line: line + Int(part.lines[row]),
              .bytes(
                decoding.columns.name(column),
                isZero: collector.hasZero(code, in: text.text)))
          }
          let next = Int32(joined.texts.count)
          if codes[found] == nil {
            codes[found] = next
            joined.texts.append(found)
          }
          own.append(codes[found] ?? next)
        }
        joined.codes.append(contentsOf: collector.codes.lazy.map { $0 < 0 ? -1 : own[Int($0)] })
        line += part.lineCount
      }
      texts[column] = joined
    }
    return texts
  }

  /// Returns the numbers of the input columns, and lets go of them.
  mutating func takeNumbers() -> CSVNumbers.Values {
    let count = parts.reduce(0) { $0 + $1.bytes.count + $1.floats.count }
    if parts.allSatisfy(\.isBytes) {
      if parts.count == 1 { return .bytes(parts[0].bytes) }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(count)
      for index in parts.indices {
        bytes.append(contentsOf: parts[index].bytes)
        parts[index].releaseNumbers()
      }
      return .bytes(bytes)
    }
    if parts.count == 1 { return .floats(parts[0].floats) }
    var floats: [Float] = []
    floats.reserveCapacity(count)
    for index in parts.indices {
      if parts[index].isBytes {
        floats.append(contentsOf: parts[index].bytes.lazy.map { Float($0) })
      } else {
        floats.append(contentsOf: parts[index].floats)
      }
      parts[index].releaseNumbers()
    }
    return .floats(floats)
  }
}

extension CSVProblem {
  /// The same problem, with what only the whole table shows.
  ///
  /// - Parameter text: the table if the problem is in its first row; otherwise nil.
  fileprivate func explained(_ text: CSVText?) -> CSVProblem {
    guard case .fieldCount(let found, let expected, _) = self, let text else { return self }
    return .fieldCount(found: found, expected: expected, isFirstOdd: text.isFirstOdd)
  }
}
