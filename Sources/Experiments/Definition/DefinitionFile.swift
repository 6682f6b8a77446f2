import Datasets
import Files
import JSON

/// The text of a definition and the name under which messages show it.
struct DefinitionFile: Sendable {
  /// `experiments/mine.json`.
  let label: String
  let document: JSONDocument

  /// No definition is longer.
  static let maximumBytes = 1 << 20

  init(label: String, bytes: [UInt8]) throws(DefinitionError) {
    self.label = label
    do {
      document = try JSONDocument(parsing: bytes, maximumBytes: Self.maximumBytes)
    } catch {
      let isTooLong = bytes.count > Self.maximumBytes
      let line = isTooLong ? nil : markedLine(bytes, error.offset..<error.offset + 1)
      throw DefinitionError(
        [
          PlacedDiagnostic(
            place: isTooLong
              ? .file(label) : .text(file: label, line: error.line, column: error.column),
            problem: error.problem, source: line)
        ], in: label)
    }
    guard document.value.object != nil else {
      throw DefinitionError(
        [
          PlacedDiagnostic(
            place: .file(label),
            problem: "a definition must be an object, not \(document.value.typeName)")
        ], in: label)
    }
  }

  /// Returns the bytes that a diagnostic marks; nil if this file does not contain them.
  func range(of diagnostic: Diagnostic) -> Range<Int>? {
    let owner = diagnostic.path.parent ?? diagnostic.path
    switch diagnostic.mark {
    case .key: return document.keyRange(at: diagnostic.path)
    case .owner: return owner.components.isEmpty ? nil : member(at: owner)
    case .member: return member(at: diagnostic.path)
    }
  }

  private func member(at path: JSONPath) -> Range<Int>? {
    guard let value = document.valueRange(at: path) else { return nil }
    return (document.keyRange(at: path) ?? value).lowerBound..<value.upperBound
  }

  /// Returns the diagnostic with its line and column; nil if this file does not contain the text.
  func locate(_ diagnostic: Diagnostic) -> PlacedDiagnostic? {
    guard let range = range(of: diagnostic) else { return nil }
    let position = document.position(of: range.lowerBound)
    return PlacedDiagnostic(
      place: .text(file: label, line: position.line, column: position.column),
      path: diagnostic.path.description, problem: diagnostic.problem,
      source: markedLine(document.bytes, range), hints: diagnostic.hints)
  }
}

/// Returns the line a range of bytes starts in, with the range marked to the line's end at most; a
/// long line is cut around the mark.
func markedLine(_ bytes: [UInt8], _ range: Range<Int>) -> PlacedDiagnostic.MarkedLine {
  let start = min(range.lowerBound, bytes.count)
  let newline = UInt8(ascii: "\n")
  let lineStart = bytes[..<start].lastIndex(of: newline).map { $0 + 1 } ?? 0
  let lineEnd = bytes[start...].firstIndex(of: newline) ?? bytes.count
  let before = text(bytes[lineStart..<start])
  let marked = text(bytes[start..<max(start, min(range.upperBound, lineEnd))])
  let after = text(bytes[max(start, min(range.upperBound, lineEnd))..<lineEnd])
  let number = linePosition(ofOffset: start, in: bytes).line
  let width = 93
  if before.count + marked.count + after.count <= width {
    return PlacedDiagnostic.MarkedLine(
      number: number, text: before + marked + after,
      mark: before.count..<before.count + marked.count)
  }
  let shownBefore = before.count > 60 ? "..." + before.suffix(40) : before
  let rest = marked + after
  let room = width - shownBefore.count
  let shownRest = rest.count > room ? rest.prefix(room - 3) + "..." : rest
  return PlacedDiagnostic.MarkedLine(
    number: number, text: shownBefore + shownRest,
    mark: shownBefore.count..<shownBefore.count + min(marked.count, room))
}

/// Returns a text for a message: tabs as blanks, without characters that control a terminal or that
/// take long to compare.
private func text(_ bytes: ArraySlice<UInt8>) -> String {
  if lineOfTooManyMarks(in: Array(bytes)) != nil { return "..." }
  let text = String(decoding: bytes, as: UTF8.self)
  let withoutTabs = String(text.map { $0 == "\t" ? " " : $0 })
  let line = withoutTabs.last == "\r" ? String(withoutTabs.dropLast()) : withoutTabs
  return line.printable
}
