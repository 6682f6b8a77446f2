import Files

/// Reads a data file of at most `limit` bytes. It must be a regular file or a link to one, because
/// later commands read it again.
///
/// - Parameter prefix: reads at most this many bytes from the start; nil for all.
/// - Throws: a `DataFileProblem` if the file cannot be read, is not regular, is too long, or
///   changes while it is read.
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

/// Returns the last component of a path without `.gz`, under which the file's digest is recorded.
func dataFileName(_ path: String) -> String {
  let last = path.split(separator: "/").last.map(String.init) ?? path
  return last.hasSuffix(".gz") ? String(last.dropLast(3)) : last
}
