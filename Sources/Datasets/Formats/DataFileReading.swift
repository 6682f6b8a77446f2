import Files

/// Reads a data file of at most `limit` bytes. It must be a regular file or a link to one, since
/// later commands read it again.
///
/// - Parameter prefix: read no more than so many bytes from its start; nil: all.
/// - Throws: a `DataFileProblem` where the file cannot be read, is no regular file, is too long, or is
///   changed while it is read.
func readDataFile(
  _ path: String, limit: Int, prefix: Int? = nil
) throws(DataFileProblem) -> [UInt8] {
  do {
    return try InputFile.readRegular(path, limit: limit, prefix: prefix)
  } catch {
    throw .unreadable(error)
  }
}

/// Whether there is a regular file, or a link to one.
func isDataFile(_ path: String) -> Bool { InputFile.kind(of: path) == .file }

/// Runs `body` and names the file in the problem it throws.
func reading<Result>(
  _ name: String, _ body: () throws(DataFileProblem) -> Result
) throws(DatasetError) -> Result {
  do throws(DataFileProblem) { return try body() } catch { throw .file(name, error) }
}

/// The last component of a path, without `.gz`: what a file's digest is filed under.
func dataFileName(_ path: String) -> String {
  let last = path.split(separator: "/").last.map(String.init) ?? path
  return last.hasSuffix(".gz") ? String(last.dropLast(3)) : last
}
