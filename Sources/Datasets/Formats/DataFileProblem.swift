package import Arrays
package import Files
package import Images

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
  /// A label that is no class.
  case unknownClass(String, example: Int, expected: String)
  case manyClasses(Int, limit: Int)
  /// A folder of the test part that is no class of the train part.
  case unknownFolder(classes: [String])
  /// The labels are values of a regression, and the definition says they are classes.
  case valuesForClasses
  /// The values of an example's label; nil for classes.
  case labelWidth(found: Int?, expected: Int?)
  case digest(found: String, expected: String)
  case array(ArrayProblem)
  /// An archive has no array of this name.
  case noArray(String, names: [String], key: String)
  /// None of an archive's arrays, or more than one, has the shape of the run's examples.
  case noOneArray(fitting: [String], of: [String], expected: [Int])
  case textsForNumbers
  /// Numbers of another type where pictures of bytes are expected; nil: the other way round.
  case numbersForBytes(ElementType?)
  /// Pictures whose last dimension looks like the channels.
  case channelsSeemLast(shape: [Int])
  case arrayRank(shape: [Int])
  case labelRank(shape: [Int])
  case picture(PictureError)
  /// A picture, or a table, for a network that was trained on the other.
  case pictureForNumbers
  case folder(PictureFolderProblem)
  /// A problem in a line, from 1, of a CSV file.
  case csv(line: Int, CSVProblem)
  /// The same in a file that a trained run reads: its definition cannot change.
  case csvForRun(line: Int, CSVProblem)
  /// A table without names, whose columns cannot be found by their positions.
  case noHeader(needed: String)
  /// The columns that a run learnt from are not those of the table.
  case columns(CSVKeyProblem)
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
    case .unknownClass(let found, let example, let expected):
      "label \(found.printable) at example \(example), expected \(expected)"
    case .unknownFolder(let classes):
      "is no class of the train part, expected \(Self.list(classes))"
    case .manyClasses(let found, let limit):
      "\(found) classes, expected at most \(limit)"
    case .valuesForClasses:
      "holds fractions or several values an example, expected one class each, or a 1 for its class "
        + "and otherwise 0; leave out dataset.classes to learn values"
    case .labelWidth(let found, let expected):
      "\(Self.labels(found)), expected \(Self.labels(expected)) as in the train part"
    case .array(let problem): problem.description
    case .noArray(let name, let names, let key):
      "has no array '\(name.printable)', only \(Self.list(names)); "
        + "name it with \"\(key)\" in dataset"
    case .noOneArray(let fitting, let names, let expected):
      "holds \(Self.list(names)), of which \(fitting.isEmpty ? "none" : Self.list(fitting)) "
        + "could be examples of \(Self.text(expected)), expected one; call it x: "
        + "numpy.savez(\"x.npz\", x=\(fitting.first?.printable ?? "a"))"
    case .textsForNumbers: "holds texts, expected numbers"
    case .numbersForBytes(let element?):
      "holds \(element.name), expected bytes from 0 to 255 as the pictures that were learnt from; "
        + "write a.astype(\"uint8\")"
    case .numbersForBytes(nil):
      "holds pictures of bytes, expected other numbers as were learnt from; "
        + "write a.astype(\"float32\")"
    case .channelsSeemLast(let shape):
      "examples of \(Self.text(shape)), whose channels seem to be last; "
        + "add \"layout\": \"channels_last\" to dataset, or \"channels_first\" if they are not"
    case .arrayRank(let shape):
      "the shape \(Self.text(shape)), expected examples x features, x height x width, "
        + "or x channels x height x width"
    case .labelRank(let shape):
      "the shape \(Self.text(shape)), expected one label for each example, or a row of values"
    case .picture(let problem): problem.description
    case .pictureForNumbers:
      "does not fit the run, which was trained on examples of another kind"
    case .folder(let problem): problem.description
    case .digest(let found, let expected):
      "SHA-256 \(found), expected \(expected)"
    case .csv(let line, let problem):
      "line \(line): \(problem)"
    case .csvForRun(let line, let problem):
      "line \(line): \(problem.finding)\(problem.adviceForRun)"
    case .noHeader(let needed):
      "its first line is all numbers, expected the names of the columns, such as "
        + "'\(needed.printable)', as in the file that the run learnt from; add that line"
    case .columns(.ambiguousName(let name)):
      "several columns are called '\(name.printable)', expected one, which the run learnt from"
    case .columns(let problem): problem.description
    case .noExamples(let hasHeader):
      "no example\(hasHeader ? " after the header" : ""), expected one a line"
    }
  }

  private static func labels(_ width: Int?) -> String {
    guard let width else { return "classes" }
    return "\(width) value\(width == 1 ? "" : "s") an example"
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty
      ? "an empty archive"
      : names.prefix(10).map(\.printable).joined(separator: ", ")
        + (names.count > 10 ? " and \(names.count - 10) more" : "")
  }

  private static func text(_ dimensions: [Int]) -> String {
    dimensions.map(String.init).joined(separator: "x")
  }
}
