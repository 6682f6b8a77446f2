package import Files

/// A problem with a data file: what was found and what was expected.
package enum DataFileProblem: Error, Hashable, Sendable {
  case unreadable(FileProblem)
  /// The inflated bytes are too many.
  case tooLong(bytes: Int, limit: Int)
  /// A gzip stream holds more than is inflated of one of its size.
  case inflatesTooFar(bytes: Int, limit: Int)
  case notGzip
  /// The file is of another format than the expected one.
  case format(FileFormat, expected: String)
  /// The gzip stream ends before its end was reached.
  case gzipTruncated(afterInflatedBytes: Int)
  /// zlib refuses the stream, with this message.
  case gzipDamaged(reason: String, afterInflatedBytes: Int)
  /// Bytes that are no gzip member follow the last one.
  case gzipTrailing(bytes: Int)
  /// The file ends inside the header.
  case headerTruncated(found: Int, expected: Int)
  /// The first four bytes, big-endian.
  case magic(found: UInt32, expected: UInt32)
  /// The dimensions multiply to more bytes than are read, if they can be multiplied at all.
  case tooLarge(dimensions: [Int], limit: Int)
  case sizeMismatch(found: Int, expected: Int)
  /// A gzip stream continues after its last element. It is not inflated to its end.
  case goesOn(expected: Int)
  case exampleShape(found: [Int], expected: [Int])
  case exampleCount(found: Int, expected: Int)
  case label(found: Int, example: Int, classCount: Int)
  case digest(found: String, expected: String)
  /// A problem in a line, from 1, of a CSV file.
  case csv(line: Int, CSVProblem)
  /// A file of comma-separated values without an example.
  case noExamples(hasHeader: Bool)
}

extension DataFileProblem: CustomStringConvertible {
  /// The sentence that follows the file's name.
  package var description: String {
    switch self {
    case .unreadable(let problem): problem.description
    case .tooLong(let bytes, let limit): "\(bytes) bytes are more than the \(limit) allowed"
    case .inflatesTooFar(let bytes, let limit):
      "\(bytes) bytes of gzip hold more than \(limit) bytes, the most that is inflated of them; "
        + "unpack it with gunzip"
    case .notGzip: "is not a gzip file"
    case .format(let format, let expected):
      "is \(format.rawValue), not \(expected)" + (format.advice.map { "; \($0)" } ?? "")
    case .gzipTruncated(let count):
      "the gzip stream ends too early, after \(count) inflated bytes"
    case .gzipDamaged(let reason, let count):
      "the gzip stream is damaged (\(reason)) after \(count) inflated bytes"
    case .gzipTrailing(let count):
      "\(count) bytes after the gzip stream, expected none"
    case .headerTruncated(let found, let expected):
      "\(found) bytes, expected a header of \(expected)"
    case .magic(let found, let expected):
      IDXHeader.misfit(found: found, expected: expected)
    case .tooLarge(let dimensions, let limit):
      "its header promises \(Self.text(dimensions)) bytes, expected at most \(limit)"
    case .sizeMismatch(let found, let expected):
      "\(found) bytes after the header, expected \(expected)"
    case .goesOn(let expected):
      "more than \(expected) bytes after the header, expected \(expected)"
    case .exampleShape(let found, let expected):
      "examples of \(Self.text(found)), expected \(Self.text(expected))"
    case .exampleCount(let found, let expected):
      "\(found) examples, expected \(expected)"
    case .label(let found, let example, let classCount):
      "label \(found) at example \(example), expected 0 to \(classCount - 1)"
    case .digest(let found, let expected):
      "SHA-256 \(found), expected \(expected)"
    case .csv(let line, let problem):
      "line \(line): \(problem)"
    case .noExamples(let hasHeader):
      "no example\(hasHeader ? " after the header" : ""), expected one a line"
    }
  }

  private static func text(_ dimensions: [Int]) -> String {
    dimensions.map(String.init).joined(separator: "x")
  }
}
