import Engine
import Files
import Tables

/// A CSV file that grows by whole rows, and the hash of its content.
final class CSVLog {
  let file: RunFile
  /// nil if no checkpoint counts the rows.
  private var hash: SHA256?
  private(set) var bytes: Int
  /// The header not counted.
  private(set) var rows: Int

  private init(file: RunFile, hash: SHA256?, bytes: Int, rows: Int) {
    self.file = file
    self.hash = hash
    self.bytes = bytes
    self.rows = rows
  }

  /// Starts a new file with its header line.
  ///
  /// - Parameter isCounted: whether checkpoints count its rows. They do not count those of
  ///   timing.csv.
  convenience init(
    creating name: String, columns: [String], isCounted: Bool = true, in folder: RunFolder
  ) throws(RunError) {
    let file = try folder.open(name, for: .creating)
    self.init(file: file, hash: isCounted ? SHA256() : nil, bytes: 0, rows: -1)
    try append(CSVRow(columns))
  }

  /// Continues after a file's bytes, which end with a whole row. They are read piece by piece.
  convenience init(
    continuing name: String, isCounted: Bool = true, in folder: RunFolder
  ) throws(RunError) {
    var hash = isCounted ? SHA256() : nil
    var (bytes, newlines) = (0, 0)
    try folder.open(name, for: .reading).readPieces { piece in
      hash?.update(piece)
      bytes += piece.count
      newlines += piece.count { $0 == UInt8(ascii: "\n") }
    }
    let file = try folder.open(name, for: .appending)
    self.init(file: file, hash: hash, bytes: bytes, rows: newlines - 1)
  }

  /// The content of the file, as a checkpoint counts it.
  var prefix: CSVPrefix {
    guard let hash else { preconditionFailure("no checkpoint counts these rows") }
    return CSVPrefix(bytes: bytes, rows: rows, sha256: hash.finalize().description)
  }

  /// Writes a row immediately.
  func append(_ row: CSVRow) throws(RunError) {
    try file.write(row.line)
    hash?.update(row.line)
    bytes += row.line.count
    rows += 1
  }

  /// Returns once every row outlasts a power loss.
  func synchronize() throws(RunError) {
    try file.synchronize()
  }
}
